#include "libs/base/page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "libs/base/error.h"
#include "shopdesk/event/v1/event.pb.h"

namespace shopdesk {
namespace {

using event::v1::ListParkedEventsRequest;
using event::v1::ListParkedTimersRequest;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

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

// A list of the numbers 1 to 5 in parked events, their sequence being the key.
class ListPageTest : public ::testing::Test {
 protected:
  absl::Status List(const ListParkedEventsRequest& request,
                    event::v1::ListParkedEventsResponse& response) {
    response.Clear();
    return ListPage(
        request, PageLimits{2, 3}, PageKey<int64_t, std::string>{0, ""},
        [](const PageKey<int64_t, std::string>& after,
           int limit) -> absl::StatusOr<std::vector<event::v1::ParkedEvent>> {
          std::vector<event::v1::ParkedEvent> rows;
          for (int64_t i = std::get<0>(after) + 1; i <= 5 && limit > 0; ++i, --limit) {
            rows.emplace_back().mutable_event()->set_sequence(i);
          }
          return rows;
        },
        [](const event::v1::ParkedEvent& row) {
          return PageKey<int64_t, std::string>{row.event().sequence(), "id"};
        },
        response, *response.mutable_parked_events());
  }
};

TEST_F(ListPageTest, PagesJoinToTheWholeList) {
  for (int size : {1, 2, 3}) {
    ListParkedEventsRequest request;
    request.set_page_size(size);
    event::v1::ListParkedEventsResponse response;
    std::vector<int64_t> seen;
    do {
      ASSERT_TRUE(List(request, response).ok());
      EXPECT_LE(response.parked_events_size(), size);
      for (const auto& row : response.parked_events()) seen.push_back(row.event().sequence());
      request.set_page_token(response.next_page_token());
    } while (!response.next_page_token().empty());
    EXPECT_THAT(seen, ElementsAre(1, 2, 3, 4, 5)) << "pages of " << size;
  }
}

TEST_F(ListPageTest, AnExactlyFullLastPageHasNoToken) {
  ListParkedEventsRequest request;
  request.set_page_size(3);
  event::v1::ListParkedEventsResponse response;
  ASSERT_TRUE(List(request, response).ok());
  request.set_page_token(response.next_page_token());
  request.set_page_size(2);
  ASSERT_TRUE(List(request, response).ok());
  EXPECT_EQ(response.parked_events_size(), 2);
  EXPECT_EQ(response.next_page_token(), "");
}

TEST_F(ListPageTest, KeepsToItsLimits) {
  ListParkedEventsRequest request;
  event::v1::ListParkedEventsResponse response;
  ASSERT_TRUE(List(request, response).ok());
  EXPECT_EQ(response.parked_events_size(), 2);
  request.set_page_size(100);
  ASSERT_TRUE(List(request, response).ok());
  EXPECT_EQ(response.parked_events_size(), 3);
}

TEST_F(ListPageTest, RefusesTheKeyOfAnotherList) {
  ListParkedEventsRequest request;
  event::v1::ListParkedEventsResponse response;
  for (const std::vector<std::string>& key :
       {std::vector<std::string>{"1"}, {"1", "a", "b"}, {"one", "a"}}) {
    request.set_page_token(MakePageToken(request, key));
    EXPECT_EQ(List(request, response).code(), absl::StatusCode::kInvalidArgument);
  }
}

// Numbers from 1 on, of which those that `matches` says are wanted.
class ScanPageTest : public ::testing::Test {
 protected:
  using Key = PageKey<int64_t>;
  using Row = event::v1::ParkedEvent;

  // All that is found, in pages of `size`, and how many pages there were.
  std::vector<int64_t> FindAll(int size, int64_t most,
                               const std::function<bool(int64_t)>& matches) {
    std::vector<int64_t> found;
    pages_ = 0;
    ListParkedEventsRequest request;
    request.set_page_size(size);
    do {
      event::v1::ListParkedEventsResponse response;
      const absl::Status status = ScanPage(
          request, PageLimits{2, 100}, Key(0),
          [&](const Key& after, int limit) -> absl::StatusOr<std::vector<Scanned<Key, Row>>> {
            std::vector<Scanned<Key, Row>> rows;
            for (int64_t n = std::get<0>(after) + 1; n <= most && limit > 0; ++n, --limit) {
              ++looked_at_;
              rows.push_back({Key(n), {}});
              if (!matches(n)) continue;
              rows.back().row.emplace();
              rows.back().row->mutable_event()->set_sequence(n);
            }
            return rows;
          },
          response, *response.mutable_parked_events());
      EXPECT_TRUE(status.ok()) << status;
      EXPECT_LE(response.parked_events_size(), size);
      for (const auto& row : response.parked_events()) found.push_back(row.event().sequence());
      request.set_page_token(response.next_page_token());
      ++pages_;
    } while (!request.page_token().empty());
    return found;
  }

  int pages_ = 0;
  int64_t looked_at_ = 0;
};

TEST_F(ScanPageTest, LooksForWhatMatches) {
  EXPECT_THAT(FindAll(2, 10, [](int64_t n) { return n % 3 == 0; }), ElementsAre(3, 6, 9));
  EXPECT_EQ(pages_, 2);
  EXPECT_THAT(FindAll(3, 9, [](int64_t n) { return n % 3 == 0; }), ElementsAre(3, 6, 9));
  EXPECT_EQ(pages_, 1) << "after an exactly full page nothing is left";
  EXPECT_THAT(FindAll(2, 5, [](int64_t) { return true; }), ElementsAre(1, 2, 3, 4, 5));
  EXPECT_THAT(FindAll(2, 0, [](int64_t) { return true; }), IsEmpty());
}

TEST_F(ScanPageTest, APageLooksAtSoManyRows) {
  const int64_t last = 3 * kMostScanned - 1;
  EXPECT_THAT(FindAll(10, last, [&](int64_t n) { return n == last; }), ElementsAre(last));
  EXPECT_EQ(pages_, 3);
  EXPECT_EQ(looked_at_, last);
}

}  // namespace
}  // namespace shopdesk
