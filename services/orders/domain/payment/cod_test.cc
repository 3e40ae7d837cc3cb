#include "services/orders/domain/payment/cod.h"

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/role.h"
#include "libs/testing/matchers.h"
#include "services/orders/domain/payment/payment.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::IsOk;

Moment ByLead() {
  Moment moment = At();
  moment.actor.set_role(Role::LEAD);
  return moment;
}

TEST(CodTest, TheFirstContactIsDueAfterTheServiceTime) {
  Order order = PlacedOrder(v1::PaymentMethod::COD);
  // Half an hour where the policy sets none.
  EXPECT_EQ(FromProto(order.cod_contact().deadline_time()), kNow + absl::Minutes(30));
  v1::Policy policy = ShopPolicy();
  policy.set_cod_first_contact_seconds(60);
  StartCodContact(order, policy, At());
  EXPECT_EQ(FromProto(order.cod_contact().deadline_time()), kNow + absl::Minutes(1));
  EXPECT_FALSE(order.cod_contact().missed());
  MissCodContact(order);
  EXPECT_TRUE(order.cod_contact().missed());
}

TEST(CodTest, OnlyAContactAboutItCounts) {
  Order order = PlacedOrder(v1::PaymentMethod::COD);
  EXPECT_FALSE(WasCodContacted(order));
  order.add_contacts()->set_purpose(type::v1::ContactPurpose::VERIFY_RECEIVER);
  EXPECT_FALSE(WasCodContacted(order));
  order.clear_contacts();
  ASSERT_THAT(RecordCodContact(order, type::v1::ContactChannel::PHONE, ShopPolicy(), At()), IsOk());
  EXPECT_TRUE(WasCodContacted(order));
  EXPECT_EQ(order.contacts(0).outcome(), type::v1::ContactOutcome::REACHED);
}

TEST(CodTest, ALeadReleasesWithoutConfirmation) {
  Order order = PlacedOrder(v1::PaymentMethod::COD);
  ASSERT_THAT(ReleaseCodUnconfirmed(order, "known", ShopPolicy(), ByLead()), IsOk());
  EXPECT_EQ(order.state(), v1::OrderState::WAIT_SELLER_SEND_GOODS);
  EXPECT_EQ(order.cod_release_reason(), "known");
  EXPECT_EQ(order.deadline_event(), kShipBy);
  EXPECT_FALSE(WasCodConfirmed(order));
  EXPECT_THAT(ReleaseCodUnconfirmed(order, "again", ShopPolicy(), ByLead()),
              HasReason("WRONG_STATE"));
}

TEST(CodTest, TheBuyerConfirmed) {
  EXPECT_FALSE(WasCodConfirmed(PlacedOrder(v1::PaymentMethod::COD)));
  EXPECT_TRUE(WasCodConfirmed(ReadyCodOrder()));
}

}  // namespace
}  // namespace shopdesk::orders::domain
