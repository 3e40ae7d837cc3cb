#include "services/orders/handlers/pricing/price_protection.h"

#include <cstdlib>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/money.h"
#include "libs/testing/matchers.h"
#include "libs/verify/testing/findings.h"
#include "services/orders/definition.h"
#include "services/orders/handlers/refund/refund.h"
#include "services/orders/store/pricing/price_protection.h"
#include "services/orders/testing/world.h"

namespace shopdesk::orders {
namespace {

using testing::WorldTest;
using namespace v1;  // NOLINT: the states
using orders::testing::Fault;
using orders::testing::PayRequest;
using orders::testing::PlaceRequest;
using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::IsOk;
using ::shopdesk::testing::RunWrite;
using ::shopdesk::testing::StatusIs;
using shopdesk::verify::testing::FindingsOf;
using ::testing::IsEmpty;

class PriceProtectionTest : public WorldTest {
 protected:
  void SetUp() override {
    Policy policy;
    policy.set_name("shops/s/policy");
    policy.set_price_protection_days(7);
    EXPECT_THAT(world_.SetPolicy(policy, "protect"), IsOk());
  }
  // Paid, of pieces of "a" at 5.00.
  Order Bought(const std::string& id, int64_t quantity = 1) {
    EXPECT_THAT(world_.Place(PlaceRequest(id, PaymentMethod::ESCROW, "a", quantity)), IsOk());
    const std::string name = "shops/s/orders/" + id;
    EXPECT_THAT(world_.Pay(PayRequest(world_.Get(name), id)), IsOk());
    return world_.Get(name);
  }
  void SetPrice(int64_t minor) { world_.catalog().SetStock("a", 1000, minor); }
  template <class Response, class Request, class Handler>
  absl::StatusOr<Response> Ask(const Request& request, const std::string& id, Handler handler) {
    Response response;
    RETURN_IF_ERROR(world_.runtime().Workflow(world_.CallOf(request.GetTypeName(), id), &request,
                                              &response, [&](runtime::WorkflowContext& ctx) {
                                                return handler(ctx, request, &response,
                                                               world_.catalog());
                                              }));
    return response;
  }
  absl::StatusOr<CheckPriceDropResponse> Check(int page_size = 0, const std::string& token = "") {
    CheckPriceDropRequest request;
    request.set_parent("shops/s");
    request.set_sku_id("a");
    request.set_page_size(page_size);
    request.set_page_token(token);
    return Ask<CheckPriceDropResponse>(request, "", handlers::CheckPriceDrop);
  }
  absl::StatusOr<PriceDrop> Begin(const std::string& id, const std::string& sku = "a") {
    SettlePriceDropRequest request;
    request.set_parent("shops/s");
    request.set_sku_id(sku);
    request.set_request_id(id);
    return Ask<PriceDrop>(request, id, handlers::SettlePriceDrop);
  }
  PriceDrop Settled(const std::string& id) {
    const auto settled = Begin(id);
    EXPECT_THAT(settled, IsOk());
    world_.Settle();
    return settled.value_or(PriceDrop());
  }
  // As a call leaves it that was cut off after it had begun.
  PriceDrop CutOff(const std::string& id, int64_t minor) {
    store::PriceDropRow row;
    row.drop.set_name("shops/s/priceDrops/" + id);
    row.drop.set_sku_id("a");
    *row.drop.mutable_unit_price() = MakeMoney("CNY", minor);
    *row.drop.mutable_refunded() = MakeMoney("CNY", 0);
    row.drop.set_state(PriceDrop::SETTLING);
    EXPECT_THAT(RunWrite(world_.runtime(),
                         [&](runtime::WriteContext& ctx) {
                           row.after = store::ProtectedAfter(ctx.now());
                           ctx.Schedule(handlers::kPriceDropStep, row.drop.name(),
                                        ctx.now() + absl::Minutes(1));
                           return store::InsertPriceDrop(ctx.txn(), row);
                         }),
                IsOk());
    return row.drop;
  }
  PriceDrop Now(const PriceDrop& drop) {
    GetPriceDropRequest request;
    request.set_name(drop.name());
    const auto now = world_.Read<PriceDrop>(request, handlers::GetPriceDrop);
    EXPECT_THAT(now, IsOk());
    return now.value_or(PriceDrop());
  }
  absl::StatusOr<Refund> RefundAll(const Order& order, bool give) {
    OpenRefundRequest request;
    request.set_parent(order.name());
    request.set_kind(RefundKind::MONEY_ONLY);
    request.set_reason(RefundReason::NOT_WANTED_BEFORE_SHIPPING);
    request.set_seller_initiated(give);
    request.set_request_id(absl::StrCat("refund-", ++ids_));
    return world_.Write<Refund>(request, handlers::OpenRefund);
  }
  int64_t RefundedOf(const Order& order) {
    return world_.Get(order.name()).payment().refunded_minor();
  }
  void ExpectNothingFound() {
    for (const auto& check : AllChecks()) {
      EXPECT_THAT(FindingsOf(world_.runtime(), AllChecks(), check.name), IsEmpty()) << check.name;
    }
  }

  int ids_ = 0;
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, PriceProtectionTest, testing::BothDatabases(),
                         testing::NameOf);

TEST_P(PriceProtectionTest, TheDifferenceOnceAtAPrice) {
  const Order order = Bought("o", 3);
  SetPrice(400);
  const auto checked = Check();
  ASSERT_THAT(checked, IsOk());
  EXPECT_EQ(checked->unit_price().minor(), 400);
  ASSERT_EQ(checked->lines_size(), 1);
  EXPECT_EQ(checked->lines(0).verdict(), ProtectedLine::OWED);
  EXPECT_EQ(checked->lines(0).owed().minor(), 300);
  const PriceDrop drop = Settled("one");
  EXPECT_EQ(drop.state(), PriceDrop::SETTLED);
  EXPECT_EQ(drop.lines_settled(), 1);
  EXPECT_EQ(drop.refunded().minor(), 300);
  EXPECT_EQ(RefundedOf(order), 300);
  EXPECT_EQ(world_.Get(order.name()).lines(0).to_ship(), 3) << "the pieces stay";
  EXPECT_EQ(Settled("one").name(), drop.name()) << "the same request";
  EXPECT_EQ(Settled("again").lines_not_owed(), 1);
  SetPrice(450);
  EXPECT_EQ(Settled("dearer").lines_not_owed(), 1);
  SetPrice(350);
  EXPECT_EQ(Settled("lower").refunded().minor(), 150);
  EXPECT_EQ(RefundedOf(order), 450);
  ExpectNothingFound();
}

TEST_P(PriceProtectionTest, BuyersAreToldOnceADrop) {
  const Order first = Bought("o", 3);
  Bought("p");
  ASSERT_THAT(RefundAll(world_.Get("shops/s/orders/p"), true), IsOk());
  SetPrice(400);
  world_.logistics().FailNext("SendNotice", Fault::kAfter);
  Settled("one");
  Settled("one");
  Settled("again");
  auto notices = world_.logistics().notices();
  ASSERT_EQ(notices.size(), 1u) << "who was owed nothing is told nothing";
  EXPECT_EQ(notices[0].kind(), logistics::v1::Notice::PRICE_DROP);
  EXPECT_EQ(notices[0].order(), first.name());
  EXPECT_EQ(notices[0].buyer(), first.buyer());
  EXPECT_TRUE(notices[0].unasked());
  EXPECT_EQ(notices[0].variables().at("amount"), "3.00 CNY");
  SetPrice(350);
  Settled("lower");
  notices = world_.logistics().notices();
  ASSERT_EQ(notices.size(), 2u);
  EXPECT_NE(notices[0].cause(), notices[1].cause());
}

TEST_P(PriceProtectionTest, WhoWasRefundedGetsNothingAndAnOpenRefundWaits) {
  const Order gone = Bought("gone");
  const Order asks = Bought("asks");
  const Order keeps = Bought("keeps");
  ASSERT_THAT(RefundAll(gone, true), IsOk());
  const auto asked = RefundAll(asks, false);
  ASSERT_THAT(asked, IsOk());
  SetPrice(400);
  const PriceDrop drop = Settled("one");
  EXPECT_EQ(drop.lines_settled(), 1);
  EXPECT_EQ(drop.lines_not_owed(), 1);
  EXPECT_EQ(drop.lines_waiting(), 1);
  EXPECT_EQ(RefundedOf(keeps), 100);
  WithdrawRefundRequest withdraw;
  withdraw.set_name(asked->name());
  withdraw.set_request_id("withdraw");
  ASSERT_THAT(world_.Write<Refund>(withdraw, handlers::WithdrawRefund), IsOk());
  EXPECT_EQ(RefundedOf(asks), 100) << "its refund has ended";
  EXPECT_EQ(Now(drop).lines_waiting(), 0);
  EXPECT_EQ(Now(drop).lines_settled(), 2);
  EXPECT_EQ(Now(drop).refunded().minor(), 200);
  EXPECT_EQ(Settled("two").lines_settled(), 0);
  EXPECT_EQ(RefundedOf(asks), 100);
  EXPECT_EQ(RefundedOf(keeps), 100);
  ExpectNothingFound();
}

TEST_P(PriceProtectionTest, ALineWhoseRefundIsPaidIsOwedNothingAndTwoDropsWaitForOne) {
  const Order paid = Bought("paid");
  const Order kept = Bought("kept");
  ASSERT_THAT(RefundAll(paid, false), IsOk());
  const auto asked = RefundAll(kept, false);
  ASSERT_THAT(asked, IsOk());
  SetPrice(400);
  const PriceDrop first = Settled("one");
  SetPrice(350);
  const PriceDrop second = Settled("two");
  EXPECT_EQ(second.lines_waiting(), 2);
  WithdrawRefundRequest withdraw;
  withdraw.set_name(asked->name());
  withdraw.set_request_id("withdraw");
  ASSERT_THAT(world_.Write<Refund>(withdraw, handlers::WithdrawRefund), IsOk());
  EXPECT_EQ(RefundedOf(kept), 150);
  EXPECT_EQ(Now(first).refunded().minor() + Now(second).refunded().minor(), 150);
  // The seller is silent: agreed after 48 hours.
  world_.Advance(absl::Hours(48));
  EXPECT_EQ(RefundedOf(paid), 500);
  EXPECT_EQ(Now(first).lines_waiting(), 0);
  EXPECT_EQ(Now(second).lines_waiting(), 0);
  EXPECT_EQ(Now(first).lines_settled() + Now(first).lines_not_owed(), 2);
  EXPECT_EQ(Now(second).lines_settled() + Now(second).lines_not_owed(), 2);
  ExpectNothingFound();
}

TEST_P(PriceProtectionTest, ProtectionEndsAfterItsDays) {
  Bought("early");
  world_.Advance(absl::Hours(24 * 3));
  const Order late = Bought("late");
  SetPrice(400);
  world_.Advance(absl::Hours(24 * 4 + 1));
  const PriceDrop drop = Settled("one");
  EXPECT_EQ(drop.lines_settled(), 1);
  EXPECT_EQ(RefundedOf(late), 100);
  EXPECT_EQ(Check()->lines_size(), 1);
}

TEST_P(PriceProtectionTest, ManyLinesAreSettledSomeATransaction) {
  for (int i = 0; i < 45; ++i) Bought(absl::StrCat("o", i));
  SetPrice(490);
  const auto first = Check(30);
  ASSERT_THAT(first, IsOk());
  EXPECT_EQ(first->lines_size(), 30);
  EXPECT_EQ(Check(30, first->next_page_token())->lines_size(), 15);
  const PriceDrop drop = Settled("many");
  EXPECT_EQ(drop.state(), PriceDrop::SETTLED);
  EXPECT_EQ(drop.lines_settled(), 45);
  EXPECT_EQ(drop.refunded().minor(), 450);
  EXPECT_THAT(world_.EventsOf(drop.name()),
              ::testing::ElementsAre("price_drop.begun", "price_drop.moved", "price_drop.moved",
                                     "price_drop.settled"));
  ExpectNothingFound();
}

TEST_P(PriceProtectionTest, ADropThatWasCutOffGoesOnByItsTimer) {
  for (int i = 0; i < 25; ++i) Bought(absl::StrCat("o", i));
  const PriceDrop begun = CutOff("cut", 490);
  world_.Restart();
  world_.Settle();
  EXPECT_EQ(Now(begun).lines_settled(), 0);
  world_.Advance(absl::Minutes(1));
  EXPECT_EQ(Now(begun).state(), PriceDrop::SETTLED);
  EXPECT_EQ(Now(begun).lines_settled(), 25);
  ExpectNothingFound();
}

TEST_P(PriceProtectionTest, TwoDropsAtOnceSettleALineOnce) {
  std::vector<Order> orders;
  for (int i = 0; i < 10; ++i) orders.push_back(Bought(absl::StrCat("o", i)));
  SetPrice(400);
  const PriceDrop drops[] = {CutOff("one", 400), CutOff("two", 400)};
  std::vector<std::thread> threads;
  for (const PriceDrop& drop : drops) {
    threads.emplace_back([&] {
      timer::Due due;
      due.kind = handlers::kPriceDropStep;
      due.resource_name = drop.name();
      EXPECT_THAT(
          RunWrite(world_.runtime(),
                   [&](runtime::WriteContext& ctx) { return handlers::OnPriceDropStep(ctx, due); }),
          IsOk());
    });
  }
  for (std::thread& thread : threads) thread.join();
  world_.Settle();
  EXPECT_EQ(Now(drops[0]).lines_settled() + Now(drops[1]).lines_settled(), 10);
  for (const Order& order : orders) EXPECT_EQ(RefundedOf(order), 100);
  ExpectNothingFound();
}

TEST_P(PriceProtectionTest, AsksForASkuThatIsThereAndACatalogThatAnswers) {
  EXPECT_THAT(Begin("none", "none"), StatusIs(absl::StatusCode::kNotFound));
  Bought("o");
  SetPrice(400);
  world_.catalog().FailNext("CheckStock", Fault::kBefore);
  EXPECT_THAT(Begin("down"), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_EQ(Settled("down").lines_settled(), 1);
}

// Prices go up and down, orders come and are refunded: each line has got back what its buyer paid
// more than the lowest price that was settled while he kept it.
TEST_P(PriceProtectionTest, AnyHistoryOwesTheDifferenceOnce) {
  const char* given_seed = std::getenv("SHOPDESK_SEED");
  int seed = 0;
  if (given_seed == nullptr || !absl::SimpleAtoi(given_seed, &seed)) {
    seed = static_cast<int>(std::random_device{}() >> 1);
  }
  SCOPED_TRACE(absl::StrCat("SHOPDESK_SEED=", seed));
  std::mt19937 random(seed);
  const auto pick = [&](int below) { return static_cast<int>(random() % below); };
  struct Line {
    Order order;
    int64_t lowest;
  };
  std::vector<Line> lines;
  int64_t price = 500;
  for (int i = 0; i < 24; ++i) {
    switch (pick(3)) {
      case 0:
        lines.push_back({Bought(absl::StrCat("o", i), 1 + pick(3)), price});
        break;
      case 1:
        price = 300 + pick(300);
        SetPrice(price);
        break;
      default:
        Settled(absl::StrCat("settle", i));
        for (Line& line : lines) line.lowest = std::min(line.lowest, price);
    }
  }
  for (const Line& line : lines) {
    const int64_t quantity = line.order.lines(0).quantity();
    EXPECT_EQ(RefundedOf(line.order), line.order.goods_total().minor() - quantity * line.lowest)
        << line.order.name();
  }
  ExpectNothingFound();
}

}  // namespace
}  // namespace shopdesk::orders
