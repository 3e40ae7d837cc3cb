#include "services/orders/handlers/trade/remark.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "services/orders/testing/world.h"

namespace shopdesk::orders {
namespace {

using testing::WorldTest;
using namespace v1;  // NOLINT: the states
using orders::testing::PlaceRequest;
using shopdesk::testing::HasReason;
using shopdesk::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class RemarkTest : public WorldTest {
 protected:
  absl::StatusOr<Remark> Add(const std::string& order, Remark::Flag flag, const std::string& text) {
    AddRemarkRequest request;
    request.set_parent(order);
    request.set_flag(flag);
    request.set_reason(Remark::PACKING);
    request.set_text(text);
    request.set_request_id(absl::StrCat("remark-", ++calls_));
    return world_.Write<Remark>(request, handlers::AddRemark);
  }
  absl::StatusOr<Order> Acknowledge(const std::string& name) {
    AcknowledgeRemarkRequest request;
    request.set_name(name);
    request.set_request_id(absl::StrCat("seen-", ++calls_));
    return world_.Write<Order>(request, handlers::AcknowledgeRemark);
  }
  absl::StatusOr<Order> Ship(const std::string& order, int64_t seen = 0) {
    ShipOrderRequest request;
    request.set_name(order);
    request.set_seen_remark(seen);
    request.set_request_id(absl::StrCat("ship-", ++calls_));
    return world_.Ship(request);
  }
  int calls_ = 0;
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, RemarkTest, testing::BothDatabases(), testing::NameOf);

TEST_P(RemarkTest, RedOnesStopShippingUntilPackingHasSeenThem) {
  const std::string order = world_.ReadyToShip("o").name();
  const auto yellow = Add(order, Remark::YELLOW, "customer likes ribbons");
  ASSERT_THAT(yellow, IsOk());
  EXPECT_THAT(world_.WorkOf(order), IsEmpty());
  const auto red = Add(order, Remark::FLAG_UNSPECIFIED, "no price slip; call 13812345678");
  ASSERT_THAT(red, IsOk());
  EXPECT_EQ(red->flag(), Remark::RED);
  EXPECT_EQ(red->name(), order + "/remarks/2");
  EXPECT_THAT(red->text(), Not(HasSubstr("13812345678")));
  EXPECT_THAT(world_.EventsOf(red->name()), ElementsAre("remark.added"));
  EXPECT_THAT(world_.WorkOf(order), ElementsAre("red_remark"));
  const auto refused = Ship(order);
  EXPECT_THAT(refused, HasReason("RED_REMARK"));
  EXPECT_EQ(ErrorMetadataOf(refused.status(), "remark"), "2");
  EXPECT_THAT(Ship(order, 1), HasReason("RED_REMARK"));

  EXPECT_THAT(Acknowledge(yellow->name()), HasReason("WRONG_STATE"));
  ASSERT_THAT(Acknowledge(red->name()), IsOk());
  EXPECT_THAT(Acknowledge(red->name()), HasReason("WRONG_STATE"));
  EXPECT_THAT(world_.WorkOf(order), IsEmpty());
  // A newer one, at the very same time, has to be seen too.
  ASSERT_THAT(Add(order, Remark::RED, "a card: happy birthday"), IsOk());
  EXPECT_THAT(Ship(order), HasReason("RED_REMARK"));
  ASSERT_THAT(Ship(order, 3), IsOk());
  EXPECT_THAT(world_.WorkOf(order), IsEmpty());
}

TEST_P(RemarkTest, WaitForPackingOnlyOnceThereIsSomethingToPack) {
  const auto placed = world_.Place(PlaceRequest("o"));
  ASSERT_THAT(placed, IsOk());
  ASSERT_THAT(Add(placed->name(), Remark::RED, "two boxes"), IsOk());
  EXPECT_THAT(world_.WorkOf(placed->name()), IsEmpty());
  ASSERT_THAT(world_.Pay(orders::testing::PayRequest(*placed, "o")), IsOk());
  EXPECT_THAT(world_.WorkOf(placed->name()), ElementsAre("red_remark", "verify_receiver"));
}

TEST_P(RemarkTest, AreListedInTheirOrderWithPages) {
  const std::string order = world_.ReadyToShip("o").name();
  for (const char* text : {"one", "two", "three"}) {
    ASSERT_THAT(Add(order, Remark::BLUE, text), IsOk());
  }
  ListRemarksRequest request;
  request.set_parent(order);
  request.set_page_size(2);
  const auto first = world_.Read<ListRemarksResponse>(request, handlers::ListRemarks);
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(first->remarks(), SizeIs(2));
  EXPECT_EQ(first->remarks(0).text(), "one");
  request.set_page_token(first->next_page_token());
  const auto rest = world_.Read<ListRemarksResponse>(request, handlers::ListRemarks);
  ASSERT_THAT(rest, IsOk());
  ASSERT_THAT(rest->remarks(), SizeIs(1));
  EXPECT_EQ(rest->remarks(0).text(), "three");
  EXPECT_EQ(rest->next_page_token(), "");
  GetRemarkRequest get;
  get.set_name(order + "/remarks/4");
  EXPECT_THAT(world_.Read<Remark>(get, handlers::GetRemark),
              shopdesk::testing::StatusIs(absl::StatusCode::kNotFound));
}

}  // namespace
}  // namespace shopdesk::orders
