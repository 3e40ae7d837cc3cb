#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/time/time.h"
#include "libs/base/mutex.h"

// The open connections and what they hold, so that nobody holds too much; internal to libs/rpc.
namespace shopdesk::rpc {

// What the calls of one connection tell. Lives as long as any of them.
struct Connection {
  // Bytes of requests that have arrived whole, with an allowance for what surrounds each.
  std::atomic<int64_t> taken_bytes = 0;
  // Bytes of answers that the client has not taken yet.
  std::atomic<int64_t> unsent_bytes = 0;
  // Calls that the client gave up.
  std::atomic<int64_t> cancelled = 0;
};

// Thread-safe. gRPC owns the sockets and closes them when it likes: each is known by its number and
// the kernel's cookie, which tells it from a later socket of the same number.
class Connections {
 public:
  struct Limits {
    int connections = 4096;
    // Held in all; one connection may hold a quarter.
    int64_t held_bytes = int64_t{256} << 20;
  };
  // Told when a connection is closed for what it does.
  using Closed = absl::FunctionRef<void(const std::string& peer, const char* why)>;

  explicit Connections(Limits limits) : limits_(limits) {}

  // Takes a new socket into account. When all places are taken the connection that was silent
  // longest is closed; false if none was silent for a second: the new one is to be closed.
  bool Add(int fd, Closed closed);
  // The connection of a call, by gRPC's name for its peer; null if it isn't known.
  std::shared_ptr<Connection> Find(const std::string& peer) const;
  // Forgets those that are closed, and closes those that hold too much or give up calls too fast.
  // To be called some times a second.
  void Sweep(Closed closed);
  // Closes all: whoever waits for an answer is told UNAVAILABLE by its own library.
  void CloseAll();
  int64_t Count() const;

 private:
  struct Open {
    int fd;
    uint64_t cookie;
    std::string peer;
    std::shared_ptr<Connection> connection;
    // At the last sweep.
    int64_t received = 0;
    int64_t taken = 0;
    int64_t cancelled = 0;
    // Leaky buckets: bytes that came and made no request so far, calls given up.
    double unfinished_bytes = 0;
    double given_up = 0;

    double held() const {
      return unfinished_bytes + static_cast<double>(connection->unsent_bytes.load());
    }
  };

  void ForgetClosed() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // What its last seconds were: null, or why it is to be closed.
  const char* Judge(Open& open, absl::Duration passed) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void CloseHeaviest(Closed closed) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Limits limits_;
  mutable Mutex mutex_;
  std::vector<Open> open_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<std::string, std::shared_ptr<Connection>> by_peer_ ABSL_GUARDED_BY(mutex_);
  absl::Duration swept_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace shopdesk::rpc
