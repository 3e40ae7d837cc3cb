#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace shopdesk::observe {

// Sockets that listen on host:port, one an address that the host has: non-blocking, closed with the
// object.
class ListeningSockets {
 public:
  // Port 0 takes a free one. [::] takes IPv4 too, and is 0.0.0.0 where the machine has no IPv6.
  // UNAVAILABLE if it can't listen there.
  static absl::StatusOr<ListeningSockets> Open(absl::string_view address);
  ListeningSockets(ListeningSockets&& other) noexcept;
  ListeningSockets& operator=(ListeningSockets&&) = delete;
  ~ListeningSockets();

  const std::vector<int>& fds() const { return fds_; }
  int port() const { return port_; }
  void Close();

 private:
  ListeningSockets() = default;

  std::vector<int> fds_;
  int port_ = 0;
};

// The next connection that waits at a listening socket, non-blocking; -1, with errno, if there is
// none.
int AcceptConnection(int listening);

// The host of host:port, without the brackets of IPv6.
std::string HostOf(absl::string_view address);

}  // namespace shopdesk::observe
