#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/mutex.h"
#include "libs/base/resource_name.h"
#include "libs/runtime/validate.h"
#include "libs/testing/matchers.h"
#include "libs/testing/test_runtime.h"
#include "libs/work/service.h"
#include "services/feedback/clients/orders.h"
#include "services/feedback/definition.h"
#include "services/feedback/handlers/agent.h"
#include "services/feedback/handlers/conversation.h"
#include "services/feedback/handlers/ingest.h"
#include "services/feedback/handlers/policy.h"
#include "services/feedback/handlers/review.h"
#include "services/feedback/store/migrations/migrations.h"

// Feedback below the wire, with orders played by the test.
namespace shopdesk::feedback::testing {

using namespace shopdesk::testing;  // NOLINT: test only

// Orders as the test wants them. Thread-safe.
class FakeOrders final : public clients::OrdersClient {
 public:
  absl::StatusOr<orders::v1::Order> GetOrder(const runtime::Context&,
                                             const std::string& name) override {
    MutexLock lock(mutex_);
    ++calls_;
    if (!failure_.ok()) return failure_;
    const auto found = orders_.find(name);
    if (found == orders_.end()) return NotFoundError(name);
    return found->second;
  }
  void Put(const orders::v1::Order& order) {
    MutexLock lock(mutex_);
    orders_[order.name()] = order;
  }
  void Fail(absl::Status failure) {
    MutexLock lock(mutex_);
    failure_ = std::move(failure);
  }
  int calls() {
    MutexLock lock(mutex_);
    return calls_;
  }

 private:
  Mutex mutex_;
  std::map<std::string, orders::v1::Order> orders_ ABSL_GUARDED_BY(mutex_);
  absl::Status failure_ ABSL_GUARDED_BY(mutex_);
  int calls_ ABSL_GUARDED_BY(mutex_) = 0;
};

// The event feed of another service. Thread-safe; outlives its sources.
class FakeFeed {
 public:
  template <class Resource>
  void Add(const Resource& resource, absl::string_view type, absl::Time time = kTestTime) {
    MutexLock lock(mutex_);
    event::v1::Event& event = events_.emplace_back();
    event.set_sequence(static_cast<int64_t>(events_.size()));
    event.set_resource_name(resource.name());
    event.set_type(std::string(type));
    event.mutable_resource()->PackFrom(resource);
    *event.mutable_event_time() = ToProto(time);
    changed_.NotifyAll();
  }
  std::unique_ptr<event::Source> MakeSource() { return std::make_unique<FeedSource>(*this); }

 private:
  class FeedSource final : public event::Source {
   public:
    explicit FeedSource(FakeFeed& feed) : feed_(feed) {}
    absl::StatusOr<event::Page> Read(int64_t cursor, int limit, absl::Time deadline) override {
      MutexLock lock(feed_.mutex_);
      while (!cancelled_ && static_cast<int64_t>(feed_.events_.size()) <= cursor &&
             absl::Now() < deadline) {
        feed_.changed_.WaitFor(feed_.mutex_, deadline - absl::Now());
      }
      event::Page page;
      page.head = static_cast<int64_t>(feed_.events_.size());
      page.next_cursor = page.head;
      for (int64_t at = cursor; at < page.head; ++at) {
        if (static_cast<int>(page.events.size()) == limit) break;
        page.events.push_back(feed_.events_[at]);
        page.next_cursor = at + 1;
      }
      return page;
    }
    void Cancel() override {
      MutexLock lock(feed_.mutex_);
      cancelled_ = true;
      feed_.changed_.NotifyAll();
    }

   private:
    FakeFeed& feed_;
    bool cancelled_ = false;
  };

  Mutex mutex_;
  CondVar changed_;
  std::vector<event::v1::Event> events_ ABSL_GUARDED_BY(mutex_);
};

// An order of shop 1 with two lines of three pieces, placed at `placed`.
inline orders::v1::Order PlacedOrder(const std::string& id, const std::string& buyer,
                                     absl::Time placed) {
  orders::v1::Order order;
  order.set_name(absl::StrCat("shops/1/orders/", id));
  order.set_buyer(buyer);
  order.set_state(orders::v1::WAIT_BUYER_PAY);
  *order.mutable_create_time() = ToProto(placed);
  orders::v1::StateChange* change = order.add_history();
  change->set_state(order.state());
  *change->mutable_time() = ToProto(placed);
  for (int line = 1; line <= 2; ++line) {
    orders::v1::OrderLine* added = order.add_lines();
    added->set_line(line);
    added->set_quantity(3);
    added->set_delivered(3);
    added->mutable_snapshot()->set_product(absl::StrCat("shops/1/products/p", line));
  }
  return order;
}

inline orders::v1::Order FinishedOrder(const std::string& id, const std::string& buyer,
                                       absl::Time finished) {
  orders::v1::Order order = PlacedOrder(id, buyer, finished - absl::Hours(24 * 4));
  order.set_state(orders::v1::TRADE_FINISHED);
  orders::v1::StateChange* change = order.add_history();
  change->set_state(order.state());
  *change->mutable_time() = ToProto(finished);
  return order;
}

class ServiceTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  ServiceTest()
      : runtime_({.service = "feedback",
                  .dialect = GetParam(),
                  .sqlite_migrations = store::SqliteMigrations(),
                  .postgres_migrations = store::PostgresMigrations(),
                  .compose =
                      [this](runtime::Runtime& runtime) {
                        Compose(runtime, feed_.MakeSource(), logistics_feed_.MakeSource());
                      }}),
        rows_(*v1::ConversationRecord::descriptor()) {}

  void SetUp() override { ASSERT_OK(SetPolicy({}).status()); }

  // A call of a method with an own request id each time, or the one given.
  runtime::CallInfo Call(absl::string_view request_id = "", absl::string_view role = "owner") {
    runtime::CallInfo call = TestCall(request_id.empty() ? absl::StrCat("request-", ++requests_)
                                                         : std::string(request_id));
    call.actor.set_role(std::string(role));
    return call;
  }

  template <class Response, class Request, class Fn, class... Deps>
  absl::StatusOr<Response> Write(const runtime::CallInfo& call, const Request& request, Fn fn,
                                 Deps&... deps) {
    Response response;
    const absl::Status status = runtime_->WriteAndWait(
        call, &request, &response,
        [&](runtime::WriteContext& ctx) { return fn(ctx, request, &response, deps...); });
    if (!status.ok()) return status;
    return response;
  }
  template <class Response, class Request, class Fn>
  absl::StatusOr<Response> Read(const Request& request, Fn fn) {
    Response response;
    const absl::Status status = runtime_->Read(
        Call(), [&](runtime::ReadContext& ctx) { return fn(ctx, request, &response); });
    if (!status.ok()) return status;
    return response;
  }
  template <class Response, class Request, class Fn>
  absl::StatusOr<Response> Workflow(const runtime::CallInfo& call, const Request& request, Fn fn) {
    Response response;
    const absl::Status status = runtime_->Workflow(
        call, &request, &response,
        [&](runtime::WorkflowContext& ctx) { return fn(ctx, request, &response, orders_); });
    if (!status.ok()) return status;
    return response;
  }

  absl::StatusOr<v1::Policy> SetPolicy(v1::Policy policy) {
    v1::UpdatePolicyRequest request;
    *request.mutable_policy() = std::move(policy);
    request.mutable_policy()->set_name("shops/1/policy");
    request.set_allow_missing(true);
    return Write<v1::Policy>(Call(), request, handlers::UpdatePolicy);
  }

  absl::StatusOr<v1::Review> Submit(const v1::SubmitReviewRequest& request,
                                    absl::string_view request_id = "") {
    return Workflow<v1::Review>(Call(request_id), request, handlers::SubmitReview);
  }
  // A good review of line 1 by "b" with these scores.
  static v1::SubmitReviewRequest ReviewOf(const std::string& order, int score = 5) {
    v1::SubmitReviewRequest request;
    request.set_order(absl::StrCat("shops/1/orders/", order));
    request.set_line(1);
    request.set_buyer("b");
    request.set_grade(v1::GOOD);
    request.mutable_scores()->set_description(score);
    request.mutable_scores()->set_service(score);
    request.mutable_scores()->set_delivery(score);
    return request;
  }
  absl::StatusOr<v1::Ratings> Ratings() {
    v1::GetRatingsRequest request;
    request.set_parent("shops/1");
    return Read<v1::Ratings>(request, handlers::GetRatings);
  }
  absl::StatusOr<v1::RebuildRatingsResponse> Rebuild() {
    v1::RebuildRatingsRequest request;
    request.set_parent("shops/1");
    return Write<v1::RebuildRatingsResponse>(Call(), request, handlers::RebuildRatings);
  }

  // Waits until the followers have applied all of the feeds.
  void CatchUp() {
    for (event::Follower* follower : runtime_->followers()) {
      ASSERT_OK(follower->WaitCaughtUp(absl::Now() + absl::Seconds(30)).status());
      ASSERT_EQ(follower->State().parked_count, 0);
    }
  }
  void AdvanceTo(absl::Time time) {
    ASSERT_OK(runtime_->AdvanceTo(time, absl::Now() + absl::Seconds(30)).status());
  }
  // What is on the work lists, the soonest due first.
  std::vector<work::v1::WorkItem> Work() {
    work::v1::ListWorkItemsRequest request;
    request.set_parent("shops/1");
    request.set_show_snoozed(true);
    const auto list = Read<work::v1::ListWorkItemsResponse>(request, work::ListWorkItems);
    EXPECT_THAT(list, IsOk());
    if (!list.ok()) return {};
    return {list->work_items().begin(), list->work_items().end()};
  }
  absl::StatusOr<v1::FeedbackFigures> Figures() {
    v1::GetFeedbackFiguresRequest request;
    request.set_parent("shops/1");
    return Read<v1::FeedbackFigures>(request, handlers::GetFeedbackFigures);
  }
  // An attempt to reach the buyer by phone.
  static type::v1::ContactReport Contact(type::v1::ContactPurpose purpose,
                                         type::v1::ContactOutcome outcome) {
    type::v1::ContactReport report;
    report.set_purpose(purpose);
    report.set_channel(type::v1::PHONE);
    report.set_outcome(outcome);
    return report;
  }
  // The types of the events so far, in order.
  std::vector<std::string> EventTypes() {
    std::vector<std::string> types;
    auto page = runtime_->events().Read("1", 0, 1000, absl::Now());
    if (!page.ok()) return {page.status().ToString()};
    for (const event::v1::Event& event : page->events) types.push_back(event.type());
    return types;
  }

  FakeFeed feed_;
  FakeFeed logistics_feed_;
  FakeOrders orders_;
  TestRuntime runtime_;
  const runtime::Validator rows_;
  std::atomic<int> requests_{0};
};

inline std::string DialectOf(const ::testing::TestParamInfo<sql::Dialect>& info) {
  return info.param == sql::Dialect::kSqlite ? "Sqlite" : "Postgres";
}

}  // namespace shopdesk::feedback::testing
