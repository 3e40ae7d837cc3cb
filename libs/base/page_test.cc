#include "libs/base/page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/base/error.h"
#include "shopdesk/event/v1/event.pb.h"

namespace shopdesk {
namespace {

using event::v1::ListParkedEventsRequest;
using event::v1::ListParkedTimersRequest;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(PageSizeTest, DefaultsAndCoerces) {
  EXPECT_EQ(*PageSize(0, 50, 1000), 50);
  EXPECT_EQ(*PageSize(1, 50, 1000), 1);
  EXPECT_EQ(*PageSize(1000, 50, 1000), 1000);
  EXPECT_EQ(*PageSize(1001, 50, 1000), 1000);
  EXPECT_EQ(*PageSize(2147483647, 50, 1000), 1000);
  EXPECT_EQ(PageSize(-1, 50, 1000).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(PageTokenTest, TheFirstPageHasNone) {
  EXPECT_THAT(*ParsePageToken(ListParkedEventsRequest()), IsEmpty());
}

TEST(PageTokenTest, BringsTheKeyBack) {
  const std::vector<std::string> keys[] = {
      {"a"}, {"", ""}, {"shops/1/orders/2", "17"}, {"1:2:3", ":", std::string("\0\xff", 2)}};
  for (const std::vector<std::string>& key : keys) {
    ListParkedEventsRequest request;
    request.set_page_token(MakePageToken(request, key));
    EXPECT_EQ(*ParsePageToken(request), key);
    // Another page size is the same query.
    request.set_page_size(7);
    EXPECT_EQ(*ParsePageToken(request), key);
    // The token of the next page is made from a request that holds one.
    EXPECT_EQ(MakePageToken(request, key), request.page_token());
  }
}

TEST(PageTokenTest, IsTiedToItsQuery) {
  ListParkedTimersRequest timers;
  timers.set_page_token(MakePageToken(ListParkedEventsRequest(), {"a"}));
  EXPECT_EQ(ParsePageToken(timers).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(PageTokenTest, RefusesWhatIsNoToken) {
  const std::string good = MakePageToken(ListParkedEventsRequest(), {"abc", "def"});
  for (std::string token : {std::string("x"), std::string("AAAA"), std::string("%%%"), good + "x",
                            good.substr(0, good.size() - 4), good.substr(4), "A" + good,
                            MakePageToken(ListParkedEventsRequest(), {})}) {
    ListParkedEventsRequest request;
    request.set_page_token(token);
    const absl::Status status = ParsePageToken(request).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << token;
    EXPECT_EQ(ReasonOf(status), "INVALID_ARGUMENT") << token;
  }
}

}  // namespace
}  // namespace shopdesk
