#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "grpcpp/grpcpp.h"
#include "grpcpp/server_builder.h"
#include "libs/base/mutex.h"
#include "libs/observe/listen.h"
#include "libs/observe/log.h"
#include "libs/observe/log_limiter.h"
#include "libs/rpc/connections.h"

namespace shopdesk::rpc {

// Accepts gRPC's connections for it. gRPC 1.51 would stop listening for good the first time that
// there is no file descriptor left, and takes whoever comes; this one goes on, keeps one descriptor
// back to refuse with, and bounds what connections hold (connections.h).
class Listener {
 public:
  // UNAVAILABLE if it can't listen at host:port; port 0 takes a free one.
  static absl::StatusOr<std::unique_ptr<Listener>> Open(absl::string_view address,
                                                        Connections& connections,
                                                        observe::Logger& logger);
  ~Listener();

  // Before the server is built.
  void AddTo(grpc::ServerBuilder& builder, std::shared_ptr<grpc::ServerCredentials> credentials);
  // Once the server runs.
  void Start();
  // No more connections; those that are there stay, and are bounded until the end.
  void StopAccepting();
  int port() const { return port_; }
  // Connections refused so far, for want of room or because of what others from there did.
  int64_t refused() const { return refused_; }

 private:
  Listener(observe::ListeningSockets sockets, Connections& connections, observe::Logger& logger);

  void AcceptUntilStopped();
  void GuardUntilStopped();
  void AcceptAll(int listening);
  void WakeGuard();
  void Refuse(int listening);
  void Tell(const std::string& peer, const char* why);
  bool IsStopping();

  observe::ListeningSockets sockets_;
  const int port_;
  Connections& connections_;
  observe::Logger& logger_;
  observe::LogLimiter limiter_;
  const int wake_;
  std::atomic<int64_t> refused_ = 0;
  // Kept back for Refuse.
  int spare_;
  std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> acceptor_;
  std::thread accepting_;
  // Of its own: taking in the many who connect again at once keeps the other busy.
  std::thread guarding_;
  Mutex mutex_;
  CondVar changed_;
  bool closing_ ABSL_GUARDED_BY(mutex_) = false;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace shopdesk::rpc
