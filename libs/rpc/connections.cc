#include "libs/rpc/connections.h"

#include <arpa/inet.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "libs/base/countdown.h"

namespace shopdesk::rpc {
namespace {

// What a connection may send besides requests: acknowledgements, pings, windows.
constexpr double kSideBytesPerSecond = 256 << 10;
// Clients give up calls now and then, hedging ones many; those that flood a server do nothing else.
constexpr double kGivenUpPerSecond = 200;
constexpr double kMostGivenUp = 1000;
// A connection that was silent for less doesn't give way to a new one.
constexpr uint32_t kLeastSilenceMs = 1000;

uint64_t CookieOf(int fd) {
  uint64_t cookie = 0;
  socklen_t size = sizeof(cookie);
  return getsockopt(fd, SOL_SOCKET, SO_COOKIE, &cookie, &size) == 0 ? cookie : 0;
}

tcp_info InfoOf(int fd) {
  tcp_info info{};
  socklen_t size = sizeof(info);
  getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size);
  return info;
}

// As gRPC names it: "ipv4:127.0.0.1:4711", "ipv6:%5B::1%5D:4711".
std::string PeerOf(int fd) {
  sockaddr_storage peer{};
  socklen_t size = sizeof(peer);
  if (getpeername(fd, reinterpret_cast<sockaddr*>(&peer), &size) != 0) return "";
  char text[INET6_ADDRSTRLEN];
  if (peer.ss_family == AF_INET) {
    const auto& ipv4 = reinterpret_cast<const sockaddr_in&>(peer);
    inet_ntop(AF_INET, &ipv4.sin_addr, text, sizeof(text));
    return absl::StrCat("ipv4:", text, ":", ntohs(ipv4.sin_port));
  }
  const auto& ipv6 = reinterpret_cast<const sockaddr_in6&>(peer);
  if (IN6_IS_ADDR_V4MAPPED(&ipv6.sin6_addr)) {
    inet_ntop(AF_INET, &ipv6.sin6_addr.s6_addr[12], text, sizeof(text));
    return absl::StrCat("ipv4:", text, ":", ntohs(ipv6.sin6_port));
  }
  inet_ntop(AF_INET6, &ipv6.sin6_addr, text, sizeof(text));
  return absl::StrCat("ipv6:%5B", text, "%5D:", ntohs(ipv6.sin6_port));
}

// By a number of our own, so that it can't be another socket's by then.
void CloseSocket(int fd, uint64_t cookie) {
  const int own = dup(fd);
  if (own < 0) return;
  if (CookieOf(own) == cookie) shutdown(own, SHUT_RDWR);
  close(own);
}

}  // namespace

bool Connections::Add(int fd, Closed closed) {
  MutexLock lock(mutex_);
  if (open_.size() >= static_cast<size_t>(limits_.connections)) ForgetClosed();
  if (open_.size() >= static_cast<size_t>(limits_.connections)) {
    Open* silent = nullptr;
    uint32_t longest = kLeastSilenceMs;
    for (Open& open : open_) {
      const uint32_t silence = InfoOf(open.fd).tcpi_last_data_recv;
      if (silence < longest) continue;
      longest = silence;
      silent = &open;
    }
    if (silent == nullptr) return false;
    closed(silent->peer, "there are too many connections, and it was silent longest");
    CloseSocket(silent->fd, silent->cookie);
    by_peer_.erase(silent->peer);
    std::swap(*silent, open_.back());
    open_.pop_back();
  }
  Open open{.fd = fd,
            .cookie = CookieOf(fd),
            .peer = PeerOf(fd),
            .connection = std::make_shared<Connection>()};
  by_peer_[open.peer] = open.connection;
  open_.push_back(std::move(open));
  return true;
}

std::shared_ptr<Connection> Connections::Find(const std::string& peer) const {
  MutexLock lock(mutex_);
  const auto found = by_peer_.find(peer);
  return found != by_peer_.end() ? found->second : nullptr;
}

void Connections::ForgetClosed() {
  std::erase_if(open_, [this](const Open& open) {
    if (CookieOf(open.fd) == open.cookie) return false;
    const auto found = by_peer_.find(open.peer);
    // A new connection may come from the same port.
    if (found != by_peer_.end() && found->second == open.connection) by_peer_.erase(found);
    return true;
  });
}

const char* Connections::Judge(Open& open, absl::Duration passed) const {
  const double seconds = absl::ToDoubleSeconds(passed);
  const auto received = static_cast<int64_t>(InfoOf(open.fd).tcpi_bytes_received);
  const int64_t taken = open.connection->taken_bytes.load();
  const int64_t cancelled = open.connection->cancelled.load();
  const int64_t came = (received - open.received) - (taken - open.taken);
  open.unfinished_bytes = std::max(
      0.0, open.unfinished_bytes + static_cast<double>(came) - seconds * kSideBytesPerSecond);
  open.given_up = std::max(0.0, open.given_up + static_cast<double>(cancelled - open.cancelled) -
                                    seconds * kGivenUpPerSecond);
  open.received = received;
  open.taken = taken;
  open.cancelled = cancelled;
  if (open.given_up > kMostGivenUp) return "it gives up calls faster than they can be refused";
  if (open.held() > static_cast<double>(limits_.held_bytes) / 4) {
    return "it holds too many bytes of unfinished requests and unread answers";
  }
  return nullptr;
}

void Connections::CloseHeaviest(Closed closed) {
  double held = 0;
  for (const Open& open : open_) held += open.held();
  while (held > static_cast<double>(limits_.held_bytes)) {
    const auto heaviest =
        std::max_element(open_.begin(), open_.end(),
                         [](const Open& a, const Open& b) { return a.held() < b.held(); });
    held -= heaviest->held();
    closed(heaviest->peer, "connections hold too many bytes, and it holds most");
    CloseSocket(heaviest->fd, heaviest->cookie);
    by_peer_.erase(heaviest->peer);
    open_.erase(heaviest);
  }
}

void Connections::Sweep(Closed closed) {
  MutexLock lock(mutex_);
  const absl::Duration now = SteadyNow();
  const absl::Duration passed = now - std::exchange(swept_, now);
  ForgetClosed();
  std::erase_if(open_, [&](Open& open) ABSL_NO_THREAD_SAFETY_ANALYSIS {
    const char* why = Judge(open, passed);
    if (why == nullptr) return false;
    closed(open.peer, why);
    CloseSocket(open.fd, open.cookie);
    by_peer_.erase(open.peer);
    return true;
  });
  CloseHeaviest(closed);
}

void Connections::CloseAll() {
  MutexLock lock(mutex_);
  for (const Open& open : open_) CloseSocket(open.fd, open.cookie);
}

int64_t Connections::Count() const {
  MutexLock lock(mutex_);
  return static_cast<int64_t>(open_.size());
}

}  // namespace shopdesk::rpc
