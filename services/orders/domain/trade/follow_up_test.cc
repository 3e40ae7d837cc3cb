#include <cstdlib>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/testing/matchers.h"
#include "services/orders/domain/desk/next_timer.h"
#include "services/orders/domain/desk/order_error.h"
#include "services/orders/domain/payment/cod.h"
#include "services/orders/domain/payment/payment.h"
#include "services/orders/domain/placing/duplicate.h"
#include "services/orders/domain/receiver/block.h"
#include "services/orders/domain/trade/reminder.h"
#include "services/orders/domain/trade/ship_by.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::IsOk;
using ::shopdesk::testing::IsOkAndHolds;

template <class State>
void CheckAll(const StateMachine<State>& machine, int last,
              const std::map<std::pair<State, std::string>, State>& expected) {
  std::set<std::string> events;
  for (const auto& row : machine.table()) events.insert(row.event);
  EXPECT_EQ(machine.table().size(), expected.size());
  for (int number = 0; number <= last; ++number) {
    for (const std::string& event : events) {
      SCOPED_TRACE(absl::StrCat(number, " × ", event));
      const auto state = static_cast<State>(number);
      const auto wanted = expected.find({state, event});
      if (wanted == expected.end()) {
        EXPECT_THAT(machine.Next("r", state, event), HasReason("WRONG_STATE"));
      } else {
        EXPECT_THAT(machine.Next("r", state, event), IsOkAndHolds(wanted->second));
      }
    }
  }
}

TEST(FollowUpStatesTest, EveryStateAndEvent) {
  using E = OrderError;
  CheckAll<E::State>(OrderErrorMachine(), E::State_MAX,
                     {{{E::OPEN, "contest"}, E::CONTESTED},
                      {{E::CONTESTED, "confirm"}, E::CONFIRMED},
                      {{E::CONTESTED, "dismiss"}, E::DISMISSED}});
  using D = DuplicatePair;
  CheckAll<D::State>(DuplicateMachine(), D::State_MAX,
                     {{{D::OPEN, "decide"}, D::DECIDED}, {{D::OPEN, "lapse"}, D::LAPSED}});
  using S = ShipDateProposal;
  CheckAll<S::State>(ShipDateMachine(), S::State_MAX,
                     {{{S::STATE_UNSPECIFIED, "propose"}, S::PROPOSED},
                      {{S::PROPOSED, "propose"}, S::PROPOSED},
                      {{S::ACCEPTED, "propose"}, S::PROPOSED},
                      {{S::REFUSED, "propose"}, S::PROPOSED},
                      {{S::PROPOSED, "accept"}, S::ACCEPTED},
                      {{S::PROPOSED, "refuse"}, S::REFUSED}});
  using R = PaymentReminder;
  CheckAll<R::State>(ReminderMachine(), R::State_MAX,
                     {{{R::PLANNED, "due"}, R::DUE},
                      {{R::PLANNED, "by_hand"}, R::BY_HAND},
                      {{R::PLANNED, "hold_out"}, R::NOT_SENT},
                      {{R::PLANNED, "record"}, R::REMINDED},
                      {{R::DUE, "sent"}, R::REMINDED},
                      {{R::DUE, "not_sent"}, R::NOT_SENT},
                      {{R::BY_HAND, "record"}, R::REMINDED},
                      {{R::BY_HAND, "not_sent"}, R::NOT_SENT}});
}

TEST(FollowUpStatesTest, IsDocumented) {
  const std::string file = "docs/states/follow_up.md";
  const std::string text =
      "# States of what follows orders up\n\nDrawn from the tables in services/orders/domain "
      "(reminder.cc, ship_by.cc, duplicate.cc, order_error.cc).\n\n" +
      ReminderMachine().ToMarkdown() + "\n" + ShipDateMachine().ToMarkdown() + "\n" +
      DuplicateMachine().ToMarkdown() + "\n" + OrderErrorMachine().ToMarkdown();
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(file) << text;
  std::stringstream present;
  present << std::ifstream(file).rdbuf();
  EXPECT_EQ(present.str(), text) << "run this test with UPDATE_GOLDEN=1 and look at the difference";
}

TEST(NextTimerTest, AnOrderHasOneTimerTheEarliest) {
  Order order = PlacedOrder(v1::ESCROW);
  EXPECT_EQ(NextTimerOf(order).kind, kPaymentReminder);
  RemindDue(order, ShopPolicy(), At(absl::Hours(5)));
  EXPECT_EQ(NextTimerOf(order).kind, kUnpaidClose);
  std::vector<LedgerEntry> ledger;
  ASSERT_THAT(AcceptPayment(order, ShopPolicy(), "t", At(absl::Hours(6)), ledger), IsOk());
  EXPECT_EQ(NextTimerOf(order).kind, kShipByWarning);
  EXPECT_EQ(NextTimerOf(order).time, kNow + absl::Hours(6 + 42));
  WarnShipBy(order);
  EXPECT_EQ(NextTimerOf(order).kind, "");
  EXPECT_TRUE(IsShipByUrgent(order));

  Order cod = PlacedOrder(v1::COD);
  EXPECT_EQ(NextTimerOf(cod).kind, kCodFirstContact);
  MissCodContact(cod);
  EXPECT_EQ(NextTimerOf(cod).kind, kCodUnreachable);
}

class ReminderTest : public ::testing::Test {
 protected:
  // When the reminder of an order placed now would be sent; infinite past: never.
  absl::Time Planned() {
    PlanReminder(order_, policy_, kNow);
    return order_.has_payment_reminder() ? FromProto(order_.payment_reminder().remind_time())
                                         : absl::InfinitePast();
  }

  v1::Policy policy_ = ShopPolicy();
  Order order_ = PlacedOrder(v1::ESCROW);
};

TEST_F(ReminderTest, InTheAfternoonOfADayThatShips) {
  EXPECT_EQ(Planned(), kNow + absl::Hours(5));
  // 4 March 2024 is a Monday.
  policy_.mutable_calendar()->add_holidays("2024-03-04");
  EXPECT_EQ(Planned(), kNow + absl::Hours(29));
  // No day before the close ships: better reminded than not.
  SetDeadline(order_, kUnpaidClose, kNow + absl::Hours(10));
  EXPECT_EQ(Planned(), kNow + absl::Hours(5));
  SetDeadline(order_, kUnpaidClose, kNow + absl::Hours(5));
  EXPECT_EQ(Planned(), absl::InfinitePast());
}

TEST_F(ReminderTest, InTheShopsTimeAndNotInQuietHours) {
  policy_.mutable_calendar()->set_time_zone("Asia/Shanghai");
  // 10:00 UTC is 18:00 there.
  EXPECT_EQ(Planned(), kNow + absl::Hours(21));
  policy_.mutable_calendar()->set_quiet_start_minute(14 * 60);
  EXPECT_EQ(Planned(), absl::InfinitePast());
}

TEST_F(ReminderTest, AMissedAfternoonIsPlannedAnew) {
  RemindDue(order_, policy_, At(absl::Hours(6)));
  EXPECT_EQ(order_.payment_reminder().state(), PaymentReminder::PLANNED);
  EXPECT_EQ(FromProto(order_.payment_reminder().remind_time()), kNow + absl::Hours(29));
}

TEST_F(ReminderTest, WhoSaysThatHePaidIsNotReminded) {
  order_.mutable_payment()->set_state(v1::CLAIMED);
  RemindDue(order_, policy_, At(absl::Hours(5)));
  EXPECT_FALSE(order_.has_payment_reminder());
  EXPECT_THAT(RecordReminder(order_, type::v1::IM, At(absl::Hours(5))), HasReason("WRONG_STATE"));
}

TEST(DuplicateTest, AddressesAreComparedByWhatTheySay) {
  type::v1::PostalAddress address;
  address.set_region_code("GB");
  address.set_locality("London");
  address.set_street("12, High-Street");
  type::v1::PostalAddress same = address;
  same.set_street("１２ high street");
  EXPECT_EQ(AddressIndexValue(address), AddressIndexValue(same));
  same.set_street("21 High Street");
  EXPECT_NE(AddressIndexValue(address), AddressIndexValue(same));
  // What stands in which field counts.
  same = address;
  same.set_district("12");
  same.set_street("High Street");
  EXPECT_NE(AddressIndexValue(address), AddressIndexValue(same));
}

TEST(DuplicateTest, AHoldStaysUntilTheLastPairIsDecided) {
  Order a = PlacedOrder(v1::COD);
  Order b = a;
  b.set_name("shops/s/orders/p");
  const DuplicatePair pair = MakePair(b, a, DuplicatePair::DUPLICATE, At());
  EXPECT_EQ(pair.first_order(), a.name());
  EXPECT_EQ(pair.name(), MakePair(a, b, DuplicatePair::DUPLICATE, At()).name());
  EXPECT_FALSE(HoldPair(pair, a, b, At()));
  for (Order* order : {&a, &b}) {
    ASSERT_THAT(ConfirmCod(*order, ShopPolicy(), order->cod_surcharge(), At()), IsOk());
    AddPair(*order, pair.name());
    AddPair(*order, "another");
  }
  EXPECT_TRUE(HoldPair(pair, a, b, At()));
  EXPECT_FALSE(HoldPair(pair, a, b, At()));
  RemovePair(a, pair.name());
  EXPECT_EQ(a.holds_size(), 1);
  RemovePair(a, "another");
  EXPECT_EQ(a.holds_size(), 0);
}

TEST(OrderErrorTest, RatesAreRoundedUpAndHaveToBeBelowTheTarget) {
  v1::OrderErrorRates::Agent agent;
  JudgeErrorRate(2000, agent);
  EXPECT_EQ(agent.verdict(), v1::OrderErrorRates::NO_DATA);
  agent.set_orders_handled(1000);
  agent.set_errors(2);
  JudgeErrorRate(2000, agent);
  EXPECT_EQ(agent.per_million(), 2000);
  EXPECT_EQ(agent.verdict(), v1::OrderErrorRates::FAIL);
  agent.set_orders_handled(1001);
  JudgeErrorRate(2000, agent);
  EXPECT_EQ(agent.per_million(), 1999);
  EXPECT_EQ(agent.verdict(), v1::OrderErrorRates::PASS);
}

}  // namespace
}  // namespace shopdesk::orders::domain
