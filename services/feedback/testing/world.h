#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "libs/base/role.h"
#include "libs/runtime/validate.h"
#include "services/feedback/testing/fakes.h"
#include "services/feedback/testing/store_test.h"
#include "shopdesk/feedback/v1/policy.pb.h"
#include "shopdesk/feedback/v1/review.pb.h"
#include "shopdesk/work/v1/work.pb.h"

// Feedback below the wire, with orders and the feeds played by the test.
namespace shopdesk::feedback::testing {

class ServiceTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  ServiceTest();
  void SetUp() override;

  // A call of a method with an own request id each time, or the one given.
  runtime::CallInfo Call(absl::string_view request_id = "", Role::Value role = Role::OWNER);

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
  // With what the method's route names besides.
  template <class Response, class Request, class Fn, class... Deps>
  absl::StatusOr<Response> WorkflowWith(const runtime::CallInfo& call, const Request& request,
                                        Fn fn, Deps&... deps) {
    Response response;
    const absl::Status status = runtime_->Workflow(
        call, &request, &response,
        [&](runtime::WorkflowContext& ctx) { return fn(ctx, request, &response, deps...); });
    if (!status.ok()) return status;
    return response;
  }
  template <class Response, class Request, class Fn>
  absl::StatusOr<Response> Workflow(const runtime::CallInfo& call, const Request& request, Fn fn) {
    return WorkflowWith<Response>(call, request, fn, orders_);
  }

  absl::StatusOr<v1::Policy> SetPolicy(v1::Policy policy);

  absl::StatusOr<v1::Review> Submit(const v1::SubmitReviewRequest& request,
                                    absl::string_view request_id = "");
  // A good review of line 1 by "b" with these scores.
  static v1::SubmitReviewRequest ReviewOf(const std::string& order, int score = 5);
  absl::StatusOr<v1::Review> GetReview(const std::string& id);
  absl::StatusOr<v1::Ratings> Ratings();
  absl::StatusOr<v1::RebuildRatingsResponse> Rebuild();

  // Waits until the followers have applied all of the feeds.
  void CatchUp();
  void AdvanceTo(absl::Time time);
  // What is on the work lists, the soonest due first.
  std::vector<work::v1::WorkItem> Work();
  absl::StatusOr<v1::FeedbackFigures> Figures();
  // An attempt to reach the buyer by phone.
  static type::v1::ContactReport Contact(type::v1::ContactPurpose::Value purpose,
                                         type::v1::ContactOutcome::Value outcome);
  // The types of the events so far, in order, but bookkeeping (IsBookkeeping).
  std::vector<std::string> EventTypes();
  // "resource slot actor role purpose" of each reveal so far, in order.
  std::vector<std::string> Reveals();

  FakeFeed catalog_feed_;
  FakeFeed feed_;
  FakeFeed logistics_feed_;
  FakeOrders orders_;
  FakeCatalog catalog_;
  FakeLogistics logistics_;
  TestRuntime runtime_;
  const runtime::Validator rows_;
  std::atomic<int> requests_{0};
};

// With agents "a", "b2" and "lead", and what a chat tool reports of them.
class ChatTest : public ServiceTest {
 protected:
  void SetUp() override;

  absl::StatusOr<v1::Agent> CreateAgent(const std::string& id, const v1::Agent& agent = {});
  // Reports them once all of it has happened; business time goes on until then.
  absl::StatusOr<v1::RecordConversationsResponse> Record(
      const std::vector<v1::ConversationRecord>& records);
  // Reports them now.
  absl::StatusOr<v1::RecordConversationsResponse> Report(
      const std::vector<v1::ConversationRecord>& records);
  absl::StatusOr<v1::Conversation> GetConversation(const std::string& id = "c");
  // A figure of the agent's scorecard at a day.
  v1::Figure FigureOf(const std::string& key, const std::string& agent = "a",
                      v1::GetScorecardRequest::Period period = v1::GetScorecardRequest::DAY,
                      const std::string& date = "2024-03-04");
};

}  // namespace shopdesk::feedback::testing
