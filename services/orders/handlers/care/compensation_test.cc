#include "services/orders/handlers/care/compensation.h"

#include <cstdlib>
#include <map>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/money.h"
#include "libs/testing/matchers.h"
#include "libs/verify/testing/findings.h"
#include "services/orders/definition.h"
#include "services/orders/handlers/care/promise.h"
#include "services/orders/handlers/payment/payment.h"
#include "services/orders/handlers/refund/refund.h"
#include "services/orders/handlers/transfer/payout.h"
#include "services/orders/store/care/compensation.h"
#include "services/orders/testing/transfers.h"
#include "services/orders/testing/world.h"

namespace shopdesk::orders {
namespace {

using testing::WorldTest;
using namespace v1;  // NOLINT: the states
using orders::testing::PayRequest;
using orders::testing::PlaceRequest;
using ::shopdesk::testing::EqualsProto;
using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::IsOk;
using ::shopdesk::testing::IsOkAndHolds;
using shopdesk::verify::testing::FindingsOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

GiveCompensationRequest Goodwill(const Order& order, int64_t minor, const std::string& id) {
  GiveCompensationRequest request;
  request.set_parent(order.name());
  request.set_cause(Compensation::GOODWILL);
  request.set_means(Compensation::MONEY);
  *request.mutable_amount() = MakeMoney("CNY", minor);
  request.set_note("Li at 13812345678 was kept waiting");
  request.set_request_id(id);
  return request;
}

class CompensationTest : public WorldTest {
 protected:
  // An order of 500.00 that can be shipped.
  Order Dear(const std::string& id) {
    world_.catalog().SetStock("a", 1000);
    EXPECT_THAT(world_.Place(PlaceRequest(id, PaymentMethod::ESCROW, "a", 100)), IsOk());
    const Order order = world_.Get("shops/s/orders/" + id);
    EXPECT_THAT(world_.Pay(PayRequest(order, id)), IsOk());
    return world_.Get(order.name());
  }
  // The seller gives back pieces that he doesn't have.
  Refund OutOfStock(const Order& order, int64_t pieces, const std::string& request_id) {
    OpenRefundRequest open;
    open.set_parent(order.name());
    open.set_kind(RefundKind::MONEY_ONLY);
    open.set_reason(RefundReason::PAID_OUT_OF_STOCK_REFUND);
    open.set_seller_initiated(true);
    open.add_lines()->set_line(1);
    open.mutable_lines(0)->set_quantity(pieces);
    open.set_request_id(request_id);
    const auto refund = world_.Write<Refund>(open, handlers::OpenRefund);
    EXPECT_THAT(refund, IsOk());
    world_.Settle();
    return refund.value_or(Refund());
  }
  absl::StatusOr<Compensation> Give(const GiveCompensationRequest& request) {
    return world_.Write<Compensation>(request, handlers::GiveCompensation);
  }
  absl::StatusOr<Compensation> Approve(const Compensation& compensation) {
    ApproveCompensationRequest request;
    request.set_name(compensation.name());
    request.set_request_id(absl::StrCat("approve-", ++ids_));
    return world_.Write<Compensation>(request, handlers::ApproveCompensation);
  }
  Compensation Now(const std::string& name) {
    GetCompensationRequest request;
    request.set_name(name);
    const auto now = world_.Read<Compensation>(request, handlers::GetCompensation);
    EXPECT_THAT(now, IsOk());
    return now.value_or(Compensation());
  }
  std::vector<Compensation> Of(const Order& order) {
    ListCompensationsRequest request;
    request.set_parent(order.name());
    const auto listed =
        world_.Read<ListCompensationsResponse>(request, handlers::ListCompensations);
    EXPECT_THAT(listed, IsOk());
    if (!listed.ok()) return {};
    return {listed->compensations().begin(), listed->compensations().end()};
  }
  CompensationFigures FiguresNow() {
    GetCompensationFiguresRequest request;
    request.set_parent("shops/s");
    const auto figures =
        world_.Read<CompensationFigures>(request, handlers::GetCompensationFigures);
    EXPECT_THAT(figures, IsOk());
    return figures.value_or(CompensationFigures());
  }
  std::vector<std::string> Booked(const Order& order) {
    std::vector<std::string> booked;
    for (const LedgerEntry& entry : world_.Ledger(order.name())) {
      booked.push_back(
          absl::StrCat(LedgerEntry::Kind_Name(entry.kind()), " ", entry.total().minor()));
    }
    return booked;
  }
  void SetPolicy(const Policy& policy) {
    Policy named = policy;
    named.set_name("shops/s/policy");
    EXPECT_THAT(world_.SetPolicy(named, absl::StrCat("policy-", ++ids_)), IsOk());
  }
  void ExpectNothingFound() {
    for (const auto& check : AllChecks()) {
      EXPECT_THAT(FindingsOf(world_.runtime(), AllChecks(), check.name), IsEmpty()) << check.name;
    }
  }

  int ids_ = 0;
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, CompensationTest, testing::BothDatabases(),
                         testing::NameOf);

TEST_P(CompensationTest, GivenAtOnceWithinTheBudgetAndOnce) {
  const Order order = Dear("o");
  world_.role = Role::AGENT;
  const auto given = Give(Goodwill(order, 1000, "once"));
  ASSERT_THAT(given, IsOk());
  EXPECT_EQ(given->state(), Compensation::GIVEN);
  EXPECT_THAT(given->note(), Not(HasSubstr("13812345678")));
  EXPECT_THAT(Give(Goodwill(order, 1000, "once")), IsOkAndHolds(EqualsProto(*given)));
  EXPECT_THAT(Booked(order), ElementsAre("PAID_IN 50000", "COMPENSATED 1000"));
  EXPECT_EQ(given->ledger_entry(), order.name() + "/ledgerEntries/2");
  const Order after = world_.Get(order.name());
  EXPECT_EQ(after.payment().refunded_minor(), 0);
  EXPECT_EQ(after.payment().held_minor(), 50000);
  const CompensationFigures figures = FiguresNow();
  EXPECT_EQ(figures.count(), 1);
  EXPECT_EQ(figures.amount_minor(), 1000);
  ASSERT_EQ(figures.agents_size(), 1);
  EXPECT_EQ(figures.agents(0).agent(), "7");
  EXPECT_THAT(world_.EventsOf(given->name()), ElementsAre("compensation.given"));
  ExpectNothingFound();
}

TEST_P(CompensationTest, AboveTheBudgetASecondPersonApproves) {
  const Order order = Dear("o");
  world_.role = Role::AGENT;
  const auto waits = Give(Goodwill(order, 6000, "much"));
  ASSERT_THAT(waits, IsOk());
  EXPECT_EQ(waits->state(), Compensation::WAIT_APPROVAL);
  EXPECT_THAT(world_.WorkOf(waits->name()), ElementsAre("compensation"));
  EXPECT_THAT(Booked(order), ElementsAre("PAID_IN 50000"));
  ExpectNothingFound();
  world_.role = Role::LEAD;
  EXPECT_THAT(Approve(*waits), HasReason("SECOND_PERSON_REQUIRED"));
  world_.agent = "2";
  EXPECT_THAT(Approve(*waits), HasReason("ABOVE_BUDGET"));
  world_.role = Role::OWNER;
  world_.agent = "1";
  const auto given = Approve(*waits);
  ASSERT_THAT(given, IsOk());
  EXPECT_EQ(given->budget_agent(), "1");
  EXPECT_THAT(Booked(order), ElementsAre("PAID_IN 50000", "COMPENSATED 6000"));
  EXPECT_THAT(world_.WorkOf(waits->name()), IsEmpty());
  world_.Advance(absl::Hours(72));
  EXPECT_EQ(Now(waits->name()).state(), Compensation::GIVEN);
  ExpectNothingFound();
}

TEST_P(CompensationTest, WhatNobodyApprovesIsDeclined) {
  const Order order = Dear("o");
  world_.role = Role::AGENT;
  const auto waits = Give(Goodwill(order, 6000, "much"));
  ASSERT_THAT(waits, IsOk());
  world_.Advance(absl::Hours(47));
  EXPECT_EQ(Now(waits->name()).state(), Compensation::WAIT_APPROVAL);
  world_.Advance(absl::Hours(1));
  EXPECT_EQ(Now(waits->name()).state(), Compensation::DECLINED);
  EXPECT_THAT(world_.WorkOf(waits->name()), IsEmpty());
  EXPECT_THAT(Booked(order), ElementsAre("PAID_IN 50000"));
  ExpectNothingFound();
}

TEST_P(CompensationTest, OutsideEscrowAPayoutIsAsked) {
  PlaceOrderRequest place = PlaceRequest("o", PaymentMethod::COD, "a", 1);
  const auto order = world_.Place(place);
  ASSERT_THAT(order, IsOk());
  ASSERT_THAT(Give(Goodwill(*order, 300, "cod")), IsOk());
  ListPayoutsRequest request;
  request.set_parent("shops/s");
  request.set_order(order->name());
  const auto payouts = world_.Read<ListPayoutsResponse>(request, handlers::ListPayouts);
  ASSERT_THAT(payouts, IsOk());
  ASSERT_EQ(payouts->payouts_size(), 1);
  EXPECT_EQ(payouts->payouts(0).cause(), Payout::COMPENSATION);
  EXPECT_EQ(payouts->payouts(0).amount().minor(), 300);
  EXPECT_THAT(world_.WorkOf(payouts->payouts(0).name()), ElementsAre("payout"));
  ExpectNothingFound();
}

TEST_P(CompensationTest, ARefundIsNoLessForIt) {
  const Order order = Dear("o");
  ASSERT_THAT(Give(Goodwill(order, 2000, "some")), IsOk());
  OpenRefundRequest refund;
  refund.set_parent(order.name());
  refund.set_kind(RefundKind::MONEY_ONLY);
  refund.set_reason(RefundReason::NOT_WANTED_BEFORE_SHIPPING);
  refund.set_seller_initiated(true);
  refund.set_request_id("all");
  const auto given = world_.Write<Refund>(refund, handlers::OpenRefund);
  ASSERT_THAT(given, IsOk());
  EXPECT_EQ(given->refunded().minor(), 50000);
  EXPECT_THAT(Booked(order), ElementsAre("PAID_IN 50000", "COMPENSATED 2000", "REFUNDED 50000"));
  ExpectNothingFound();
}

TEST_P(CompensationTest, ABrokenPromiseIsMadeGood) {
  const Order order = Dear("o");
  MakePromiseRequest make;
  make.set_parent(order.name());
  make.set_kind(Promise::DISCOUNT);
  *make.mutable_amount() = MakeMoney("CNY", 500);
  make.set_note("five off");
  make.set_request_id("promise");
  const auto promise = world_.Write<Promise>(make, handlers::MakePromise);
  ASSERT_THAT(promise, IsOk());
  GiveCompensationRequest give = Goodwill(order, 500, "early");
  give.set_cause(Compensation::BROKEN_PROMISE);
  give.set_promise(promise->name());
  EXPECT_THAT(Give(give), HasReason("WRONG_STATE"));
  world_.Advance(absl::Hours(24));
  give.set_request_id("late");
  const auto given = Give(give);
  ASSERT_THAT(given, IsOk());
  KeepPromiseRequest keep;
  keep.set_name(promise->name());
  keep.set_kept_by(given->name());
  keep.set_request_id("keep");
  const auto kept = world_.Write<Promise>(keep, handlers::KeepPromise);
  ASSERT_THAT(kept, IsOk());
  EXPECT_EQ(kept->state(), Promise::KEPT_LATE);
  ExpectNothingFound();
}

TEST_P(CompensationTest, LateShippingIsCompensatedOnceIfThePolicyWantsIt) {
  Policy policy;
  policy.set_compensate_late(true);
  SetPolicy(policy);
  const Order order = world_.ReadyToShip("late");
  world_.Advance(absl::Hours(49));
  ShipOrderRequest ship;
  ship.set_name(order.name());
  ship.set_request_id("ship");
  ASSERT_THAT(world_.Ship(ship), IsOk());
  world_.Restart();
  world_.Settle();
  const std::vector<Compensation> given = Of(order);
  ASSERT_EQ(given.size(), 1u);
  EXPECT_EQ(given[0].name(), order.name() + "/compensations/late");
  EXPECT_EQ(given[0].amount().minor(), 100);
  EXPECT_EQ(given[0].budget_agent(), "");
  EXPECT_THAT(Booked(order), Contains("COMPENSATED 100").Times(1));
  EXPECT_THAT(Of(world_.Shipped("in-time")), IsEmpty());
  ExpectNothingFound();
}

TEST_P(CompensationTest, OutOfStockIsCompensatedIfThePolicyWantsIt) {
  Policy policy;
  policy.set_compensate_out_of_stock(true);
  SetPolicy(policy);
  const auto placed = world_.Place(PlaceRequest("o"));
  ASSERT_THAT(placed, IsOk());
  world_.catalog().Expire(placed->reservation());
  world_.catalog().SetStock("a", 0, 500);
  world_.SetReservationState(placed->name(), Order::LOST, "order.reservation_lost");
  ASSERT_THAT(world_.Pay(PayRequest(*placed, "o")), IsOk());
  world_.Advance(absl::Hours(25));
  EXPECT_EQ(world_.Get(placed->name()).state(), OrderState::TRADE_CLOSED);
  EXPECT_THAT(Booked(*placed), ElementsAre("PAID_IN 500", "REFUNDED 500", "COMPENSATED 150"));
  ExpectNothingFound();
}

TEST_P(CompensationTest, EachOutOfStockRefundIsCompensatedOnceUpToTheMost) {
  Policy policy;
  policy.set_compensate_out_of_stock(true);
  policy.set_compensation_out_of_stock_max_minor(400);
  SetPolicy(policy);
  const Order order = Dear("o");
  const auto again = [&](const Refund& refund) {
    EXPECT_THAT(shopdesk::testing::RunWrite(world_.runtime(),
                                            [&](runtime::WriteContext& ctx) {
                                              return handlers::CompensateOutOfStock(ctx, refund);
                                            }),
                IsOk());
  };
  const Refund first = OutOfStock(order, 2, "first");
  OutOfStock(order, 1, "second");
  again(first);
  EXPECT_THAT(Booked(order), ElementsAre("PAID_IN 50000", "REFUNDED 1000", "COMPENSATED 300",
                                         "REFUNDED 500", "COMPENSATED 100"));
  ExpectNothingFound();
}

// A release before gave it under one name for all of an order's refunds.
TEST_P(CompensationTest, WhatWasGivenForTheFirstOutOfStockIsNotGivenAgain) {
  Policy policy;
  policy.set_compensate_out_of_stock(true);
  SetPolicy(policy);
  const Order order = Dear("o");
  Compensation once;
  once.set_name(order.name() + "/compensations/out-of-stock");
  once.set_state(Compensation::GIVEN);
  *once.mutable_create_time() = ToProto(world_.runtime().clock().Now() + absl::Hours(1));
  ASSERT_THAT(shopdesk::testing::RunWrite(world_.runtime(),
                                          [&](runtime::WriteContext& ctx) {
                                            Compensation copy = once;
                                            return store::InsertCompensation(ctx.txn(), copy);
                                          }),
              IsOk());
  OutOfStock(order, 1, "before");
  EXPECT_THAT(Booked(order), ElementsAre("PAID_IN 50000", "REFUNDED 500"));
  world_.Advance(absl::Hours(2));
  OutOfStock(order, 1, "after");
  EXPECT_THAT(Booked(order),
              ElementsAre("PAID_IN 50000", "REFUNDED 500", "REFUNDED 500", "COMPENSATED 150"));
}

// As one agent, on orders of their own: the month's row is what they wait for.
TEST_P(CompensationTest, CallersAtOnceStayWithinTheMonth) {
  Policy policy;
  policy.set_compensation_agent_month_minor(2500);
  SetPolicy(policy);
  constexpr int kCallers = 8;
  std::vector<Order> orders;
  for (int i = 0; i < kCallers; ++i) orders.push_back(world_.ReadyToShip(absl::StrCat("o", i)));
  std::vector<Compensation> given(kCallers);
  std::vector<std::thread> callers;
  for (int i = 0; i < kCallers; ++i) {
    callers.emplace_back([&, i] {
      const GiveCompensationRequest request = Goodwill(orders[i], 500, absl::StrCat("c", i));
      runtime::CallInfo call = world_.CallOf("GiveCompensation", request.request_id());
      call.actor.set_role(Role::AGENT);
      EXPECT_THAT(world_.runtime().WriteAndWait(call, &request, &given[i],
                                                [&](runtime::WriteContext& ctx) {
                                                  return handlers::GiveCompensation(ctx, request,
                                                                                    &given[i]);
                                                }),
                  IsOk());
    });
  }
  for (std::thread& caller : callers) caller.join();
  world_.Settle();
  std::map<Compensation::State, int> states;
  for (const Compensation& one : given) ++states[one.state()];
  EXPECT_EQ(states[Compensation::GIVEN], 5);
  EXPECT_EQ(states[Compensation::WAIT_APPROVAL], 3);
  ExpectNothingFound();
}

// On one order, by two agents: the order's row is what they wait for.
TEST_P(CompensationTest, CallersAtOnceStayWithinTheOrder) {
  const Order order = Dear("o");
  std::vector<Compensation> given(6);
  std::vector<std::thread> callers;
  for (int i = 0; i < 6; ++i) {
    callers.emplace_back([&, i] {
      const GiveCompensationRequest request = Goodwill(order, 400, absl::StrCat("c", i));
      runtime::CallInfo call = world_.CallOf("GiveCompensation", request.request_id());
      call.actor.set_role(Role::AGENT);
      call.actor.set_id(i % 2 == 0 ? "7" : "8");
      EXPECT_THAT(world_.runtime().WriteAndWait(call, &request, &given[i],
                                                [&](runtime::WriteContext& ctx) {
                                                  return handlers::GiveCompensation(ctx, request,
                                                                                    &given[i]);
                                                }),
                  IsOk());
    });
  }
  for (std::thread& caller : callers) caller.join();
  world_.Settle();
  int64_t minor = 0;
  for (const Compensation& one : given) {
    if (one.state() == Compensation::GIVEN) minor += one.amount().minor();
  }
  EXPECT_EQ(minor, 800);
  ExpectNothingFound();
}

// Whatever agents, leads and the owner give, approve and decline on a few orders: nobody but the
// owner gets past what is paid, and budgets, ledger and rows agree.
TEST_P(CompensationTest, AnyHistoryStaysWithinTheBudgets) {
  const char* given_seed = std::getenv("SHOPDESK_SEED");
  int seed = 0;
  if (given_seed == nullptr || !absl::SimpleAtoi(given_seed, &seed)) {
    seed = static_cast<int>(std::random_device{}() >> 1);
  }
  SCOPED_TRACE(absl::StrCat("SHOPDESK_SEED=", seed));
  std::mt19937 random(seed);
  const auto pick = [&](int below) { return static_cast<int>(random() % below); };
  Policy policy;
  policy.set_compensation_agent_month_minor(3000);
  policy.set_compensation_lead_month_minor(6000);
  SetPolicy(policy);
  const Order orders[] = {world_.ReadyToShip("one"), Dear("two")};
  const struct {
    Role::Value role;
    const char* number;
  } people[] = {{Role::AGENT, "7"}, {Role::AGENT, "8"}, {Role::LEAD, "2"}, {Role::LEAD, "3"}};
  std::vector<Compensation> waiting;
  for (int i = 0; i < 40; ++i) {
    const auto& who = people[pick(4)];
    world_.role = who.role;
    world_.agent = who.number;
    if (!waiting.empty() && who.role == Role::LEAD && pick(2) == 0) {
      Approve(waiting[pick(static_cast<int>(waiting.size()))]).status().IgnoreError();
      continue;
    }
    const auto made = Give(Goodwill(orders[pick(2)], 1 + pick(2500), absl::StrCat("h", i)));
    ASSERT_THAT(made, IsOk());
    if (made->state() == Compensation::WAIT_APPROVAL) waiting.push_back(*made);
    if (pick(8) == 0) world_.Advance(absl::Hours(pick(30)));
  }
  std::map<std::string, int64_t> by_agent;
  for (const Order& order : orders) {
    int64_t on_order = 0;
    for (const Compensation& one : Of(order)) {
      if (one.state() != Compensation::GIVEN) continue;
      on_order += one.amount().minor();
      by_agent[one.budget_agent() + " " + one.budget_month()] += one.amount().minor();
    }
    EXPECT_LE(on_order, std::min<int64_t>(order.payment().paid_minor(), 5000));
  }
  for (const auto& [agent, minor] : by_agent) {
    EXPECT_LE(minor, agent[0] < '4' ? 6000 : 3000) << agent;
  }
  ExpectNothingFound();
}

}  // namespace
}  // namespace shopdesk::orders
