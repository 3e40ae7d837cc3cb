#include "libs/verify/verifier.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/mutex.h"
#include "libs/base/resource_name.h"
#include "libs/base/role.h"
#include "libs/base/status_macros.h"
#include "libs/verify/store.h"
#include "libs/verify/walk.h"
#include "libs/work/work.h"

namespace shopdesk::verify {
namespace {

using internal::CheckRow;
using Steady = std::chrono::steady_clock;

// A page, or the note of how far a run is.
constexpr absl::Duration kStepTime = absl::Seconds(30);
constexpr absl::Duration kLongestRest = absl::Seconds(1);
// The figures' answer to a scrape.
constexpr absl::Duration kSampleTime = absl::Seconds(2);
constexpr absl::Duration kSampleAge = absl::Seconds(10);

constexpr work::Kind kVerifyFinding = {"verify_finding", Role::LEAD,
                                       "Put right what a check found wrong"};

absl::Duration Since(Steady::time_point begin) { return absl::FromChrono(Steady::now() - begin); }

absl::Status ElsewhereError(absl::string_view check) {
  return Error(absl::StatusCode::kAborted, "VERIFIED_ELSEWHERE",
               absl::StrCat("somebody began ", check, " anew; that run tells what it finds"),
               {{"check", std::string(check)}});
}

struct Gauges {
  prometheus::Gauge& findings;
  prometheus::Gauge& last_run;
  prometheus::Counter& rows;
};

Gauges GaugesOf(observe::Metrics& metrics, const std::string& check) {
  const observe::Labels labels = {{"check", check}};
  return {metrics.Gauge("shopdesk_verify_findings",
                        "What a check found wrong and nobody put right; 1,000 at most. Every "
                        "replica tells the same: take max.",
                        labels),
          metrics.Gauge("shopdesk_verify_last_run_timestamp_seconds",
                        "When a check last came to its end. Every replica tells the same: take "
                        "max.",
                        labels),
          metrics.Counter("shopdesk_verify_rows_total", "Rows that a check looked at.", labels)};
}

}  // namespace

class Verifier::Impl {
 public:
  Impl(runtime::Runtime& runtime, Options options, std::vector<Check> checks)
      : checks(std::move(checks)), runtime_(runtime), options_(options) {
    for (const Check& check : this->checks) {
      gauges_.emplace(check.name, GaugesOf(runtime.metrics(), check.name));
    }
    call_.caller = runtime.service();
    call_.method = "verify";
    call_.actor.set_kind(type::v1::Actor::SYSTEM);
    call_.actor.set_id("verify");
  }
  ~Impl() { Stop(); }

  const Check* Find(absl::string_view name) const {
    for (const Check& check : checks) {
      if (check.name == name) return &check;
    }
    return nullptr;
  }
  absl::Status RunAnew(const Check& check, const ProgressFn& progress);
  absl::StatusOr<bool> RunDue();
  void Start() {
    thread_ = std::thread([this] { Loop(); });
  }
  void Stop();
  void Sample();

  const std::vector<Check> checks;

 private:
  // A run under way.
  struct Under {
    const Check& check;
    int64_t run = 0;
    // What was looked at before this process took it over.
    int64_t rows_before = 0;
  };
  struct LastSign {
    int64_t beat = 0;
    Steady::time_point since;
  };

  absl::Status Write(absl::FunctionRef<absl::Status(runtime::WriteContext&)> fn) {
    return runtime_.WriteAndWait(call_, nullptr, nullptr, fn);
  }
  absl::Status GoThrough(const Under& under, absl::string_view position,
                         const ProgressFn& progress);
  absl::Status Save(const Under& under, const Walk& walk, const std::vector<Finding>& findings);
  absl::Status Finish(const Under& under, const Walk& walk);
  absl::StatusOr<std::vector<CheckRow>> LoadChecks();
  // The one that is to be run next, if any is.
  absl::optional<CheckRow> ChooseDue(const std::vector<CheckRow>& rows);
  absl::StatusOr<absl::optional<int64_t>> Take(const CheckRow& row);
  // Waits; false when it is to stop.
  bool Rest(absl::Duration time);
  void Loop();

  runtime::Runtime& runtime_;
  const Options options_;
  runtime::CallInfo call_;
  std::map<std::string, Gauges> gauges_;
  std::thread thread_;

  Mutex mutex_;
  CondVar wake_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  // By the check's name: the last sign of life of a run that another process has.
  std::map<std::string, LastSign> seen_ ABSL_GUARDED_BY(mutex_);
  absl::optional<Steady::time_point> sampled_ ABSL_GUARDED_BY(mutex_);
};

bool Verifier::Impl::Rest(absl::Duration time) {
  const Steady::time_point begin = Steady::now();
  MutexLock lock(mutex_);
  while (!stopping_ && Since(begin) < time) wake_.WaitFor(mutex_, time - Since(begin));
  return !stopping_;
}

absl::Status Verifier::Impl::RunAnew(const Check& check, const ProgressFn& progress) {
  absl::optional<int64_t> run;
  RETURN_IF_ERROR(Write([&](runtime::WriteContext& ctx) -> absl::Status {
    RETURN_IF_ERROR(internal::AddCheck(ctx.txn(), check.name, 0));
    ASSIGN_OR_RETURN(run, internal::BeginRun(ctx.txn(), check.name, 0));
    return absl::OkStatus();
  }));
  return GoThrough({check, run.value_or(0)}, "", progress);
}

absl::Status Verifier::Impl::GoThrough(const Under& under, absl::string_view position,
                                       const ProgressFn& progress) {
  Walk walk(runtime_, under.check, position);
  prometheus::Counter& rows = gauges_.at(under.check.name).rows;
  Steady::time_point saved = Steady::now();
  std::vector<Finding> found;
  for (bool more = true; more;) {
    const int64_t before = walk.rows();
    const Steady::time_point begin = Steady::now();
    ASSIGN_OR_RETURN(more, walk.Step(absl::Now() + kStepTime));
    rows.Increment(static_cast<double>(walk.rows() - before));
    found = walk.TakeFindings();
    if (!found.empty() || Since(saved) >= options_.poll) {
      RETURN_IF_ERROR(Save(under, walk, found));
      RETURN_IF_ERROR(progress({under.rows_before + walk.rows(), found, false}));
      saved = Steady::now();
    }
    if (more && !Rest(std::min(Since(begin), kLongestRest))) {
      return UnavailableError("the service is stopping; the check goes on elsewhere or later");
    }
  }
  RETURN_IF_ERROR(Finish(under, walk));
  return progress({under.rows_before + walk.rows(), {}, true});
}

absl::Status Verifier::Impl::Save(const Under& under, const Walk& walk,
                                  const std::vector<Finding>& findings) {
  // Those that no run before found: what is known isn't logged every few hours.
  std::vector<const Finding*> fresh;
  RETURN_IF_ERROR(Write([&](runtime::WriteContext& ctx) -> absl::Status {
    fresh.clear();
    ASSIGN_OR_RETURN(const bool ours,
                     internal::SaveRun(ctx.txn(), under.check.name, under.run, walk.position(),
                                       under.rows_before + walk.rows()));
    if (!ours) return ElsewhereError(under.check.name);
    for (const Finding& finding : findings) {
      ASSIGN_OR_RETURN(const internal::Kept kept,
                       internal::KeepFinding(ctx.txn(), under.check.name, under.run, finding));
      if (kept != internal::Kept::kNew) continue;
      fresh.push_back(&finding);
      if (ShopOf(finding.resource).empty()) continue;
      RETURN_IF_ERROR(
          work::Open(ctx, kVerifyFinding,
                     {.resource = finding.resource,
                      .due = ctx.now(),
                      .summary = absl::StrCat(under.check.name, ": ", finding.problem)}));
    }
    return absl::OkStatus();
  }));
  for (const Finding* finding : fresh) {
    runtime_.logger().Log(observe::Level::kError, "verify found something wrong",
                          {{"check", under.check.name},
                           {"resource", finding->resource},
                           {"problem", finding->problem}});
  }
  return absl::OkStatus();
}

absl::Status Verifier::Impl::Finish(const Under& under, const Walk& walk) {
  return Write([&](runtime::WriteContext& ctx) -> absl::Status {
    ASSIGN_OR_RETURN(
        const bool ours,
        internal::FinishRun(ctx.txn(), under.check.name, under.run, under.rows_before + walk.rows(),
                            ToMillis(runtime_.machine_clock().Now())));
    if (!ours) return ElsewhereError(under.check.name);
    ASSIGN_OR_RETURN(const std::vector<std::string> right,
                     internal::DropFindings(ctx.txn(), under.check.name, under.run));
    for (const std::string& resource : right) {
      if (ShopOf(resource).empty()) continue;
      RETURN_IF_ERROR(work::Close(ctx, kVerifyFinding, resource));
    }
    return absl::OkStatus();
  });
}

absl::StatusOr<std::vector<CheckRow>> Verifier::Impl::LoadChecks() {
  std::vector<CheckRow> rows;
  const auto load = [&](sql::Transaction& txn) -> absl::Status {
    ASSIGN_OR_RETURN(rows, internal::ListChecks(txn));
    return absl::OkStatus();
  };
  RETURN_IF_ERROR(runtime_.database().Read(absl::Now() + kStepTime, load));
  const bool all_known = std::all_of(checks.begin(), checks.end(), [&](const Check& check) {
    return std::any_of(rows.begin(), rows.end(),
                       [&](const CheckRow& row) { return row.name == check.name; });
  });
  if (all_known) return rows;
  RETURN_IF_ERROR(Write([&](runtime::WriteContext& ctx) -> absl::Status {
    for (const Check& check : checks) {
      RETURN_IF_ERROR(
          internal::AddCheck(ctx.txn(), check.name, ToMillis(runtime_.machine_clock().Now())));
    }
    return load(ctx.txn());
  }));
  return rows;
}

absl::optional<CheckRow> Verifier::Impl::ChooseDue(const std::vector<CheckRow>& rows) {
  const int64_t due_ms = ToMillis(runtime_.machine_clock().Now() - options_.interval);
  absl::optional<CheckRow> due;
  MutexLock lock(mutex_);
  for (const CheckRow& row : rows) {
    if (Find(row.name) == nullptr) continue;
    if (row.running) {
      LastSign& seen = seen_.try_emplace(row.name, LastSign{row.beat, Steady::now()}).first->second;
      if (seen.beat != row.beat) seen = {row.beat, Steady::now()};
      // Somebody is at it: one check at a time.
      if (Since(seen.since) < options_.lease) return absl::nullopt;
      return row;
    }
    if (row.finished_ms > due_ms) continue;
    if (!due.has_value() || row.finished_ms < due->finished_ms) due = row;
  }
  return due;
}

absl::StatusOr<absl::optional<int64_t>> Verifier::Impl::Take(const CheckRow& row) {
  absl::optional<int64_t> run;
  RETURN_IF_ERROR(Write([&](runtime::WriteContext& ctx) -> absl::Status {
    if (row.running) {
      ASSIGN_OR_RETURN(run, internal::ResumeRun(ctx.txn(), row.name, row.run, row.beat));
    } else {
      ASSIGN_OR_RETURN(run, internal::BeginRun(ctx.txn(), row.name, row.run));
    }
    return absl::OkStatus();
  }));
  return run;
}

absl::StatusOr<bool> Verifier::Impl::RunDue() {
  ASSIGN_OR_RETURN(const std::vector<CheckRow> rows, LoadChecks());
  const absl::optional<CheckRow> due = ChooseDue(rows);
  if (!due.has_value()) return false;
  ASSIGN_OR_RETURN(const absl::optional<int64_t> run, Take(*due));
  if (!run.has_value()) return false;
  const bool resumed = due->running;
  const Under under = {*Find(due->name), *run, resumed ? due->rows : 0};
  RETURN_IF_ERROR(GoThrough(under, resumed ? due->position : "",
                            [](const Progress&) { return absl::OkStatus(); }));
  return true;
}

void Verifier::Impl::Loop() {
  while (Rest(options_.poll)) {
    const absl::StatusOr<bool> ran = RunDue();
    if (ran.ok() || absl::IsAborted(ran.status())) continue;
    if (!Rest(absl::ZeroDuration())) return;
    runtime_.logger().Log(observe::Level::kWarn, "a check could not be run",
                          {{"error", std::string(ran.status().message())}});
    // What fails is tried again when its lease has run out.
  }
}

void Verifier::Impl::Stop() {
  {
    MutexLock lock(mutex_);
    stopping_ = true;
    wake_.NotifyAll();
  }
  if (thread_.joinable()) thread_.join();
}

void Verifier::Impl::Sample() {
  {
    MutexLock lock(mutex_);
    if (sampled_.has_value() && Since(*sampled_) < kSampleAge) return;
    sampled_ = Steady::now();
  }
  std::vector<CheckRow> rows;
  const absl::Status read = runtime_.database().Read(
      absl::Now() + kSampleTime, [&](sql::Transaction& txn) -> absl::Status {
        ASSIGN_OR_RETURN(rows, internal::ListChecks(txn));
        return absl::OkStatus();
      });
  // Without an answer the figures stay.
  if (!read.ok()) return;
  for (const CheckRow& row : rows) {
    const auto gauges = gauges_.find(row.name);
    if (gauges == gauges_.end()) continue;
    gauges->second.findings.Set(static_cast<double>(row.findings));
    gauges->second.last_run.Set(static_cast<double>(row.finished_ms) / 1000);
  }
}

Verifier::Verifier(runtime::Runtime& runtime, Options options, std::vector<Check> checks)
    : impl_(std::make_unique<Impl>(runtime, options, std::move(checks))) {}
Verifier::~Verifier() = default;

const std::vector<Check>& Verifier::checks() const { return impl_->checks; }
const Check* Verifier::Find(absl::string_view name) const { return impl_->Find(name); }
absl::Status Verifier::Run(const Check& check, const ProgressFn& progress) {
  return impl_->RunAnew(check, progress);
}
absl::StatusOr<bool> Verifier::RunDue() { return impl_->RunDue(); }
void Verifier::Start() { impl_->Start(); }
void Verifier::Stop() { impl_->Stop(); }
void Verifier::Sample() { impl_->Sample(); }

}  // namespace shopdesk::verify
