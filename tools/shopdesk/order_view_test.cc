#include "tools/shopdesk/order_view.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "shopdesk/orders/v1/order.pb.h"
#include "tools/shopdesk/dynamic_call.h"

namespace shopdesk::cli {
namespace {

using shopdesk::testing::ParseText;
using ::testing::AllOf;
using ::testing::ContainsRegex;

// What is printed of an order that has a bit of everything.
std::string Shown() {
  const auto described = ParseText<orders::v1::DescribeOrderResponse>(R"pb(
    order {
      name: "shops/s/orders/7"
      state: WAIT_BUYER_PAY
      goods_total { currency_code: "JPY" minor: 1900 }
      freight { currency_code: "JPY" minor: 500 }
      total { currency_code: "JPY" minor: 2400 }
      payment {
        method: ESCROW
        state: AWAITING
        due { currency_code: "JPY" minor: 2400 }
      }
      top_up {
        state: ASKED
        amount { currency_code: "JPY" minor: 80 }
        reason: "dearer"
      }
      ship_by_time { seconds: 1772323200 }
      lines {
        line: 1
        sku_id: "T1"
        quantity: 2
        snapshot {
          title: "Green tea"
          option_values { option: "size" value: "100 g" }
        }
        unit_price { currency_code: "JPY" minor: 950 }
        total { currency_code: "JPY" minor: 1900 }
      }
      price_changes {
        lines {
          line: 1
          sku_id: "T1"
          from { currency_code: "JPY" minor: 2000 }
          to { currency_code: "JPY" minor: 1900 }
        }
        freight_from { currency_code: "JPY" minor: 600 }
        freight_to { currency_code: "JPY" minor: 500 }
        reason: FAVOUR
        actor { id: "1001" }
        time { seconds: 1772323200 }
      }
      sku_changes { line: 1 from_sku_id: "T0" to_sku_id: "T1" quantity: 2 }
      holds { kind: RISK reason: "too many refusals" lift_roles: LEAD }
    })pb");
  ::testing::internal::CaptureStdout();
  PrintOrder(nlohmann::ordered_json::parse(ToJson(described, /*compact=*/true)));
  return ::testing::internal::GetCapturedStdout();
}

TEST(OrderViewTest, ShowsWhatAnOrderCosts) {
  const std::string shown = Shown();
  EXPECT_THAT(shown, ContainsRegex("freight +500 JPY\n"));
  EXPECT_THAT(shown, ContainsRegex("total +2400 JPY\n"));
  EXPECT_THAT(shown, ContainsRegex("payment +ESCROW  AWAITING  2400 JPY\n"));
  EXPECT_THAT(shown, ContainsRegex("top-up +ASKED  80 JPY  dearer\n"));
}

TEST(OrderViewTest, ShowsTitlesPriceHistoryAndHolds) {
  EXPECT_THAT(Shown(),
              AllOf(ContainsRegex("1 +T1 +Green tea +100 g +2 +950 JPY +1900 JPY"),
                    ContainsRegex("FAVOUR +T1 +2000 JPY +1900 JPY +600 JPY +500 JPY +1001"),
                    ContainsRegex("T0 +T1 +2"), ContainsRegex("RISK +too many refusals +LEAD")));
}

TEST(OrderViewTest, TimesHaveTheirZone) {
  EXPECT_THAT(Shown(), ContainsRegex("ship by +2026-03-01T00:00:00Z\n"));
}

}  // namespace
}  // namespace shopdesk::cli
