#include "services/logistics/domain/shop/errors.h"

#include "absl/strings/str_cat.h"
#include "libs/testing/matchers.h"

namespace shopdesk::logistics::domain {
namespace {

using shopdesk::testing::HasReason;
using shopdesk::testing::StatusIs;
using ::testing::HasSubstr;
using ::testing::Not;

v1::QuoteResponse Refused(int count, const char* reason) {
  v1::QuoteResponse quote;
  for (int i = 0; i < count; ++i) {
    v1::Refusal& refusal = *quote.add_refusals();
    refusal.set_carrier_id(absl::StrCat("c", i));
    refusal.set_mode(v1::Mode::EMS);
    refusal.set_reason(reason);
  }
  return quote;
}

TEST(ErrorsTest, NoOfferNamesTheFirstRefusals) {
  const absl::Status none = NoOfferError("GB", Refused(9, "NO_ZONE"));
  EXPECT_THAT(none, HasReason("NO_DELIVERY"));
  EXPECT_EQ(ErrorMetadataOf(none, "region_code"), "GB");
  EXPECT_THAT(ErrorMetadataOf(none, "refusals"), HasSubstr("c0/EMS: NO_ZONE, c1/EMS: NO_ZONE"));
  EXPECT_THAT(ErrorMetadataOf(none, "refusals"), HasSubstr("c7/EMS"));
  EXPECT_THAT(ErrorMetadataOf(none, "refusals"), Not(HasSubstr("c8/EMS")));
}

TEST(ErrorsTest, MoneyThatNobodyCollectsIsTheReason) {
  v1::QuoteResponse quote = Refused(9, "NO_ZONE");
  quote.mutable_refusals(8)->set_reason(kNoCod);
  EXPECT_THAT(NoOfferError("GB", quote), HasReason("NO_COD"));
}

TEST(ErrorsTest, TheNewAddressIsNotReached) {
  const absl::Status status = NotReachedError("FR", "post", v1::Mode::EMS);
  EXPECT_THAT(status, HasReason("NO_DELIVERY"));
  EXPECT_EQ(ErrorMetadataOf(status, "refusals"), "post/EMS");
}

TEST(ErrorsTest, WhoHasTheNumber) {
  const absl::Status status = WaybillTakenError("42", "shops/1/shipments/a");
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kAlreadyExists));
  EXPECT_EQ(ErrorMetadataOf(status, "resource"), "shops/1/shipments/a");
  EXPECT_EQ(ErrorMetadataOf(status, "waybill_number"), "42");
}

}  // namespace
}  // namespace shopdesk::logistics::domain
