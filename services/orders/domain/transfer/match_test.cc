#include "services/orders/domain/transfer/match.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace shopdesk::orders::domain {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

std::vector<std::string> IdsIn(absl::string_view reference) {
  std::vector<std::string> ids;
  for (const Mention& mention : MentionsIn(reference)) ids.push_back(mention.id);
  return ids;
}

TEST(MentionTest, AnIdIsFoundHoweverItIsWritten) {
  for (const char* written : {"A-1002", "a-1002", "A1002", "a 1002", "Ａ－１００２", "A–1002",
                              "order A-1002, thanks", "订单A-1002货款", "订单 ａ－１００２。"}) {
    EXPECT_THAT(IdsIn(written), Contains(NormalId("A-1002"))) << written;
  }
  EXPECT_EQ(NormalId("A-1002"), "a1002");
  EXPECT_EQ(NormalId("7"), "7");
}

TEST(MentionTest, OnlyWholeWordsAre) {
  EXPECT_THAT(IdsIn("A-1002"), ElementsAre("a1002"));
  EXPECT_THAT(IdsIn("A-1002"), Not(Contains("a100")));
  EXPECT_THAT(IdsIn("B-A-1002"), ElementsAre("ba1002"));
  // A comma parts them.
  EXPECT_THAT(IdsIn("A, 1002"), ElementsAre("a", "1002"));
  EXPECT_THAT(IdsIn("A 1002"), ElementsAre("a", "a1002", "1002"));
  EXPECT_THAT(IdsIn("537217."), ElementsAre("537217"));
  EXPECT_THAT(IdsIn("...."), IsEmpty());
  EXPECT_THAT(IdsIn(""), IsEmpty());
}

TEST(MentionTest, IdsOfAnyLength) {
  EXPECT_THAT(IdsIn(std::string(400, 'x')), ElementsAre(std::string(400, 'x')));
  EXPECT_THAT(IdsIn("no 7"), Contains("7"));
  EXPECT_TRUE(IsShortId("7"));
  EXPECT_FALSE(IsShortId("a1002"));
  std::string many;
  for (int i = 0; i < 400; ++i) many += "ab ";
  EXPECT_EQ(MentionsIn(many).size(), kMostMentions);
}

TEST(PayerTest, NamesAreOneInBothScripts) {
  EXPECT_EQ(NormalPayer("張三"), NormalPayer("张三"));
  EXPECT_EQ(NormalPayer("張　三"), NormalPayer("张 三"));
  EXPECT_EQ(NormalPayer("ＬＩ ＳＩ"), NormalPayer("li si"));
  EXPECT_EQ(NormalPayer("Élodie"), NormalPayer("ÉLODIE"));
  EXPECT_NE(NormalPayer("张三"), NormalPayer("李四"));
}

Claimed ClaimOf(const std::string& order, int64_t amount, int64_t open,
                const std::string& payer = "", const std::string& digits = "") {
  return {order, "CNY", amount, open, payer, digits};
}

TEST(MatchTest, PayerAndAmount) {
  const Claimed claim = ClaimOf("o", 19900, 100, "zhang", "1234");
  EXPECT_EQ(Compare(claim, {"CNY", 19900, "zhang", "1234"}), Likeness::kBoth);
  EXPECT_EQ(Compare(claim, {"CNY", 100, "zhang", ""}), Likeness::kPayer);
  EXPECT_EQ(Compare(claim, {"CNY", 100, "", ""}), Likeness::kAmount);
  EXPECT_EQ(Compare(claim, {"CNY", 19800, "", "1234"}), Likeness::kPayer);
  EXPECT_EQ(Compare(claim, {"CNY", 19900, "", ""}), Likeness::kAmount);
  // The account tells more than the way a name is written.
  EXPECT_EQ(Compare(claim, {"CNY", 19900, "chang", "1234"}), Likeness::kBoth);
  EXPECT_EQ(Compare(claim, {"CNY", 19900, "zhang", "4321"}), Likeness::kNone);
  EXPECT_EQ(Compare(claim, {"CNY", 19900, "li", ""}), Likeness::kNone);
  EXPECT_EQ(Compare(claim, {"EUR", 19900, "zhang", "1234"}), Likeness::kNone);
  EXPECT_EQ(Compare(claim, {"CNY", 5, "", ""}), Likeness::kNone);
}

TEST(MatchTest, NamesAndDigits) {
  EXPECT_EQ(NormalPayer("ZHANG  San-feng Co., Ltd."), "zhangsan-fengcoltd");
  EXPECT_EQ(NormalPayer("张 三　丰"), "张三丰");
  EXPECT_EQ(LastDigits("6222 0000 1234"), "1234");
  EXPECT_EQ(LastDigits("DE-123"), "");
}

}  // namespace
}  // namespace shopdesk::orders::domain
