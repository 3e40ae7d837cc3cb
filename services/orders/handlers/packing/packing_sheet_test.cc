#include "services/orders/handlers/packing/packing_sheet.h"

#include "services/orders/handlers/refund/return_address.h"
#include "services/orders/handlers/trade/remark.h"
#include "services/orders/testing/packing.h"

namespace shopdesk::orders {
namespace {

using namespace v1;  // NOLINT: the states
using shopdesk::testing::HasReason;
using shopdesk::testing::IsOk;
using ::testing::HasSubstr;
using ::testing::Not;

class PackingSheetTest : public testing::PackingTest {
 protected:
  absl::StatusOr<PackingSheet> Sheet(const std::string& job, const std::string& purpose) {
    RevealPackingSheetRequest request;
    request.set_name(job);
    request.set_purpose(purpose);
    PackingSheet response;
    RETURN_IF_ERROR(world_.runtime().WriteAndWait(world_.CallOf("RevealPackingSheet", ""), &request,
                                                  &response, [&](runtime::WriteContext& ctx) {
                                                    return handlers::RevealPackingSheet(
                                                        ctx, request, &response);
                                                  }));
    return response;
  }
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, PackingSheetTest, testing::BothDatabases(),
                         testing::NameOf);

TEST_P(PackingSheetTest, TheSenderIsTheLocationsOrTheMainOne) {
  const auto set_address = [&](const std::string& location, const std::string& name) {
    SetReturnAddressRequest request;
    request.set_name("shops/s/returnAddresses/" + location);
    *request.mutable_receiver() = testing::TestReceiver();
    request.mutable_receiver()->set_name(name);
    request.set_request_id(NextId());
    EXPECT_THAT(world_.Write<ReturnAddress>(request, handlers::SetReturnAddress), IsOk());
  };
  world_.catalog().SetLocation("a", "north");
  const Order order = Paid("o");
  const PackingJob job = Picked({order.name()});
  const auto nobody = Sheet(job.name(), "label");
  ASSERT_THAT(nobody, IsOk());
  EXPECT_FALSE(nobody->label().has_sender());
  set_address("main", "总仓退货组");
  const auto main = Sheet(job.name(), "label");
  ASSERT_THAT(main, IsOk());
  EXPECT_EQ(main->label().sender().name(), "总仓退货组");
  set_address("north", "北仓退货组");
  const auto north = Sheet(job.name(), "label");
  ASSERT_THAT(north, IsOk());
  EXPECT_EQ(north->label().sender().name(), "北仓退货组");
  EXPECT_EQ(north->label().sender().phone(), "+8613812345678");
  // What is shipped names the same.
  ASSERT_THAT(Scan(job.name(), "a", 1), IsOk());
  ASSERT_THAT(FinishJob(job.name()), IsOk());
  const auto shipped = ShipIt(order.name());
  ASSERT_THAT(shipped, IsOk());
  EXPECT_EQ(world_.logistics().RequestOf(shipped->parcels(0).shipment()).sender().name(),
            "北仓退货组");
}

TEST_P(PackingSheetTest, HasInClearWhatPackingNeeds) {
  PlaceOrderRequest place = testing::PlaceRequest("o");
  place.set_buyer_message("送到门卫 13812345678");
  const auto placed = world_.Place(place);
  ASSERT_THAT(placed, IsOk());
  ASSERT_THAT(world_.Pay(testing::PayRequest(*placed, "o")), IsOk());
  ConfirmReceiverRequest confirm;
  confirm.set_name(placed->name());
  confirm.set_channel(type::v1::ContactChannel::IM);
  confirm.set_request_id("confirm");
  ASSERT_THAT(world_.Write<Order>(confirm, handlers::ConfirmReceiver), IsOk());
  AddRemarkRequest remark;
  remark.set_parent(placed->name());
  remark.set_reason(Remark::GOODS);
  remark.set_text("加一张贺卡 13900001111");
  remark.set_request_id("remark");
  ASSERT_THAT(world_.Write<Remark>(remark, handlers::AddRemark), IsOk());
  const auto job = StartJob({placed->name()});
  ASSERT_THAT(job, IsOk());

  world_.role = Role::PACKING;
  EXPECT_THAT(Sheet(job->name(), "label"), HasReason("WRONG_STATE"));
  const auto printed = PrintJob(job->name(), "sf", "SF1");
  ASSERT_THAT(printed, IsOk());
  EXPECT_EQ(printed->orders(0).printed_remark(), 1);
  const auto sheet = Sheet(job->name(), "label");
  ASSERT_THAT(sheet, IsOk());
  EXPECT_EQ(sheet->label().receiver().name(), "张三丰");
  EXPECT_THAT(sheet->label().receiver().phone(), HasSubstr("13812345678"));
  EXPECT_EQ(sheet->label().barcode(), "SF1");
  ASSERT_EQ(sheet->orders_size(), 1);
  EXPECT_EQ(sheet->orders(0).buyer_message(), "送到门卫 13812345678");
  EXPECT_EQ(sheet->orders(0).remarks(0).text(), "加一张贺卡 13900001111");
  EXPECT_EQ(sheet->slip().lines_size(), 1);
  EXPECT_EQ(sheet->slip().print_version(), 1);
  // What is stored stays masked.
  EXPECT_THAT(Job(job->name()).SerializeAsString(), Not(HasSubstr("13812345678")));

  EXPECT_THAT(Sheet(job->name(), "marketing"), HasReason("REVEAL_NOT_ALLOWED"));
  world_.role = Role::AGENT;
  EXPECT_THAT(Sheet(job->name(), "label"), HasReason("REVEAL_NOT_ALLOWED"));
}

}  // namespace
}  // namespace shopdesk::orders
