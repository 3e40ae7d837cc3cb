#include "services/feedback/store/conversation/consultation.h"

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "services/feedback/store/trade/trade.h"
#include "services/feedback/testing/store_test.h"

namespace shopdesk::feedback::store {
namespace {

using testing::IsOkAndHolds;

class ConsultationStoreTest : public testing::StoreTest {
 protected:
  static constexpr int64_t kDayMillis = 24 * 60 * 60 * 1000;

  static domain::ConsultationDay Asked(const std::string& agent, Day day, int64_t first_ms,
                                       int64_t last_ms, bool answered = true) {
    return {.agent = agent,
            .day = day,
            .first_ms = first_ms,
            .last_ms = last_ms,
            .answered = answered,
            .responses = 1,
            .wait_ms = 10};
  }
  absl::Status Replace(const std::string& conversation, Day first,
                       const std::vector<domain::ConsultationDay>& rows) {
    return Run([&](sql::Transaction& txn) {
      return ReplaceConsultations(txn, "1", conversation, "b", first, rows);
    });
  }
  domain::Tally Sum(const std::string& agent, Day first, Day last) {
    return Run([&](sql::Transaction& txn) {
             return SumConsultations(txn, "1", agent, {first, last});
           })
        .value();
  }
  absl::Status Place(int64_t placed_ms, bool closed_unpaid = false) {
    return Run([&](sql::Transaction& txn) {
      return PutTrade(txn, "1",
                      {.order_id = absl::StrCat("o", placed_ms),
                       .buyer = "b",
                       .placed_ms = placed_ms,
                       .closed_unpaid = closed_unpaid});
    });
  }
};

INSTANTIATE_TEST_SUITE_P(Databases, ConsultationStoreTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         testing::DialectOf);

TEST_P(ConsultationStoreTest, SumsTellConversationsAndBuyersApart) {
  ASSERT_OK(Replace("c1", 0, {Asked("a", 1, 5, 6), Asked("a", 2, 7, 8, false)}));
  ASSERT_OK(Replace("c2", 0, {Asked("a", 2, 9, 9, false), Asked("z", 2, 9, 9)}));
  const domain::Tally tally = Sum("a", 1, 2);
  EXPECT_EQ(tally.consultations, 2);
  EXPECT_EQ(tally.answered, 1);
  EXPECT_EQ(tally.buyers, 1);
  EXPECT_EQ(tally.buyers_ordered, 0);
  EXPECT_EQ(tally.responses, 3);
  EXPECT_EQ(tally.wait_ms, 30);
  EXPECT_EQ(Sum("a", 2, 2).consultations, 2);
  EXPECT_EQ(Sum("a", 3, 9).consultations, 0);
}

TEST_P(ConsultationStoreTest, EarlierDaysStayWhenTheRestIsReplaced) {
  ASSERT_OK(Replace("c", 0, {Asked("a", 1, 5, 6), Asked("a", 2, 7, 8)}));
  ASSERT_OK(Replace("c", 2, {Asked("a", 1, 5, 6), Asked("z", 2, 7, 8)}));
  EXPECT_EQ(Sum("a", 1, 1).responses, 1);
  EXPECT_EQ(Sum("a", 2, 2).responses, 0);
  EXPECT_EQ(Sum("z", 2, 2).responses, 1);
}

TEST_P(ConsultationStoreTest, AnOrderWithinADayIsAscribed) {
  const auto ordered = [&] { return Sum("a", 0, 9).buyers_ordered; };
  ASSERT_OK(Place(kDayMillis + 11));
  ASSERT_OK(Replace("c", 0, {Asked("a", 1, 5, 10)}));
  EXPECT_EQ(ordered(), 0) << "a millisecond too late";
  ASSERT_OK(Place(kDayMillis + 10));
  ASSERT_OK(Replace("c", 0, {Asked("a", 1, 5, 10)}));
  EXPECT_EQ(ordered(), 1);
}

TEST_P(ConsultationStoreTest, OrdersThatBecomeKnownLaterAreAscribedToo) {
  const auto mark = [&](int64_t placed_ms) {
    return Run([&](sql::Transaction& txn) { return MarkOrdered(txn, "1", "b", placed_ms); });
  };
  const auto ordered = [&] { return Sum("a", 0, 9).buyers_ordered; };
  ASSERT_OK(Replace("c", 0, {Asked("a", 1, 5, 10)}));
  ASSERT_OK(mark(4));
  EXPECT_EQ(ordered(), 0) << "before it was asked";
  ASSERT_OK(mark(kDayMillis + 11));
  EXPECT_EQ(ordered(), 0);
  ASSERT_OK(mark(kDayMillis + 10));
  EXPECT_EQ(ordered(), 1);
}

TEST_P(ConsultationStoreTest, AnOrderClosedUnpaidIsNoneUnlessThereIsAnother) {
  const auto recount = [&](int64_t placed_ms) {
    return Run([&](sql::Transaction& txn) { return RecountOrdered(txn, "1", "b", placed_ms); });
  };
  ASSERT_OK(Place(11));
  ASSERT_OK(Place(12));
  ASSERT_OK(Replace("c", 0, {Asked("a", 1, 5, 10)}));
  ASSERT_OK(Place(11, true));
  ASSERT_OK(recount(11));
  EXPECT_EQ(Sum("a", 0, 9).buyers_ordered, 1);
  ASSERT_OK(Place(12, true));
  ASSERT_OK(recount(12));
  EXPECT_EQ(Sum("a", 0, 9).buyers_ordered, 0);
}

TEST_P(ConsultationStoreTest, ASessionIsStretchedAndNeverShrinks) {
  const auto stretch = [&](Session session) {
    return Run([&](sql::Transaction& txn) { return StretchSession(txn, "1", "a", "s", session); });
  };
  const auto find = [&](const char* id) {
    return Run([&](sql::Transaction& txn) { return FindSession(txn, "1", "a", id); }).value();
  };
  EXPECT_FALSE(find("s").has_value());
  EXPECT_THAT(stretch({100, 200}), IsOkAndHolds(true));
  EXPECT_THAT(stretch({100, 200}), IsOkAndHolds(false));
  EXPECT_THAT(stretch({120, 150}), IsOkAndHolds(false)) << "an older report of it";
  EXPECT_THAT(stretch({100, 300}), IsOkAndHolds(true));
  EXPECT_THAT(stretch({90, 250}), IsOkAndHolds(true));
  ASSERT_TRUE(find("s").has_value());
  EXPECT_EQ(find("s")->start_ms, 90);
  EXPECT_EQ(find("s")->end_ms, 300);
  EXPECT_FALSE(find("other").has_value());
}

TEST_P(ConsultationStoreTest, SessionsThatOverlapATime) {
  const auto insert = [&](const char* id, Session session) {
    return Run([&](sql::Transaction& txn) { return StretchSession(txn, "1", "a", id, session); });
  };
  EXPECT_THAT(insert("s", {100, 200}), IsOkAndHolds(true));
  const auto count = [&](int64_t start_ms, int64_t end_ms) {
    return Run([&](sql::Transaction& txn) { return ListSessions(txn, "1", "a", start_ms, end_ms); })
        ->size();
  };
  EXPECT_EQ(count(0, 100), 0u);
  EXPECT_EQ(count(0, 101), 1u);
  EXPECT_EQ(count(199, 500), 1u);
  EXPECT_EQ(count(200, 500), 0u);
  EXPECT_THAT(insert("long", {0, 2 * kDayMillis}), IsOkAndHolds(true));
  EXPECT_EQ(count(2 * kDayMillis - 1, 2 * kDayMillis), 1u) << "the longest that there can be";
}

}  // namespace
}  // namespace shopdesk::feedback::store
