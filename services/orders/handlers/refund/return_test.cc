#include "services/orders/handlers/refund/return.h"

#include <thread>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "libs/sql/dialect.h"
#include "services/orders/store/refund/return.h"
#include "services/orders/testing/dialects.h"
#include "services/orders/testing/refunds.h"

namespace shopdesk::orders::handlers {
namespace {

using domain::kDay;
using shopdesk::testing::HasReason;
using shopdesk::testing::kTestTime;
using shopdesk::testing::RunRead;
using shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ReturnsTest : public RefundHandlerTest {
 protected:
  // Placed `age` before now.
  void PutAged(v1::Order order, absl::Duration age) {
    *order.mutable_create_time() = ToProto(kTestTime - age);
    Put(order);
  }

  static v1::AcceptReturnRequest Back(int64_t quantity, const std::string& id = "") {
    v1::AcceptReturnRequest request;
    request.set_parent("shops/s");
    request.set_return_id(id);
    request.set_buyer("b1");
    request.set_product("shops/s/products/p");
    request.set_quantity(quantity);
    request.set_inspection(v1::Inspection::RESTOCK);
    return request;
  }

  absl::StatusOr<v1::Return> Accept(const v1::AcceptReturnRequest& request) {
    return Call<v1::Return>(AcceptReturn, request);
  }

  static std::vector<std::string> Orders(const v1::Return& returned) {
    std::vector<std::string> orders;
    for (const v1::Return::Match& match : returned.matches()) orders.push_back(match.order());
    return orders;
  }
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, ReturnsTest, orders::testing::BothDatabases(),
                         orders::testing::NameOf);

TEST_P(ReturnsTest, NewestOrderFirstLinesInOrderUpToWhatIsLeft) {
  PutAged(domain::FinishedOrder({{5, 5000}}, 0, "old"), 5 * kDay);
  PutAged(domain::DeliveredOrder({{1, 900}, {1, 100, "q"}, {2, 2200}}, 0, "new"), 2 * kDay);
  ASSERT_OK_AND_ASSIGN(const v1::Return returned, Accept(Back(4, "back 1")));
  EXPECT_EQ(returned.name(), "shops/s/returns/back%201");
  ASSERT_THAT(returned.matches(), SizeIs(3));
  EXPECT_THAT(Orders(returned),
              ElementsAre("shops/s/orders/new", "shops/s/orders/new", "shops/s/orders/old"));
  EXPECT_EQ(returned.matches(0).line(), 1);
  EXPECT_EQ(returned.matches(0).refunded_minor(), 900);
  EXPECT_EQ(returned.matches(1).line(), 3);
  EXPECT_EQ(returned.matches(1).refunded_minor(), 2200);
  EXPECT_EQ(returned.matches(2).quantity(), 1);
  EXPECT_EQ(returned.matches(2).refunded_minor(), 1000);
  EXPECT_EQ(returned.refunded().minor(), 4100);
  EXPECT_EQ(returned.unmatched_quantity(), 0);
  EXPECT_EQ(returned.matches(2).refund(), "shops/s/orders/old/refunds/return-back%201");
  const v1::Refund refund = RefundNow(returned.matches(0).refund());
  EXPECT_EQ(refund.state(), v1::RefundState::SUCCESS);
  EXPECT_EQ(refund.kind(), v1::RefundKind::RETURN_AND_REFUND);
  EXPECT_EQ(refund.reason(), v1::RefundReason::GOODS_CAME_BACK);
  EXPECT_EQ(refund.inspection(), v1::Inspection::RESTOCK);
  EXPECT_TRUE(refund.seller_initiated());
  EXPECT_EQ(refund.refunded().minor(), 3100);
  EXPECT_EQ(OrderNow("new").lines(2).returned(), 2);
  EXPECT_EQ(OrderNow("old").payment().released_minor(), 4000);
  EXPECT_EQ(OrderNow("old").state(), v1::OrderState::TRADE_FINISHED);
  EXPECT_THAT(EventTypes(), ElementsAre("refund.succeeded", "order.refunded", "refund.succeeded",
                                        "order.refunded", "return.accepted"));
}

// Newer orders of the same goods are on their way or not even sent: what comes back isn't theirs.
TEST_P(ReturnsTest, ToWhatWasDeliveredFirst) {
  PutAged(domain::FinishedOrder({{1, 1000}}, 0, "old"), 9 * kDay);
  PutAged(domain::DeliveredOrder({{1, 1100}}, 0, "delivered"), 5 * kDay);
  PutAged(domain::ShippedOrder({{1, 1200}}, 0, "shipped"), 3 * kDay);
  PutAged(domain::PaidOrder({{1, 1300}}, 0, "paid"), kDay);
  ASSERT_OK_AND_ASSIGN(const v1::Return returned, Accept(Back(2)));
  EXPECT_THAT(Orders(returned), ElementsAre("shops/s/orders/delivered", "shops/s/orders/old"));
  EXPECT_EQ(returned.refunded().minor(), 2100);
  EXPECT_EQ(OrderNow("shipped").payment().refunded_minor(), 0);
  EXPECT_EQ(OrderNow("paid").payment().refunded_minor(), 0);
}

TEST_P(ReturnsTest, WhatMatchesNothingIsRecordedWithItsReason) {
  PutAged(domain::FinishedOrder({{2, 2000}}, 0, "o1"), 2 * kDay);
  ASSERT_OK_AND_ASSIGN(const v1::Return more, Accept(Back(5, "r1")));
  EXPECT_EQ(more.unmatched_quantity(), 3);
  EXPECT_EQ(more.unmatched_reason(), v1::Return::MORE_THAN_LEFT);
  ASSERT_OK_AND_ASSIGN(const v1::Return gone, Accept(Back(1, "r2")));
  EXPECT_THAT(gone.matches(), IsEmpty());
  EXPECT_EQ(gone.unmatched_quantity(), 1);
  EXPECT_EQ(gone.unmatched_reason(), v1::Return::MORE_THAN_LEFT);
  v1::AcceptReturnRequest other = Back(1, "r3");
  other.set_product("shops/s/products/other");
  ASSERT_OK_AND_ASSIGN(const v1::Return none, Accept(other));
  EXPECT_EQ(none.unmatched_reason(), v1::Return::NO_ORDER);
  EXPECT_EQ(none.refunded().currency_code(), "CNY");
  v1::GetReturnRequest get;
  get.set_name("shops/s/returns/r1");
  v1::Return stored;
  ASSERT_OK(
      RunRead(runtime(), [&](runtime::ReadContext& ctx) { return GetReturn(ctx, get, &stored); }));
  EXPECT_THAT(stored, shopdesk::testing::EqualsProto(more));
  EXPECT_THAT(Accept(Back(1, "r1")), StatusIs(absl::StatusCode::kAlreadyExists));
}

TEST_P(ReturnsTest, ClosedAndUnpaidOrdersDontCount) {
  v1::Order unpaid = domain::PaidOrder({{1, 1000}}, 0, "unpaid");
  unpaid.set_state(v1::OrderState::WAIT_BUYER_PAY);
  v1::Order refused = domain::DeliveredOrder({{1, 1000}}, 0, "refused");
  refused.set_state(v1::OrderState::TRADE_CLOSED_COD_REFUSED);
  PutAged(unpaid, kDay);
  PutAged(refused, kDay);
  ASSERT_OK_AND_ASSIGN(const v1::Return returned, Accept(Back(1)));
  EXPECT_EQ(returned.unmatched_quantity(), 1);
  EXPECT_EQ(returned.unmatched_reason(), v1::Return::NO_ORDER);
}

TEST_P(ReturnsTest, WhatIsNotDeliveredHasToBeFirst) {
  PutAged(domain::FinishedOrder({{1, 1000}}, 0, "a"), 5 * kDay);
  PutAged(domain::ShippedOrder({{1, 1000}}, 0, "b"), 3 * kDay);
  PutAged(domain::PaidOrder({{1, 1000}}, 0, "c"), 2 * kDay);
  v1::Order unpaid = domain::PaidOrder({{1, 1000}}, 0, "d");
  unpaid.set_state(v1::OrderState::WAIT_BUYER_PAY);
  PutAged(unpaid, kDay);
  const absl::Status status = Accept(Back(3)).status();
  EXPECT_THAT(status, HasReason("NOT_DELIVERED"));
  EXPECT_EQ(ErrorMetadataOf(status, "orders"), "shops/s/orders/c,shops/s/orders/b");
  EXPECT_EQ(OrderNow("a").payment().refunded_minor(), 0) << "all or nothing";
  v1::AcceptReturnRequest plan = Back(4, "r");
  plan.set_validate_only(true);
  ASSERT_OK_AND_ASSIGN(const v1::Return planned, Accept(plan));
  EXPECT_THAT(Orders(planned), ElementsAre("shops/s/orders/d", "shops/s/orders/c",
                                           "shops/s/orders/b", "shops/s/orders/a"));
  EXPECT_FALSE(planned.matches(0).delivered());
  EXPECT_FALSE(planned.matches(2).delivered());
  EXPECT_TRUE(planned.matches(3).delivered());
  EXPECT_EQ(planned.refunded().minor(), 4000);
  EXPECT_EQ(OrderNow("a").payment().refunded_minor(), 0);
  v1::ListReturnsRequest list;
  list.set_parent("shops/s");
  v1::ListReturnsResponse listed;
  ASSERT_OK(RunRead(runtime(),
                    [&](runtime::ReadContext& ctx) { return ListReturns(ctx, list, &listed); }));
  EXPECT_THAT(listed.returns(), IsEmpty());
  EXPECT_THAT(EventTypes(), IsEmpty());
}

TEST_P(ReturnsTest, WindowOverUnlessThePolicyAllowsAnyTime) {
  PutAged(domain::FinishedOrder({{2, 2000}}), 2 * kDay);
  AdvanceTo(kTestTime + 7 * kDay);
  EXPECT_OK(Accept(Back(1)));
  AdvanceTo(kTestTime + 8 * kDay);
  EXPECT_THAT(Accept(Back(1)), HasReason("WINDOW_OVER"));
  v1::Policy policy = domain::ShopPolicy();
  policy.set_return_any_time(true);
  SetPolicy(policy);
  EXPECT_OK(Accept(Back(1)));
}

TEST_P(ReturnsTest, LooksThroughAllOrdersOfTheBuyer) {
  for (int i = 0; i < 70; ++i) {
    // Many at the same moment: the id decides.
    PutAged(domain::FinishedOrder({{1, 100}}, 0, absl::StrCat("o", 100 + i)),
            absl::Hours(1 + i / 40));
  }
  ASSERT_OK_AND_ASSIGN(const v1::Return returned, Accept(Back(71)));
  EXPECT_THAT(returned.matches(), SizeIs(70));
  EXPECT_EQ(returned.matches(0).order(), "shops/s/orders/o139");
  EXPECT_EQ(returned.matches(69).order(), "shops/s/orders/o140");
  EXPECT_EQ(returned.unmatched_quantity(), 1);
  EXPECT_EQ(returned.refunded().minor(), 7000);
}

TEST_P(ReturnsTest, TheSamePiecesComeBackOnce) {
  PutAged(domain::FinishedOrder({{3, 3000}}, 0, "o1"), 2 * kDay);
  PutAged(domain::FinishedOrder({{2, 2000}}, 0, "o2"), 3 * kDay);
  absl::StatusOr<v1::Return> results[6];
  std::vector<std::thread> threads;
  for (absl::StatusOr<v1::Return>& result : results) {
    threads.emplace_back([&] { result = Accept(Back(1)); });
  }
  for (std::thread& thread : threads) thread.join();
  int64_t unmatched = 0;
  for (const absl::StatusOr<v1::Return>& result : results) {
    ASSERT_OK(result);
    unmatched += result->unmatched_quantity();
  }
  EXPECT_EQ(unmatched, 1);
  EXPECT_EQ(OrderNow("o1").payment().refunded_minor(), 3000);
  EXPECT_EQ(OrderNow("o2").payment().refunded_minor(), 2000);
}

TEST_P(ReturnsTest, ListsNewestFirst) {
  PutAged(domain::FinishedOrder({{2, 2000}}), 2 * kDay);
  for (int i = 0; i < 4; ++i) {
    AdvanceTo(kTestTime + (i / 2) * absl::Minutes(1));
    ASSERT_OK(Accept(Back(1, absl::StrCat("r", i))));
  }
  const auto list = [&](bool unmatched_only) {
    v1::ListReturnsRequest request;
    request.set_parent("shops/s");
    request.set_unmatched_only(unmatched_only);
    request.set_page_size(1);
    std::vector<std::string> names;
    do {
      v1::ListReturnsResponse response;
      EXPECT_OK(RunRead(runtime(), [&](runtime::ReadContext& ctx) {
        return ListReturns(ctx, request, &response);
      }));
      // A full page that is the last one says so.
      EXPECT_FALSE(response.returns().empty());
      for (const v1::Return& one : response.returns()) names.push_back(one.name());
      request.set_page_token(response.next_page_token());
    } while (!request.page_token().empty());
    return names;
  };
  EXPECT_THAT(list(false), ElementsAre("shops/s/returns/r3", "shops/s/returns/r2",
                                       "shops/s/returns/r1", "shops/s/returns/r0"));
  EXPECT_THAT(list(true), ElementsAre("shops/s/returns/r3", "shops/s/returns/r2"));
  std::vector<std::string> snapshot;
  ASSERT_OK(RunRead(runtime(), [&](runtime::ReadContext& ctx) {
    return ctx.txn().Query(store::kReturnSnapshot, {"s", "shops/s/returns/r1", 10},
                           [&](const sql::Row& row) {
                             snapshot.emplace_back(row.Text(0));
                             return absl::OkStatus();
                           });
  }));
  EXPECT_THAT(snapshot, ElementsAre("shops/s/returns/r2", "shops/s/returns/r3"));
}

TEST_P(ReturnsTest, OtherShopsAndMissingOnes) {
  v1::AcceptReturnRequest request = Back(1);
  request.set_product("shops/t/products/p");
  EXPECT_THAT(Accept(request), StatusIs(absl::StatusCode::kInvalidArgument));
  request.set_parent("shops/t");
  EXPECT_THAT(Accept(request), StatusIs(absl::StatusCode::kNotFound));
}

}  // namespace
}  // namespace shopdesk::orders::handlers
