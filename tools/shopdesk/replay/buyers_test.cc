#include "tools/shopdesk/replay/buyers.h"

#include <phonenumbers/phonenumberutil.h>

#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "tools/shopdesk/replay/desk.h"

namespace shopdesk::cli {
namespace {

using shopdesk::testing::EqualsProto;

Invoice InvoiceTo(const std::string& buyer, const std::string& country) {
  Invoice invoice;
  invoice.buyer = buyer;
  invoice.country = country;
  return invoice;
}

TEST(BuyersTest, ABuyerIsAlwaysTheSame) {
  const auto receiver = MakeReceiver(InvoiceTo("17850", "France"));
  EXPECT_THAT(MakeReceiver(InvoiceTo("17850", "France")), EqualsProto(receiver));
  EXPECT_EQ(receiver.address().region_code(), "FR");
  EXPECT_EQ(receiver.address().locality(), "France");
  std::set<std::string> who;
  for (int buyer = 0; buyer < 100; ++buyer) {
    const auto each = MakeReceiver(InvoiceTo(absl::StrCat(buyer), "France"));
    who.insert(absl::StrCat(each.name(), ", ", each.address().street()));
  }
  EXPECT_GT(who.size(), 90u) << "and another one than others";
}

TEST(BuyersTest, WhatIsNoCountryStandsForTheShopsOwn) {
  for (const char* country : {"Unspecified", "Atlantis", ""}) {
    EXPECT_EQ(MakeReceiver(InvoiceTo("1", country)).address().region_code(), "GB") << country;
  }
  EXPECT_EQ(MakeReceiver(InvoiceTo("1", "EIRE")).address().region_code(), "IE");
}

TEST(BuyersTest, PhonesAreOnesOfTheCountry) {
  const auto& phones = *i18n::phonenumbers::PhoneNumberUtil::GetInstance();
  for (const char* country : {"Australia", "Brazil", "Channel Islands", "EIRE", "Germany",
                              "Hong Kong", "RSA", "USA", "United Arab Emirates"}) {
    const auto receiver = MakeReceiver(InvoiceTo("1", country));
    i18n::phonenumbers::PhoneNumber number;
    EXPECT_EQ(phones.Parse(receiver.phone(), "ZZ", &number),
              i18n::phonenumbers::PhoneNumberUtil::NO_PARSING_ERROR)
        << country;
    EXPECT_TRUE(phones.IsValidNumberForRegion(number, receiver.address().region_code()))
        << country << ": " << receiver.phone();
  }
}

TEST(BuyersTest, AProvinceIsOneOfChina) {
  Invoice invoice = InvoiceTo("1", "");
  invoice.administrative_area = "浙江省";
  const auto receiver = MakeReceiver(invoice);
  EXPECT_EQ(receiver.address().region_code(), "CN");
  EXPECT_EQ(receiver.address().administrative_area(), "浙江省");
  EXPECT_EQ(receiver.phone().substr(0, 3), "+86");
}

TEST(BuyersTest, AgentsShareTheBuyers) {
  std::map<std::string, int> buyers;
  for (int buyer = 0; buyer < 400; ++buyer) ++buyers[AgentOf(absl::StrCat(buyer))];
  ASSERT_EQ(buyers.size(), std::size(kAgents));
  for (const char* agent : kAgents) EXPECT_GT(buyers[agent], 50) << agent;
  EXPECT_EQ(AgentOf("17850"), AgentOf("17850"));
}

}  // namespace
}  // namespace shopdesk::cli
