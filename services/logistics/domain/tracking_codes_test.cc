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

const v1::TrackingSource kAggregators[] = {v1::KUAIDI100, v1::KDNIAO, v1::AFTERSHIP};

TEST(TrackingCodesTest, EveryCodeMeansOneThing) {
  for (v1::TrackingSource source : kAggregators) {
    std::set<std::string> codes;
    EXPECT_FALSE(CodesOf(source).empty());
    for (const CodeMapping& mapping : CodesOf(source)) {
      EXPECT_TRUE(codes.insert(mapping.code).second) << mapping.code;
      EXPECT_THAT(StatusOfCode(source, mapping.code), IsOkAndHolds(mapping.status));
      EXPECT_NE(mapping.status, v1::TRACKING_STATUS_UNSPECIFIED);
    }
  }
}

TEST(TrackingCodesTest, MainStatesOfKuaidi100) {
  const std::map<std::string, v1::TrackingStatus> main = {{"0", v1::IN_TRANSIT},
                                                          {"1", v1::PICKED_UP},
                                                          {"2", v1::EXCEPTION},
                                                          {"3", v1::DELIVERED},
                                                          {"4", v1::RETURNED},
                                                          {"5", v1::OUT_FOR_DELIVERY},
                                                          {"6", v1::RETURNING},
                                                          {"7", v1::IN_TRANSIT},
                                                          {"8", v1::CUSTOMS},
                                                          {"10", v1::CUSTOMS},
                                                          {"11", v1::CUSTOMS},
                                                          {"12", v1::IN_TRANSIT},
                                                          {"13", v1::EXCEPTION},
                                                          {"14", v1::REFUSED},
                                                          {"101", v1::INFO_RECEIVED},
                                                          {"103", v1::PICKED_UP},
                                                          {"501", v1::AVAILABLE_FOR_PICKUP},
                                                          {"304", v1::DELIVERED},
                                                          {"203", v1::REFUSED},
                                                          {"401", v1::CANCELLED},
                                                          {"1001", v1::IN_TRANSIT}};
  for (const auto& [code, status] : main) {
    EXPECT_THAT(StatusOfCode(v1::KUAIDI100, code), IsOkAndHolds(status)) << code;
  }
}

TEST(TrackingCodesTest, MainStatesOfKdniao) {
  const std::map<std::string, v1::TrackingStatus> main = {{"0", v1::PENDING},
                                                          {"1", v1::PICKED_UP},
                                                          {"2", v1::IN_TRANSIT},
                                                          {"3", v1::DELIVERED},
                                                          {"4", v1::EXCEPTION},
                                                          {"201", v1::IN_TRANSIT},
                                                          {"202", v1::OUT_FOR_DELIVERY},
                                                          {"211", v1::AVAILABLE_FOR_PICKUP},
                                                          {"301", v1::DELIVERED},
                                                          {"302", v1::DELIVERED},
                                                          {"304", v1::DELIVERED},
                                                          {"311", v1::DELIVERED},
                                                          {"401", v1::EXCEPTION},
                                                          {"404", v1::REFUSED},
                                                          {"406", v1::RETURNED},
                                                          {"407", v1::RETURNING},
                                                          {"412", v1::EXCEPTION},
                                                          {"413", v1::INTERCEPTED}};
  for (const auto& [code, status] : main) {
    EXPECT_THAT(StatusOfCode(v1::KDNIAO, code), IsOkAndHolds(status)) << code;
  }
}

TEST(TrackingCodesTest, TagsAndSubtagsOfAftership) {
  const std::map<std::string, v1::TrackingStatus> main = {
      {"Pending", v1::PENDING},
      {"InfoReceived", v1::INFO_RECEIVED},
      {"InTransit", v1::IN_TRANSIT},
      {"OutForDelivery", v1::OUT_FOR_DELIVERY},
      {"AttemptFail", v1::ATTEMPT_FAILED},
      {"Delivered", v1::DELIVERED},
      {"AvailableForPickup", v1::AVAILABLE_FOR_PICKUP},
      {"Exception", v1::EXCEPTION},
      {"Expired", v1::EXPIRED},
      {"InTransit_002", v1::PICKED_UP},
      {"InTransit_006", v1::CUSTOMS},
      {"Exception_003", v1::REFUSED},
      {"Exception_010", v1::RETURNING},
      {"Exception_011", v1::RETURNED}};
  for (const auto& [code, status] : main) {
    EXPECT_THAT(StatusOfCode(v1::AFTERSHIP, code), IsOkAndHolds(status)) << code;
  }
  // A subtag means its tag unless it says more.
  for (const CodeMapping& mapping : CodesOf(v1::AFTERSHIP)) {
    const std::string tag =
        std::string(mapping.code).substr(0, std::string(mapping.code).find('_'));
    EXPECT_THAT(StatusOfCode(v1::AFTERSHIP, tag), shopdesk::testing::IsOk()) << mapping.code;
  }
}

TEST(TrackingCodesTest, CanonicalCodesAreTheScale) {
  for (int i = v1::TrackingStatus_MIN + 1; i <= v1::TrackingStatus_MAX; ++i) {
    const auto status = static_cast<v1::TrackingStatus>(i);
    EXPECT_THAT(StatusOfCode(v1::CANONICAL, v1::TrackingStatus_Name(status)), IsOkAndHolds(status));
  }
}

TEST(TrackingCodesTest, AnUnknownSubCodeMeansWhatItsMainCodeDoes) {
  const std::vector<std::tuple<v1::TrackingSource, std::string, v1::TrackingStatus>> codes = {
      {v1::KUAIDI100, "305", v1::DELIVERED},
      {v1::KUAIDI100, "299", v1::EXCEPTION},
      {v1::KUAIDI100, "1004", v1::IN_TRANSIT},
      {v1::KDNIAO, "209", v1::IN_TRANSIT},
      {v1::KDNIAO, "399", v1::DELIVERED},
      {v1::AFTERSHIP, "Delivered_099", v1::DELIVERED},
      {v1::AFTERSHIP, "Exception_099", v1::EXCEPTION}};
  for (const auto& [source, code, status] : codes) {
    EXPECT_THAT(StatusOfCode(source, code), IsOkAndHolds(status)) << code;
  }
}

TEST(TrackingCodesTest, CodesThatNobodyKnowMeanNothing) {
  for (v1::TrackingSource source : {v1::CANONICAL, v1::KUAIDI100, v1::KDNIAO, v1::AFTERSHIP}) {
    for (const char* code :
         {"", "99", "999", "9999", "12345", "2x1", "Lost", "Lost_001", "_", "运"}) {
      EXPECT_THAT(StatusOfCode(source, code), IsOkAndHolds(v1::TRACKING_STATUS_UNSPECIFIED))
          << code;
    }
  }
  EXPECT_THAT(StatusOfCode(v1::TRACKING_SOURCE_UNSPECIFIED, "0"), HasReason("INVALID_ARGUMENT"));
}

}  // namespace
}  // namespace shopdesk::logistics::domain
