#include "services/feedback/handlers/case/review_case.h"

#include <map>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "libs/base/role.h"
#include "services/feedback/handlers/review/review.h"
#include "services/feedback/testing/world.h"

namespace shopdesk::feedback {
namespace {

using testing::FinishedOrder;
using testing::HasReason;
using testing::IsOk;
using testing::kTestTime;
using testing::StatusIs;

constexpr char kCase[] = "shops/1/reviewCases/o.1";

class ReviewCaseTest : public testing::ServiceTest {
 protected:
  // A bad review of order "o".
  absl::StatusOr<v1::Review> SubmitBad(const std::string& order = "o") {
    orders_.Put(FinishedOrder(order, "b", kTestTime - absl::Hours(1)));
    v1::SubmitReviewRequest request = ReviewOf(order, 1);
    request.set_grade(v1::Grade::BAD);
    request.set_text("bad");
    return Submit(request);
  }
  absl::StatusOr<v1::ReviewCase> Get(const std::string& name = kCase) {
    v1::GetReviewCaseRequest request;
    request.set_name(name);
    return Read<v1::ReviewCase>(request, handlers::GetReviewCase);
  }
  absl::StatusOr<v1::ReviewCase> Contacted(
      type::v1::ContactOutcome::Value outcome,
      type::v1::ContactChannel::Value channel = type::v1::ContactChannel::PHONE,
      const std::string& promise = "") {
    v1::RecordCaseContactRequest request;
    request.set_name(kCase);
    *request.mutable_contact() = Contact(type::v1::ContactPurpose::BAD_REVIEW, outcome);
    request.mutable_contact()->set_channel(channel);
    request.mutable_contact()->set_promise(promise);
    return Write<v1::ReviewCase>(Call(), request, handlers::RecordCaseContact);
  }
  absl::StatusOr<v1::ReviewCase> Cause(v1::CaseCause::Value cause, const std::string& note = "") {
    v1::FindCaseCauseRequest request;
    request.set_name(kCase);
    request.set_cause(cause);
    request.set_note(note);
    return Write<v1::ReviewCase>(Call(), request, handlers::FindCaseCause);
  }
  absl::StatusOr<v1::ReviewCase> Offer(const std::string& text, const std::string& etag = "") {
    v1::OfferCaseSolutionRequest request;
    request.set_name(kCase);
    request.set_text(text);
    request.set_etag(etag);
    return WorkflowWith<v1::ReviewCase>(Call(), request, handlers::OfferCaseSolution, catalog_);
  }
  absl::StatusOr<v1::ReviewCase> Close(v1::CloseReviewCaseRequest::Outcome outcome) {
    v1::CloseReviewCaseRequest request;
    request.set_name(kCase);
    request.set_outcome(outcome);
    request.set_note("done");
    return Write<v1::ReviewCase>(Call(), request, handlers::CloseReviewCase);
  }
  absl::StatusOr<v1::ReviewCase> Malicious(const std::string& who) {
    v1::MarkCaseMaliciousRequest request;
    request.set_name(kCase);
    request.set_note("asks for money");
    runtime::CallInfo call = Call();
    call.actor.set_id(who);
    return Write<v1::ReviewCase>(call, request, handlers::MarkCaseMalicious);
  }
  absl::StatusOr<v1::Review> Change(v1::Grade::Value grade) {
    v1::ChangeReviewRequest request;
    request.set_name("shops/1/reviews/o.1");
    request.set_buyer("b");
    request.set_grade(grade);
    request.set_text("they cared");
    return Write<v1::Review>(Call(), request, handlers::ChangeReview);
  }
};

INSTANTIATE_TEST_SUITE_P(Databases, ReviewCaseTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         testing::DialectOf);

TEST_P(ReviewCaseTest, FromTheBadReviewToTheGoodOne) {
  ASSERT_OK(SubmitBad());
  ASSERT_OK_AND_ASSIGN(const v1::Ratings before, Ratings());
  ASSERT_OK_AND_ASSIGN(const v1::ReviewCase opened, Get());
  EXPECT_EQ(opened.state(), v1::ReviewCase::NEW);
  EXPECT_EQ(FromProto(opened.contact_deadline_time()), kTestTime + absl::Hours(4));
  ASSERT_EQ(Work().size(), 1u);
  EXPECT_EQ(Work()[0].kind(), "bad_review");
  EXPECT_EQ(Work()[0].role(), Role::COMPLAINT);
  EXPECT_EQ(Work()[0].resource(), kCase);
  EXPECT_EQ(Work()[0].order(), "shops/1/orders/o");
  EXPECT_EQ(FromProto(Work()[0].due_time()), kTestTime + absl::Hours(4));

  AdvanceTo(kTestTime + absl::Hours(3));
  ASSERT_OK(Contacted(type::v1::ContactOutcome::REACHED));
  EXPECT_EQ(FromProto(Work()[0].due_time()), kTestTime + absl::Hours(11)) << "the next step";
  ASSERT_OK(Cause(v1::CaseCause::QUALITY));
  ASSERT_OK(Offer("a new one"));
  ASSERT_OK(Change(v1::Grade::GOOD));
  EXPECT_THAT(Change(v1::Grade::BAD), HasReason("WRONG_STATE")) << "once";
  ASSERT_OK_AND_ASSIGN(const v1::ReviewCase closed, Close(v1::CloseReviewCaseRequest::RESOLVED));
  EXPECT_EQ(closed.state(), v1::ReviewCase::RESOLVED);
  EXPECT_EQ(closed.changed_grade(), v1::Grade::GOOD);
  EXPECT_FALSE(closed.contact_late());
  EXPECT_TRUE(Work().empty());
  AdvanceTo(kTestTime + absl::Hours(30));
  EXPECT_FALSE(Get()->contact_late());

  ASSERT_OK_AND_ASSIGN(const v1::Ratings after, Ratings());
  EXPECT_EQ(after.service().sum(), before.service().sum()) << "edits never change DSR";
  EXPECT_EQ(after.service().count(), before.service().count());
  EXPECT_EQ(EventTypes(),
            (std::vector<std::string>{"policy.updated", "review.submitted", "review_case.opened",
                                      "review_case.contact_recorded", "review_case.cause_found",
                                      "review_case.solution_offered", "review.changed",
                                      "review_case.review_changed", "review_case.closed"}));
  ASSERT_OK_AND_ASSIGN(const v1::FeedbackFigures figures, Figures());
  ASSERT_EQ(figures.cases_by_state_size(), 1);
  EXPECT_EQ(figures.cases_by_state(0).state(), v1::ReviewCase::RESOLVED);
  EXPECT_EQ(figures.first_contacts_in_time(), 1);
  EXPECT_EQ(figures.first_contacts_late(), 0);
  EXPECT_EQ(figures.reviews_changed(), 1);
  ASSERT_EQ(figures.contacts_by_outcome_size(), 1);
  EXPECT_EQ(figures.contacts_by_outcome(0).outcome(), type::v1::ContactOutcome::REACHED);
}

TEST_P(ReviewCaseTest, GoodReviewsOpenNone) {
  orders_.Put(FinishedOrder("o", "b", kTestTime - absl::Hours(1)));
  ASSERT_OK(Submit(ReviewOf("o")));
  EXPECT_THAT(Get(), HasReason("NOT_FOUND"));
  EXPECT_TRUE(Work().empty());
  ASSERT_OK(Change(v1::Grade::GOOD)) << "a review without a case can be changed";
}

TEST_P(ReviewCaseTest, FirstContactCountsServiceHours) {
  // Tests begin on a Monday at 10:00; the desk answers on weekdays from 9:00 to 12:00.
  v1::Policy policy;
  type::v1::ShopCalendar::Hours* hours = policy.mutable_calendar()->add_service_hours();
  for (int day = 1; day <= 5; ++day) hours->add_weekdays(day);
  hours->set_start_minute(9 * 60);
  hours->set_end_minute(12 * 60);
  ASSERT_OK(SetPolicy(policy));
  ASSERT_OK(SubmitBad());
  const absl::Time deadline = kTestTime + absl::Hours(25);
  EXPECT_EQ(FromProto(Get()->contact_deadline_time()), deadline) << "two hours on each day";
  policy.set_case_contact_seconds(60);
  ASSERT_OK(SetPolicy(policy));
  AdvanceTo(deadline - absl::Seconds(1));
  EXPECT_FALSE(Get()->contact_late()) << "a deadline that runs keeps its length";
  AdvanceTo(deadline);
  EXPECT_TRUE(Get()->contact_late());
  EXPECT_EQ(EventTypes().back(), "review_case.contact_overdue");
  ASSERT_OK(Contacted(type::v1::ContactOutcome::REACHED));
  EXPECT_EQ(Figures()->first_contacts_late(), 1);
  EXPECT_EQ(Figures()->first_contacts_in_time(), 0);
}

TEST_P(ReviewCaseTest, NobodyAnswers) {
  ASSERT_OK(SubmitBad());
  ASSERT_OK(Contacted(type::v1::ContactOutcome::NO_ANSWER));
  AdvanceTo(kTestTime + absl::Hours(1));
  ASSERT_OK(Contacted(type::v1::ContactOutcome::NO_ANSWER)) << "too soon to count";
  AdvanceTo(kTestTime + absl::Hours(2));
  ASSERT_OK(Contacted(type::v1::ContactOutcome::READ_NO_REPLY, type::v1::ContactChannel::IM));
  AdvanceTo(kTestTime + absl::Hours(4));
  EXPECT_EQ(Work().size(), 1u);
  ASSERT_OK_AND_ASSIGN(const v1::ReviewCase closed, Contacted(type::v1::ContactOutcome::NO_ANSWER));
  EXPECT_EQ(closed.state(), v1::ReviewCase::UNRESOLVED);
  EXPECT_TRUE(Work().empty());
  EXPECT_EQ(EventTypes().back(), "review_case.closed");
  EXPECT_THAT(Contacted(type::v1::ContactOutcome::REACHED), HasReason("WRONG_STATE"));
  ASSERT_OK_AND_ASSIGN(const v1::FeedbackFigures figures, Figures());
  std::map<type::v1::ContactOutcome::Value, int64_t> contacts;
  for (const v1::FeedbackFigures::ContactCount& count : figures.contacts_by_outcome()) {
    contacts[count.outcome()] = count.contacts();
  }
  EXPECT_EQ(contacts.size(), 2u) << "REACHED was refused, so not counted";
  EXPECT_EQ(contacts[type::v1::ContactOutcome::NO_ANSWER], 3);
  EXPECT_EQ(contacts[type::v1::ContactOutcome::READ_NO_REPLY], 1);
}

TEST_P(ReviewCaseTest, MaliciousNeedsASecondPerson) {
  ASSERT_OK(SubmitBad());
  ASSERT_OK(Malicious("7"));
  EXPECT_THAT(Malicious("7"), HasReason("SAME_PERSON"));
  EXPECT_EQ(Get()->state(), v1::ReviewCase::NEW);
  ASSERT_OK_AND_ASSIGN(const v1::ReviewCase closed, Malicious("8"));
  EXPECT_EQ(closed.state(), v1::ReviewCase::MALICIOUS);
  AdvanceTo(kTestTime + absl::Hours(5));
  EXPECT_FALSE(Get()->contact_late()) << "nobody has to call any more";
  EXPECT_EQ(Figures()->cases_by_state(0).state(), v1::ReviewCase::MALICIOUS);
}

TEST_P(ReviewCaseTest, Refusals) {
  EXPECT_THAT(Contacted(type::v1::ContactOutcome::REACHED), HasReason("NOT_FOUND"));
  ASSERT_OK(SubmitBad());
  v1::RecordCaseContactRequest request;
  request.set_name(kCase);
  *request.mutable_contact() =
      Contact(type::v1::ContactPurpose::COMPLAINT, type::v1::ContactOutcome::REACHED);
  EXPECT_THAT((Write<v1::ReviewCase>(Call(), request, handlers::RecordCaseContact)),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(Cause(v1::CaseCause::PRICE), HasReason("WRONG_STATE"));
  EXPECT_THAT(Offer("x"), HasReason("WRONG_STATE"));
  EXPECT_THAT(Close(v1::CloseReviewCaseRequest::RESOLVED), HasReason("WRONG_STATE"));
  ASSERT_OK_AND_ASSIGN(const v1::ReviewCase contacted,
                       Contacted(type::v1::ContactOutcome::REACHED));
  ASSERT_OK(Cause(v1::CaseCause::PRICE));
  EXPECT_THAT(Offer("x", contacted.etag()), HasReason("ETAG_MISMATCH"));
}

TEST_P(ReviewCaseTest, TextsAreMaskedAndRevealedByRule) {
  ASSERT_OK(SubmitBad());
  ASSERT_OK(Contacted(type::v1::ContactOutcome::REACHED, type::v1::ContactChannel::PHONE,
                      "call 13812341234"));
  ASSERT_OK(Cause(v1::CaseCause::QUALITY, "his number is 13812341234"));
  ASSERT_OK(Offer("we call 13812341234"));
  ASSERT_OK_AND_ASSIGN(const v1::ReviewCase stored, Get());
  EXPECT_EQ(stored.DebugString().find("13812341234"), std::string::npos);
  v1::RevealReviewCaseRequest request;
  request.set_name(kCase);
  request.set_purpose("case");
  EXPECT_THAT((Write<v1::RevealReviewCaseResponse>(Call("", Role::PACKING), request,
                                                   handlers::RevealReviewCase)),
              HasReason("REVEAL_NOT_ALLOWED"));
  ASSERT_OK_AND_ASSIGN(const v1::RevealReviewCaseResponse revealed,
                       (Write<v1::RevealReviewCaseResponse>(Call("", Role::COMPLAINT), request,
                                                            handlers::RevealReviewCase)));
  EXPECT_EQ(revealed.review_case().contacts(0).promise(), "call 13812341234");
  EXPECT_EQ(revealed.review_case().cause_note(), "his number is 13812341234");
  EXPECT_EQ(revealed.review_case().solutions(0).text(), "we call 13812341234");
}

TEST_P(ReviewCaseTest, ListsByEachFilterPageByPage) {
  for (int i = 0; i < 5; ++i) {
    AdvanceTo(kTestTime + absl::Minutes(i));
    ASSERT_OK(SubmitBad(i == 0 ? "o" : absl::StrCat("o", i)));
  }
  ASSERT_OK(Contacted(type::v1::ContactOutcome::REACHED));
  v1::ListReviewCasesRequest request;
  request.set_parent("shops/1");
  request.set_page_size(2);
  const auto list = [&] {
    std::vector<std::string> ids;
    request.clear_page_token();
    do {
      const auto page = Read<v1::ListReviewCasesResponse>(request, handlers::ListReviewCases);
      EXPECT_THAT(page, IsOk());
      if (!page.ok()) break;
      for (const v1::ReviewCase& found : page->review_cases()) {
        ids.emplace_back(LastSegment(found.name()));
      }
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return ids;
  };
  EXPECT_EQ(list(), (std::vector<std::string>{"o4.1", "o3.1", "o2.1", "o1.1", "o.1"}));
  request.set_buyer("b");
  EXPECT_EQ(list().size(), 5u);
  request.set_state(v1::ReviewCase::NEW);
  EXPECT_THAT((Read<v1::ListReviewCasesResponse>(request, handlers::ListReviewCases)),
              StatusIs(absl::StatusCode::kInvalidArgument));
  request.clear_buyer();
  EXPECT_EQ(list(), (std::vector<std::string>{"o4.1", "o3.1", "o2.1", "o1.1"}));
  request.set_state(v1::ReviewCase::CONTACTED);
  EXPECT_EQ(list(), std::vector<std::string>{"o.1"});
}

}  // namespace
}  // namespace shopdesk::feedback
