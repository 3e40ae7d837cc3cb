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
  // Calls that came to their method, and those that came to their end: the others were given up.
  std::atomic<int64_t> begun = 0;
  std::atomic<int64_t> ended = 0;
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
  // longest is closed. False if the new one is to be closed: none was silent for a second, or one
  // from the same address was just closed for what it did.
  bool Add(int fd, Closed closed);
  // The connection of a call, by gRPC's name for its peer; null if it isn't known.
  std::shared_ptr<Connection> Find(const std::string& peer) const;
  // Forgets those that are closed, and closes those that hold too much. To be called some times a
  // second.
  void Sweep(Closed closed);
  // Closes those that give up calls faster than they can be looked at, and, while the process'
  // memory grows too fast, the one that sent most. To be called many times a second: gRPC takes in
  // whatever comes before it lets anybody look at it.
  void CloseFloods(Closed closed);
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
    int64_t unended = 0;
    // Leaky buckets: bytes that came and made no request so far, calls given up.
    double unfinished_bytes = 0;
    double given_up = 0;

    double held() const {
      return unfinished_bytes + static_cast<double>(connection->unsent_bytes.load());
    }
  };

  void ForgetClosed() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // What its last seconds were: null, or why it is to be closed.
  const char* Judge(const Open& open) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool IsFlood(Open& open, absl::Duration passed) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Closes it, and lets its address wait.
  void Punish(const Open& open, const char* why, Closed closed)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Update(Open& open, absl::Duration passed) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void GuardMemory(absl::Duration passed, Closed closed) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void CloseHeaviest(Closed closed) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Limits limits_;
  mutable Mutex mutex_;
  std::vector<Open> open_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<std::string, std::shared_ptr<Connection>> by_peer_ ABSL_GUARDED_BY(mutex_);
  absl::Duration swept_ ABSL_GUARDED_BY(mutex_);
  absl::Duration looked_ ABSL_GUARDED_BY(mutex_);
  // What the process' memory may be without anybody being closed for it; follows it slowly.
  double calm_bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  // Until when no connection is taken from an address.
  absl::flat_hash_map<std::string, absl::Duration> waiting_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace shopdesk::rpc
