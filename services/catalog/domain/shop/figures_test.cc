#include "services/catalog/domain/shop/figures.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"

namespace shopdesk::catalog::domain {
namespace {

using ::shopdesk::testing::EqualsProto;
using ::shopdesk::testing::ParseText;

Sums SumsOf(const std::map<FigureKey, int64_t>& counts) {
  Sums sums;
  for (const auto& [key, value] : counts) sums.Add(key.name, key.dimension, value);
  return sums;
}

TEST(StockFiguresTest, TellLevelsNowAndTheLedgerOfThePeriod) {
  const ZoneHistory zones;
  Counts counts(zones);
  CountProduct(ParseText<v1::Product>("skus {} skus {}"), counts);
  CountLevel(ParseText<v1::StockLevel>("on_hand: 7 reserved: 2"), counts);
  CountLevel(ParseText<v1::StockLevel>("on_hand: 1 damaged: 9"), counts);
  AppendMovement(ParseText<v1::StockMovement>("bucket: ON_HAND delta: 10 reason: RECEIVED"),
                 counts);
  AppendMovement(ParseText<v1::StockMovement>("bucket: DAMAGED delta: 9 reason: RECEIVED"), counts);
  AppendMovement(ParseText<v1::StockMovement>("bucket: ON_HAND reserved_delta: 4 reason: RESERVED"),
                 counts);
  AppendMovement(
      ParseText<v1::StockMovement>("bucket: ON_HAND delta: -2 reserved_delta: -2 reason: SHIPPED"),
      counts);
  EXPECT_THAT(
      StockFiguresOf(SumsOf(counts.appended()), SumsOf(counts.appended()), SumsOf(counts.added())),
      EqualsProto(R"pb(
        products: 1
        skus: 2
        on_hand: 8
        reserved: 2
        ledger_on_hand: 8
        ledger_reserved: 2
        movements: 4
        movements_by_reason { reason: RECEIVED movements: 2 on_hand: 10 }
        movements_by_reason { reason: RESERVED movements: 1 reserved: 4 }
        movements_by_reason { reason: SHIPPED movements: 1 on_hand: -2 reserved: -2 }
      )pb"));
}

}  // namespace
}  // namespace shopdesk::catalog::domain
