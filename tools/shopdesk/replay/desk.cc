#include "tools/shopdesk/replay/desk.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/id.h"
#include "libs/base/resource_name.h"
#include "libs/base/role.h"
#include "libs/base/status_macros.h"

namespace shopdesk::cli {
namespace {

// A clock moves on when all its timers and followers are done, which may take longer than other
// calls.
constexpr absl::Duration kReplayClockTimeout = absl::Minutes(5);

}  // namespace

Desk::Desk(Suite& suite, const std::string& shop, const std::string& fingerprint, int threads)
    : settings(suite.settings),
      shop(shop),
      payee(absl::StrCat("replay-", fingerprint)),
      catalog_policy(catalog::v1::PolicyService::NewStub(suite.catalog)),
      products(catalog::v1::ProductService::NewStub(suite.catalog)),
      stock(catalog::v1::StockService::NewStub(suite.catalog)),
      orders_policy(orders::v1::PolicyService::NewStub(suite.orders)),
      orders(orders::v1::OrderService::NewStub(suite.orders)),
      payments(orders::v1::PaymentService::NewStub(suite.orders)),
      receivers(orders::v1::ReceiverService::NewStub(suite.orders)),
      shipping(orders::v1::ShippingService::NewStub(suite.orders)),
      refunds(orders::v1::RefundService::NewStub(suite.orders)),
      transfers(orders::v1::TransferService::NewStub(suite.orders)),
      payouts(orders::v1::PayoutService::NewStub(suite.orders)),
      duplicates(orders::v1::DuplicateService::NewStub(suite.orders)),
      promises(orders::v1::PromiseService::NewStub(suite.orders)),
      compensations(orders::v1::CompensationService::NewStub(suite.orders)),
      packing(orders::v1::PackingService::NewStub(suite.orders)),
      hand_overs(orders::v1::HandOverService::NewStub(suite.orders)),
      merged_parcels(orders::v1::MergedParcelService::NewStub(suite.orders)),
      price_protection(orders::v1::PriceProtectionService::NewStub(suite.orders)),
      logistics_policy(logistics::v1::PolicyService::NewStub(suite.logistics)),
      carriers(logistics::v1::CarrierService::NewStub(suite.logistics)),
      quotes(logistics::v1::QuoteService::NewStub(suite.logistics)),
      shipments(logistics::v1::ShipmentService::NewStub(suite.logistics)),
      claims(logistics::v1::ClaimService::NewStub(suite.logistics)),
      feedback_policy(feedback::v1::PolicyService::NewStub(suite.feedback)),
      reviews(feedback::v1::ReviewService::NewStub(suite.feedback)),
      conversations(feedback::v1::ConversationService::NewStub(suite.feedback)),
      cases(feedback::v1::ReviewCaseService::NewStub(suite.feedback)),
      feedback_follow_ups(feedback::v1::FollowUpService::NewStub(suite.feedback)),
      workers(threads) {
  const auto add = [&](const char* service, const std::shared_ptr<grpc::Channel>& channel) {
    clocks_.push_back({service, clock::v1::ClockControl::NewStub(channel)});
    operations.push_back(event::v1::Operations::NewStub(channel));
  };
  add("catalog", suite.catalog);
  add("logistics", suite.logistics);
  add("orders", suite.orders);
  add("feedback", suite.feedback);
}

std::string Desk::Name(absl::string_view rest) const {
  return absl::StrCat("shops/", EscapeId(shop), "/", rest);
}

std::string Desk::RequestId(absl::string_view what, absl::string_view step) const {
  return absl::StrCat("replay-", DerivedId({shop, what, step}));
}

CallSettings Desk::As(role::v1::Role::Value role, const std::string& number) const {
  CallSettings person = InRole(settings, role);
  person.actor.set_kind(type::v1::Actor::AGENT);
  person.actor.set_id(number);
  return person;
}

absl::Status Desk::Advance(absl::Time time, std::initializer_list<int> services) {
  clock::v1::AdvanceToRequest request;
  *request.mutable_time() = ToProto(time);
  for (const ServiceClock& clock : clocks_) (*request.mutable_heads())[clock.service] = clock.head;
  CallSettings patient = InRole(settings, Role::OPERATOR);
  patient.timeout = kReplayClockTimeout;
  std::vector<Task> tasks;
  for (const int service : services) {
    tasks.push_back([&, service]() -> absl::Status {
      ServiceClock& clock = clocks_[service];
      ASSIGN_OR_RETURN(
          const clock::v1::AdvanceToResponse response,
          Invoke(patient, *clock.stub, &clock::v1::ClockControl::Stub::AdvanceTo, request));
      clock.work += response.work_done();
      clock.head = response.head();
      return absl::OkStatus();
    });
  }
  return workers.RunAll(absl::MakeSpan(tasks));
}

absl::Status Desk::AdvanceTo(absl::Time time) {
  for (ServiceClock& clock : clocks_) clock.work = 0;
  const int64_t followed = clocks_[kLogistics].head;
  RETURN_IF_ERROR(Advance(time, {kOrders, kLogistics, kCatalog}));
  if (clocks_[kLogistics].head == followed) return Advance(time, {kFeedback});
  RETURN_IF_ERROR(Advance(time, {kOrders}));
  return Advance(time, {kFeedback});
}

absl::Status Desk::Settle(absl::Time time) {
  bool busy = true;
  while (busy) {
    RETURN_IF_ERROR(AdvanceTo(time));
    busy = std::any_of(clocks_.begin(), clocks_.end(),
                       [](const ServiceClock& clock) { return clock.work > 0; });
  }
  return absl::OkStatus();
}

absl::StatusOr<absl::Time> Desk::Clock() {
  absl::Time earliest = absl::InfiniteFuture();
  for (const ServiceClock& clock : clocks_) {
    ASSIGN_OR_RETURN(clock::v1::GetClockResponse response,
                     Invoke(settings, *clock.stub, &clock::v1::ClockControl::Stub::GetClock,
                            clock::v1::GetClockRequest()));
    earliest = std::min(earliest,
                        response.controlled() ? FromProto(response.now()) : absl::InfinitePast());
  }
  return earliest;
}

WorkerPool::WorkerPool(int threads) {
  for (int i = 1; i < threads; ++i) threads_.emplace_back([this] { Loop(); });
}

WorkerPool::~WorkerPool() {
  {
    MutexLock lock(mutex_);
    ended_ = true;
    changed_.NotifyAll();
  }
  for (std::thread& thread : threads_) thread.join();
}

absl::Status WorkerPool::RunAll(absl::Span<Task> tasks) {
  MutexLock lock(mutex_);
  tasks_ = tasks;
  results_.assign(tasks.size(), absl::OkStatus());
  next_ = 0;
  if (tasks.size() > 1) changed_.NotifyAll();
  while (RunNext()) {
  }
  while (running_ > 0) changed_.Wait(mutex_);
  tasks_ = {};
  for (absl::Status& result : results_) {
    if (!result.ok()) return std::move(result);
  }
  return absl::OkStatus();
}

bool WorkerPool::RunNext() {
  if (next_ >= tasks_.size()) return false;
  const size_t mine = next_++;
  Task& task = tasks_[mine];
  ++running_;
  mutex_.Unlock();
  absl::Status result = task();
  mutex_.Lock();
  if (!result.ok()) next_ = tasks_.size();
  results_[mine] = std::move(result);
  if (--running_ == 0) changed_.NotifyAll();
  return true;
}

void WorkerPool::Loop() {
  MutexLock lock(mutex_);
  while (!ended_) {
    if (!RunNext()) changed_.Wait(mutex_);
  }
}

}  // namespace shopdesk::cli
