#include "libs/rpc/listener.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <utility>
#include <vector>

#include "libs/base/countdown.h"
#include "libs/base/status_macros.h"

namespace shopdesk::rpc {
namespace {

// How often connections are looked at: what one can bring in such a time is small.
constexpr absl::Duration kSweepInterval = absl::Milliseconds(50);
constexpr absl::Duration kFloodInterval = absl::Milliseconds(10);
// While there are none.
constexpr absl::Duration kIdleInterval = absl::Seconds(1);

// Of connections closed for the same reason.
constexpr int kLinesPerSecond = 5;

int OpenSpare() { return open("/dev/null", O_RDONLY | O_CLOEXEC); }

}  // namespace

absl::StatusOr<std::unique_ptr<Listener>> Listener::Open(absl::string_view address,
                                                         Connections& connections,
                                                         observe::Logger& logger) {
  ASSIGN_OR_RETURN(observe::ListeningSockets sockets, observe::ListeningSockets::Open(address));
  return std::unique_ptr<Listener>(new Listener(std::move(sockets), connections, logger));
}

Listener::Listener(observe::ListeningSockets sockets, Connections& connections,
                   observe::Logger& logger)
    : sockets_(std::move(sockets)),
      port_(sockets_.port()),
      connections_(connections),
      logger_(logger),
      limiter_(kLinesPerSecond),
      wake_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)),
      spare_(OpenSpare()) {}

Listener::~Listener() {
  StopAccepting();
  {
    MutexLock lock(mutex_);
    stopping_ = true;
    changed_.NotifyAll();
  }
  eventfd_write(wake_, 1);
  if (accepting_.joinable()) accepting_.join();
  if (guarding_.joinable()) guarding_.join();
  if (spare_ >= 0) close(spare_);
  close(wake_);
}

void Listener::AddTo(grpc::ServerBuilder& builder,
                     std::shared_ptr<grpc::ServerCredentials> credentials) {
  using Type = grpc::ServerBuilder::experimental_type::ExternalConnectionType;
  acceptor_ =
      builder.experimental().AddExternalConnectionAcceptor(Type::FROM_FD, std::move(credentials));
}

void Listener::Start() {
  accepting_ = std::thread([this] { AcceptUntilStopped(); });
  guarding_ = std::thread([this] { GuardUntilStopped(); });
}

void Listener::StopAccepting() {
  MutexLock lock(mutex_);
  closing_ = true;
  if (!accepting_.joinable()) return sockets_.Close();
  eventfd_write(wake_, 1);
  while (!closed_) changed_.Wait(mutex_);
}

bool Listener::IsStopping() {
  MutexLock lock(mutex_);
  if (closing_ && !std::exchange(closed_, true)) {
    sockets_.Close();
    changed_.NotifyAll();
  }
  return stopping_;
}

void Listener::AcceptUntilStopped() {
  while (!IsStopping()) {
    std::vector<pollfd> polled = {{wake_, POLLIN, 0}};
    for (const int fd : sockets_.fds()) polled.push_back({fd, POLLIN, 0});
    poll(polled.data(), polled.size(), -1);
    eventfd_t count = 0;
    eventfd_read(wake_, &count);
    for (size_t i = 1; i < polled.size(); ++i) {
      if (polled[i].revents != 0) AcceptAll(polled[i].fd);
    }
  }
}

void Listener::GuardUntilStopped() {
  const auto tell = [this](const std::string& peer, const char* why) { Tell(peer, why); };
  absl::Duration swept;
  for (;;) {
    {
      MutexLock lock(mutex_);
      if (stopping_) return;
      changed_.WaitFor(mutex_, connections_.Count() > 0 ? kFloodInterval : kIdleInterval);
    }
    connections_.CloseFloods(tell);
    if (SteadyNow() - swept < kSweepInterval) continue;
    swept = SteadyNow();
    connections_.Sweep(tell);
  }
}

void Listener::Tell(const std::string& peer, const char* why) {
  const absl::optional<int64_t> left_out = limiter_.Admit(why, SteadyNow());
  if (!left_out.has_value()) return;
  logger_.Log(observe::Level::kWarn, "a connection was closed",
              {{"peer", peer}, {"error", std::string(why)}, {"left_out", *left_out}});
}

// As many as wait, but not so many that nothing else is looked at.
void Listener::AcceptAll(int listening) {
  for (int i = 0; i < 256; ++i) {
    const int fd = observe::AcceptConnection(listening);
    if (fd < 0) {
      if (errno == EMFILE || errno == ENFILE) Refuse(listening);
      return;
    }
    const bool added =
        connections_.Add(fd, [this](const std::string& peer, const char* why) { Tell(peer, why); });
    if (!added) {
      ++refused_;
      close(fd);
      continue;
    }
    WakeGuard();
    grpc::experimental::ExternalConnectionAcceptor::NewConnectionParameters parameters;
    parameters.listener_fd = listening;
    parameters.fd = fd;
    acceptor_->HandleNewConnection(&parameters);
  }
}

// It sleeps long where there is no connection.
void Listener::WakeGuard() {
  if (connections_.Count() > 1) return;
  MutexLock lock(mutex_);
  changed_.NotifyAll();
}

// Else it would wait for ever, and the others with it.
void Listener::Refuse(int listening) {
  if (spare_ >= 0) close(spare_);
  const int fd = observe::AcceptConnection(listening);
  if (fd >= 0) {
    ++refused_;
    close(fd);
  }
  spare_ = OpenSpare();
}

}  // namespace shopdesk::rpc
