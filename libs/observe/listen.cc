#include "libs/observe/listen.h"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"

namespace shopdesk::observe {
namespace {

constexpr int kBacklog = 1024;

using Addresses = std::unique_ptr<addrinfo, decltype(&freeaddrinfo)>;

absl::Status CannotListenError(absl::string_view address, absl::string_view why) {
  return UnavailableError(absl::StrCat("can't listen on ", address, ": ", why));
}

std::string Why(int error) {
  std::string why = std::strerror(error);
  if (error == EADDRINUSE) absl::StrAppend(&why, "; is another program listening there?");
  return why;
}

absl::StatusOr<Addresses> Resolve(absl::string_view address, const std::string& host) {
  const std::string port(address.substr(address.rfind(':') + 1));
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int error = getaddrinfo(host.c_str(), port.c_str(), &hints, &found);
  if (error != 0) return CannotListenError(address, gai_strerror(error));
  return Addresses(found, &freeaddrinfo);
}

void SetPort(sockaddr* address, int port) {
  if (address->sa_family == AF_INET6) {
    reinterpret_cast<sockaddr_in6*>(address)->sin6_port = htons(static_cast<uint16_t>(port));
  } else {
    reinterpret_cast<sockaddr_in*>(address)->sin_port = htons(static_cast<uint16_t>(port));
  }
}

int PortOf(int fd) {
  sockaddr_storage bound{};
  socklen_t size = sizeof(bound);
  if (getsockname(fd, reinterpret_cast<sockaddr*>(&bound), &size) != 0) return 0;
  return ntohs(bound.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6&>(bound).sin6_port
                                           : reinterpret_cast<sockaddr_in&>(bound).sin_port);
}

// A listening socket, or -1 with errno.
int Listen(const addrinfo& address) {
  const int fd = socket(address.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  const int on = 1;
  const int off = 0;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  // Inherited by what is accepted: answers are written whole.
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  if (address.ai_family == AF_INET6) {
    setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off));
  }
  if (bind(fd, address.ai_addr, address.ai_addrlen) == 0 && listen(fd, kBacklog) == 0) return fd;
  const int error = errno;
  close(fd);
  errno = error;
  return -1;
}

bool IsMissingFamily(int error) { return error == EAFNOSUPPORT || error == EADDRNOTAVAIL; }

}  // namespace

std::string HostOf(absl::string_view address) {
  absl::string_view host = address.substr(0, address.rfind(':'));
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  }
  return std::string(host);
}

absl::StatusOr<ListeningSockets> ListeningSockets::Open(absl::string_view address) {
  if (address.find(':') == absl::string_view::npos) {
    return CannotListenError(address, "it is no host:port");
  }
  const std::string host = HostOf(address);
  absl::StatusOr<Addresses> found = Resolve(address, host);
  if (!found.ok()) return found.status();
  ListeningSockets sockets;
  std::set<std::string> seen;
  int error = 0;
  for (addrinfo* each = found->get(); each != nullptr; each = each->ai_next) {
    if (!seen.emplace(reinterpret_cast<char*>(each->ai_addr), each->ai_addrlen).second) continue;
    if (sockets.port_ != 0) SetPort(each->ai_addr, sockets.port_);
    const int fd = Listen(*each);
    if (fd < 0) {
      error = errno;
      if (!IsMissingFamily(error)) return CannotListenError(address, Why(error));
      continue;
    }
    sockets.fds_.push_back(fd);
    sockets.port_ = PortOf(fd);
  }
  if (!sockets.fds_.empty()) return sockets;
  if (host == "::" && IsMissingFamily(error)) {
    return Open(absl::StrCat("0.0.0.0", address.substr(address.rfind(':'))));
  }
  return CannotListenError(address, Why(error));
}

ListeningSockets::ListeningSockets(ListeningSockets&& other) noexcept
    : fds_(std::exchange(other.fds_, {})), port_(other.port_) {}

ListeningSockets::~ListeningSockets() { Close(); }

void ListeningSockets::Close() {
  for (const int fd : std::exchange(fds_, {})) close(fd);
}

int AcceptConnection(int listening) {
  return accept4(listening, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

}  // namespace shopdesk::observe
