#include "tools/shopdesk/json_check.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "shopdesk/logistics/v1/notice.pb.h"
#include "shopdesk/orders/v1/order.pb.h"

namespace shopdesk::cli {
namespace {

using Json = nlohmann::ordered_json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(JsonCheckTest, SaysWhatThereIsInstead) {
  const Json request = {{"parent", "shops/s"},
                        {"state", "PAID"},
                        {"shop", "s"},
                        {"update_time", {{"start", "2026-03-02T00:00:00Z"}}}};
  EXPECT_THAT(
      CheckJson(*orders::v1::ListOrdersRequest::descriptor(), request),
      ElementsAre(HasSubstr("state: \"PAID\" is none of WAIT_COD_CONFIRM, WAIT_BUYER_PAY"),
                  HasSubstr("shop: there is no such field; there are parent, state, buyer"),
                  HasSubstr("update_time.start: there is no such field; there are start_time")));
}

TEST(JsonCheckTest, LeavesWhatIsRightOrForTheParser) {
  const Json order = {{"state", 2},
                      {"codSurcharge", {{"minor", "5"}}},
                      {"holds", {{{"kind", "RISK"}}, {{"kind", "MANUAL"}}}},
                      {"create_time", "2026-03-02T00:00:00Z"},
                      {"total", 7}};
  EXPECT_THAT(CheckJson(*orders::v1::Order::descriptor(), order), IsEmpty());
  EXPECT_THAT(CheckJson(*orders::v1::Order::descriptor(), Json::array()), IsEmpty());
  EXPECT_THAT(
      CheckJson(*logistics::v1::SendNoticeRequest::descriptor(), {{"variables", {{"any", "1"}}}}),
      IsEmpty());
}

TEST(JsonCheckTest, LooksIntoLists) {
  EXPECT_THAT(CheckJson(*orders::v1::Order::descriptor(),
                        {{"holds", {{{"kind", "RISK"}}, {{"kind", "BAD"}}}}}),
              ElementsAre(HasSubstr("holds.kind: \"BAD\" is none of PAID_OUT_OF_STOCK")));
}

}  // namespace
}  // namespace shopdesk::cli
