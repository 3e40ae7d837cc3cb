#include "services/feedback/handlers/follow_up/announcement_effect.h"

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "services/feedback/testing/world.h"

namespace shopdesk::feedback {
namespace {

using logistics::v1::AnnouncementRecipient;
using testing::FinishedOrder;
using testing::HasReason;
using testing::kTestTime;
using testing::MessageAt;
using M = v1::Message;

class AnnouncementEffectHandlerTest : public testing::ChatTest {
 protected:
  // Logistics chose the parcel of order `id`.
  void Choose(const std::string& id, const std::string& buyer,
              AnnouncementRecipient::Outcome outcome) {
    AnnouncementRecipient recipient;
    recipient.set_name(absl::StrCat("shops/1/announcements/snow/recipients/", id));
    recipient.set_order(absl::StrCat("shops/1/orders/", id));
    recipient.set_buyer(buyer);
    recipient.set_outcome(outcome);
    *recipient.mutable_create_time() = ToProto(kTestTime);
    logistics_feed_.Add(recipient, "announcement_recipient.chosen");
    CatchUp();
  }
  absl::StatusOr<v1::AnnouncementEffect> Effect(const std::string& id = "snow") {
    v1::GetAnnouncementEffectRequest request;
    request.set_name("shops/1/announcements/" + id);
    return Read<v1::AnnouncementEffect>(request, handlers::GetAnnouncementEffect);
  }
};

INSTANTIATE_TEST_SUITE_P(Databases, AnnouncementEffectHandlerTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         testing::DialectOf);

TEST_P(AnnouncementEffectHandlerTest, ContactsAndReviewsOfThoseToldAgainstThoseHeldOut) {
  EXPECT_THAT(Effect(), HasReason("NOT_FOUND"));
  Choose("o1", "b", AnnouncementRecipient::TOLD);
  // News that come twice.
  Choose("o1", "b", AnnouncementRecipient::TOLD);
  Choose("o2", "other", AnnouncementRecipient::HELD_OUT);
  Choose("o3", "third", AnnouncementRecipient::SUPPRESSED);
  ASSERT_OK_AND_ASSIGN(const v1::AnnouncementEffect none, Effect());
  EXPECT_EQ(none.told().buyers(), 1);
  EXPECT_EQ(none.held_out().buyers(), 1);
  EXPECT_EQ(none.suppressed().buyers(), 1);
  EXPECT_EQ(none.told().contacted(), 0);
  EXPECT_EQ(none.contact_seconds(), 72 * 3600);
  EXPECT_EQ(FromProto(none.first_time()), kTestTime);
  ASSERT_OK(Record({MessageAt(kTestTime + absl::Hours(1), M::BUYER, "c1", "a")}));
  orders_.Put(FinishedOrder("o1", "b", kTestTime));
  ASSERT_OK(Submit(ReviewOf("o1", 4)));
  ASSERT_OK_AND_ASSIGN(const v1::AnnouncementEffect some, Effect());
  EXPECT_EQ(some.told().contacted(), 1);
  EXPECT_EQ(some.told().reviews(), 1);
  EXPECT_EQ(some.told().bad_reviews(), 0);
  EXPECT_EQ(some.told().delivery().sample_size(), 1);
  EXPECT_EQ(some.held_out().contacted(), 0);
  EXPECT_EQ(some.held_out().reviews(), 0);
  EXPECT_THAT(Effect("rain"), HasReason("NOT_FOUND"));
}

}  // namespace
}  // namespace shopdesk::feedback
