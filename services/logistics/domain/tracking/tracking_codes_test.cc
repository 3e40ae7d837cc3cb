#include "services/logistics/domain/tracking/tracking_codes.h"

#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "libs/testing/matchers.h"

namespace shopdesk::logistics::domain {
namespace {

using shopdesk::testing::HasReason;
using shopdesk::testing::IsOkAndHolds;

const char* const kAggregators[] = {kKuaidi100, kKdniao, kAftership, kEasypost};

TEST(TrackingCodesTest, EveryCodeMeansOneThing) {
  for (const char* source : kAggregators) {
    std::set<std::string> codes;
    EXPECT_FALSE(CodesOf(source).empty());
    for (const CodeMapping& mapping : CodesOf(source)) {
      EXPECT_TRUE(codes.insert(mapping.code).second) << mapping.code;
      EXPECT_THAT(StatusOfCode(source, mapping.code, {}), IsOkAndHolds(mapping.status));
      EXPECT_NE(mapping.status, v1::TrackingStatus::TRACKING_STATUS_UNSPECIFIED);
    }
  }
}

TEST(TrackingCodesTest, MainStatesOfKuaidi100) {
  const std::map<std::string, v1::TrackingStatus::Value> main = {
      {"0", v1::TrackingStatus::IN_TRANSIT},
      {"1", v1::TrackingStatus::PICKED_UP},
      {"2", v1::TrackingStatus::EXCEPTION},
      {"3", v1::TrackingStatus::DELIVERED},
      {"4", v1::TrackingStatus::RETURNED},
      {"5", v1::TrackingStatus::OUT_FOR_DELIVERY},
      {"6", v1::TrackingStatus::RETURNING},
      {"7", v1::TrackingStatus::IN_TRANSIT},
      {"8", v1::TrackingStatus::CUSTOMS},
      {"10", v1::TrackingStatus::CUSTOMS},
      {"11", v1::TrackingStatus::CUSTOMS},
      {"12", v1::TrackingStatus::IN_TRANSIT},
      {"13", v1::TrackingStatus::EXCEPTION},
      {"14", v1::TrackingStatus::REFUSED},
      {"101", v1::TrackingStatus::INFO_RECEIVED},
      {"103", v1::TrackingStatus::PICKED_UP},
      {"501", v1::TrackingStatus::AVAILABLE_FOR_PICKUP},
      {"304", v1::TrackingStatus::DELIVERED},
      {"203", v1::TrackingStatus::REFUSED},
      {"401", v1::TrackingStatus::CANCELLED},
      {"1001", v1::TrackingStatus::IN_TRANSIT}};
  for (const auto& [code, status] : main) {
    EXPECT_THAT(StatusOfCode(kKuaidi100, code, {}), IsOkAndHolds(status)) << code;
  }
}

TEST(TrackingCodesTest, MainStatesOfKdniao) {
  const std::map<std::string, v1::TrackingStatus::Value> main = {
      {"0", v1::TrackingStatus::PENDING},
      {"1", v1::TrackingStatus::PICKED_UP},
      {"2", v1::TrackingStatus::IN_TRANSIT},
      {"3", v1::TrackingStatus::DELIVERED},
      {"4", v1::TrackingStatus::EXCEPTION},
      {"201", v1::TrackingStatus::IN_TRANSIT},
      {"202", v1::TrackingStatus::OUT_FOR_DELIVERY},
      {"211", v1::TrackingStatus::AVAILABLE_FOR_PICKUP},
      {"301", v1::TrackingStatus::DELIVERED},
      {"302", v1::TrackingStatus::DELIVERED},
      {"304", v1::TrackingStatus::DELIVERED},
      {"311", v1::TrackingStatus::DELIVERED},
      {"401", v1::TrackingStatus::EXCEPTION},
      {"404", v1::TrackingStatus::REFUSED},
      {"406", v1::TrackingStatus::RETURNED},
      {"407", v1::TrackingStatus::RETURNING},
      {"412", v1::TrackingStatus::EXCEPTION},
      {"413", v1::TrackingStatus::INTERCEPTED}};
  for (const auto& [code, status] : main) {
    EXPECT_THAT(StatusOfCode(kKdniao, code, {}), IsOkAndHolds(status)) << code;
  }
}

TEST(TrackingCodesTest, TagsAndSubtagsOfAftership) {
  const std::map<std::string, v1::TrackingStatus::Value> main = {
      {"Pending", v1::TrackingStatus::PENDING},
      {"InfoReceived", v1::TrackingStatus::INFO_RECEIVED},
      {"InTransit", v1::TrackingStatus::IN_TRANSIT},
      {"OutForDelivery", v1::TrackingStatus::OUT_FOR_DELIVERY},
      {"AttemptFail", v1::TrackingStatus::ATTEMPT_FAILED},
      {"Delivered", v1::TrackingStatus::DELIVERED},
      {"AvailableForPickup", v1::TrackingStatus::AVAILABLE_FOR_PICKUP},
      {"Exception", v1::TrackingStatus::EXCEPTION},
      {"Expired", v1::TrackingStatus::EXPIRED},
      {"InTransit_002", v1::TrackingStatus::PICKED_UP},
      {"InTransit_006", v1::TrackingStatus::CUSTOMS},
      {"Exception_003", v1::TrackingStatus::REFUSED},
      {"Exception_010", v1::TrackingStatus::RETURNING},
      {"Exception_011", v1::TrackingStatus::RETURNED}};
  for (const auto& [code, status] : main) {
    EXPECT_THAT(StatusOfCode(kAftership, code, {}), IsOkAndHolds(status)) << code;
  }
  // A subtag means its tag unless it says more.
  for (const CodeMapping& mapping : CodesOf(kAftership)) {
    const std::string tag =
        std::string(mapping.code).substr(0, std::string(mapping.code).find('_'));
    EXPECT_THAT(StatusOfCode(kAftership, tag, {}), shopdesk::testing::IsOk()) << mapping.code;
  }
}

TEST(TrackingCodesTest, StatusesOfEasypostAndTheirDetails) {
  const std::map<std::string, v1::TrackingStatus::Value> main = {
      {"unknown", v1::TrackingStatus::PENDING},
      {"pre_transit", v1::TrackingStatus::INFO_RECEIVED},
      {"in_transit", v1::TrackingStatus::IN_TRANSIT},
      {"out_for_delivery", v1::TrackingStatus::OUT_FOR_DELIVERY},
      {"available_for_pickup", v1::TrackingStatus::AVAILABLE_FOR_PICKUP},
      {"delivered", v1::TrackingStatus::DELIVERED},
      {"return_to_sender", v1::TrackingStatus::RETURNING},
      {"failure", v1::TrackingStatus::EXCEPTION},
      {"cancelled", v1::TrackingStatus::CANCELLED},
      {"error", v1::TrackingStatus::EXCEPTION},
      {"in_transit/arrived_at_facility", v1::TrackingStatus::IN_TRANSIT},
      {"in_transit/received_at_origin_facility", v1::TrackingStatus::PICKED_UP},
      {"failure/refused", v1::TrackingStatus::REFUSED},
      {"delivered/arrived_at_destination", v1::TrackingStatus::DELIVERED}};
  for (const auto& [code, status] : main) {
    EXPECT_THAT(StatusOfCode(kEasypost, code, {}), IsOkAndHolds(status)) << code;
  }
}

TEST(TrackingCodesTest, CanonicalCodesAreTheScale) {
  for (int i = v1::TrackingStatus::Value_MIN + 1; i <= v1::TrackingStatus::Value_MAX; ++i) {
    const auto status = static_cast<v1::TrackingStatus::Value>(i);
    EXPECT_THAT(StatusOfCode(kCanonical, v1::TrackingStatus::Value_Name(status), {}),
                IsOkAndHolds(status));
  }
}

TEST(TrackingCodesTest, AnUnknownSubCodeMeansWhatItsMainCodeDoes) {
  const std::vector<std::tuple<const char*, std::string, v1::TrackingStatus::Value>> codes = {
      {kKuaidi100, "305", v1::TrackingStatus::DELIVERED},
      {kKuaidi100, "299", v1::TrackingStatus::EXCEPTION},
      {kKuaidi100, "1004", v1::TrackingStatus::IN_TRANSIT},
      {kKdniao, "209", v1::TrackingStatus::IN_TRANSIT},
      {kKdniao, "399", v1::TrackingStatus::DELIVERED},
      {kAftership, "Delivered_099", v1::TrackingStatus::DELIVERED},
      {kAftership, "Exception_099", v1::TrackingStatus::EXCEPTION}};
  for (const auto& [source, code, status] : codes) {
    EXPECT_THAT(StatusOfCode(source, code, {}), IsOkAndHolds(status)) << code;
  }
}

TEST(TrackingCodesTest, CodesThatNobodyKnowMeanNothing) {
  for (const char* source : {kCanonical, kKuaidi100, kKdniao, kAftership, kEasypost}) {
    for (const char* code :
         {"", "99", "999", "9999", "12345", "2x1", "Lost", "Lost_001", "_", "运"}) {
      EXPECT_THAT(StatusOfCode(source, code, {}),
                  IsOkAndHolds(v1::TrackingStatus::TRACKING_STATUS_UNSPECIFIED))
          << code;
    }
  }
  EXPECT_THAT(StatusOfCode("YTO", "0", {}), HasReason("INVALID_ARGUMENT"));
}

TEST(TrackingCodesTest, AShopRegistersSourcesOfItsOwn) {
  v1::Policy policy;
  v1::TrackingSource& yto = *policy.add_tracking_sources();
  yto.set_source("YTO");
  v1::TrackingSource::Code& signed_for = *yto.add_codes();
  signed_for.set_code("SIGNED");
  signed_for.set_status(v1::TrackingStatus::DELIVERED);
  EXPECT_THAT(StatusOfCode("YTO", "SIGNED", policy), IsOkAndHolds(v1::TrackingStatus::DELIVERED));
  EXPECT_THAT(StatusOfCode("YTO", "LOST", policy),
              IsOkAndHolds(v1::TrackingStatus::TRACKING_STATUS_UNSPECIFIED));
  EXPECT_THAT(StatusOfCode("ZTO", "SIGNED", policy), HasReason("INVALID_ARGUMENT"));
}

}  // namespace
}  // namespace shopdesk::logistics::domain
