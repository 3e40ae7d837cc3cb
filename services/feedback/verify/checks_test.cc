#include "services/feedback/verify/checks.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/verify/testing/findings.h"
#include "services/feedback/definition.h"
#include "services/feedback/handlers/complaint/complaint.h"
#include "services/feedback/handlers/evidence/dossier.h"
#include "services/feedback/store/complaint/complaint.h"
#include "services/feedback/store/conversation/repeated_question.h"
#include "services/feedback/testing/world.h"

namespace shopdesk::feedback {
namespace {

using shopdesk::verify::testing::FindingsOf;
using shopdesk::verify::testing::Spoil;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::kTestTime;
using testing::MessageAt;
using testing::PlacedOrder;
using M = v1::Message;

constexpr sql::Statement kSpoilRatings = {"feedback.spoil_ratings",
                                          "UPDATE dsr_days SET answers = answers + 1"};
constexpr sql::Statement kDropMessages = {"feedback.drop_messages", "DELETE FROM messages"};
constexpr sql::Statement kSpoilCredits = {
    "feedback.spoil_credits", "UPDATE commission_orders SET sales_minor = sales_minor + 1"};
constexpr sql::Statement kSpoilStatements = {
    "feedback.spoil_statements", "UPDATE commission_statements SET closed = 1, total_minor = 999"};
constexpr sql::Statement kSpoilBox = {"feedback.spoil_box",
                                      "UPDATE dossier_items SET box = meta WHERE number = 1"};
constexpr sql::Statement kDropItem = {"feedback.drop_item",
                                      "DELETE FROM dossier_items WHERE number = 1"};
constexpr sql::Statement kEndTrades = {"feedback.end_trades", "UPDATE trades SET ended = 1"};
constexpr sql::Statement kDropWork = {"feedback.drop_work", "DELETE FROM work_items"};
constexpr sql::Statement kGiveUntold = {
    "feedback.give_untold",
    "INSERT INTO order_compensations (shop, order_id, id, given_ms, currency_code, amount_minor) "
    "VALUES ('1', 'o', 'c', 5, 'CNY', 300)"};
constexpr sql::Statement kDropTimers = {"feedback.drop_timers", "DELETE FROM timers"};

class ChecksTest : public testing::ChatTest {
 protected:
  std::vector<std::string> Findings(const std::string& check) {
    return FindingsOf(*runtime_, AllChecks(), check);
  }
  // A review of a trade that finished.
  void Review(int score) {
    orders_.Put(testing::FinishedOrder("o", "b", kTestTime - absl::Hours(1)));
    v1::SubmitReviewRequest request = ReviewOf("o", score);
    if (score == 1) {
      request.set_grade(v1::Grade::BAD);
      request.set_text("bad");
    }
    ASSERT_OK(Submit(request));
    CatchUp();
  }
  // An order of agent "a", paid.
  void Credit() {
    orders::v1::Order order = PlacedOrder("o1", "b", kTestTime);
    order.set_agent("a");
    order.mutable_total()->set_currency_code("EUR");
    for (orders::v1::OrderLine& line : *order.mutable_lines()) {
      line.mutable_total()->set_minor(5000);
    }
    *order.mutable_payment()->mutable_pay_time() = ToProto(kTestTime);
    feed_.Add(order, "order.changed", kTestTime);
    CatchUp();
  }
};

INSTANTIATE_TEST_SUITE_P(Databases, ChecksTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         testing::DialectOf);

TEST_P(ChecksTest, NothingIsFoundInAShopThatWorks) {
  ASSERT_OK(Record({MessageAt(kTestTime, M::BUYER)}));
  Review(5);
  Credit();
  CatchUp();
  for (const shopdesk::verify::Check& check : AllChecks()) {
    EXPECT_THAT(Findings(check.name), IsEmpty()) << check.name;
  }
}

TEST_P(ChecksTest, FindsRatingsThatTheReviewsDoNotSay) {
  Review(5);
  EXPECT_THAT(Findings("feedback.ratings"), IsEmpty());
  Spoil(*runtime_, kSpoilRatings);
  EXPECT_THAT(Findings("feedback.ratings"), ElementsAre(HasSubstr("of 1 days they aren't")));
}

TEST_P(ChecksTest, FindsConversationsWithoutTheirMessages) {
  ASSERT_OK(Record({MessageAt(kTestTime, M::BUYER)}));
  EXPECT_THAT(Findings("feedback.conversations"), IsEmpty());
  Spoil(*runtime_, kDropMessages);
  EXPECT_THAT(Findings("feedback.conversations"),
              ElementsAre(HasSubstr("it says that it has 1 messages, and has 0"),
                          HasSubstr("it says that its buyer waits, who doesn't")));
}

TEST_P(ChecksTest, FindsCommissionThatItsLinesDoNotComeTo) {
  Credit();
  EXPECT_THAT(Findings("feedback.commission_orders"), IsEmpty());
  Spoil(*runtime_, kSpoilCredits);
  EXPECT_THAT(
      Findings("feedback.commission_orders"),
      ElementsAre(HasSubstr("10001 are credited, and its lines of all months come to 10000")));
  EXPECT_THAT(Findings("feedback.commission_statements"), IsEmpty());
  Spoil(*runtime_, kSpoilStatements);
  EXPECT_THAT(Findings("feedback.commission_statements"),
              ElementsAre(HasSubstr("it is closed with 999")));
}

TEST_P(ChecksTest, FindsEvidenceThatWasTouched) {
  Review(1);
  v1::OpenDossierRequest request;
  request.set_review_case("shops/1/reviewCases/o.1");
  ASSERT_OK(Write<v1::Dossier>(Call(), request, handlers::OpenDossier));
  EXPECT_THAT(Findings("feedback.dossiers"), IsEmpty());
  Spoil(*runtime_, kSpoilBox);
  EXPECT_THAT(Findings("feedback.dossiers"),
              ElementsAre(HasSubstr("its item 1 isn't what was hashed")));
  Spoil(*runtime_, kDropItem);
  EXPECT_THAT(Findings("feedback.dossiers"),
              ElementsAre(HasSubstr("it lists 1 items, and its chain has 0")));
  Spoil(*runtime_, kDropTimers);
  EXPECT_THAT(Findings("feedback.dossiers"), Contains(HasSubstr("its timer dossier_lapse")));
}

TEST_P(ChecksTest, FindsQuestionsThatWouldNeverLapse) {
  v1::RepeatedQuestion question;
  question.set_name("shops/1/repeatedQuestions/q");
  question.set_product("shops/1/products/p");
  question.set_state(v1::RepeatedQuestion::OPEN);
  ASSERT_OK(testing::RunWrite(*runtime_, [&](runtime::WriteContext& ctx) {
    return store::InsertRepeatedQuestion(ctx.txn(), question);
  }));
  EXPECT_THAT(Findings("feedback.repeated_questions"),
              ElementsAre(HasSubstr("its id isn't that of its product and key"),
                          HasSubstr("its work repeated_question is missing"),
                          HasSubstr("its timer question_count")));
}

TEST_P(ChecksTest, FindsCasesThatDoNotSayWhatWasGiven) {
  Review(1);
  EXPECT_THAT(Findings("feedback.cases"), IsEmpty());
  Spoil(*runtime_, kGiveUntold);
  EXPECT_THAT(Findings("feedback.cases"),
              ElementsAre(HasSubstr("what its order's buyer was given")));
}

TEST_P(ChecksTest, FindsLateParcelsThatNobodyIsToBeToldOf) {
  feed_.Add(PlacedOrder("s", "b", kTestTime), "order.placed");
  logistics::v1::Shipment shipment;
  shipment.set_name("shops/1/shipments/s");
  shipment.set_order("shops/1/orders/s");
  shipment.set_buyer("b");
  shipment.set_status(logistics::v1::TrackingStatus::IN_TRANSIT);
  logistics_feed_.Add(shipment, "shipment.late");
  CatchUp();
  EXPECT_THAT(Findings("feedback.late_parcels"), IsEmpty());
  Spoil(*runtime_, kDropWork);
  EXPECT_THAT(Findings("feedback.late_parcels"),
              ElementsAre("shops/1/lateParcels/s: its work late_parcel_call is missing"));
  Spoil(*runtime_, kEndTrades);
  EXPECT_THAT(
      Findings("feedback.late_parcels"),
      Contains("shops/1/lateParcels/s: its trades have ended, and its buyer is to be told"));
}

TEST_P(ChecksTest, FindsComplaintsThatAreOpenTwice) {
  orders_.Put(PlacedOrder("o", "b", kTestTime));
  v1::OpenComplaintRequest request;
  request.set_order("shops/1/orders/o");
  request.set_buyer("b");
  request.set_kind(v1::Complaint::WRONG_GOODS);
  request.set_complainant(v1::Complaint::BUYER);
  request.set_respondent(v1::Complaint::SHOP);
  request.set_text("red, not blue");
  ASSERT_OK_AND_ASSIGN(const v1::Complaint complaint,
                       Workflow<v1::Complaint>(Call(), request, handlers::OpenComplaint));
  EXPECT_THAT(Findings("feedback.complaints"), IsEmpty());
  v1::Complaint twin = complaint;
  twin.set_name("shops/1/complaints/zz");
  ASSERT_OK(testing::RunWrite(*runtime_, [&](runtime::WriteContext& ctx) {
    return store::InsertComplaint(ctx.txn(), twin);
  }));
  EXPECT_THAT(Findings("feedback.complaints"),
              Contains(HasSubstr("shops/1/complaints/zz: it is open beside " + complaint.name())));
}

TEST_P(ChecksTest, FindsCasesThatNobodyWouldMiss) {
  Review(1);
  EXPECT_THAT(Findings("feedback.cases"), IsEmpty());
  Spoil(*runtime_, kDropWork);
  EXPECT_THAT(Findings("feedback.cases"), ElementsAre(HasSubstr("its work bad_review is missing")));
  Spoil(*runtime_, kDropTimers);
  EXPECT_THAT(Findings("feedback.cases"), Contains(HasSubstr("its timer case_first_contact")));
}

}  // namespace
}  // namespace shopdesk::feedback
