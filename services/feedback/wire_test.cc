#include <memory>
#include <utility>

#include "absl/time/clock.h"
#include "grpcpp/grpcpp.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/role.h"
#include "libs/rpc/client.h"
#include "libs/runtime/testing/notes.h"
#include "libs/testing/matchers.h"
#include "libs/testing/test_runtime.h"
#include "libs/testing/test_server.h"
#include "services/feedback/definition.h"
#include "shopdesk/config/v1/feedback.pb.h"
#include "shopdesk/feedback/v1/conversation.grpc.pb.h"
#include "shopdesk/feedback/v1/policy.grpc.pb.h"
#include "shopdesk/feedback/v1/review.grpc.pb.h"
#include "shopdesk/orders/v1/order.grpc.pb.h"

namespace shopdesk::feedback {
namespace {

using testing::HasReason;
using testing::IsOk;
using testing::kTestTime;
using testing::StatusIs;
using testing::TestServer;

orders::v1::Order FinishedOrder() {
  orders::v1::Order order;
  order.set_name("shops/1/orders/o");
  order.set_buyer("b");
  order.set_state(orders::v1::OrderState::TRADE_FINISHED);
  *order.mutable_create_time() = ToProto(kTestTime + absl::Minutes(5));
  orders::v1::StateChange* change = order.add_history();
  change->set_state(orders::v1::OrderState::TRADE_FINISHED);
  *change->mutable_time() = ToProto(kTestTime + absl::Minutes(10));
  orders::v1::OrderLine* line = order.add_lines();
  line->set_line(1);
  line->set_quantity(1);
  line->mutable_snapshot()->set_product("shops/1/products/p");
  return order;
}

// A server of orders that knows one order and nothing else.
absl::Status GetOrder(runtime::ReadContext&, const orders::v1::GetOrderRequest& request,
                      orders::v1::Order* response) {
  *response = FinishedOrder();
  return request.name() == response->name() ? absl::OkStatus() : NotFoundError(request.name());
}

rpc::ServiceDefinition FakeOrders() {
  rpc::ServiceDefinition definition;
  definition.name = "orders";
  definition.compose = [](rpc::Server& server) {
    rpc::Routes orders = server.host().Service("shopdesk.orders.v1.OrderService");
    orders.Read("GetOrder", GetOrder);
    orders.LeaveOthersOut();
    return absl::OkStatus();
  };
  return definition;
}

config::v1::FeedbackConfig ConfigFor(const TestServer& orders) {
  config::v1::FeedbackConfig config;
  config.mutable_peers()->set_orders(orders.target());
  // Any feed without shipments and quizzes will do.
  config.mutable_peers()->set_logistics(orders.target());
  config.mutable_peers()->set_catalog(orders.target());
  return config;
}

class WireTest : public ::testing::Test {
 protected:
  WireTest()
      : feedback_(Definition(), ConfigFor(orders_)),
        policies_(v1::PolicyService::NewStub(feedback_.channel())),
        reviews_(v1::ReviewService::NewStub(feedback_.channel())),
        conversations_(v1::ConversationService::NewStub(feedback_.channel())) {}

  void SetUp() override {
    ASSERT_OK(runtime::testing::MakeShop(orders_->runtime(), "1"));
    ASSERT_OK(feedback_->runtime().AdvanceTo(kTestTime + absl::Hours(1), Deadline()).status());
    v1::UpdatePolicyRequest request;
    request.mutable_policy()->set_name("shops/1/policy");
    request.set_allow_missing(true);
    request.set_request_id("policy");
    v1::Policy policy;
    ASSERT_OK(Call(
        [&](grpc::ClientContext& c) { return policies_->UpdatePolicy(&c, request, &policy); }));
    v1::CreateAgentRequest create;
    create.set_parent("shops/1");
    create.set_agent_id("a");
    create.mutable_agent()->set_display_name("Ada");
    create.mutable_agent()->add_roles(Role::GUIDE);
    create.set_request_id("agent");
    v1::Agent agent;
    ASSERT_OK(Call(
        [&](grpc::ClientContext& c) { return conversations_->CreateAgent(&c, create, &agent); }));
  }

  static absl::Time Deadline() { return absl::Now() + absl::Seconds(30); }

  absl::Status Call(absl::FunctionRef<grpc::Status(grpc::ClientContext&)> call,
                    Role::Value role = Role::OWNER) {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(Deadline()));
    type::v1::Actor actor;
    actor.set_kind(type::v1::Actor::AGENT);
    actor.set_id("agent-1");
    actor.set_role(role);
    rpc::SetCallMetadata(context, "wire_test", actor, "");
    return rpc::FromGrpc(call(context));
  }

  absl::StatusOr<v1::Review> Submit(const v1::SubmitReviewRequest& request) {
    v1::Review review;
    const absl::Status status =
        Call([&](grpc::ClientContext& c) { return reviews_->SubmitReview(&c, request, &review); });
    if (!status.ok()) return status;
    return review;
  }

  static v1::SubmitReviewRequest ReviewRequest(const std::string& request_id) {
    v1::SubmitReviewRequest request;
    request.set_order("shops/1/orders/o");
    request.set_line(1);
    request.set_buyer("b");
    request.set_grade(v1::Grade::GOOD);
    request.mutable_scores()->set_service(5);
    request.set_request_id(request_id);
    return request;
  }

  static v1::ConversationRecord MessageRecord() {
    v1::ConversationRecord record;
    v1::ConversationRecord::MessageRecord* message = record.mutable_message();
    message->set_conversation_id("c");
    message->set_buyer("b");
    message->set_agent("a");
    message->mutable_message()->set_message_id("m");
    message->mutable_message()->set_sender(v1::Message::BUYER);
    message->mutable_message()->set_channel(v1::Message::IM);
    *message->mutable_message()->mutable_send_time() = ToProto(kTestTime);
    return record;
  }

  TestServer orders_{FakeOrders()};
  TestServer feedback_;
  std::unique_ptr<v1::PolicyService::Stub> policies_;
  std::unique_ptr<v1::ReviewService::Stub> reviews_;
  std::unique_ptr<v1::ConversationService::Stub> conversations_;
};

TEST_F(WireTest, AReviewLooksItsOrderUp) {
  ASSERT_OK_AND_ASSIGN(const v1::Review review, Submit(ReviewRequest("r1")));
  EXPECT_EQ(review.product(), "shops/1/products/p");
  EXPECT_THAT(Submit(ReviewRequest("r1")), IsOk());
  EXPECT_THAT(Submit(ReviewRequest("r2")), HasReason("ALREADY_EXISTS"));
  v1::SubmitReviewRequest unknown = ReviewRequest("r3");
  unknown.set_order("shops/1/orders/unknown");
  const auto status = Submit(unknown);
  EXPECT_THAT(status, HasReason("NOT_FOUND"));
  EXPECT_EQ(ErrorMetadataOf(status.status(), "resource"), "shops/1/orders/unknown");
}

TEST_F(WireTest, FieldsAreCheckedByTheirOptions) {
  v1::SubmitReviewRequest request = ReviewRequest("r1");
  request.mutable_scores()->set_service(6);
  request.set_text(std::string(501, 'x'));
  EXPECT_THAT(Submit(request), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(WireTest, WhenOrdersIsDownReviewsAreUnavailable) {
  orders_->Shutdown();
  EXPECT_THAT(Submit(ReviewRequest("r1")), StatusIs(absl::StatusCode::kUnavailable));
}

TEST_F(WireTest, BadRowsOfAStreamStopNoOther) {
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(Deadline()));
  const auto stream = conversations_->IngestConversations(&context);
  v1::IngestConversationsRequest request;
  request.set_parent("shops/1");
  *request.add_records() = MessageRecord();
  request.add_records()->mutable_message()->set_buyer("\x01");
  request.set_request_id("batch-1");
  v1::IngestConversationsResponse response;
  ASSERT_TRUE(stream->Write(request));
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_EQ(response.new_count(), 1);
  ASSERT_EQ(response.errors_size(), 1);
  EXPECT_EQ(response.errors(0).index(), 1);
  request.set_request_id("batch-2");
  ASSERT_TRUE(stream->Write(request));
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_EQ(response.new_count(), 0);
  EXPECT_EQ(response.known_count(), 1);
  stream->WritesDone();
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(WireTest, BadRowsOfABatchStopNoOther) {
  v1::RecordConversationsRequest request;
  request.set_parent("shops/1");
  request.add_records()->mutable_message()->set_buyer("\x01");
  *request.add_records() = MessageRecord();
  request.set_request_id("batch");
  v1::RecordConversationsResponse response;
  const auto call = [&](grpc::ClientContext& c) {
    return conversations_->RecordConversations(&c, request, &response);
  };
  ASSERT_OK(Call(call));
  EXPECT_EQ(response.new_count(), 1);
  ASSERT_EQ(response.errors_size(), 1);
  EXPECT_EQ(response.errors(0).index(), 0);
  request.clear_records();
  request.set_request_id("none");
  EXPECT_THAT(Call(call), StatusIs(absl::StatusCode::kInvalidArgument)) << "the list is checked";
}

TEST_F(WireTest, OrdersOfTheFeedConvertConsultations) {
  v1::RecordConversationsRequest record;
  record.set_parent("shops/1");
  *record.add_records() = MessageRecord();
  record.set_request_id("batch");
  v1::RecordConversationsResponse recorded;
  ASSERT_OK(Call([&](grpc::ClientContext& c) {
    return conversations_->RecordConversations(&c, record, &recorded);
  }));
  runtime::CallInfo placing;
  placing.method = "test";
  ASSERT_OK(
      orders_->runtime().WriteAndWait(placing, nullptr, nullptr, [](runtime::WriteContext& ctx) {
        ctx.Emit(FinishedOrder(), "order.placed");
        return absl::OkStatus();
      }));
  ASSERT_OK(feedback_->runtime().followers()[0]->WaitCaughtUp(Deadline()).status());
  v1::GetScorecardRequest request;
  request.set_name("shops/1/agents/a");
  request.set_period(v1::GetScorecardRequest::DAY);
  v1::Scorecard card;
  ASSERT_OK(Call(
      [&](grpc::ClientContext& c) { return conversations_->GetScorecard(&c, request, &card); }));
  ASSERT_EQ(card.figures_size(), 6);
  EXPECT_EQ(card.figures(3).key(), "conversion");
  EXPECT_EQ(card.figures(3).value(), 10000);
  EXPECT_EQ(card.figures(3).verdict(), v1::Figure::PASS);
}

TEST_F(WireTest, OriginalsAreForThoseWhomThePolicyNames) {
  v1::SubmitReviewRequest request = ReviewRequest("r1");
  request.set_text("13812341234");
  ASSERT_OK(Submit(request));
  v1::RevealReviewRequest reveal;
  reveal.set_name("shops/1/reviews/o.1");
  reveal.set_purpose("case");
  v1::RevealReviewResponse revealed;
  const auto call = [&](grpc::ClientContext& c) {
    return reviews_->RevealReview(&c, reveal, &revealed);
  };
  EXPECT_THAT(Call(call, Role::PACKING), HasReason("REVEAL_NOT_ALLOWED"));
  ASSERT_OK(Call(call, Role::COMPLAINT));
  EXPECT_EQ(revealed.review().text(), "13812341234");
}

}  // namespace
}  // namespace shopdesk::feedback
