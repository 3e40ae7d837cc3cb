#include "services/feedback/handlers/evidence/appeal.h"

#include <random>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "services/feedback/handlers/case/review_case.h"
#include "services/feedback/handlers/evidence/dossier.h"
#include "services/feedback/handlers/review/review.h"
#include "services/feedback/handlers/shop/policy.h"
#include "services/feedback/testing/world.h"

namespace shopdesk::feedback {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using testing::EqualsProto;
using testing::FinishedOrder;
using testing::HasReason;
using ::testing::IsEmpty;
using testing::kTestTime;
using Decide = v1::DecideAppealRequest;

class AppealHandlerTest : public testing::ServiceTest {
 protected:
  runtime::CallInfo By(const std::string& who) {
    runtime::CallInfo call = Call();
    call.actor.set_id(who);
    return call;
  }
  // A review of a finished order, of any shop.
  absl::StatusOr<v1::Review> Review(const std::string& order_name, const std::string& buyer,
                                    v1::Grade::Value grade, int score,
                                    absl::Time finished = kTestTime - absl::Hours(1)) {
    orders::v1::Order order = FinishedOrder("o", buyer, finished);
    order.set_name(order_name);
    orders_.Put(order);
    v1::SubmitReviewRequest request = ReviewOf("", score);
    request.set_order(order_name);
    request.set_buyer(buyer);
    request.set_grade(grade);
    request.set_text("给我红包");
    return Submit(request);
  }
  absl::Status Malicious(const std::string& review) {
    const std::string review_case = absl::StrReplaceAll(review, {{"/reviews/", "/reviewCases/"}});
    v1::OpenDossierRequest open;
    open.set_review_case(review_case);
    const auto opened = Write<v1::Dossier>(Call(), open, handlers::OpenDossier);
    if (!opened.ok()) return opened.status();
    v1::MarkCaseMaliciousRequest mark;
    mark.set_name(review_case);
    mark.set_note("asks for money");
    for (const char* who : {"first", "second"}) {
      const auto marked = Write<v1::ReviewCase>(By(who), mark, handlers::MarkCaseMalicious);
      if (!marked.ok()) return marked.status();
    }
    return absl::OkStatus();
  }
  absl::StatusOr<v1::Appeal> Appeal(const std::string& review = "shops/1/reviews/o.1") {
    v1::SubmitAppealRequest request;
    request.set_dossier(absl::StrReplaceAll(review, {{"/reviews/", "/dossiers/"}}));
    request.set_text("call 13812341234");
    return Write<v1::Appeal>(By("first"), request, handlers::SubmitAppeal);
  }
  absl::StatusOr<v1::Appeal> Decided(Decide::Outcome outcome,
                                     const std::string& review = "shops/1/reviews/o.1",
                                     const std::string& who = "second") {
    v1::DecideAppealRequest request;
    request.set_name(absl::StrReplaceAll(review, {{"/reviews/", "/appeals/"}}));
    request.set_outcome(outcome);
    request.set_decision("seen");
    return Write<v1::Appeal>(By(who), request, handlers::DecideAppeal);
  }
  absl::StatusOr<v1::Appeal> Get() {
    v1::GetAppealRequest request;
    request.set_name("shops/1/appeals/o.1");
    return Read<v1::Appeal>(request, handlers::GetAppeal);
  }
  v1::Ratings RatingsOf(const std::string& shop) {
    v1::GetRatingsRequest request;
    request.set_parent(shop);
    return Read<v1::Ratings>(request, handlers::GetRatings).value();
  }
  std::vector<std::string> Listed(bool removed) {
    v1::ListReviewsRequest request;
    request.set_parent("shops/1");
    request.set_show_removed(removed);
    std::vector<std::string> names;
    const auto list = Read<v1::ListReviewsResponse>(request, handlers::ListReviews);
    for (const v1::Review& review : list->reviews()) names.push_back(review.name());
    return names;
  }
};

INSTANTIATE_TEST_SUITE_P(Databases, AppealHandlerTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         testing::DialectOf);

TEST_P(AppealHandlerTest, UpheldTheReviewCountsNowhere) {
  ASSERT_OK(Review("shops/1/orders/o", "b", v1::Grade::BAD, 1));
  ASSERT_OK(Review("shops/1/orders/p", "c", v1::Grade::GOOD, 5));
  EXPECT_THAT(Appeal(), HasReason("NOT_FOUND")) << "without a dossier";
  ASSERT_OK(Malicious("shops/1/reviews/o.1"));
  ASSERT_OK_AND_ASSIGN(const v1::Appeal appeal, Appeal());
  EXPECT_EQ(appeal.text(), "call 138****1234");
  EXPECT_THAT(Appeal(), HasReason("ALREADY_EXISTS"));
  ASSERT_EQ(Work().size(), 1u);
  EXPECT_EQ(Work()[0].kind(), "appeal");
  EXPECT_EQ(FromProto(Work()[0].due_time()), kTestTime + absl::Hours(24 * 7));
  EXPECT_THAT(Decided(Decide::UPHELD, appeal.review(), "first"), HasReason("SAME_PERSON"));
  EXPECT_EQ(Ratings()->bad_count(), 1);

  ASSERT_OK_AND_ASSIGN(const v1::Appeal upheld, Decided(Decide::UPHELD));
  EXPECT_EQ(upheld.state(), v1::Appeal::UPHELD);
  EXPECT_THAT(Work(), IsEmpty());
  ASSERT_OK_AND_ASSIGN(const v1::Ratings ratings, Ratings());
  EXPECT_EQ(ratings.bad_count(), 0);
  EXPECT_EQ(ratings.service().count(), 1);
  EXPECT_EQ(ratings.service().mean(), "5.0");
  EXPECT_EQ(Rebuild()->differing_days(), 0);
  EXPECT_EQ(GetReview("o.1")->state(), v1::Review::REMOVED);
  EXPECT_THAT(Listed(false), ElementsAre("shops/1/reviews/p.1"));
  EXPECT_THAT(Listed(true), Contains("shops/1/reviews/o.1"));
  ASSERT_OK_AND_ASSIGN(const v1::FeedbackFigures figures, Figures());
  EXPECT_EQ(figures.reviews(), 1);
  EXPECT_EQ(figures.reviews_removed(), 1);
  EXPECT_THAT(EventTypes(), Contains("review.removed"));
  EXPECT_THAT(Decided(Decide::REJECTED), HasReason("WRONG_STATE"));
}

TEST_P(AppealHandlerTest, WhatIsRemovedStaysAsItIs) {
  ASSERT_OK(Review("shops/1/orders/o", "b", v1::Grade::BAD, 1));
  ASSERT_OK(Malicious("shops/1/reviews/o.1"));
  ASSERT_OK(Appeal());
  ASSERT_OK(Decided(Decide::UPHELD));
  v1::ChangeReviewRequest change;
  change.set_name("shops/1/reviews/o.1");
  change.set_buyer("b");
  change.set_grade(v1::Grade::GOOD);
  EXPECT_THAT(Write<v1::Review>(Call(), change, handlers::ChangeReview), HasReason("WRONG_STATE"));
  v1::AppendReviewRequest append;
  append.set_name(change.name());
  append.set_buyer("b");
  append.set_text("more");
  EXPECT_THAT(Write<v1::Review>(Call(), append, handlers::AppendReview), HasReason("WRONG_STATE"));
  v1::ReplyToReviewRequest reply;
  reply.set_name(change.name());
  reply.set_text("thank you");
  EXPECT_THAT(WorkflowWith<v1::Review>(Call(), reply, handlers::ReplyToReview, catalog_),
              HasReason("WRONG_STATE"));
  EXPECT_THAT(Review("shops/1/orders/o", "b", v1::Grade::BAD, 1), HasReason("ALREADY_EXISTS"));
  EXPECT_EQ(Rebuild()->differing_days(), 0);
}

TEST_P(AppealHandlerTest, SilenceRejectsAndTheReviewStays) {
  ASSERT_OK(Review("shops/1/orders/o", "b", v1::Grade::BAD, 1));
  ASSERT_OK(Malicious("shops/1/reviews/o.1"));
  ASSERT_OK(Appeal());
  AdvanceTo(kTestTime + absl::Hours(24 * 7) - absl::Seconds(1));
  EXPECT_EQ(Get()->state(), v1::Appeal::SUBMITTED);
  AdvanceTo(kTestTime + absl::Hours(24 * 7));
  EXPECT_EQ(Get()->state(), v1::Appeal::REJECTED);
  EXPECT_THAT(Work(), IsEmpty());
  EXPECT_EQ(GetReview("o.1")->state(), v1::Review::SUBMITTED);
  EXPECT_EQ(Ratings()->bad_count(), 1);
  EXPECT_THAT(EventTypes(), Contains("appeal.rejected"));
}

// Reviews of a random history in shop 1, some of them removed since; shop 2 has the history
// without those: the same trades, and nobody wrote what was removed.
TEST_P(AppealHandlerTest, RatingsAreThoseOfTheHistoryWithoutWhatWasRemoved) {
  const uint32_t seed = std::random_device()();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937 random(seed);
  v1::UpdatePolicyRequest policy;
  policy.mutable_policy()->set_name("shops/2/policy");
  policy.set_allow_missing(true);
  ASSERT_OK(Write<v1::Policy>(Call(), policy, handlers::UpdatePolicy));
  for (int i = 0; i < 30; ++i) {
    AdvanceTo(runtime_->clock().Now() + absl::Hours(random() % 72));
    const std::string buyer = absl::StrCat("b", random() % 3);
    const absl::Time finished = runtime_->clock().Now() - absl::Hours(1 + random() % 24);
    const int score = static_cast<int>(random() % 6);
    const bool removed = random() % 3 == 0;
    const v1::Grade::Value grade =
        removed ? v1::Grade::BAD : static_cast<v1::Grade::Value>(1 + random() % 3);
    for (const char* shop : {"shops/1", "shops/2"}) {
      orders::v1::Order order = FinishedOrder("o", buyer, finished);
      order.set_name(absl::StrCat(shop, "/orders/o", i));
      feed_.Add(order, "order.finished");
    }
    // Some become known by the feed, some by their review.
    if (random() % 2 == 0) CatchUp();
    ASSERT_OK_AND_ASSIGN(const v1::Review review, Review(absl::StrCat("shops/1/orders/o", i), buyer,
                                                         grade, score, finished));
    if (!removed) {
      ASSERT_OK(Review(absl::StrCat("shops/2/orders/o", i), buyer, grade, score, finished));
      continue;
    }
    ASSERT_OK(Malicious(review.name()));
    ASSERT_OK(Appeal(review.name()));
    ASSERT_OK(Decided(Decide::UPHELD, review.name()));
  }
  CatchUp();
  EXPECT_THAT(RatingsOf("shops/1"), EqualsProto(RatingsOf("shops/2")));
  EXPECT_EQ(Rebuild()->differing_days(), 0);
}

}  // namespace
}  // namespace shopdesk::feedback
