#include "services/logistics/domain/claim/enquiry.h"

#include "libs/base/clock.h"
#include "libs/testing/matchers.h"
#include "services/logistics/domain/desk/policy.h"

namespace shopdesk::logistics::domain {
namespace {

using shopdesk::testing::HasReason;
using v1::Enquiry;

TEST(EnquiryTest, IsAnsweredInTimeOrAfterAll) {
  const absl::Time now = absl::FromUnixSeconds(1'900'000'000);
  v1::Shipment shipment;
  shipment.set_order("shops/1/orders/o");
  v1::OpenEnquiryRequest request;
  request.set_question("where is it?");
  Enquiry enquiry = MakeEnquiry(request, shipment, DefaultPolicy("shops/1/policy"),
                                "shops/1/shipments/a/enquiries/e", now);
  EXPECT_EQ(enquiry.state(), Enquiry::OPEN);
  EXPECT_EQ(FromProto(enquiry.answer_due_time()), now + absl::Hours(72));
  EXPECT_EQ(EnquiryEvent(enquiry.state()), "enquiry.opened");
  ASSERT_OK(MissAnswer(now + absl::Hours(72), enquiry));
  EXPECT_EQ(enquiry.state(), Enquiry::UNANSWERED);
  EXPECT_THAT(MissAnswer(now, enquiry), HasReason("WRONG_STATE"));
  ASSERT_OK(AnswerEnquiry("in Wuhan", "T7", now + absl::Hours(80), enquiry));
  EXPECT_EQ(enquiry.state(), Enquiry::ANSWERED);
  EXPECT_EQ(enquiry.carrier_ticket(), "T7");
  EXPECT_EQ(FromProto(enquiry.answer_time()), now + absl::Hours(80));
  EXPECT_THAT(AnswerEnquiry("again", "", now, enquiry), HasReason("WRONG_STATE"));
}

}  // namespace
}  // namespace shopdesk::logistics::domain
