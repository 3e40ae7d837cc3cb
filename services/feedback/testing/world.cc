#include "services/feedback/testing/world.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "libs/base/role.h"
#include "libs/testing/snapshot.h"
#include "libs/work/service.h"
#include "services/feedback/definition.h"
#include "services/feedback/domain/conversation/consultation.h"
#include "services/feedback/handlers/conversation/agent.h"
#include "services/feedback/handlers/conversation/conversation.h"
#include "services/feedback/handlers/conversation/ingest.h"
#include "services/feedback/handlers/review/review.h"
#include "services/feedback/handlers/shop/policy.h"
#include "services/feedback/store/migrations/migrations.h"

namespace shopdesk::feedback::testing {
namespace {

// When what a record tells was over.
absl::Time TimeOf(const v1::ConversationRecord& record) {
  if (record.has_message()) return FromProto(record.message().message().send_time());
  if (record.has_transfer()) return FromProto(record.transfer().time());
  return FromProto(record.online().end_time());
}

// Of the test, which outlives what is composed of it.
template <class Fake>
std::shared_ptr<Fake> Borrowed(Fake& fake) {
  return {std::shared_ptr<Fake>(), &fake};
}

absl::Time Soon() { return absl::Now() + absl::Seconds(30); }

}  // namespace

ServiceTest::ServiceTest()
    : runtime_({.service = "feedback",
                .dialect = GetParam(),
                .sqlite_migrations = store::SqliteMigrations(),
                .postgres_migrations = store::PostgresMigrations(),
                .compose =
                    [this](runtime::Runtime& runtime) {
                      Compose(runtime,
                              {Borrowed(orders_), Borrowed(logistics_), Borrowed(catalog_)},
                              catalog_feed_.MakeSource(), feed_.MakeSource(),
                              logistics_feed_.MakeSource());
                    }}),
      rows_(*v1::ConversationRecord::descriptor()) {}

void ServiceTest::SetUp() { ASSERT_OK(SetPolicy({}).status()); }

runtime::CallInfo ServiceTest::Call(absl::string_view request_id, Role::Value role) {
  runtime::CallInfo call = TestCall(request_id.empty() ? absl::StrCat("request-", ++requests_)
                                                       : std::string(request_id));
  call.actor.set_role(role);
  return call;
}

absl::StatusOr<v1::Policy> ServiceTest::SetPolicy(v1::Policy policy) {
  v1::UpdatePolicyRequest request;
  *request.mutable_policy() = std::move(policy);
  request.mutable_policy()->set_name("shops/1/policy");
  request.set_allow_missing(true);
  return Write<v1::Policy>(Call(), request, handlers::UpdatePolicy);
}

absl::StatusOr<v1::Review> ServiceTest::Submit(const v1::SubmitReviewRequest& request,
                                               absl::string_view request_id) {
  return Workflow<v1::Review>(Call(request_id), request, handlers::SubmitReview);
}

v1::SubmitReviewRequest ServiceTest::ReviewOf(const std::string& order, int score) {
  v1::SubmitReviewRequest request;
  request.set_order(absl::StrCat("shops/1/orders/", order));
  request.set_line(1);
  request.set_buyer("b");
  request.set_grade(v1::Grade::GOOD);
  request.mutable_scores()->set_description(score);
  request.mutable_scores()->set_service(score);
  request.mutable_scores()->set_delivery(score);
  return request;
}

absl::StatusOr<v1::Review> ServiceTest::GetReview(const std::string& id) {
  v1::GetReviewRequest request;
  request.set_name(absl::StrCat("shops/1/reviews/", id));
  return Read<v1::Review>(request, handlers::GetReview);
}

absl::StatusOr<v1::Ratings> ServiceTest::Ratings() {
  v1::GetRatingsRequest request;
  request.set_parent("shops/1");
  return Read<v1::Ratings>(request, handlers::GetRatings);
}

absl::StatusOr<v1::RebuildRatingsResponse> ServiceTest::Rebuild() {
  v1::RebuildRatingsRequest request;
  request.set_parent("shops/1");
  return Write<v1::RebuildRatingsResponse>(Call(), request, handlers::RebuildRatings);
}

void ServiceTest::CatchUp() {
  for (event::Follower* follower : runtime_->followers()) {
    ASSERT_OK(follower->WaitCaughtUp(Soon()).status());
    ASSERT_EQ(follower->State().parked_count, 0);
  }
}

void ServiceTest::AdvanceTo(absl::Time time) {
  ASSERT_OK(runtime_->AdvanceTo(time, Soon()).status());
}

std::vector<work::v1::WorkItem> ServiceTest::Work() {
  work::v1::ListWorkItemsRequest request;
  request.set_parent("shops/1");
  request.set_show_snoozed(true);
  const auto list = Read<work::v1::ListWorkItemsResponse>(request, work::ListWorkItems);
  EXPECT_THAT(list, IsOk());
  if (!list.ok()) return {};
  return {list->work_items().begin(), list->work_items().end()};
}

absl::StatusOr<v1::FeedbackFigures> ServiceTest::Figures() {
  AdvanceTo(runtime_->clock().Now());
  v1::GetFeedbackFiguresRequest request;
  request.set_parent("shops/1");
  return Read<v1::FeedbackFigures>(request, handlers::GetFeedbackFigures);
}

type::v1::ContactReport ServiceTest::Contact(type::v1::ContactPurpose::Value purpose,
                                             type::v1::ContactOutcome::Value outcome) {
  type::v1::ContactReport report;
  report.set_purpose(purpose);
  report.set_channel(type::v1::ContactChannel::PHONE);
  report.set_outcome(outcome);
  return report;
}

std::vector<std::string> ServiceTest::EventTypes() {
  std::vector<std::string> types;
  auto page = runtime_->events().Read("1", 0, 1000, absl::Now());
  if (!page.ok()) return {page.status().ToString()};
  for (const event::v1::Event& event : page->events) {
    if (!shopdesk::testing::IsBookkeeping(event)) types.push_back(event.type());
  }
  return types;
}

std::vector<std::string> ServiceTest::Reveals() {
  static constexpr sql::Statement kReveals = {
      "test.list_reveals",
      "SELECT resource_name || ' ' || slot || ' ' || actor_id || ' ' || actor_role || ' ' || "
      "purpose FROM reveals ORDER BY id"};
  std::vector<std::string> reveals;
  EXPECT_OK(RunRead(*runtime_, [&](runtime::ReadContext& ctx) {
    return ctx.txn().Query(kReveals, {}, [&](const sql::Row& row) {
      reveals.emplace_back(row.Text(0));
      return absl::OkStatus();
    });
  }));
  return reveals;
}

void ChatTest::SetUp() {
  ServiceTest::SetUp();
  for (const char* id : {"a", "b2", "lead"}) ASSERT_OK(CreateAgent(id).status());
}

absl::StatusOr<v1::Agent> ChatTest::CreateAgent(const std::string& id, const v1::Agent& agent) {
  v1::CreateAgentRequest request;
  request.set_parent("shops/1");
  request.set_agent_id(id);
  *request.mutable_agent() = agent;
  return Write<v1::Agent>(Call(), request, handlers::CreateAgent);
}

absl::StatusOr<v1::RecordConversationsResponse> ChatTest::Record(
    const std::vector<v1::ConversationRecord>& records) {
  absl::Time latest = absl::InfinitePast();
  for (const v1::ConversationRecord& record : records) latest = std::max(latest, TimeOf(record));
  if (latest > runtime_->clock().Now() + domain::kClockSkew) AdvanceTo(latest);
  return Report(records);
}

absl::StatusOr<v1::RecordConversationsResponse> ChatTest::Report(
    const std::vector<v1::ConversationRecord>& records) {
  v1::RecordConversationsRequest request;
  request.set_parent("shops/1");
  for (const v1::ConversationRecord& record : records) *request.add_records() = record;
  return Write<v1::RecordConversationsResponse>(Call(), request, handlers::RecordConversations,
                                                rows_);
}

absl::StatusOr<v1::Conversation> ChatTest::GetConversation(const std::string& id) {
  v1::GetConversationRequest request;
  request.set_name(absl::StrCat("shops/1/conversations/", id));
  return Read<v1::Conversation>(request, handlers::GetConversation);
}

v1::Figure ChatTest::FigureOf(const std::string& key, const std::string& agent,
                              v1::GetScorecardRequest::Period period, const std::string& date) {
  v1::GetScorecardRequest request;
  request.set_name(absl::StrCat("shops/1/agents/", agent));
  request.set_period(period);
  request.set_date(date);
  const auto card = Read<v1::Scorecard>(request, handlers::GetScorecard);
  EXPECT_THAT(card, IsOk());
  if (!card.ok()) return {};
  for (const v1::Figure& figure : card->figures()) {
    if (figure.key() == key) return figure;
  }
  ADD_FAILURE() << "no figure " << key;
  return {};
}

}  // namespace shopdesk::feedback::testing
