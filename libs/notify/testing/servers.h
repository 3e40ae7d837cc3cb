#pragma once

#include <deque>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "libs/base/mutex.h"

// A mail server and a web server for tests: real ones on loopback, on a port of their own, that do
// what the test tells them.
namespace shopdesk::notify::testing {

// One client's connection. Not thread-safe.
class Connection {
 public:
  explicit Connection(int socket) : socket_(socket) {}
  // A line without its end; false when the client has gone.
  bool ReadLine(std::string& line);
  bool ReadBytes(size_t count, std::string& bytes);
  void Write(const std::string& text);

 private:
  bool Fill();

  const int socket_;
  std::string buffer_;
};

// Accepts connections on 127.0.0.1, one after the other.
class TcpServer {
 public:
  explicit TcpServer(std::function<void(Connection&)> serve);
  ~TcpServer();
  int port() const { return port_; }
  // Refuses connections from now on. Ends the one that is open.
  void Stop();

 private:
  void Loop();

  const std::function<void(Connection&)> serve_;
  int port_ = 0;
  int listener_ = -1;
  std::thread thread_;
  Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  int open_ ABSL_GUARDED_BY(mutex_) = -1;
};

// What a server does with the next message; when nothing was said, it takes it.
enum class Reaction {
  kTake,
  // Says no for now, for good.
  kFail,
  kRefuse,
  // Takes it, and is gone before it says so.
  kTakeAndCut,
  // Is gone before it got it.
  kCut,
  // Takes it, and never says so.
  kTakeAndHang,
};

class Reactions {
 public:
  void Push(Reaction reaction) {
    MutexLock lock(mutex_);
    next_.push_back(reaction);
  }
  Reaction Pop() {
    MutexLock lock(mutex_);
    if (next_.empty()) return Reaction::kTake;
    const Reaction reaction = next_.front();
    next_.pop_front();
    return reaction;
  }

 private:
  Mutex mutex_;
  std::deque<Reaction> next_ ABSL_GUARDED_BY(mutex_);
};

struct Mail {
  std::string from;
  std::string to;
  // Header and body as they came.
  std::string data;
};

// Speaks SMTP (RFC 5321).
class SmtpServer {
 public:
  SmtpServer() : server_([this](Connection& connection) { Serve(connection); }) {}
  std::string url() const { return "smtp://127.0.0.1:" + std::to_string(server_.port()); }
  void Next(Reaction reaction) { reactions_.Push(reaction); }
  std::vector<Mail> mails() const {
    MutexLock lock(mutex_);
    return mails_;
  }
  void Stop() { server_.Stop(); }

 private:
  void Serve(Connection& connection);
  // False: the connection is over.
  bool ServeData(Connection& connection, Mail& mail, Reaction reaction);

  Reactions reactions_;
  mutable Mutex mutex_;
  std::vector<Mail> mails_ ABSL_GUARDED_BY(mutex_);
  TcpServer server_;
};

struct Request {
  // "POST /path HTTP/1.1"
  std::string line;
  std::vector<std::string> headers;
  std::string body;
};

// Speaks HTTP/1.1 as far as it takes POSTs.
class HttpServer {
 public:
  HttpServer() : server_([this](Connection& connection) { Serve(connection); }) {}
  std::string url() const {
    return "http://127.0.0.1:" + std::to_string(server_.port()) + "/messages";
  }
  void Next(Reaction reaction) { reactions_.Push(reaction); }
  // The status that kFail and kRefuse answer with.
  void Status(int status) {
    MutexLock lock(mutex_);
    status_ = status;
  }
  // The header that goes with it; empty: none.
  void RetryAfter(std::string value) {
    MutexLock lock(mutex_);
    retry_after_ = std::move(value);
  }
  // What it took.
  std::vector<Request> requests() const {
    MutexLock lock(mutex_);
    return requests_;
  }
  void Stop() { server_.Stop(); }

 private:
  void Serve(Connection& connection);

  Reactions reactions_;
  mutable Mutex mutex_;
  int status_ ABSL_GUARDED_BY(mutex_) = 500;
  std::string retry_after_ ABSL_GUARDED_BY(mutex_);
  std::vector<Request> requests_ ABSL_GUARDED_BY(mutex_);
  TcpServer server_;
};

}  // namespace shopdesk::notify::testing
