#include "services/orders/handlers/packing/packing_sheet.h"

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
