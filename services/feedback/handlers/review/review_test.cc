#include "services/feedback/handlers/review/review.h"

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "libs/base/role.h"
#include "services/feedback/testing/world.h"

namespace shopdesk::feedback {
namespace {

using testing::EqualsProto;
using testing::FinishedOrder;
using testing::HasReason;
using testing::IsOk;
using testing::kTestTime;
using testing::StatusIs;

class ReviewTest : public testing::ServiceTest {
 protected:
  void PutFinished(const std::string& id, absl::Time finished = kTestTime - absl::Hours(1)) {
    orders_.Put(FinishedOrder(id, "b", finished));
  }
  absl::StatusOr<v1::Review> Change(v1::Grade::Value grade, const std::string& text) {
    v1::ChangeReviewRequest request;
    request.set_name("shops/1/reviews/o.1");
    request.set_buyer("b");
    request.set_grade(grade);
    request.set_text(text);
    return Write<v1::Review>(Call(), request, handlers::ChangeReview);
  }
  absl::StatusOr<v1::Review> Append(const std::string& text, const std::string& buyer = "b") {
    v1::AppendReviewRequest request;
    request.set_name("shops/1/reviews/o.1");
    request.set_buyer(buyer);
    request.set_text(text);
    return Write<v1::Review>(Call(), request, handlers::AppendReview);
  }
  absl::StatusOr<v1::Review> Reply(const std::string& text, const std::string& etag = "") {
    v1::ReplyToReviewRequest request;
    request.set_name("shops/1/reviews/o.1");
    request.set_text(text);
    request.set_etag(etag);
    return WorkflowWith<v1::Review>(Call(), request, handlers::ReplyToReview, catalog_);
  }
  absl::StatusOr<v1::RevealReviewResponse> Reveal(Role::Value role, const std::string& purpose) {
    v1::RevealReviewRequest request;
    request.set_name("shops/1/reviews/o.1");
    request.set_purpose(purpose);
    return Write<v1::RevealReviewResponse>(Call("", role), request, handlers::RevealReview);
  }
};

INSTANTIATE_TEST_SUITE_P(Databases, ReviewTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         testing::DialectOf);

TEST_P(ReviewTest, ChangedOnceAndTheRatingsStay) {
  PutFinished("o");
  v1::SubmitReviewRequest request = ReviewOf("o", 1);
  request.set_grade(v1::Grade::BAD);
  request.set_text("bad");
  ASSERT_OK(Submit(request));
  ASSERT_OK_AND_ASSIGN(const v1::Ratings before, Ratings());
  ASSERT_OK_AND_ASSIGN(const v1::Review changed, Change(v1::Grade::GOOD, "good after all"));
  EXPECT_EQ(changed.first_grade(), v1::Grade::BAD);
  EXPECT_EQ(changed.grade(), v1::Grade::GOOD);
  EXPECT_EQ(changed.scores().service(), 1);
  EXPECT_THAT(Change(v1::Grade::BAD, "no"), HasReason("WRONG_STATE"));
  ASSERT_OK_AND_ASSIGN(const v1::Ratings after, Ratings());
  EXPECT_THAT(after.description(), EqualsProto(before.description()));
  EXPECT_THAT(after.service(), EqualsProto(before.service()));
  EXPECT_THAT(after.delivery(), EqualsProto(before.delivery()));
  EXPECT_EQ(after.good_count(), 1);
  EXPECT_EQ(after.bad_count(), 0);
  EXPECT_EQ(Rebuild()->differing_days(), 0);
}

TEST_P(ReviewTest, AppendedAndRepliedOnce) {
  PutFinished("o");
  ASSERT_OK_AND_ASSIGN(const v1::Review review, Submit(ReviewOf("o")));
  EXPECT_THAT(Append("more", "x"), HasReason("NOT_FOUND"));
  ASSERT_OK(Append("more"));
  EXPECT_THAT(Append("again"), HasReason("WRONG_STATE"));
  EXPECT_THAT(Reply("thanks", review.etag()), HasReason("ETAG_MISMATCH"));
  ASSERT_OK_AND_ASSIGN(const v1::Review replied, Reply("thanks"));
  EXPECT_EQ(replied.state(), v1::Review::APPENDED);
  EXPECT_EQ(replied.reply_state(), v1::Review::ANSWERED);
  EXPECT_EQ(replied.appended_text(), "more");
  EXPECT_THAT(Reply("again"), HasReason("WRONG_STATE"));
  EXPECT_EQ(EventTypes(), (std::vector<std::string>{"policy.updated", "review.submitted",
                                                    "review.appended", "review.replied"}));
}

TEST_P(ReviewTest, ADeadlineThatRunsKeepsItsLength) {
  PutFinished("o");
  feed_.Add(FinishedOrder("o", "b", kTestTime - absl::Hours(1)), "order.finished");
  PutFinished("reviewed");
  CatchUp();
  v1::SubmitReviewRequest request = ReviewOf("reviewed");
  ASSERT_OK(Submit(request));
  v1::Policy policy;
  policy.set_review_seconds(60);
  policy.set_reply_seconds(60);
  ASSERT_OK(SetPolicy(policy));
  AdvanceTo(kTestTime + absl::Hours(24 * 10));
  EXPECT_THAT(Submit(ReviewOf("o")), IsOk());
  PutFinished("new", kTestTime);
  EXPECT_THAT(Submit(ReviewOf("new")), HasReason("WINDOW_OVER"));
  v1::ReplyToReviewRequest reply;
  reply.set_name("shops/1/reviews/reviewed.1");
  reply.set_text("thanks");
  EXPECT_THAT((WorkflowWith<v1::Review>(Call(), reply, handlers::ReplyToReview, catalog_)), IsOk());
}

TEST_P(ReviewTest, TextsAreSealedAndMaskedAndRevealedByRule) {
  PutFinished("o");
  v1::SubmitReviewRequest request = ReviewOf("o");
  request.set_text("call me: 13812341234");
  ASSERT_OK_AND_ASSIGN(const v1::Review review, Submit(request));
  EXPECT_EQ(review.text().find("13812341234"), std::string::npos) << review.text();
  ASSERT_OK(Append("or mail me at buyer@example.com"));
  EXPECT_EQ(GetReview("o.1")->appended_text().find("buyer@"), std::string::npos);

  EXPECT_THAT(Reveal(Role::PACKING, "case"), HasReason("REVEAL_NOT_ALLOWED"));
  EXPECT_THAT(Reveal(Role::ROLE_UNSPECIFIED, "case"), HasReason("REVEAL_NOT_ALLOWED"));
  ASSERT_OK_AND_ASSIGN(const v1::RevealReviewResponse revealed, Reveal(Role::COMPLAINT, "case"));
  EXPECT_EQ(revealed.review().text(), "call me: 13812341234");
  EXPECT_EQ(revealed.review().appended_text(), "or mail me at buyer@example.com");
  EXPECT_EQ(Reveals(),
            (std::vector<std::string>{"shops/1/reviews/o.1 text agent-1 complaint case",
                                      "shops/1/reviews/o.1 appended_text agent-1 complaint case"}))
      << "there is no reply to reveal, and who may not leaves no row";

  ASSERT_OK(Change(v1::Grade::GOOD, "call 13900001111"));
  EXPECT_EQ(Reveal(Role::OWNER, "audit")->review().text(), "call 13900001111");
  EXPECT_EQ(GetReview("o.1")->text().find("13900001111"), std::string::npos);
}

TEST_P(ReviewTest, AnAnonymousReviewsBuyerIsShownToFew) {
  PutFinished("o");
  v1::SubmitReviewRequest request = ReviewOf("o");
  request.set_anonymous(true);
  ASSERT_OK(Submit(request));
  const auto call_of = [&](type::v1::Actor::Kind kind, const char* id, Role::Value role) {
    runtime::CallInfo call = Call("", role);
    call.actor.set_kind(kind);
    call.actor.set_id(id);
    return call;
  };
  const auto seen_by = [&](const runtime::CallInfo& call) {
    v1::GetReviewRequest get;
    get.set_name("shops/1/reviews/o.1");
    v1::Review review;
    EXPECT_OK(runtime_->Read(
        call, [&](runtime::ReadContext& ctx) { return handlers::GetReview(ctx, get, &review); }));
    v1::ListReviewsRequest list;
    list.set_parent("shops/1");
    list.set_buyer("b");
    v1::ListReviewsResponse page;
    EXPECT_OK(runtime_->Read(
        call, [&](runtime::ReadContext& ctx) { return handlers::ListReviews(ctx, list, &page); }));
    EXPECT_EQ(page.reviews_size(), review.buyer().empty() ? 0 : 1) << "or the list tells him";
    return review.buyer();
  };
  using type::v1::Actor;
  EXPECT_EQ(seen_by(call_of(Actor::BUYER, "b", Role::ROLE_UNSPECIFIED)), "b");
  EXPECT_EQ(seen_by(call_of(Actor::BUYER, "other", Role::ROLE_UNSPECIFIED)), "");
  EXPECT_EQ(seen_by(call_of(Actor::AGENT, "b", Role::GUIDE)), "") << "an agent of that number";
  EXPECT_EQ(seen_by(call_of(Actor::AGENT, "7", Role::ROLE_UNSPECIFIED)), "");
  EXPECT_EQ(seen_by(call_of(Actor::AGENT, "7", Role::COMPLAINT)), "b")
      << "reveal_rules name the role";
  v1::ReplyToReviewRequest reply;
  reply.set_name("shops/1/reviews/o.1");
  reply.set_text("thanks");
  ASSERT_OK_AND_ASSIGN(
      const v1::Review replied,
      (WorkflowWith<v1::Review>(Call("", Role::GUIDE), reply, handlers::ReplyToReview, catalog_)));
  EXPECT_EQ(replied.buyer(), "");
  EXPECT_EQ(seen_by(call_of(Actor::BUYER, "b", Role::ROLE_UNSPECIFIED)), "b")
      << "it is left out, not lost";
}

TEST_P(ReviewTest, BlankTextsAreNone) {
  PutFinished("o");
  v1::SubmitReviewRequest request = ReviewOf("o");
  request.set_grade(v1::Grade::BAD);
  request.set_text(" \u3000\u200b");
  EXPECT_THAT(Submit(request), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_P(ReviewTest, TheExampleOfTwentyReviews) {
  for (int i = 0; i < 20; ++i) {
    const std::string id = absl::StrCat("o", i);
    orders_.Put(FinishedOrder(id, absl::StrCat("buyer", i), kTestTime));
    v1::SubmitReviewRequest request = ReviewOf(id, i == 7 ? 1 : 5);
    request.set_buyer(absl::StrCat("buyer", i));
    ASSERT_OK(Submit(request));
  }
  EXPECT_EQ(Ratings()->description().mean(), "4.8");
  EXPECT_EQ(Ratings()->description().sum(), 96);
}

TEST_P(ReviewTest, RatingsRollOverSixMonths) {
  PutFinished("o");
  ASSERT_OK(Submit(ReviewOf("o")));
  v1::GetRatingsRequest request;
  request.set_parent("shops/1");
  const auto count_at = [&](absl::CivilDay day) {
    *request.mutable_time() = ToProto(absl::FromCivil(day, absl::UTCTimeZone()));
    return Read<v1::Ratings>(request, handlers::GetRatings)->service().count();
  };
  EXPECT_EQ(count_at(absl::CivilDay(2024, 3, 3)), 0);
  EXPECT_EQ(count_at(absl::CivilDay(2024, 3, 4)), 1);
  EXPECT_EQ(count_at(absl::CivilDay(2024, 9, 3)), 1);
  EXPECT_EQ(count_at(absl::CivilDay(2024, 9, 4)), 0);
}

TEST_P(ReviewTest, RebuildPutsRightWhatDiffers) {
  PutFinished("o");
  ASSERT_OK(Submit(ReviewOf("o", 4)));
  ASSERT_OK_AND_ASSIGN(const v1::Ratings before, Ratings());
  static constexpr sql::Statement kSpoil = {
      "test.spoil", "UPDATE dsr_days SET answers = answers + 7 WHERE dimension = 2"};
  ASSERT_OK(testing::RunWrite(*runtime_, [&](runtime::WriteContext& ctx) {
    return ctx.txn().Execute(kSpoil, {}).status();
  }));
  EXPECT_EQ(Ratings()->service().count(), 8);
  ASSERT_OK_AND_ASSIGN(const v1::RebuildRatingsResponse rebuilt, Rebuild());
  EXPECT_EQ(rebuilt.differing_days(), 1);
  EXPECT_EQ(rebuilt.reviews(), 1);
  EXPECT_THAT(Ratings().value(), EqualsProto(before));
  EXPECT_EQ(Rebuild()->differing_days(), 0);
}

TEST_P(ReviewTest, ListsByReplyAndTime) {
  for (int i = 0; i < 4; ++i) {
    const std::string id = absl::StrCat("o", i);
    PutFinished(id);
    v1::SubmitReviewRequest request = ReviewOf(id);
    if (i % 2 == 1) {
      request.set_grade(v1::Grade::BAD);
      request.set_text("bad");
    }
    ASSERT_OK(Submit(request));
    AdvanceTo(kTestTime + absl::Minutes(i + 1));
  }
  for (const char* id : {"o0.1", "o1.1"}) {
    v1::ReplyToReviewRequest reply;
    reply.set_name(absl::StrCat("shops/1/reviews/", id));
    reply.set_text("thanks");
    ASSERT_OK((
        WorkflowWith<v1::Review>(Call("", Role::GUIDE), reply, handlers::ReplyToReview, catalog_)));
  }
  v1::ListReviewsRequest request;
  request.set_parent("shops/1");
  request.set_page_size(1);
  const auto list = [&] {
    std::vector<std::string> names;
    for (bool more = true; more;) {
      const auto page = Read<v1::ListReviewsResponse>(request, handlers::ListReviews).value();
      for (const v1::Review& review : page.reviews()) names.push_back(review.name().substr(16));
      request.set_page_token(page.next_page_token());
      more = !page.next_page_token().empty();
    }
    return names;
  };
  using Names = std::vector<std::string>;
  request.set_reply_state(v1::Review::UNANSWERED);
  EXPECT_EQ(list(), (Names{"o3.1", "o2.1"}));
  request.set_grade(v1::Grade::BAD);
  EXPECT_EQ(list(), Names{"o3.1"});
  request.set_reply_state(v1::Review::ANSWERED);
  EXPECT_EQ(list(), Names{"o1.1"});
  request.clear_grade();
  request.set_product("shops/1/products/p1");
  EXPECT_EQ(list(), (Names{"o1.1", "o0.1"}));
  request.clear_product();
  request.clear_reply_state();
  *request.mutable_create_time()->mutable_start_time() = ToProto(kTestTime + absl::Minutes(1));
  *request.mutable_create_time()->mutable_end_time() = ToProto(kTestTime + absl::Minutes(3));
  EXPECT_EQ(list(), (Names{"o2.1", "o1.1"}));
  request.set_reply_state(v1::Review::ANSWERED);
  EXPECT_EQ(list(), Names{"o1.1"});
}

TEST_P(ReviewTest, ListsByEachFilterPageByPage) {
  for (int i = 0; i < 5; ++i) {
    const std::string id = absl::StrCat("o", i);
    PutFinished(id);
    v1::SubmitReviewRequest request = ReviewOf(id);
    request.set_anonymous(i == 2);
    if (i == 3) {
      request.set_grade(v1::Grade::BAD);
      request.set_text("bad");
    }
    ASSERT_OK(Submit(request));
    AdvanceTo(kTestTime + absl::Minutes(i + 1));
  }
  v1::ListReviewsRequest request;
  request.set_parent("shops/1");
  const auto list = [&] {
    std::vector<std::string> names;
    for (bool more = true; more;) {
      const auto page = Read<v1::ListReviewsResponse>(request, handlers::ListReviews).value();
      for (const v1::Review& review : page.reviews()) {
        names.push_back(review.name().substr(16));
        EXPECT_EQ(review.buyer(), review.anonymous() ? "" : "b");
      }
      request.set_page_token(page.next_page_token());
      more = !page.next_page_token().empty();
    }
    return names;
  };
  using Names = std::vector<std::string>;
  request.set_page_size(2);
  EXPECT_EQ(list(), (Names{"o4.1", "o3.1", "o2.1", "o1.1", "o0.1"}));
  request.set_grade(v1::Grade::BAD);
  EXPECT_EQ(list(), Names{"o3.1"});
  request.set_buyer("b");
  EXPECT_EQ(list(), Names{"o3.1"});
  request.clear_grade();
  EXPECT_EQ(list().size(), 5u);
  request.set_buyer("nobody");
  EXPECT_EQ(list(), Names{});
  request.clear_buyer();
  request.set_product("shops/1/products/p1");
  EXPECT_EQ(list().size(), 5u);
  request.set_product("shops/1/products/p2");
  EXPECT_EQ(list(), Names{});
  request.clear_product();
  request.set_order("shops/1/orders/o2");
  EXPECT_EQ(list(), Names{"o2.1"});
  request.set_buyer("b");
  EXPECT_THAT((Read<v1::ListReviewsResponse>(request, handlers::ListReviews)),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace shopdesk::feedback
