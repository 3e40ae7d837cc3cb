#include "services/logistics/domain/rate/rate_index.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "libs/testing/matchers.h"
#include "services/logistics/domain/desk/policy.h"
#include "services/logistics/domain/shop/names.h"

namespace shopdesk::logistics::domain {
namespace {

using shopdesk::testing::EqualsProto;
using shopdesk::testing::ParseText;
using ::testing::ElementsAre;

const absl::Time kRateIndexNow = absl::FromUnixSeconds(1'300'000'000);

v1::Carrier MakeCarrier(const std::string& id, const char* text) {
  auto carrier = ParseText<v1::Carrier>(text);
  carrier.set_name(CarrierName("1", id));
  carrier.set_display_name(absl::StrCat("Carrier ", id));
  return carrier;
}

v1::RateTable MakeTable(const std::string& carrier, const std::string& id, const char* text) {
  auto table = ParseText<v1::RateTable>(text);
  table.set_name(RateTableName("1", carrier, id));
  if (table.currency_code().empty()) table.set_currency_code("CNY");
  return table;
}

RateIndex RateIndexIndex(std::vector<v1::Carrier> carriers, std::vector<v1::RateTable> tables) {
  return RateIndex(DefaultPolicy("shops/1/policy"), std::move(carriers), std::move(tables));
}

v1::QuoteResponse Ask(const RateIndex& index, const char* text, absl::Time now = kRateIndexNow) {
  auto request = ParseText<v1::QuoteRequest>(text);
  if (request.parcels().empty()) request.add_parcels()->set_weight_grams(1000);
  v1::QuoteResponse response;
  index.Quote(request, now, response);
  return response;
}

std::vector<std::string> Offers(const v1::QuoteResponse& response) {
  std::vector<std::string> offers;
  for (const v1::Offer& offer : response.offers()) {
    offers.push_back(absl::StrCat(offer.carrier_id(), "/", v1::Mode::Value_Name(offer.mode()), "=",
                                  offer.total().minor()));
  }
  return offers;
}

std::vector<std::string> Refusals(const v1::QuoteResponse& response) {
  std::vector<std::string> refusals;
  for (const v1::Refusal& refusal : response.refusals()) {
    EXPECT_FALSE(refusal.detail().empty());
    refusals.push_back(absl::StrCat(refusal.carrier_id(), "/", v1::Mode::Value_Name(refusal.mode()),
                                    ":", refusal.reason()));
  }
  return refusals;
}

constexpr char kFlat[] =
    "mode: EMS zones { zone_id: 'all' } rates { zone_id: 'all' first_minor: 500 }";

TEST(RateIndexTest, EveryReasonOfRefusal) {
  const char* const ems = "modes: EMS";
  const RateIndex index = RateIndexIndex(
      {MakeCarrier("a", "modes: EMS modes: SAL cod_capable: true"), MakeCarrier("b", ems),
       MakeCarrier("c", ems), MakeCarrier("d", ems), MakeCarrier("e", ems), MakeCarrier("f", ems),
       MakeCarrier("g", ems), MakeCarrier("h", ems)},
      {MakeTable("a", "t", kFlat),
       MakeTable("b", "t",
                 "mode: EMS zones { zone_id: 'uk' region_codes: 'GB' } "
                 "rates { zone_id: 'uk' first_minor: 1 }"),
       MakeTable("c", "t",
                 "mode: EMS zones { zone_id: 'cn' region_codes: 'CN' } "
                 "zones { zone_id: 'all' } rates { zone_id: 'all' first_minor: 1 }"),
       MakeTable("d", "t",
                 "mode: EMS max_grams: 999 zones { zone_id: 'all' } "
                 "rates { zone_id: 'all' }"),
       MakeTable("e", "t",
                 "mode: EMS max_side_mm: 99 zones { zone_id: 'all' } "
                 "rates { zone_id: 'all' }"),
       MakeTable("f", "t",
                 "mode: EMS max_value_minor: 99 zones { zone_id: 'all' } "
                 "rates { zone_id: 'all' }"),
       MakeTable("g", "t",
                 "mode: EMS currency_code: 'GBP' zones { zone_id: 'all' } "
                 "rates { zone_id: 'all' }")});
  const v1::QuoteResponse response =
      Ask(index,
          "destination { region_code: 'CN' } goods_value { minor: 100 } "
          "parcels { weight_grams: 1000 dimensions { length_mm: 100 } }");
  EXPECT_THAT(Offers(response), ElementsAre("a/EMS=500"));
  EXPECT_THAT(Refusals(response),
              ElementsAre("a/SAL:NO_RATE_TABLE", "b/EMS:NO_ZONE", "c/EMS:NO_RATE",
                          "d/EMS:TOO_HEAVY", "e/EMS:TOO_LARGE", "f/EMS:TOO_VALUABLE",
                          "g/EMS:OTHER_CURRENCY", "h/EMS:NO_RATE_TABLE"));
  const v1::QuoteResponse cod =
      Ask(index, "destination { region_code: 'CN' } cod_amount { minor: 100 }");
  EXPECT_THAT(Offers(cod), ElementsAre("a/EMS=500"));
  EXPECT_THAT(cod.offers(0).no_data(), ElementsAre("cod"));
  EXPECT_EQ(Refusals(cod)[1], "b/EMS:NO_COD");
}

// Without a premium it is the cheaper one, and insures nothing.
TEST(RateIndexTest, WhatATableHasNoFeeForComesLast) {
  constexpr char kRate[] =
      "mode: EMS zones { zone_id: 'all' } rates { zone_id: 'all' first_minor: 500 ";
  const RateIndex index =
      RateIndexIndex({MakeCarrier("a", "modes: EMS cod_capable: true"),
                      MakeCarrier("b", "modes: EMS cod_capable: true")},
                     {MakeTable("a", "t", absl::StrCat(kRate, "promised_hours: 1 }").c_str()),
                      MakeTable("b", "t",
                                absl::StrCat(kRate,
                                             "promised_hours: 9 } insurance { bps: 100 } "
                                             "cod_fee { plus_minor: 200 }")
                                    .c_str())});
  constexpr char kTo[] = "destination { region_code: 'CN' } ";
  const auto offers = [&](const char* more) {
    return Offers(Ask(index, absl::StrCat(kTo, more).c_str()));
  };
  EXPECT_THAT(offers(""), ElementsAre("a/EMS=500", "b/EMS=500"));
  EXPECT_THAT(offers("declared_value { minor: 10000 }"), ElementsAre("b/EMS=600", "a/EMS=500"));
  EXPECT_THAT(offers("declared_value { minor: 10000 } max_offers: 1"), ElementsAre("b/EMS=600"));
  EXPECT_THAT(offers("declared_value { minor: 10000 } sort: FASTEST_FIRST"),
              ElementsAre("b/EMS=600", "a/EMS=500"));
  EXPECT_THAT(offers("cod_amount { minor: 100 }"), ElementsAre("b/EMS=700", "a/EMS=500"));
}

TEST(RateIndexTest, ALimitOfSidesThatNothingIsHeldAgainstIsTold) {
  constexpr char kNoLimit[] =
      "mode: EMS zones { zone_id: 'all' } rates { zone_id: 'all' first_minor: 500 } ";
  const std::vector<v1::RateTable> limited = {
      MakeTable("a", "t", absl::StrCat(kNoLimit, "max_side_mm: 600").c_str()),
      MakeTable("a", "t", absl::StrCat(kNoLimit, "max_girth_mm: 3000").c_str()),
      MakeTable("a", "t",
                "mode: EMS zones { zone_id: 'all' } "
                "rates { zone_id: 'all' first_minor: 500 max_girth_mm: 3000 }")};
  constexpr char kTo[] = "destination { region_code: 'CN' } ";
  constexpr char kBox[] = "parcels { dimensions { length_mm: 300 width_mm: 200 height_mm: 100 } } ";
  const auto offered = [&](const v1::RateTable& table, const std::string& parcels) {
    const v1::QuoteResponse response =
        Ask(RateIndexIndex({MakeCarrier("a", "modes: EMS")}, {table}),
            absl::StrCat(kTo, parcels).c_str());
    EXPECT_EQ(response.offers_size(), 1);
    return response.offers().empty() ? v1::Offer() : response.offers(0);
  };
  for (const v1::RateTable& table : limited) {
    EXPECT_THAT(offered(table, "").no_data(), ElementsAre("dimensions"));
    EXPECT_THAT(offered(table, kBox).no_data(), ElementsAre());
    EXPECT_THAT(offered(table, absl::StrCat(kBox, "parcels { weight_grams: 1 }")).no_data(),
                ElementsAre("dimensions"));
  }
  EXPECT_THAT(offered(MakeTable("a", "t", kNoLimit), "").no_data(), ElementsAre());
}

// What `from` sends goes by that table.
std::string TableFrom(const RateIndex& index, const std::string& from,
                      absl::Time now = kRateIndexNow) {
  const v1::QuoteResponse response =
      Ask(index, absl::StrCat("destination { region_code: 'CN' } ", from).c_str(), now);
  if (!response.offers().empty()) return std::string(LastSegment(response.offers(0).rate_table()));
  return response.refusals(0).detail();
}

TEST(RateIndexTest, TheTableThatNamesTheOriginMostCloselyCounts) {
  const auto from = [](const char* id, const std::string& origins, const char* since = "1") {
    return MakeTable(
        "a", id,
        absl::StrCat(kFlat, " valid_time { start_time { seconds: ", since, " } } ", origins)
            .c_str());
  };
  const std::vector<v1::RateTable> tables = {
      from("any", "", "9"),
      from("cn", "origins { region_code: 'CN' }", "8"),
      from("zhejiang", "origins { region_code: 'CN' administrative_area: '浙江省' }", "7"),
      from("shanghai", "origins { region_code: 'CN' administrative_area: '31' }", "5"),
      from("hangzhou",
           "origins { region_code: 'GB' } "
           "origins { region_code: 'CN' administrative_area: '33' locality: '杭州市' }",
           "6"),
      from("later", "origins { region_code: 'CN' administrative_area: '33' }", "1400000000")};
  const RateIndex index = RateIndexIndex({MakeCarrier("a", "modes: EMS")}, tables);
  EXPECT_EQ(TableFrom(index, ""), "any") << "nobody says where from";
  EXPECT_EQ(TableFrom(index, "origin { region_code: 'US' }"), "any");
  EXPECT_EQ(TableFrom(index, "origin { region_code: 'GB' locality: 'Leeds' }"), "hangzhou");
  EXPECT_EQ(TableFrom(index, "origin { region_code: 'CN' }"), "cn");
  EXPECT_EQ(TableFrom(index, "origin { region_code: 'CN' administrative_area: '44' }"), "cn");
  const std::string zhejiang = "origin { region_code: 'CN' administrative_area: '33' ";
  EXPECT_EQ(TableFrom(index, zhejiang + "locality: '宁波市' }"), "zhejiang");
  EXPECT_EQ(TableFrom(index, zhejiang + "locality: '杭州市' }"), "hangzhou");
  // A province that is a city has all its districts.
  EXPECT_EQ(TableFrom(index,
                      "origin { region_code: 'CN' administrative_area: '上海市' "
                      "locality: '浦东新区' }"),
            "shanghai");
  // Of equally close ones the one that begins last.
  const absl::Time later = absl::FromUnixSeconds(1'500'000'000);
  EXPECT_EQ(TableFrom(index, zhejiang + "locality: '宁波市' }", later), "later");
  // What the policy says counts where the request says nothing.
  v1::Policy policy = DefaultPolicy("shops/1/policy");
  policy.mutable_origin()->set_region_code("CN");
  policy.mutable_origin()->set_locality("杭州市");
  const RateIndex at_home(policy, {MakeCarrier("a", "modes: EMS")}, tables);
  EXPECT_EQ(TableFrom(at_home, ""), "cn");
  EXPECT_EQ(TableFrom(at_home, "origin { region_code: 'US' }"), "any");
}

TEST(RateIndexTest, WhatNoTableIsSentFromIsRefused) {
  const RateIndex index = RateIndexIndex(
      {MakeCarrier("a", "modes: EMS")},
      {MakeTable("a", "t", absl::StrCat(kFlat, " origins { region_code: 'CN' }").c_str())});
  EXPECT_EQ(TableFrom(index, "origin { region_code: 'CN' }"), "t");
  EXPECT_EQ(TableFrom(index, "origin { region_code: 'US' }"),
            "no rate table for where it is sent from");
  EXPECT_EQ(TableFrom(index, ""), "no rate table for where it is sent from");
  EXPECT_THAT(Refusals(Ask(index, "destination { region_code: 'CN' }")),
              ElementsAre("a/EMS:NO_RATE_TABLE"));
}

// Tables that name no origins answer as they always did, wherever a parcel is sent from.
TEST(RateIndexTest, WithoutOriginsTheQuoteIsTheSameFromEverywhere) {
  const char* const zoned =
      "zones { zone_id: 'near' administrative_areas: '31' } zones { zone_id: 'all' } "
      "rates { zone_id: 'near' first_minor: 300 } rates { zone_id: 'all' first_minor: 900 }";
  const std::string road = absl::StrCat("mode: COURIER_ROAD ", zoned);
  const RateIndex index = RateIndexIndex(
      {MakeCarrier("a", "modes: EMS modes: COURIER_ROAD"), MakeCarrier("b", "modes: EMS")},
      {MakeTable("a", "now", kFlat), MakeTable("a", "road", road.c_str()),
       MakeTable("b", "past",
                 absl::StrCat(kFlat, " valid_time { end_time { seconds: 1 } }").c_str())});
  for (const char* const to : {"destination { region_code: 'CN' administrative_area: '31' }",
                               "destination { region_code: 'FR' }"}) {
    const v1::QuoteResponse before = Ask(index, to);
    EXPECT_EQ(before.offers_size(), 2);
    EXPECT_EQ(before.refusals_size(), 1);
    for (const char* const from :
         {"origin { region_code: 'CN' administrative_area: '33' locality: '杭州市' }",
          "origin { region_code: 'US' }"}) {
      EXPECT_THAT(Ask(index, absl::StrCat(to, from).c_str()), EqualsProto(before));
    }
  }
}

// Each limit at its boundary and one beyond it; the refusal says which it was, and by how much.
TEST(RateIndexTest, ARefusalNamesTheLimitAndTheMeasure) {
  struct Case {
    const char* limit;
    const char* within;
    const char* beyond;
    const char* reason;
    int64_t allowed;
    int64_t actual;
  };
  const Case cases[] = {
      {"max_grams: 1000", "parcels { weight_grams: 1000 }", "parcels { weight_grams: 1001 }",
       "TOO_HEAVY", 1000, 1001},
      {"max_side_mm: 600",
       "parcels { weight_grams: 1 dimensions { length_mm: 1 width_mm: 600 height_mm: 1 } }",
       "parcels { weight_grams: 1 dimensions { length_mm: 1 width_mm: 601 height_mm: 1 } }",
       "TOO_LARGE", 600, 601},
      // 500 + 2 · (200 + 50)
      {"max_girth_mm: 1000",
       "parcels { weight_grams: 1 dimensions { length_mm: 200 width_mm: 500 height_mm: 50 } }",
       "parcels { weight_grams: 1 dimensions { length_mm: 201 width_mm: 500 height_mm: 50 } }",
       "TOO_LARGE", 1000, 1002},
      {"max_value_minor: 99", "parcels { weight_grams: 1 } goods_value { minor: 99 }",
       "parcels { weight_grams: 1 } goods_value { minor: 100 }", "TOO_VALUABLE", 99, 100}};
  for (const Case& each : cases) {
    const std::string table = absl::StrCat(each.limit,
                                           " mode: EMS zones { zone_id: 'all' } "
                                           "rates { zone_id: 'all' first_minor: 5 }");
    const std::string zone = absl::StrCat(
        "mode: EMS zones { zone_id: 'cn' region_codes: 'CN' } zones { zone_id: 'all' } "
        "rates { zone_id: 'cn' first_minor: 5 ",
        each.limit, " } rates { zone_id: 'all' first_minor: 5 }");
    for (const std::string& text : {table, zone}) {
      const RateIndex index =
          RateIndexIndex({MakeCarrier("a", "modes: EMS")}, {MakeTable("a", "t", text.c_str())});
      const auto ask = [&](const char* what) {
        return Ask(index, absl::StrCat("destination { region_code: 'CN' } ", what).c_str());
      };
      EXPECT_EQ(ask(each.within).offers_size(), 1) << text;
      const v1::QuoteResponse beyond = ask(each.beyond);
      ASSERT_EQ(beyond.refusals_size(), 1) << text;
      const v1::Refusal& refusal = beyond.refusals(0);
      EXPECT_EQ(refusal.reason(), each.reason);
      EXPECT_TRUE(absl::StartsWith(each.limit, absl::StrCat(refusal.limit(), ":")));
      EXPECT_EQ(refusal.allowed(), each.allowed);
      EXPECT_EQ(refusal.actual(), each.actual);
    }
  }
}

TEST(RateIndexTest, AServiceForWhatIsWorthMoreTakesNothingElse) {
  const RateIndex index =
      RateIndexIndex({MakeCarrier("a", "modes: EMS")},
                     {MakeTable("a", "t",
                                "mode: EMS zones { zone_id: 'all' } "
                                "rates { zone_id: 'all' first_minor: 5 min_value_minor: 5001 }")});
  const auto ask = [&](const char* what) {
    return Ask(index, absl::StrCat("destination { region_code: 'CN' } ", what).c_str());
  };
  EXPECT_THAT(Offers(ask("goods_value { minor: 5001 }")), ElementsAre("a/EMS=5"));
  EXPECT_THAT(Offers(ask("declared_value { minor: 5001 }")), ElementsAre("a/EMS=5"));
  EXPECT_THAT(Refusals(ask("")), ElementsAre("a/EMS:BELOW_VALUE"));
  const v1::QuoteResponse below = ask("goods_value { minor: 5000 }");
  ASSERT_EQ(below.refusals_size(), 1);
  EXPECT_EQ(below.refusals(0).limit(), "min_value_minor");
  EXPECT_EQ(below.refusals(0).allowed(), 5001);
  EXPECT_EQ(below.refusals(0).actual(), 5000);
}

TEST(RateIndexTest, WhatIsProhibitedIsNamedWhoeverProhibitsIt) {
  const std::string all = " zones { zone_id: 'all' } rates { zone_id: 'all' first_minor: 5 }";
  const RateIndex index = RateIndexIndex(
      {MakeCarrier("a", "modes: EMS prohibited_goods: 'battery'"), MakeCarrier("b", "modes: EMS"),
       MakeCarrier("c", "modes: EMS"), MakeCarrier("d", "modes: EMS")},
      {MakeTable("a", "t", ("mode: EMS" + all).c_str()),
       MakeTable("b", "t",
                 ("mode: EMS prohibited_goods: 'food' prohibited_goods: 'battery'" + all).c_str()),
       MakeTable("c", "t",
                 "mode: EMS zones { zone_id: 'cn' region_codes: 'CN' } zones { zone_id: 'all' } "
                 "rates { zone_id: 'cn' prohibited_goods: 'battery' } rates { zone_id: 'all' }"),
       MakeTable("d", "t", ("mode: EMS prohibited_goods: 'liquid'" + all).c_str())});
  const char* const with_battery =
      "destination { region_code: 'CN' } parcels { weight_grams: 1 } "
      "parcels { weight_grams: 1 goods: 'fragile' goods: 'battery' }";
  const v1::QuoteResponse response = Ask(index, with_battery);
  EXPECT_THAT(Offers(response), ElementsAre("d/EMS=10"));
  EXPECT_THAT(Refusals(response),
              ElementsAre("a/EMS:PROHIBITED", "b/EMS:PROHIBITED", "c/EMS:PROHIBITED"));
  for (const v1::Refusal& refusal : response.refusals()) {
    EXPECT_EQ(refusal.limit(), "prohibited_goods");
    EXPECT_EQ(refusal.goods(), "battery");
    EXPECT_FALSE(refusal.has_allowed());
  }
  EXPECT_EQ(Ask(index, "destination { region_code: 'CN' }").offers_size(), 4);
}

TEST(RateIndexTest, TheNegotiatedRateThatCountsIsBesideTheListPrice) {
  const auto rate = [](const std::string& id, const std::string& text) {
    auto rate = ParseText<v1::NegotiatedRate>(text);
    rate.set_name(NegotiatedRateName("1", "a", id));
    if (rate.currency_code().empty()) rate.set_currency_code("CNY");
    return rate;
  };
  const RateIndex index(
      DefaultPolicy("shops/1/policy"),
      {MakeCarrier("a", "modes: EMS modes: SAL"), MakeCarrier("b", "modes: EMS")},
      {MakeTable("a", "ems",
                 "mode: EMS zones { zone_id: 'all' } rates { zone_id: 'all' first_minor: 1000 } "
                 "surcharges { code: 'fuel' fixed_minor: 10 bps: 1000 } insurance { bps: 100 }"),
       MakeTable("a", "sal",
                 "mode: SAL zones { zone_id: 'all' } "
                 "rates { zone_id: 'all' first_minor: 1000 free_over_minor: 5000 }"),
       MakeTable("b", "t", kFlat)},
      {rate("any", "discount_bps: 1000"), rate("ems", "mode: EMS discount_bps: 2000"),
       rate("later",
            "mode: EMS discount_bps: 5000 floor_minor: 700 "
            "valid_time { start_time { seconds: 1300000000 } "
            "end_time { seconds: 1300000100 } }"),
       rate("pounds", "mode: EMS discount_bps: 9000 currency_code: 'GBP'"),
       rate("closed", "mode: EMS discount_bps: 9000 closed: true")});
  const char* const ask =
      "destination { region_code: 'CN' } carrier_id: 'a' declared_value { minor: 10000 }";
  const auto total = [&](absl::Time now, v1::Mode::Value mode) {
    const v1::QuoteResponse response = Ask(index, ask, now);
    for (const v1::Offer& offer : response.offers()) {
      if (offer.mode() != mode) continue;
      return absl::StrCat(offer.total().minor(), " of ", offer.list_price().minor(), " by ",
                          offer.negotiated_rate().substr(offer.negotiated_rate().rfind('/') + 1));
    }
    return std::string("none");
  };
  // 700 + 10 + 70 and 1000 + 10 + 100, each with 100 for the insurance.
  EXPECT_EQ(total(kRateIndexNow, v1::Mode::EMS), "880 of 1210 by later");
  EXPECT_EQ(total(kRateIndexNow + absl::Seconds(99), v1::Mode::EMS), "880 of 1210 by later");
  EXPECT_EQ(total(kRateIndexNow + absl::Seconds(100), v1::Mode::EMS), "990 of 1210 by ems");
  EXPECT_EQ(total(kRateIndexNow - absl::Seconds(1), v1::Mode::EMS), "990 of 1210 by ems");
  EXPECT_EQ(total(kRateIndexNow, v1::Mode::SAL), "900 of 1000 by any");
  const v1::QuoteResponse of_b = Ask(index, "destination { region_code: 'CN' } carrier_id: 'b'");
  EXPECT_FALSE(of_b.offers(0).has_list_price());
  // What is free stays free.
  const v1::QuoteResponse free =
      Ask(index, "destination { region_code: 'CN' } mode: SAL goods_value { minor: 5000 }");
  EXPECT_EQ(free.offers(0).total().minor(), 0);
  EXPECT_EQ(free.offers(0).list_price().minor(), 0);
}

TEST(RateIndexTest, TheOrderIsAlwaysTheSame) {
  const char* const both = "modes: SAL modes: EMS";
  const char* const sal =
      "mode: SAL zones { zone_id: 'all' } rates { zone_id: 'all' first_minor: 500 }";
  std::vector<v1::Carrier> carriers = {MakeCarrier("c", both), MakeCarrier("a", both),
                                       MakeCarrier("b", both)};
  std::vector<v1::RateTable> tables;
  for (const char* id : {"b", "c", "a"}) {
    tables.push_back(MakeTable(id, "sal", sal));
    tables.push_back(MakeTable(id, "ems", kFlat));
  }
  tables.push_back(
      MakeTable("c", "cheap",
                "mode: SAL valid_time { start_time { seconds: 1 } } zones { zone_id: 'all' } "
                "rates { zone_id: 'all' first_minor: 499 }"));
  const std::vector<std::string> expected = {"c/SAL=499", "a/EMS=500", "a/SAL=500",
                                             "b/EMS=500", "b/SAL=500", "c/EMS=500"};
  do {
    EXPECT_EQ(Offers(Ask(RateIndexIndex(carriers, tables), "destination { region_code: 'CN' }")),
              expected);
  } while (std::next_permutation(
      carriers.begin(), carriers.end(),
      [](const v1::Carrier& a, const v1::Carrier& b) { return a.name() < b.name(); }));
}

TEST(RateIndexTest, FastestFirstPutsUnknownLast) {
  const char* const form =
      "mode: EMS zones { zone_id: 'all' } rates { zone_id: 'all' first_minor: $ ";
  const auto table = [&](const char* id, int price, absl::string_view promise) {
    std::string text = absl::StrCat(form, promise, " }");
    text.replace(text.find('$'), 1, absl::StrCat(price));
    return MakeTable(id, "t", text.c_str());
  };
  const RateIndex index = RateIndexIndex(
      {MakeCarrier("slow", "modes: EMS"), MakeCarrier("fast", "modes: EMS"),
       MakeCarrier("even", "modes: EMS"), MakeCarrier("dumb", "modes: EMS")},
      {table("slow", 1, "promised_hours: 72"), table("fast", 9, "promised_hours: 24"),
       table("even", 8, "promised_hours: 24"), table("dumb", 0, "")});
  EXPECT_THAT(Offers(Ask(index, "sort: FASTEST_FIRST destination { region_code: 'CN' }")),
              ElementsAre("even/EMS=8", "fast/EMS=9", "slow/EMS=1", "dumb/EMS=0"));
  const v1::QuoteResponse one =
      Ask(index, "sort: FASTEST_FIRST max_offers: 1 destination { region_code: 'CN' }");
  EXPECT_THAT(Offers(one), ElementsAre("even/EMS=8"));
  EXPECT_EQ(one.offers(0).promised_hours(), 24);
  EXPECT_EQ(one.offers(0).promised_time().seconds(), 1'300'000'000 + 24 * 3600);
  const v1::QuoteResponse dumb = Ask(index, "carrier_id: 'dumb'");
  EXPECT_FALSE(dumb.offers(0).has_promised_time());
}

TEST(RateIndexTest, OnlyWhatIsAskedFor) {
  const RateIndex index =
      RateIndexIndex({MakeCarrier("a", "modes: EMS modes: SAL"), MakeCarrier("b", "modes: EMS")},
                     {MakeTable("a", "t", kFlat), MakeTable("b", "t", kFlat)});
  EXPECT_THAT(Offers(Ask(index, "carrier_id: 'b'")), ElementsAre("b/EMS=500"));
  EXPECT_THAT(Offers(Ask(index, "mode: EMS")), ElementsAre("a/EMS=500", "b/EMS=500"));
  const v1::QuoteResponse none = Ask(index, "carrier_id: 'b' mode: SAL");
  EXPECT_THAT(Offers(none), ElementsAre());
  EXPECT_THAT(Refusals(none), ElementsAre("b/SAL:NO_RATE_TABLE"));
}

TEST(RateIndexTest, TheTableThatBeganLastCounts) {
  const char* const form =
      "mode: EMS zones { zone_id: 'all' } rates { zone_id: 'all' first_minor: ";
  const auto table = [&](const char* id, int price, const char* valid) {
    return MakeTable("a", id, absl::StrCat(form, price, " } valid_time { ", valid, " }").c_str());
  };
  const RateIndex index =
      RateIndexIndex({MakeCarrier("a", "modes: EMS")},
                     {table("always", 1, ""), table("year", 2, "start_time { seconds: 1000 }"),
                      table("sale", 3, "start_time { seconds: 2000 } end_time { seconds: 3000 }")});
  const auto price = [&](int64_t seconds) {
    return Ask(index, "", absl::FromUnixSeconds(seconds)).offers(0).total().minor();
  };
  EXPECT_EQ(price(999), 1);
  EXPECT_EQ(price(1000), 2);
  EXPECT_EQ(price(1999), 2);
  EXPECT_EQ(price(2000), 3);
  EXPECT_EQ(price(2999), 3);
  EXPECT_EQ(price(3000), 2);
  const RateIndex past = RateIndexIndex({MakeCarrier("a", "modes: EMS")},
                                        {table("sale", 3, "end_time { seconds: 3000 }")});
  EXPECT_THAT(Refusals(Ask(past, "")), ElementsAre("a/EMS:NO_RATE_TABLE"));
}

TEST(RateIndexTest, TheFirstZoneThatMatchesEveryListCounts) {
  const RateIndex index =
      RateIndexIndex({MakeCarrier("a", "modes: EMS")}, {MakeTable("a", "t", R"pb(
                       mode: EMS
                       zones { zone_id: "town" region_codes: "CN" localities: "杭州市" }
                       zones {
                         zone_id: "area"
                         region_codes: "CN"
                         administrative_areas: "33"
                         administrative_areas: "Zhejiang"
                       }
                       zones {
                         zone_id: "post"
                         region_codes: "GB"
                         postal_code_prefixes: "iv"
                         postal_code_prefixes: "KA 27"
                       }
                       zones { zone_id: "land" region_codes: "CN" region_codes: "GB" }
                       rates { zone_id: "town" first_minor: 1 }
                       rates { zone_id: "area" first_minor: 2 }
                       rates { zone_id: "post" first_minor: 3 }
                       rates { zone_id: "land" first_minor: 4 }
                     )pb")});
  const auto zone = [&](const char* destination) -> std::string {
    const v1::QuoteResponse response =
        Ask(index, absl::StrCat("destination { ", destination, " }").c_str());
    return response.offers().empty() ? response.refusals(0).reason() : response.offers(0).zone_id();
  };
  EXPECT_EQ(zone("region_code: 'CN' administrative_area: '33' locality: '杭州市'"), "town");
  EXPECT_EQ(zone("region_code: 'CN' administrative_area: '33' locality: '宁波市'"), "area");
  EXPECT_EQ(zone("region_code: 'CN' administrative_area: ' ZHEJIANG'"), "area");
  EXPECT_EQ(zone("region_code: 'CN' administrative_area: '44'"), "land");
  EXPECT_EQ(zone("region_code: 'GB' postal_code: 'IV1 1AA'"), "post");
  EXPECT_EQ(zone("region_code: 'GB' postal_code: 'ka2 78xx'"), "post");
  EXPECT_EQ(zone("region_code: 'GB' postal_code: 'KA2 6XX'"), "land");
  EXPECT_EQ(zone("region_code: 'GB' postal_code: 'I'"), "land");
  EXPECT_EQ(zone("region_code: 'GB'"), "land");
  EXPECT_EQ(zone("region_code: 'FR' locality: '杭州市'"), "NO_ZONE");
  EXPECT_EQ(zone(""), "NO_ZONE");
}

TEST(RateIndexTest, AZoneMayHaveItsOwnDivisor) {
  const RateIndex index = RateIndexIndex(
      {MakeCarrier("a", "modes: COURIER_ROAD")}, {MakeTable("a", "t", R"pb(
        mode: COURIER_ROAD
        rounding: COURIER
        volumetric_divisor: 6000
        zones { zone_id: "home" administrative_areas: "33" }
        zones { zone_id: "far" }
        rates { zone_id: "home" per_gram_milli_minor: 1000 volumetric_divisor: 12000 }
        rates { zone_id: "far" per_gram_milli_minor: 1000 }
      )pb")});
  const char* const parcel =
      "parcels { weight_grams: 100 dimensions { length_mm: 600 width_mm: 500 height_mm: 400 } }";
  const auto grams = [&](const char* area) {
    return Ask(index,
               absl::StrCat("destination { administrative_area: '", area, "' } ", parcel).c_str())
        .offers(0)
        .chargeable_grams();
  };
  EXPECT_EQ(grams("33"), 10'000);
  EXPECT_EQ(grams("44"), 20'000);
}

TEST(RateIndexTest, AnOfferSaysHowItCame) {
  const RateIndex index =
      RateIndexIndex({MakeCarrier("a", "modes: EMS cod_capable: true")}, {MakeTable("a", "t", R"pb(
                       mode: EMS
                       zones { zone_id: "all" }
                       rates { zone_id: "all" first_minor: 1000 }
                       surcharges { code: "fuel" bps: 1000 }
                       insurance { bps: 100 }
                       cod_fee { bps: 200 minimum_minor: 500 }
                     )pb")});
  const v1::QuoteResponse response =
      Ask(index, "declared_value { minor: 10000 } cod_amount { minor: 10000 }");
  EXPECT_THAT(response.offers(0), shopdesk::testing::EqualsProto(R"pb(
                carrier_id: "a"
                carrier_display_name: "Carrier a"
                mode: EMS
                rate_table: "shops/1/carriers/a/rateTables/t"
                zone_id: "all"
                chargeable_grams: 1000
                total { currency_code: "CNY" minor: 1700 }
                parts { code: "base" minor: 1000 }
                parts { code: "fuel" minor: 100 }
                parts { code: "insurance" minor: 100 }
                parts { code: "cod" minor: 500 }
                insurance {
                  declared_value { currency_code: "CNY" minor: 10000 }
                  premium { currency_code: "CNY" minor: 100 }
                }
                uninsured_cap_percent: 300
              )pb"));
}

TEST(RateIndexTest, TablesOfUnknownCarriersOrModesDoNotCount) {
  const RateIndex index = RateIndexIndex({MakeCarrier("a", "modes: SAL")},
                                         {MakeTable("a", "t", kFlat), MakeTable("b", "t", kFlat)});
  EXPECT_THAT(Offers(Ask(index, "")), ElementsAre());
  EXPECT_THAT(Refusals(Ask(index, "")), ElementsAre("a/SAL:NO_RATE_TABLE"));
  EXPECT_TRUE(index.HasCarrier("a"));
  EXPECT_FALSE(index.HasCarrier("b"));
  EXPECT_EQ(index.RulesOf("b"), nullptr);
}

}  // namespace
}  // namespace shopdesk::logistics::domain
