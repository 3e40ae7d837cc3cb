#include "libs/sql/postgres/cutting_proxy.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>

namespace shopdesk::sql {
namespace {

constexpr int kTickMillis = 20;
// The prepared statement's name in the message that runs it.
const std::string kCommit("\0commit\0", 8);

sockaddr_in Loopback(int port) {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

bool WaitFor(int fd) {
  pollfd readable = {fd, POLLIN, 0};
  return poll(&readable, 1, kTickMillis) > 0;
}

}  // namespace

CuttingProxy::CuttingProxy(int server_port) : server_port_(server_port) {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = Loopback(0);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener_, generic, size) != 0 || listen(listener_, 16) != 0 ||
      getsockname(listener_, generic, &size) != 0) {
    std::abort();
  }
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread([this] { Accept(); });
}

CuttingProxy::~CuttingProxy() {
  stopping_ = true;
  acceptor_.join();
  for (std::thread& carrier : carriers_) carrier.join();
  close(listener_);
}

void CuttingProxy::Accept() {
  while (!stopping_) {
    if (door_ == Door::kHeld) {
      poll(nullptr, 0, kTickMillis);
      continue;
    }
    if (!WaitFor(listener_)) continue;
    const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (door_ != Door::kOpen) {
      // Also one that came just before it was held.
      close(client);
      continue;
    }
    if (client >= 0) carriers_.emplace_back([this, client] { Carry(client); });
  }
}

bool CuttingProxy::Forward(int from, int to, std::string& data) {
  data.resize(65536);
  const ssize_t size = recv(from, data.data(), data.size(), 0);
  if (size <= 0) return false;
  data.resize(static_cast<size_t>(size));
  const bool commit = data.find(kCommit) != std::string::npos;
  Cut wanted = Cut::kBeforeCommit;
  if (commit && cut_.compare_exchange_strong(wanted, Cut::kNever)) {
    ++cuts_;
    return false;
  }
  if (send(to, data.data(), data.size(), MSG_NOSIGNAL) != size) return false;
  wanted = Cut::kAfterCommit;
  if (commit && cut_.compare_exchange_strong(wanted, Cut::kNever)) {
    // The answer says that it was carried out.
    recv(to, data.data(), data.size(), 0);
    ++cuts_;
    return false;
  }
  return true;
}

void CuttingProxy::Carry(int client) {
  const int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = Loopback(server_port_);
  bool open = connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  std::string data;
  while (open && !stopping_) {
    pollfd both[] = {{client, POLLIN, 0}, {server, POLLIN, 0}};
    if (poll(both, 2, kTickMillis) <= 0) continue;
    if (both[0].revents != 0) open = Forward(client, server, data);
    if (open && both[1].revents != 0) open = Forward(server, client, data);
  }
  close(client);
  close(server);
}

}  // namespace shopdesk::sql
