#include "libs/observe/http_server.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <deque>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/base/countdown.h"
#include "libs/base/error.h"
#include "libs/base/mutex.h"
#include "libs/base/status_macros.h"
#include "libs/observe/listen.h"

namespace shopdesk::observe {
namespace {

// Prometheus, its replica, three probes, somebody looking, and some who hang.
constexpr size_t kMaxConnections = 64;
// From the connection's beginning to the end of its request, and from there to its answer's.
constexpr absl::Duration kMaxTime = absl::Seconds(10);
constexpr size_t kMaxHead = 8 << 10;

struct HttpConnection {
  // Numbers don't repeat, file descriptors do.
  int64_t id = 0;
  int fd = -1;
  absl::Duration until;
  std::string in;
  std::string out;
  size_t sent = 0;
  bool head_only = false;
  // A slow page is being made for it.
  bool waiting = false;
};

const char* Phrase(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 400:
      return "Bad Request";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 431:
      return "Request Header Fields Too Large";
    default:
      return "Service Unavailable";
  }
}

HttpAnswer Refusal(int status) {
  return {.status = status, .body = absl::StrCat(Phrase(status), "\n")};
}

void SetAnswer(HttpConnection& connection, const HttpAnswer& answer) {
  connection.waiting = false;
  connection.until = SteadyNow() + kMaxTime;
  connection.out =
      absl::StrCat("HTTP/1.1 ", answer.status, " ", Phrase(answer.status),
                   "\r\nContent-Type: ", answer.type, "\r\nContent-Length: ", answer.body.size(),
                   "\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n",
                   connection.head_only ? "" : answer.body);
}

class PollServer final : public HttpServer {
 public:
  PollServer(ListeningSockets sockets, HttpPages pages, int wake)
      : sockets_(std::move(sockets)), pages_(std::move(pages)), wake_(wake) {
    loop_ = std::thread([this] { Loop(); });
    maker_ = std::thread([this] { MakeSlowPages(); });
  }

  ~PollServer() override {
    {
      MutexLock lock(mutex_);
      stopping_ = true;
      changed_.NotifyAll();
    }
    Wake();
    loop_.join();
    maker_.join();
    for (const HttpConnection& connection : connections_) close(connection.fd);
    close(wake_);
  }

  int port() const override { return sockets_.port(); }

 private:
  struct Asked {
    int64_t id;
    const HttpPages::Page* page;
  };
  struct Made {
    int64_t id;
    HttpAnswer answer;
  };

  void Wake() const { eventfd_write(wake_, 1); }

  void Loop();
  bool TakeMade();
  void Accept(int listening);
  void DropOldest();
  // False when the connection is to be closed.
  bool Go(HttpConnection& connection, int16_t events);
  bool Receive(HttpConnection& connection);
  bool Send(HttpConnection& connection);
  void Answer(HttpConnection& connection, absl::string_view head);
  void MakeSlowPages();

  ListeningSockets sockets_;
  const HttpPages pages_;
  const int wake_;
  // Only the loop; the oldest first.
  std::vector<HttpConnection> connections_;
  int64_t last_id_ = 0;
  Mutex mutex_;
  CondVar changed_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::deque<Asked> asked_ ABSL_GUARDED_BY(mutex_);
  std::vector<Made> made_ ABSL_GUARDED_BY(mutex_);
  std::thread loop_;
  std::thread maker_;
};

void PollServer::Loop() {
  while (TakeMade()) {
    std::vector<pollfd> polled = {{wake_, POLLIN, 0}};
    for (const int fd : sockets_.fds()) polled.push_back({fd, POLLIN, 0});
    const size_t first = polled.size();
    absl::Duration next = kMaxTime;
    for (const HttpConnection& connection : connections_) {
      const int16_t events = connection.waiting ? 0 : connection.out.empty() ? POLLIN : POLLOUT;
      polled.push_back({connection.fd, events, 0});
      next = std::min(next, connection.until - SteadyNow());
    }
    const int timeout = static_cast<int>(std::max<int64_t>(0, absl::ToInt64Milliseconds(next)) + 1);
    if (poll(polled.data(), polled.size(), timeout) < 0 && errno != EINTR) continue;
    const absl::Duration now = SteadyNow();
    for (size_t i = first; i < polled.size(); ++i) {
      HttpConnection& connection = connections_[i - first];
      if (now < connection.until && Go(connection, polled[i].revents)) continue;
      close(connection.fd);
      connection.fd = -1;
    }
    std::erase_if(connections_, [](const HttpConnection& each) { return each.fd < 0; });
    for (size_t i = 1; i < first; ++i) {
      if (polled[i].revents != 0) Accept(polled[i].fd);
    }
  }
}

// Hands the pages that were made to who waits for them; false when the server stops.
bool PollServer::TakeMade() {
  eventfd_t count = 0;
  eventfd_read(wake_, &count);
  std::vector<Made> made;
  {
    MutexLock lock(mutex_);
    if (stopping_) return false;
    made.swap(made_);
  }
  for (const Made& each : made) {
    for (HttpConnection& connection : connections_) {
      if (connection.id == each.id) SetAnswer(connection, each.answer);
    }
  }
  return true;
}

void PollServer::Accept(int listening) {
  const int fd = AcceptConnection(listening);
  if (fd < 0) {
    // Out of descriptors: one is free for the next round.
    if (errno == EMFILE || errno == ENFILE) DropOldest();
    return;
  }
  if (connections_.size() >= kMaxConnections) DropOldest();
  connections_.push_back({.id = ++last_id_, .fd = fd, .until = SteadyNow() + kMaxTime});
}

// The oldest that isn't waiting for us.
void PollServer::DropOldest() {
  const auto oldest = std::find_if(connections_.begin(), connections_.end(),
                                   [](const HttpConnection& each) { return !each.waiting; });
  if (oldest == connections_.end()) return;
  close(oldest->fd);
  connections_.erase(oldest);
}

bool PollServer::Go(HttpConnection& connection, int16_t events) {
  if ((events & (POLLERR | POLLNVAL)) != 0) return false;
  if ((events & POLLOUT) != 0) return Send(connection);
  if ((events & POLLIN) != 0) return Receive(connection);
  return (events & POLLHUP) == 0;
}

bool PollServer::Receive(HttpConnection& connection) {
  char buffer[4096];
  const ssize_t size = recv(connection.fd, buffer, sizeof(buffer), 0);
  if (size <= 0) return size < 0 && (errno == EAGAIN || errno == EINTR);
  connection.in.append(buffer, static_cast<size_t>(size));
  const size_t end = connection.in.find("\r\n\r\n");
  if (end != std::string::npos) {
    Answer(connection, connection.in);
  } else if (connection.in.size() > kMaxHead) {
    SetAnswer(connection, Refusal(431));
  }
  return true;
}

bool PollServer::Send(HttpConnection& connection) {
  const ssize_t size = send(connection.fd, connection.out.data() + connection.sent,
                            connection.out.size() - connection.sent, MSG_NOSIGNAL);
  if (size < 0) return errno == EAGAIN || errno == EINTR;
  connection.sent += static_cast<size_t>(size);
  return connection.sent < connection.out.size();
}

void PollServer::Answer(HttpConnection& connection, absl::string_view head) {
  const absl::string_view line = head.substr(0, head.find("\r\n"));
  const size_t method_end = line.find(' ');
  const size_t target_end = line.rfind(' ');
  if (method_end == absl::string_view::npos || method_end == target_end) {
    return SetAnswer(connection, Refusal(400));
  }
  const absl::string_view method = line.substr(0, method_end);
  connection.head_only = method == "HEAD";
  if (method != "GET" && method != "HEAD") return SetAnswer(connection, Refusal(405));
  const absl::string_view target = line.substr(method_end + 1, target_end - method_end - 1);
  const std::string path(target.substr(0, target.find('?')));
  if (const auto quick = pages_.quick.find(path); quick != pages_.quick.end()) {
    return SetAnswer(connection, quick->second());
  }
  const auto slow = pages_.slow.find(path);
  if (slow == pages_.slow.end()) return SetAnswer(connection, Refusal(404));
  MutexLock lock(mutex_);
  if (asked_.size() >= kMaxConnections) return SetAnswer(connection, Refusal(503));
  connection.waiting = true;
  connection.until = absl::InfiniteDuration();
  asked_.push_back({connection.id, &slow->second});
  changed_.NotifyAll();
}

void PollServer::MakeSlowPages() {
  while (true) {
    Asked asked;
    {
      MutexLock lock(mutex_);
      while (asked_.empty() && !stopping_) changed_.Wait(mutex_);
      if (stopping_) return;
      asked = asked_.front();
      asked_.pop_front();
    }
    HttpAnswer answer = (*asked.page)();
    {
      MutexLock lock(mutex_);
      made_.push_back({asked.id, std::move(answer)});
    }
    Wake();
  }
}

}  // namespace

absl::StatusOr<std::unique_ptr<HttpServer>> HttpServer::Start(absl::string_view address,
                                                              HttpPages pages) {
  ASSIGN_OR_RETURN(ListeningSockets sockets, ListeningSockets::Open(address));
  const int wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  if (wake < 0) return UnavailableError("there are no file descriptors left");
  return std::make_unique<PollServer>(std::move(sockets), std::move(pages), wake);
}

}  // namespace shopdesk::observe
