#include "services/orders/domain/transfer/match.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using namespace v1;  // NOLINT: the states
using ::testing::ElementsAre;
using ::testing::IsEmpty;

Claimed ClaimOf(const std::string& order, int64_t amount, int64_t open,
                const std::string& payer = "", const std::string& digits = "") {
  return {order, "CNY", amount, open, payer, digits};
}

TEST(MatchTest, PayerAndAmount) {
  const Claimed claim = ClaimOf("o", 19900, 100, "zhang", "1234");
  EXPECT_EQ(Compare(claim, {"CNY", 19900, "zhang", "1234"}), Likeness::kBoth);
  EXPECT_EQ(Compare(claim, {"CNY", 100, "zhang", ""}), Likeness::kBoth);
  EXPECT_EQ(Compare(claim, {"CNY", 19800, "", "1234"}), Likeness::kPayer);
  EXPECT_EQ(Compare(claim, {"CNY", 19900, "", ""}), Likeness::kAmount);
  // The account tells more than the way a name is written.
  EXPECT_EQ(Compare(claim, {"CNY", 19900, "chang", "1234"}), Likeness::kBoth);
  EXPECT_EQ(Compare(claim, {"CNY", 19900, "zhang", "4321"}), Likeness::kNone);
  EXPECT_EQ(Compare(claim, {"CNY", 19900, "li", ""}), Likeness::kNone);
  EXPECT_EQ(Compare(claim, {"EUR", 19900, "zhang", "1234"}), Likeness::kNone);
  EXPECT_EQ(Compare(claim, {"CNY", 5, "", ""}), Likeness::kNone);
}

TEST(MatchTest, OneOrderOrNone) {
  const Credit credit = {"CNY", 19900, "zhang", ""};
  const std::vector<Claimed> same_amount = {ClaimOf("1", 19900, 19900), ClaimOf("2", 19900, 19900)};
  EXPECT_EQ(PickOrder(same_amount, credit, Likeness::kPayer), "");
  std::vector<Claimed> known = same_amount;
  known.push_back(ClaimOf("3", 19900, 19900, "zhang"));
  EXPECT_EQ(PickOrder(known, credit, Likeness::kPayer), "3");
  EXPECT_EQ(PickOrder({ClaimOf("1", 19900, 19900)}, credit, Likeness::kPayer), "1");
  EXPECT_EQ(PickOrder({ClaimOf("1", 19900, 19900)}, credit, Likeness::kBoth), "");
  EXPECT_EQ(PickOrder({}, credit, Likeness::kPayer), "");
  // Two claims of one order are one order.
  EXPECT_EQ(PickOrder({ClaimOf("1", 19900, 1), ClaimOf("1", 5, 19900)}, credit, Likeness::kPayer),
            "1");
  EXPECT_EQ(PickOrder({ClaimOf("1", 19900, 1), ClaimOf("2", 19900, 1), ClaimOf("1", 19900, 1)},
                      credit, Likeness::kPayer),
            "");
}

TEST(MatchTest, NamesDigitsAndIds) {
  EXPECT_EQ(NormalPayer("ZHANG  San-feng Co., Ltd."), "zhangsan-fengcoltd");
  EXPECT_EQ(NormalPayer("张 三　丰"), "张三丰");
  EXPECT_EQ(LastDigits("6222 0000 1234"), "1234");
  EXPECT_EQ(LastDigits("DE-123"), "");
  EXPECT_THAT(IdsIn("订单537217货款, order-2. abc"), ElementsAre("537217", "order-2"));
  EXPECT_THAT(IdsIn("...."), IsEmpty());
  EXPECT_EQ(IdsIn(std::string(400, 'x')).size(), 1u);
}

}  // namespace
}  // namespace shopdesk::orders::domain
