#include "services/orders/domain/packing/packing_sheet.h"

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/money.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using ::testing::ElementsAre;

PackingJob SheetJob(const Order& order) {
  PackingJob job;
  job.set_name("shops/s/packingJobs/j%201");
  job.set_print_version(2);
  for (int32_t line : {1, 2}) {
    PackingLine& packed = *job.add_lines();
    packed.set_order(order.name());
    packed.set_line(line);
    packed.set_quantity(1);
  }
  return job;
}

TEST(PackingSheetTest, TheLabelSaysWhoBringsItAndWhatItWeighs) {
  Order order = ReadyOrder();
  order.mutable_lines(0)->mutable_snapshot()->set_weight_grams(200);
  order.mutable_lines(1)->mutable_snapshot()->set_weight_grams(50);
  order.mutable_delivery()->set_carrier_id("zto");
  PackingJob job = SheetJob(order);
  v1::ShippingLabel label = MakeLabel(job, std::vector<Order>{order});
  EXPECT_EQ(label.carrier_id(), "zto");
  EXPECT_EQ(label.barcode(), "j 1");
  EXPECT_EQ(label.weight_grams(), 250);
  EXPECT_THAT(label.order_ids(), ElementsAre("o"));
  EXPECT_FALSE(label.has_cod_amount());

  job.set_carrier_id("sf");
  job.set_waybill_number("SF1");
  job.set_shipment(kShipment);
  v1::Parcel& parcel = *order.add_parcels();
  parcel.set_shipment(kShipment);
  *parcel.mutable_cod_amount() = MakeMoney("CNY", 1300);
  label = MakeLabel(job, std::vector<Order>{order});
  EXPECT_EQ(label.carrier_id(), "sf");
  EXPECT_EQ(label.barcode(), "SF1");
  EXPECT_EQ(label.cod_amount().minor(), 1300);
}

TEST(PackingSheetTest, TheSlipHasPricesButForAGift) {
  Order order = ReadyOrder();
  order.mutable_lines(0)->mutable_snapshot()->set_title("杯子");
  order.mutable_lines(0)->mutable_snapshot()->add_option_values()->set_value("蓝");
  const PackingJob job = SheetJob(order);
  v1::PackingSlip slip = MakeSlip(job, std::vector<Order>{order});
  ASSERT_EQ(slip.lines_size(), 2);
  EXPECT_EQ(slip.lines(0).title(), "杯子 蓝");
  EXPECT_EQ(slip.lines(0).quantity(), 1);
  EXPECT_EQ(slip.lines(0).total().minor(), 500);
  EXPECT_EQ(slip.total().minor(), 800);
  EXPECT_EQ(slip.print_version(), 2);

  order.mutable_verification()->set_gift(true);
  slip = MakeSlip(job, std::vector<Order>{order});
  EXPECT_FALSE(slip.lines(0).has_total());
  EXPECT_FALSE(slip.has_total());
}

}  // namespace
}  // namespace shopdesk::orders::domain
