#include "services/feedback/store/conversation/question.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/feedback/testing/store_test.h"

namespace shopdesk::feedback::store {
namespace {

using ::testing::IsEmpty;

constexpr char kMug[] = "shops/1/products/mug";

class QuestionStoreTest : public testing::StoreTest {
 protected:
  void Ask(const std::string& key, const std::string& buyer, int64_t time_ms,
           const std::string& product = kMug) {
    const Asking asking = {.product = product,
                           .key = key,
                           .buyer = buyer,
                           .time_ms = time_ms,
                           .conversation = "c",
                           .message_id = absl::StrCat("m", time_ms)};
    ASSERT_OK(Run([&](sql::Transaction& txn) { return AddAsking(txn, "1", asking); }));
  }
  std::vector<domain::QuestionTally> Tallies(int64_t buyers, const std::string& product = kMug) {
    const auto tallies =
        Run([&](sql::Transaction& txn) { return ListTallies(txn, "1", product, buyers); });
    EXPECT_OK(tallies.status());
    return *tallies;
  }
};

INSTANTIATE_TEST_SUITE_P(Databases, QuestionStoreTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         testing::DialectOf);

TEST_P(QuestionStoreTest, CountsBuyersOnceInAnyOrder) {
  Ask("size", "b", 20);
  Ask("size", "b", 10);
  Ask("size", "a", 15);
  Ask("size", "a", 5, "shops/1/products/cup");
  Ask("heat", "b", 7);
  EXPECT_THAT(Tallies(3), IsEmpty());
  const std::vector<domain::QuestionTally> tallies = Tallies(2);
  ASSERT_EQ(tallies.size(), 1u);
  EXPECT_EQ(tallies[0].id, domain::QuestionId(kMug, "size"));
  EXPECT_EQ(tallies[0].key, "size");
  EXPECT_EQ(tallies[0].buyers, 2);
  EXPECT_EQ(tallies[0].asked, 3);
  EXPECT_EQ(tallies[0].first_ms, 10);
  EXPECT_EQ(tallies[0].last_ms, 20);
  const std::string id = tallies[0].id;
  EXPECT_EQ(*Run([&](sql::Transaction& txn) { return CountBuyersSince(txn, "1", id, 15); }), 1);
  const auto last = Run([&](sql::Transaction& txn) { return FindLastAsked(txn, "1", id); });
  EXPECT_EQ((*last)->message_id, "m20") << "the late news of 10 is no later";
}

TEST_P(QuestionStoreTest, ForgetsWhatIsOldTooMuchOrABuyers) {
  for (int i = 1; i <= 6; ++i) Ask("size", absl::StrCat("b", i), i);
  const auto oldest = [&] {
    return *Run([&](sql::Transaction& txn) { return FindOldestAsked(txn, "1", kMug); });
  };
  ASSERT_OK(Run([&](sql::Transaction& txn) { return ForgetAskedBefore(txn, "1", kMug, 2); }));
  EXPECT_EQ(oldest(), 2);
  ASSERT_OK(Run([&](sql::Transaction& txn) { return ForgetAskedBeyond(txn, "1", kMug, 5); }));
  EXPECT_EQ(oldest(), 2);
  ASSERT_OK(Run([&](sql::Transaction& txn) { return ForgetAskedBeyond(txn, "1", kMug, 3); }));
  EXPECT_EQ(oldest(), 4);
  ASSERT_OK(Run([&](sql::Transaction& txn) { return ForgetAskedBy(txn, "1", "b4", 3); }));
  EXPECT_EQ(oldest(), 4) << "asked since";
  ASSERT_OK(Run([&](sql::Transaction& txn) { return ForgetAskedBy(txn, "1", "b4", 4); }));
  EXPECT_EQ(oldest(), 5);
  ASSERT_OK(Run([&](sql::Transaction& txn) { return ForgetAskedBefore(txn, "1", kMug, 100); }));
  EXPECT_EQ(oldest(), absl::nullopt);
  ASSERT_OK(Run([&](sql::Transaction& txn) { return ForgetAskedBeyond(txn, "1", kMug, 3); }));
}

}  // namespace
}  // namespace shopdesk::feedback::store
