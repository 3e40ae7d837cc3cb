#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "libs/notify/channel.h"

namespace shopdesk::notify {

// A message that a sender may attempt now.
struct Job {
  // The outbox' own.
  std::string id;
  int attempt = 0;
  Message message;
};

struct Lease {
  std::vector<Job> jobs;
  // Messages that were settled without an attempt.
  int64_t settled = 0;
};

struct Done {
  std::string id;
  int attempt = 0;
  Result result;
};

// The messages of one channel that wait to be sent, kept by whoever queued them. Thread-safe.
class Outbox {
 public:
  virtual ~Outbox() = default;
  // At most `limit` of those that are due, durably marked: nobody else gets them until their lease
  // has run out, which is when the sender has died. Cheap when nothing is due.
  virtual absl::StatusOr<Lease> Take(int limit) = 0;
  // Keeps what came of them. What it can't keep is found again when its lease has run out.
  virtual absl::Status Record(absl::Span<const Done> done) = 0;
};

struct SenderOptions {
  // Attempts under way at once.
  int threads = 1;
  // Messages leased, and recorded, in one transaction.
  int batch = 1;
  // How often a thread without work looks for some.
  absl::Duration poll = absl::Seconds(1);
};

// Sends what an outbox has, by one channel, on threads of its own: nothing that is queued waits for
// it, and channels don't wait for each other. `channel` and `outbox` must outlive it. Thread-safe.
class Sender {
 public:
  Sender(SenderOptions options, Channel& channel, Outbox& outbox);
  ~Sender();

  // Once.
  void Start();
  // Returns when the attempts under way have ended.
  void Stop();
  // Sends what is due, on the caller's thread beside the others, until nothing is and no attempt is
  // under way. Returns how many messages were dealt with since the last such call, by whomever.
  // Errors: the outbox'; DEADLINE_EXCEEDED.
  absl::StatusOr<int64_t> CatchUp(absl::Time deadline);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace shopdesk::notify
