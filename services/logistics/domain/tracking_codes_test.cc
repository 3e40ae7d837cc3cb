#include "services/logistics/domain/tracking_codes.h"

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

const v1::TrackingSource::Value kAggregators[] = {
    v1::TrackingSource::KUAIDI100, v1::TrackingSource::KDNIAO, v1::TrackingSource::AFTERSHIP};

TEST(TrackingCodesTest, EveryCodeMeansOneThing) {
  for (v1::TrackingSource::Value source : kAggregators) {
    std::set<std::string> codes;
    EXPECT_FALSE(CodesOf(source).empty());
    for (const CodeMapping& mapping : CodesOf(source)) {
      EXPECT_TRUE(codes.insert(mapping.code).second) << mapping.code;
      EXPECT_THAT(StatusOfCode(source, mapping.code), IsOkAndHolds(mapping.status));
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
    EXPECT_THAT(StatusOfCode(v1::TrackingSource::KUAIDI100, code), IsOkAndHolds(status)) << code;
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
    EXPECT_THAT(StatusOfCode(v1::TrackingSource::KDNIAO, code), IsOkAndHolds(status)) << code;
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
    EXPECT_THAT(StatusOfCode(v1::TrackingSource::AFTERSHIP, code), IsOkAndHolds(status)) << code;
  }
  // A subtag means its tag unless it says more.
  for (const CodeMapping& mapping : CodesOf(v1::TrackingSource::AFTERSHIP)) {
    const std::string tag =
        std::string(mapping.code).substr(0, std::string(mapping.code).find('_'));
    EXPECT_THAT(StatusOfCode(v1::TrackingSource::AFTERSHIP, tag), shopdesk::testing::IsOk())
        << mapping.code;
  }
}

TEST(TrackingCodesTest, CanonicalCodesAreTheScale) {
  for (int i = v1::TrackingStatus::Value_MIN + 1; i <= v1::TrackingStatus::Value_MAX; ++i) {
    const auto status = static_cast<v1::TrackingStatus::Value>(i);
    EXPECT_THAT(StatusOfCode(v1::TrackingSource::CANONICAL, v1::TrackingStatus::Value_Name(status)),
                IsOkAndHolds(status));
  }
}

TEST(TrackingCodesTest, AnUnknownSubCodeMeansWhatItsMainCodeDoes) {
  const std::vector<std::tuple<v1::TrackingSource::Value, std::string, v1::TrackingStatus::Value>>
      codes = {{v1::TrackingSource::KUAIDI100, "305", v1::TrackingStatus::DELIVERED},
               {v1::TrackingSource::KUAIDI100, "299", v1::TrackingStatus::EXCEPTION},
               {v1::TrackingSource::KUAIDI100, "1004", v1::TrackingStatus::IN_TRANSIT},
               {v1::TrackingSource::KDNIAO, "209", v1::TrackingStatus::IN_TRANSIT},
               {v1::TrackingSource::KDNIAO, "399", v1::TrackingStatus::DELIVERED},
               {v1::TrackingSource::AFTERSHIP, "Delivered_099", v1::TrackingStatus::DELIVERED},
               {v1::TrackingSource::AFTERSHIP, "Exception_099", v1::TrackingStatus::EXCEPTION}};
  for (const auto& [source, code, status] : codes) {
    EXPECT_THAT(StatusOfCode(source, code), IsOkAndHolds(status)) << code;
  }
}

TEST(TrackingCodesTest, CodesThatNobodyKnowMeanNothing) {
  for (v1::TrackingSource::Value source :
       {v1::TrackingSource::CANONICAL, v1::TrackingSource::KUAIDI100, v1::TrackingSource::KDNIAO,
        v1::TrackingSource::AFTERSHIP}) {
    for (const char* code :
         {"", "99", "999", "9999", "12345", "2x1", "Lost", "Lost_001", "_", "运"}) {
      EXPECT_THAT(StatusOfCode(source, code),
                  IsOkAndHolds(v1::TrackingStatus::TRACKING_STATUS_UNSPECIFIED))
          << code;
    }
  }
  EXPECT_THAT(StatusOfCode(v1::TrackingSource::TRACKING_SOURCE_UNSPECIFIED, "0"),
              HasReason("INVALID_ARGUMENT"));
}

}  // namespace
}  // namespace shopdesk::logistics::domain
