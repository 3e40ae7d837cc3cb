#include "libs/sql/testing/held_writes.h"

#include "libs/base/mutex.h"

namespace shopdesk::sql::testing {
namespace {

// As many batches of them has PostgreSQL under way at once.
int BatchesAtOnce(Dialect dialect) { return dialect == Dialect::kPostgres ? 2 : 1; }

}  // namespace

class HeldWrites::Gate {
 public:
  void Wait() {
    MutexLock lock(mutex_);
    ++waiting_;
    changed_.NotifyAll();
    while (!open_) changed_.Wait(mutex_);
  }
  void AwaitWaiters(int count) {
    MutexLock lock(mutex_);
    while (waiting_ < count) changed_.Wait(mutex_);
  }
  void Open() {
    MutexLock lock(mutex_);
    open_ = true;
    changed_.NotifyAll();
  }

 private:
  Mutex mutex_;
  CondVar changed_;
  int waiting_ ABSL_GUARDED_BY(mutex_) = 0;
  bool open_ ABSL_GUARDED_BY(mutex_) = false;
};

HeldWrites::HeldWrites(Database& database, const Reads& reads) : gate_(std::make_shared<Gate>()) {
  while (count_ < BatchesAtOnce(database.dialect())) {
    database.Write(
        {.reads = reads},
        [gate = gate_](Transaction&) {
          gate->Wait();
          return absl::OkStatus();
        },
        [](absl::Status) {});
    gate_->AwaitWaiters(++count_);
  }
}

void HeldWrites::Release() { gate_->Open(); }

}  // namespace shopdesk::sql::testing
