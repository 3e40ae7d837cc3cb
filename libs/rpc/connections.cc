#include "libs/rpc/connections.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/countdown.h"

namespace shopdesk::rpc {
namespace {

// What a connection may send besides requests: acknowledgements, pings, windows.
constexpr double kSideBytesPerSecond = 256 << 10;
// Clients have some calls open and give some up, at most all that they have; those that flood a
// server do nothing else.
constexpr double kGivenUpPerSecond = 200;
constexpr double kMostGivenUp = 400;
// How long the address of a connection that was closed for what it did waits for another one.
constexpr absl::Duration kWait = absl::Seconds(2);
constexpr size_t kMostWaiting = 1000;
// A connection that was silent for less doesn't give way to a new one.
constexpr uint32_t kLeastSilenceMs = 1000;

// How fast the process' memory may grow for long, and what a connection must have sent to be closed
// while it grows faster.
constexpr double kGrowthPerSecond = 64 << 20;
constexpr double kLeastGuilty = 64 << 10;

// Memory of the process' own, without files.
double AnonymousBytes() {
  static const double page = static_cast<double>(sysconf(_SC_PAGESIZE));
  char text[128] = {};
  const int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  if (fd < 0) return 0;
  const ssize_t size = read(fd, text, sizeof(text) - 1);
  close(fd);
  int64_t total = 0;
  int64_t resident = 0;
  int64_t shared = 0;
  if (size <= 0 || std::sscanf(text, "%ld %ld %ld", &total, &resident, &shared) != 3) return 0;
  return static_cast<double>(resident - shared) * page;
}

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

// Without the port.
std::string AddressOf(const std::string& peer) { return peer.substr(0, peer.rfind(':')); }

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
  const std::string peer = PeerOf(fd);
  const auto waiting = waiting_.find(AddressOf(peer));
  if (waiting != waiting_.end() && SteadyNow() < waiting->second) return false;
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
    CloseSocket(silent->fd, silent->cookie);
    closed(silent->peer, "there are too many connections, and it was silent longest");
    by_peer_.erase(silent->peer);
    std::swap(*silent, open_.back());
    open_.pop_back();
  }
  Open open{
      .fd = fd, .cookie = CookieOf(fd), .peer = peer, .connection = std::make_shared<Connection>()};
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
  std::erase_if(open_, [this](const Open& open) ABSL_NO_THREAD_SAFETY_ANALYSIS {
    if (CookieOf(open.fd) == open.cookie) return false;
    const auto found = by_peer_.find(open.peer);
    // A new connection may come from the same port.
    if (found != by_peer_.end() && found->second == open.connection) by_peer_.erase(found);
    return true;
  });
}

bool Connections::IsFlood(Open& open, absl::Duration passed) const {
  const int64_t unended = open.connection->begun.load() - open.connection->ended.load();
  open.given_up = std::max(0.0, open.given_up + static_cast<double>(unended - open.unended) -
                                    absl::ToDoubleSeconds(passed) * kGivenUpPerSecond);
  open.unended = unended;
  return open.given_up > kMostGivenUp;
}

void Connections::Update(Open& open, absl::Duration passed) const {
  const auto received = static_cast<int64_t>(InfoOf(open.fd).tcpi_bytes_received);
  const int64_t taken = open.connection->taken_bytes.load();
  const int64_t came = (received - open.received) - (taken - open.taken);
  open.unfinished_bytes = std::max(0.0, open.unfinished_bytes + static_cast<double>(came) -
                                            absl::ToDoubleSeconds(passed) * kSideBytesPerSecond);
  open.received = received;
  open.taken = taken;
}

const char* Connections::Judge(const Open& open) const {
  if (open.held() > static_cast<double>(limits_.held_bytes) / 4) {
    return "it holds too many bytes of unfinished requests and unread answers";
  }
  return nullptr;
}

void Connections::GuardMemory(absl::Duration passed, Closed closed) {
  const double used = AnonymousBytes();
  calm_bytes_ = std::min(used, calm_bytes_ + absl::ToDoubleSeconds(passed) * kGrowthPerSecond);
  if (used - calm_bytes_ < static_cast<double>(limits_.held_bytes) / 2) return;
  for (Open& open : open_) Update(open, absl::ZeroDuration());
  const auto most = std::max_element(open_.begin(), open_.end(), [](const Open& a, const Open& b) {
    return a.unfinished_bytes < b.unfinished_bytes;
  });
  if (most == open_.end() || most->unfinished_bytes < kLeastGuilty) return;
  Punish(*most, "memory grows too fast, and it sent most", closed);
  open_.erase(most);
}

void Connections::Punish(const Open& open, const char* why, Closed closed) {
  CloseSocket(open.fd, open.cookie);
  closed(open.peer, why);
  by_peer_.erase(open.peer);
  const absl::Duration now = SteadyNow();
  if (waiting_.size() >= kMostWaiting) {
    absl::erase_if(waiting_, [now](const auto& each) { return each.second <= now; });
  }
  if (waiting_.size() < kMostWaiting) waiting_[AddressOf(open.peer)] = now + kWait;
}

void Connections::CloseHeaviest(Closed closed) {
  double held = 0;
  for (const Open& open : open_) held += open.held();
  while (held > static_cast<double>(limits_.held_bytes)) {
    const auto heaviest =
        std::max_element(open_.begin(), open_.end(),
                         [](const Open& a, const Open& b) { return a.held() < b.held(); });
    held -= heaviest->held();
    Punish(*heaviest, "connections hold too many bytes, and it holds most", closed);
    open_.erase(heaviest);
  }
}

void Connections::Sweep(Closed closed) {
  MutexLock lock(mutex_);
  const absl::Duration now = SteadyNow();
  const absl::Duration passed = now - std::exchange(swept_, now);
  ForgetClosed();
  std::erase_if(open_, [&](Open& open) ABSL_NO_THREAD_SAFETY_ANALYSIS {
    Update(open, passed);
    const char* why = Judge(open);
    if (why != nullptr) Punish(open, why, closed);
    return why != nullptr;
  });
  CloseHeaviest(closed);
}

void Connections::CloseFloods(Closed closed) {
  MutexLock lock(mutex_);
  const absl::Duration now = SteadyNow();
  const absl::Duration passed = now - std::exchange(looked_, now);
  GuardMemory(passed, closed);
  std::erase_if(open_, [&](Open& open) ABSL_NO_THREAD_SAFETY_ANALYSIS {
    const bool flood = IsFlood(open, passed);
    if (flood) Punish(open, "it gives up calls faster than they can be looked at", closed);
    return flood;
  });
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
