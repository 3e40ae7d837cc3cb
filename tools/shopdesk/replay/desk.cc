#include "tools/shopdesk/replay/desk.h"

#include <algorithm>
#include <atomic>
#include <thread>

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/id.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"

namespace shopdesk::cli {
namespace {

// A clock moves on when all its timers and followers are done, which may take longer than other
// calls.
constexpr absl::Duration kClockTimeout = absl::Minutes(5);

}  // namespace

Desk::Desk(Suite& suite, const std::string& shop, const std::string& fingerprint)
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
      logistics_policy(logistics::v1::PolicyService::NewStub(suite.logistics)),
      carriers(logistics::v1::CarrierService::NewStub(suite.logistics)),
      quotes(logistics::v1::QuoteService::NewStub(suite.logistics)),
      shipments(logistics::v1::ShipmentService::NewStub(suite.logistics)),
      feedback_policy(feedback::v1::PolicyService::NewStub(suite.feedback)),
      reviews(feedback::v1::ReviewService::NewStub(suite.feedback)),
      conversations(feedback::v1::ConversationService::NewStub(suite.feedback)) {
  for (const auto& channel : {suite.catalog, suite.logistics, suite.orders, suite.feedback}) {
    clocks.push_back(clock::v1::ClockControl::NewStub(channel));
    operations.push_back(event::v1::Operations::NewStub(channel));
  }
}

std::string Desk::Name(absl::string_view rest) const {
  return absl::StrCat("shops/", EscapeId(shop), "/", rest);
}

std::string Desk::RequestId(absl::string_view what, absl::string_view step) const {
  return absl::StrCat("replay-", DerivedId({shop, what, step}));
}

absl::StatusOr<int64_t> Desk::AdvanceTo(absl::Time time) {
  clock::v1::AdvanceToRequest request;
  *request.mutable_time() = ToProto(time);
  CallSettings patient = settings;
  patient.timeout = kClockTimeout;
  int64_t total = 0;
  // A service's work can make work for another: go round until a round finds none.
  while (true) {
    std::atomic<int64_t> round{0};
    std::vector<Task> tasks;
    for (const auto& clock : clocks) {
      tasks.push_back([&]() -> absl::Status {
        ASSIGN_OR_RETURN(
            clock::v1::AdvanceToResponse response,
            Invoke(patient, *clock, &clock::v1::ClockControl::Stub::AdvanceTo, request));
        round += response.work_done();
        return absl::OkStatus();
      });
    }
    RETURN_IF_ERROR(RunAll(absl::MakeSpan(tasks), static_cast<int>(tasks.size())));
    if (round == 0) return total;
    total += round;
  }
}

absl::StatusOr<absl::Time> Desk::Clock() {
  absl::Time earliest = absl::InfiniteFuture();
  for (const auto& clock : clocks) {
    ASSIGN_OR_RETURN(clock::v1::GetClockResponse response,
                     Invoke(settings, *clock, &clock::v1::ClockControl::Stub::GetClock,
                            clock::v1::GetClockRequest()));
    earliest = std::min(earliest,
                        response.controlled() ? FromProto(response.now()) : absl::InfinitePast());
  }
  return earliest;
}

absl::Status RunAll(absl::Span<Task> tasks, int threads) {
  std::vector<absl::Status> results(tasks.size());
  std::atomic<size_t> next{0};
  std::atomic<bool> failed{false};
  const auto work = [&] {
    for (size_t i = next++; i < tasks.size() && !failed; i = next++) {
      results[i] = tasks[i]();
      if (!results[i].ok()) failed = true;
    }
  };
  std::vector<std::thread> pool;
  const size_t helpers = std::min<size_t>(std::max(threads, 1), tasks.size());
  for (size_t i = 1; i < helpers; ++i) pool.emplace_back(work);
  work();
  for (std::thread& thread : pool) thread.join();
  for (absl::Status& result : results) {
    if (!result.ok()) return std::move(result);
  }
  return absl::OkStatus();
}

}  // namespace shopdesk::cli
