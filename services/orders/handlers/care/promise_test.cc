#include "services/orders/handlers/care/promise.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/money.h"
#include "libs/testing/matchers.h"
#include "libs/verify/testing/findings.h"
#include "services/orders/definition.h"
#include "services/orders/handlers/desk/order_error.h"
#include "services/orders/handlers/refund/refund.h"
#include "services/orders/testing/world.h"

namespace shopdesk::orders {
namespace {

using testing::WorldTest;
using namespace v1;  // NOLINT: the states
using ::shopdesk::testing::EqualsProto;
using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::IsOk;
using ::shopdesk::testing::StatusIs;
using shopdesk::verify::testing::FindingsOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class PromiseTest : public WorldTest {
 protected:
  absl::StatusOr<Promise> Make(const Order& order, Promise::Kind kind, int64_t minor = 0,
                               const std::string& request_id = "") {
    MakePromiseRequest request;
    request.set_parent(order.name());
    request.set_kind(kind);
    request.set_note("ask for Li at 13812345678");
    if (minor > 0) *request.mutable_amount() = MakeMoney("CNY", minor);
    request.set_request_id(request_id.empty() ? NextId() : request_id);
    return world_.Write<Promise>(request, handlers::MakePromise);
  }
  absl::StatusOr<Promise> Keep(const Promise& promise, const std::string& kept_by,
                               const std::string& note = "done") {
    KeepPromiseRequest request;
    request.set_name(promise.name());
    request.set_kept_by(kept_by);
    request.set_note(note);
    request.set_request_id(NextId());
    return world_.Write<Promise>(request, handlers::KeepPromise);
  }
  absl::StatusOr<Promise> Withdraw(const Promise& promise) {
    WithdrawPromiseRequest request;
    request.set_name(promise.name());
    request.set_channel(type::v1::ContactChannel::PHONE);
    request.set_note("he does without");
    request.set_request_id(NextId());
    return world_.Write<Promise>(request, handlers::WithdrawPromise);
  }
  Refund GiveBack(const Order& order, int64_t minor) {
    OpenRefundRequest request;
    request.set_parent(order.name());
    request.set_kind(RefundKind::MONEY_ONLY);
    request.set_reason(RefundReason::QUALITY);
    request.set_seller_initiated(true);
    request.add_lines()->set_line(1);
    request.mutable_lines(0)->set_amount_minor(minor);
    request.set_request_id(NextId());
    const auto refund = world_.Write<Refund>(request, handlers::OpenRefund);
    EXPECT_THAT(refund, IsOk());
    return refund.value_or(Refund());
  }
  Promise Now(const Promise& promise) {
    GetPromiseRequest request;
    request.set_name(promise.name());
    const auto now = world_.Read<Promise>(request, handlers::GetPromise);
    EXPECT_THAT(now, IsOk());
    return now.value_or(Promise());
  }
  OrderError ErrorOf(const Promise& promise) {
    GetOrderErrorRequest request;
    request.set_name(promise.order_error());
    const auto error = world_.Read<OrderError>(request, handlers::GetOrderError);
    EXPECT_THAT(error, IsOk());
    return error.value_or(OrderError());
  }
  PromiseFigures FiguresNow(const std::string& agent = "") {
    GetPromiseFiguresRequest request;
    request.set_parent("shops/s");
    request.set_agent(agent);
    const auto figures = world_.Read<PromiseFigures>(request, handlers::GetPromiseFigures);
    EXPECT_THAT(figures, IsOk());
    return figures.value_or(PromiseFigures());
  }
  int64_t ErrorsOf(const std::string& agent) {
    GetOrderErrorRatesRequest request;
    request.set_parent("shops/s");
    request.set_agent(agent);
    const auto rates = world_.Read<OrderErrorRates>(request, handlers::GetOrderErrorRates);
    EXPECT_THAT(rates, IsOk());
    return rates.ok() ? rates->total().errors() : -1;
  }
  void ExpectNothingFound() {
    for (const auto& check : AllChecks()) {
      EXPECT_THAT(FindingsOf(world_.runtime(), AllChecks(), check.name), IsEmpty()) << check.name;
    }
  }
  std::string NextId() { return absl::StrCat("promise-test-", ++ids_); }

  int ids_ = 0;
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, PromiseTest, testing::BothDatabases(), testing::NameOf);

TEST_P(PromiseTest, KeptInTimeByARefund) {
  const Order order = world_.ReadyToShip("o");
  const auto promise = Make(order, Promise::DISCOUNT, 200, "once");
  ASSERT_THAT(promise, IsOk());
  EXPECT_THAT(promise->note(), Not(HasSubstr("13812345678")));
  EXPECT_THAT(Make(order, Promise::DISCOUNT, 200, "once"),
              shopdesk::testing::IsOkAndHolds(EqualsProto(*promise)));
  EXPECT_THAT(world_.WorkOf(promise->name()), ElementsAre("promise"));
  EXPECT_THAT(Keep(*promise, ""), HasReason("INVALID_ARGUMENT")) << "by a note alone";
  const auto second = Make(order, Promise::DISCOUNT, 200);
  ASSERT_THAT(second, IsOk());
  EXPECT_THAT(Keep(*second, GiveBack(order, 100).name()), HasReason("PROMISE_NOT_MET"));
  EXPECT_THAT(Keep(*second, order.name() + "/refunds/none"), HasReason("NOT_FOUND"));
  EXPECT_THAT(Keep(*second, "shops/s/orders/other/refunds/r"), HasReason("INVALID_ARGUMENT"));
  const Refund refund = GiveBack(order, 200);
  const auto kept = Keep(*second, refund.name());
  ASSERT_THAT(kept, IsOk());
  EXPECT_EQ(kept->state(), Promise::KEPT);
  EXPECT_THAT(Keep(*second, refund.name()), HasReason("WRONG_STATE"));
  EXPECT_THAT(world_.WorkOf(second->name()), IsEmpty());
  world_.Advance(absl::Hours(48));
  EXPECT_EQ(Now(*second).state(), Promise::KEPT);
  EXPECT_THAT(world_.EventsOf(second->name()), ElementsAre("promise.made", "promise.kept"));
  ExpectNothingFound();
}

TEST_P(PromiseTest, OneRefundKeepsSeveralWithWhatItGave) {
  const Order order = world_.ReadyToShip("o");
  const Refund refund = GiveBack(order, 300);
  const auto first = Make(order, Promise::DISCOUNT, 200);
  const auto second = Make(order, Promise::FREIGHT_BACK, 101);
  const auto third = Make(order, Promise::FREIGHT_BACK, 100);
  ASSERT_THAT(Keep(*first, refund.name()), IsOk());
  const auto short_by_one = Keep(*second, refund.name());
  EXPECT_THAT(short_by_one, HasReason("PROMISE_NOT_MET"));
  EXPECT_THAT(std::string(short_by_one.status().message()), HasSubstr("1.00"));
  ASSERT_THAT(Keep(*third, refund.name()), IsOk());
  EXPECT_EQ(Now(*third).kept_by(), refund.name());
  EXPECT_THAT(Keep(*second, refund.name()), HasReason("PROMISE_NOT_MET")) << "nothing is left";
}

TEST_P(PromiseTest, BrokenWhenDueAndAnErrorIsDrafted) {
  const Order order = world_.ReadyToShip("o");
  const auto promise = Make(order, Promise::GIFT);
  ASSERT_THAT(promise, IsOk());
  world_.Advance(absl::Hours(23));
  EXPECT_EQ(Now(*promise).state(), Promise::OPEN);
  world_.Advance(absl::Hours(1));
  const Promise broken = Now(*promise);
  EXPECT_EQ(broken.state(), Promise::BROKEN);
  EXPECT_THAT(world_.WorkOf(promise->name()), ElementsAre("broken_promise"));
  const OrderError draft = ErrorOf(broken);
  EXPECT_EQ(draft.state(), OrderError::DRAFTED);
  EXPECT_EQ(draft.kind(), OrderError::WRONG_PROMISE);
  EXPECT_EQ(draft.agent(), "7");
  EXPECT_EQ(draft.source(), promise->name());
  EXPECT_THAT(world_.WorkOf(draft.name()), ElementsAre("drafted_error"));
  EXPECT_EQ(ErrorsOf("7"), 0) << "a draft counts against nobody";
  EXPECT_EQ(FiguresNow("7").total().kept_bps(), 0);
  EXPECT_EQ(FiguresNow("7").total().broken(), 1);
  ExpectNothingFound();
  EXPECT_THAT(Withdraw(broken), HasReason("WRONG_STATE"));
  ASSERT_THAT(Keep(broken, ""), IsOk());
  EXPECT_EQ(Now(broken).state(), Promise::KEPT_LATE);
  EXPECT_THAT(world_.WorkOf(promise->name()), IsEmpty());
  EXPECT_EQ(FiguresNow().total().broken(), 1);
  EXPECT_EQ(FiguresNow().total().kept_late(), 1);
}

TEST_P(PromiseTest, ADraftIsDecidedByAnotherLeadOrStands) {
  const Order order = world_.ReadyToShip("o");
  ASSERT_THAT(Make(order, Promise::GIFT), IsOk());
  ASSERT_THAT(Make(order, Promise::CALL_BACK), IsOk());
  world_.Advance(absl::Hours(24));
  ListPromisesRequest list;
  list.set_parent("shops/s/orders/-");
  list.set_state(Promise::BROKEN);
  const auto broken = world_.Read<ListPromisesResponse>(list, handlers::ListPromises);
  ASSERT_THAT(broken, IsOk());
  ASSERT_EQ(broken->promises_size(), 2);
  DecideOrderErrorRequest decide;
  decide.set_name(broken->promises(0).order_error());
  decide.set_decision(DecideOrderErrorRequest::DISMISS);
  decide.set_request_id("decide");
  EXPECT_THAT(world_.Write<OrderError>(decide, handlers::DecideOrderError), HasReason("OWN_ERROR"));
  world_.agent = "9";
  ASSERT_THAT(world_.Write<OrderError>(decide, handlers::DecideOrderError), IsOk());
  EXPECT_THAT(world_.WorkOf(decide.name()), IsEmpty());
  world_.Advance(absl::Hours(72));
  const OrderError stood = ErrorOf(broken->promises(1));
  EXPECT_EQ(stood.state(), OrderError::OPEN);
  EXPECT_EQ(ErrorOf(broken->promises(0)).state(), OrderError::DISMISSED);
  EXPECT_EQ(ErrorsOf("7"), 1);
  EXPECT_THAT(world_.EventsOf(stood.name()),
              ElementsAre("order_error.drafted", "order_error.stood"));
  ExpectNothingFound();
}

TEST_P(PromiseTest, WithdrawnCountsNeitherWay) {
  const Order order = world_.ReadyToShip("o");
  const auto promise = Make(order, Promise::CALL_BACK);
  ASSERT_THAT(promise, IsOk());
  ASSERT_THAT(Withdraw(*promise), IsOk());
  world_.Advance(absl::Hours(48));
  EXPECT_EQ(Now(*promise).state(), Promise::WITHDRAWN);
  const PromiseFigures figures = FiguresNow();
  EXPECT_EQ(figures.total().withdrawn(), 1);
  EXPECT_FALSE(figures.total().has_kept_bps());
}

TEST_P(PromiseTest, AllOrdersAreListedByStateOrAgentOnly) {
  const Order order = world_.ReadyToShip("o");
  ASSERT_THAT(Make(order, Promise::GIFT), IsOk());
  ListPromisesRequest request;
  request.set_parent("shops/s/orders/-");
  EXPECT_THAT(world_.Read<ListPromisesResponse>(request, handlers::ListPromises),
              HasReason("INVALID_ARGUMENT"));
  request.set_agent("7");
  EXPECT_EQ(world_.Read<ListPromisesResponse>(request, handlers::ListPromises)->promises_size(), 1);
  request.set_parent(order.name());
  EXPECT_THAT(world_.Read<ListPromisesResponse>(request, handlers::ListPromises),
              HasReason("INVALID_ARGUMENT"));
  request.clear_agent();
  EXPECT_EQ(world_.Read<ListPromisesResponse>(request, handlers::ListPromises)->promises_size(), 1);
  request.set_parent("shops/s/orders/none");
  EXPECT_THAT(world_.Read<ListPromisesResponse>(request, handlers::ListPromises),
              StatusIs(absl::StatusCode::kNotFound));
}

}  // namespace
}  // namespace shopdesk::orders
