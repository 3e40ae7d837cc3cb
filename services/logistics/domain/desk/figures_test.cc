#include "services/logistics/domain/desk/figures.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"

namespace shopdesk::logistics::domain {
namespace {

using ::shopdesk::testing::EqualsProto;
using ::shopdesk::testing::ParseText;

TEST(ShipmentFiguresTest, AreInTheOrderOfTheirNumbers) {
  const ZoneHistory zones;
  Counts counts(zones);
  CountShipment(ParseText<v1::Shipment>("mode: COURIER_ROAD status: PENDING"), 0, counts);
  CountShipment(ParseText<v1::Shipment>("mode: EMS status: DELIVERED"), 4, counts);
  CountShipment(ParseText<v1::Shipment>(R"pb(
                  mode: EMS
                  status: IN_TRANSIT
                  lateness {
                    reason: NO_SCAN
                    since_time { seconds: 1 }
                  }
                  insurance {
                    declared_value { currency_code: "CNY" minor: 20000 }
                    premium { currency_code: "CNY" minor: 200 }
                  }
                )pb"),
                1, counts);
  CountShipment(ParseText<v1::Shipment>(R"pb(
                  mode: EMS
                  status: IN_TRANSIT
                  lateness {
                    reason: NO_SCAN
                    since_time { seconds: 1 }
                    end_time { seconds: 2 }
                  }
                )pb"),
                0, counts);
  CountNotice(ParseText<v1::Notice>("kind: SHIPPED state: SENT"), counts);
  CountNotice(ParseText<v1::Notice>("kind: SHIPPED state: SENT"), counts);
  CountNotice(ParseText<v1::Notice>("kind: SHIPPED state: QUEUED"), counts);
  CountIntercept(ParseText<v1::Intercept>("kind: RECALL state: DONE"), counts);
  for (const char* state : {"state: UNANSWERED", "state: OPEN", "state: OPEN"}) {
    CountEnquiry(ParseText<v1::Enquiry>(state), counts);
  }
  for (const char* state : {"state: MISSED", "state: DONE"}) {
    CountPickup(ParseText<v1::Pickup>(state), counts);
  }
  // A parcel that comes back is insured with nobody.
  CountShipment(ParseText<v1::Shipment>("refund: 'shops/1/orders/o/refunds/r' insurance {}"), 0,
                counts);
  Sums sums;
  for (const auto& [key, value] : counts.added()) sums.Add(key.name, key.dimension, value);
  EXPECT_THAT(ShipmentFiguresOf(sums), EqualsProto(R"pb(
                shipments: 4
                shipments_by_mode { mode: EMS shipments: 3 }
                shipments_by_mode { mode: COURIER_ROAD shipments: 1 }
                shipments_by_status { status: PENDING shipments: 1 }
                shipments_by_status { status: IN_TRANSIT shipments: 2 }
                shipments_by_status { status: DELIVERED shipments: 1 }
                tracking_events: 5
                late_by_reason { reason: NO_SCAN shipments: 2 }
                late_now: 1
                notices { kind: SHIPPED state: QUEUED notices: 1 }
                notices { kind: SHIPPED state: SENT notices: 2 }
                intercepts { kind: RECALL state: DONE intercepts: 1 }
                return_shipments: 1
                return_shipments_by_status { status: TRACKING_STATUS_UNSPECIFIED shipments: 1 }
                enquiries { state: OPEN enquiries: 2 }
                enquiries { state: UNANSWERED enquiries: 1 }
                pickups { state: DONE pickups: 1 }
                pickups { state: MISSED pickups: 1 }
                insured { mode: EMS shipments: 1 declared_minor: 20000 premium_minor: 200 }
              )pb"));
}

TEST(FreightFiguresTest, AreByCarrierAndState) {
  const ZoneHistory zones;
  Counts counts(zones);
  for (const char* bill : {"carrier_id: 'S F' state: MATCHED expected { minor: 5 } billed_minor: 5",
                           "carrier_id: 'S F' state: MATCHED expected { minor: 6 } billed_minor: 6",
                           "carrier_id: 'S F' state: DIFFERS expected { minor: 7 } billed_minor: 9",
                           "carrier_id: 'zto' state: SETTLED expected { minor: 1 }"}) {
    CountFreightBill(ParseText<v1::FreightBill>(bill), counts);
  }
  Sums sums;
  for (const auto& [key, value] : counts.added()) sums.Add(key.name, key.dimension, value);
  EXPECT_THAT(
      FreightFiguresOf(sums), EqualsProto(R"pb(
        freight_bills {
          carrier_id: "S F"
          state: MATCHED
          freight_bills: 2
          expected_minor: 11
          billed_minor: 11
        }
        freight_bills {
          carrier_id: "S F"
          state: DIFFERS
          freight_bills: 1
          expected_minor: 7
          billed_minor: 9
        }
        freight_bills { carrier_id: "zto" state: SETTLED freight_bills: 1 expected_minor: 1 }
      )pb"));
}

}  // namespace
}  // namespace shopdesk::logistics::domain
