#include "services/feedback/handlers/shop/order.h"

#include "gtest/gtest.h"
#include "services/feedback/testing/world.h"

namespace shopdesk::feedback {
namespace {

using testing::EqualsProto;
using testing::HasReason;
using testing::kTestTime;
using testing::PlacedOrder;

class OrderTest : public testing::ServiceTest {
 protected:
  absl::StatusOr<orders::v1::Order> LookUp(const std::string& name) {
    v1::SubmitReviewRequest request;
    orders::v1::Order response;
    const absl::Status status = runtime_->Workflow(
        Call(), &request, &response, [&](runtime::WorkflowContext& ctx) -> absl::Status {
          const auto order = handlers::LookUpOrder(ctx, name, orders_);
          if (!order.ok()) return order.status();
          return ctx.Finish(response, [&](runtime::WriteContext&) {
            response = *order;
            return absl::OkStatus();
          });
        });
    if (!status.ok()) return status;
    return response;
  }
};

INSTANTIATE_TEST_SUITE_P(Databases, OrderTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         testing::DialectOf);

TEST_P(OrderTest, OrdersIsAskedForAnOrderOfAShopThatIsHere) {
  const orders::v1::Order order = PlacedOrder("o", "b", kTestTime);
  orders_.Put(order);
  EXPECT_THAT(LookUp("shops/1/orders/o").value(), EqualsProto(order));
  EXPECT_THAT(LookUp("shops/1/orders/p"), HasReason("NOT_FOUND"));
  EXPECT_EQ(orders_.calls(), 2);
  EXPECT_THAT(LookUp("shops/2/orders/o"), HasReason("UNKNOWN_SHOP"));
  EXPECT_EQ(orders_.calls(), 2) << "nobody else's shop is asked for";
}

TEST_P(OrderTest, WhatOrdersAnswersIsPassedOn) {
  orders_.Fail(UnavailableError("orders is down"));
  EXPECT_THAT(LookUp("shops/1/orders/o"), HasReason("UNAVAILABLE"));
}

}  // namespace
}  // namespace shopdesk::feedback
