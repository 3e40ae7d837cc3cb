#include "services/feedback/store/follow_up/announcement_recipient.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/status_macros.h"
#include "services/feedback/store/conversation/consultation.h"
#include "services/feedback/store/review/review.h"
#include "services/feedback/testing/store_test.h"

namespace shopdesk::feedback::store {
namespace {

using logistics::v1::AnnouncementRecipient;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr int64_t kContactMillis = 1000;

class AnnouncementRecipientStoreTest : public testing::StoreTest {
 protected:
  void Choose(const std::string& shipment, const std::string& order, const std::string& buyer,
              Outcome outcome, int64_t ms, const std::vector<std::string>& merged = {}) {
    AnnouncementRecipient recipient;
    recipient.set_name(absl::StrCat("shops/1/announcements/a/recipients/", shipment));
    recipient.set_order(absl::StrCat("shops/1/orders/", order));
    for (const std::string& other : merged) {
      recipient.add_merged_orders(absl::StrCat("shops/1/orders/", other));
    }
    recipient.set_buyer(buyer);
    recipient.set_outcome(outcome);
    *recipient.mutable_create_time() = ToProto(FromMillis(ms));
    EXPECT_OK(Run([&](sql::Transaction& txn) { return KeepRecipient(txn, recipient); }));
  }
  void Consult(const std::string& conversation, const std::string& buyer, int64_t first_ms,
               int64_t last_ms) {
    domain::ConsultationDay day;
    day.agent = "1001";
    day.first_ms = first_ms;
    day.last_ms = last_ms;
    EXPECT_OK(Run([&](sql::Transaction& txn) {
      return ReplaceConsultations(txn, "1", conversation, buyer, 0, {day});
    }));
  }
  void Review(const std::string& order, int64_t ms) {
    v1::Review review;
    review.set_name(absl::StrCat("shops/1/reviews/", order, ".1"));
    review.set_order(absl::StrCat("shops/1/orders/", order));
    *review.mutable_create_time() = ToProto(FromMillis(ms));
    EXPECT_OK(Run([&](sql::Transaction& txn) { return InsertReview(txn, 0, review); }));
  }
  // "TOLD 2 1": outcome, buyers, those who had a contact.
  std::vector<std::string> Counts(const std::string& announcement = "a") {
    // By outcome: buyers, and those who were in contact.
    std::map<std::string, std::pair<int, int>> counts;
    EXPECT_OK(Run([&](sql::Transaction& txn) {
      counts.clear();
      return ListBuyersOfRecipients(
          txn, "1", announcement, kContactMillis, [&](Outcome outcome, bool contacted) {
            auto& [buyers, contacts] = counts[AnnouncementRecipient::Outcome_Name(outcome)];
            ++buyers;
            contacts += contacted ? 1 : 0;
          });
    }));
    std::vector<std::string> lines;
    for (const auto& [outcome, count] : counts) {
      lines.push_back(absl::StrCat(outcome, " ", count.first, " ", count.second));
    }
    return lines;
  }
  std::vector<std::string> Reviews() {
    std::vector<std::string> reviews;
    EXPECT_OK(Run([&](sql::Transaction& txn) {
      return ListReviewsOfRecipients(txn, "1", "a", [&](Outcome outcome, const v1::Review& review) {
        reviews.push_back(
            absl::StrCat(AnnouncementRecipient::Outcome_Name(outcome), " ", review.name()));
      });
    }));
    std::sort(reviews.begin(), reviews.end());
    return reviews;
  }
};

INSTANTIATE_TEST_SUITE_P(Databases, AnnouncementRecipientStoreTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         testing::DialectOf);

TEST_P(AnnouncementRecipientStoreTest, BuyersAreCountedOnceWhateverTheirParcels) {
  Choose("s1", "o1", "mei", AnnouncementRecipient::SUPPRESSED, 5000);
  Choose("s2", "o2", "mei", AnnouncementRecipient::TOLD, 5000);
  Choose("s2", "o2", "mei", AnnouncementRecipient::TOLD, 5000);
  Choose("s3", "o3", "li", AnnouncementRecipient::HELD_OUT, 6000);
  Choose("s4", "o4", "wang", AnnouncementRecipient::SUPPRESSED, 6000);
  EXPECT_THAT(Counts(), ElementsAre("HELD_OUT 1 0", "SUPPRESSED 1 0", "TOLD 1 0"));
  EXPECT_THAT(Counts("b"), IsEmpty());
  const auto first = Run([](sql::Transaction& txn) { return FirstChosen(txn, "1", "a"); });
  ASSERT_OK(first.status());
  EXPECT_EQ(first->value_or(0), 5000);
  const auto none = Run([](sql::Transaction& txn) { return FirstChosen(txn, "1", "b"); });
  ASSERT_OK(none.status());
  EXPECT_FALSE(none->has_value());
}

TEST_P(AnnouncementRecipientStoreTest, ContactsCountInTheTimeAfterTheChoice) {
  for (const char* buyer : {"before", "at", "within", "end", "after"}) {
    Choose(buyer, buyer, buyer, AnnouncementRecipient::TOLD, 5000);
  }
  Consult("c1", "before", 3000, 4999);
  Consult("c2", "at", 3000, 5000);
  Consult("c3", "within", 5500, 5600);
  Consult("c4", "within", 5700, 5800);
  Consult("c5", "end", 6000, 9000);
  Consult("c6", "after", 6001, 9000);
  EXPECT_THAT(Counts(), ElementsAre("TOLD 5 3"));
}

TEST_P(AnnouncementRecipientStoreTest, ReviewsOfTheOrdersAfterTheChoice) {
  Choose("s1", "o1", "mei", AnnouncementRecipient::TOLD, 5000);
  Choose("s2", "o1", "mei", AnnouncementRecipient::TOLD, 5000);
  Choose("s3", "o2", "li", AnnouncementRecipient::HELD_OUT, 5000);
  Choose("s4", "o3", "wang", AnnouncementRecipient::TOLD, 5000);
  Review("o1", 5000);
  Review("o2", 7000);
  Review("o3", 4999);
  Review("other", 7000);
  EXPECT_THAT(Reviews(), ElementsAre("HELD_OUT shops/1/reviews/o2.1", "TOLD shops/1/reviews/o1.1"));
}

TEST_P(AnnouncementRecipientStoreTest, ReviewsOfAllOrdersInAShipment) {
  Choose("s1", "o1", "mei", AnnouncementRecipient::TOLD, 5000, {"o2", "o3"});
  Choose("s1", "o1", "mei", AnnouncementRecipient::TOLD, 5000, {"o2", "o3"});
  Review("o1", 5000);
  Review("o3", 6000);
  EXPECT_THAT(Counts(), ElementsAre("TOLD 1 0"));
  EXPECT_THAT(Reviews(), ElementsAre("TOLD shops/1/reviews/o1.1", "TOLD shops/1/reviews/o3.1"));
}

}  // namespace
}  // namespace shopdesk::feedback::store
