#include <algorithm>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "libs/base/money.h"
#include "services/orders/domain/refund/refund_states.h"
#include "services/orders/handlers/refund/refund.h"
#include "services/orders/handlers/refund/refund_waybill.h"
#include "services/orders/handlers/shipping/replacement.h"
#include "services/orders/store/desk/buyer_card.h"
#include "services/orders/testing/dialects.h"
#include "services/orders/testing/fakes.h"
#include "services/orders/testing/refunds.h"

namespace shopdesk::orders::handlers {
namespace {

using domain::kDay;
using shopdesk::testing::kTestTime;
using shopdesk::testing::RunWrite;
using v1::LedgerEntry;
using v1::Refund;

// Random histories of orders through the handlers: whatever is called, and called again, in
// whatever order, never more goes back than came in, pieces stay somewhere, ledgers sum, and what
// waits ends by time alone.
class RefundHistoryTest : public RefundHandlerTest {
 protected:
  static constexpr int kOrders = 25;
  static constexpr int kSteps = 24;

  int64_t Pick(int64_t low, int64_t high) {
    return std::uniform_int_distribution<int64_t>(low, high)(random_);
  }

  // Calls twice with one request_id: the second changes nothing.
  template <class Request, class Handler>
  void CallTwice(Handler handler, Request request) {
    request.set_request_id(absl::StrCat("h", ++calls_));
    const absl::StatusOr<Refund> first = Call<Refund>(handler, request);
    if (!first.ok()) return;
    const size_t events = EventCount();
    const absl::StatusOr<Refund> again = Call<Refund>(handler, request);
    ASSERT_OK(again.status());
    EXPECT_THAT(*again, shopdesk::testing::EqualsProto(*first));
    EXPECT_EQ(EventCount(), events);
  }
  template <class Request, class Handler>
  void Do(Handler handler, const std::string& name) {
    Request request;
    request.set_name(name);
    CallTwice(handler, request);
  }

  size_t EventCount() {
    const absl::StatusOr<event::Cursor> head =
        runtime().events().Head(absl::Now() + absl::Seconds(10));
    EXPECT_OK(head);
    return head.ok() ? head->sequence : 0;
  }

  void Ask(const std::string& order) {
    v1::OpenRefundRequest request;
    request.set_parent(order);
    request.set_kind(static_cast<v1::RefundKind::Value>(Pick(1, v1::RefundKind::Value_MAX)));
    request.set_reason(static_cast<v1::RefundReason::Value>(Pick(1, 7)));
    request.add_lines()->set_line(static_cast<int32_t>(Pick(1, 2)));
    request.mutable_lines(0)->set_quantity(Pick(1, 3));
    CallTwice(OpenRefund, request);
  }

  void Decide(const Refund& refund) {
    v1::DecideRefundRequest request;
    request.set_name(refund.name());
    *request.mutable_granted() = MakeMoney("CNY", Pick(0, refund.total().minor()));
    CallTwice(DecideRefund, request);
  }

  void SendBack(const std::string& name) {
    v1::SendBackGoodsRequest request;
    request.set_name(name);
    request.set_carrier_id("sf");
    request.set_waybill_number("SF1");
    *request.mutable_freight() = MakeMoney("CNY", Pick(0, 4000));
    CallTwice(SendBackGoods, request);
  }

  // What the carrier says of the goods' way back, more than once.
  void Track(const std::string& name) {
    logistics::v1::Shipment shipment;
    shipment.set_name("shops/s/shipments/back");
    shipment.set_refund(name);
    shipment.set_status(Pick(0, 1) == 0 ? logistics::v1::TrackingStatus::PICKED_UP
                                        : logistics::v1::TrackingStatus::DELIVERED);
    for (int i = 0; i < 2; ++i) {
      ASSERT_OK(RunWrite(runtime(), [&](runtime::WriteContext& ctx) {
        return RecordReturnTracking(ctx, shipment);
      }));
    }
  }

  void Settle(const Refund& refund) {
    v1::SettleReturnClaimRequest request;
    request.set_name(refund.name());
    const int64_t recovered = Pick(0, refund.scan_payment().owed().minor());
    if (recovered > 0) {
      request.set_recovered_minor(recovered);
      request.set_source(v1::ScanPayment::BUYER);
    }
    CallTwice(SettleReturnClaim, request);
  }

  // The buyer has returned little so far: what he sends back is paid at the first scan.
  void PutCard() {
    v1::BuyerCard card;
    card.set_name(store::BuyerCardName("s", domain::PaidOrder({{1, 1}}).buyer()));
    card.set_return_rate_bps(1000);
    ASSERT_OK(RunWrite(runtime(), [&](runtime::WriteContext& ctx) {
      v1::BuyerCard copy = card;
      return store::InsertBuyerCard(ctx.txn(), copy);
    }));
  }

  void Count(const Refund& refund) {
    v1::ConfirmReturnedGoodsRequest request;
    request.set_name(refund.name());
    for (const v1::RefundLine& line : refund.lines()) {
      const int64_t pieces = line.quantity() - line.never_shipped();
      if (pieces == 0) continue;
      v1::IntakeLine& counted = *request.add_lines();
      counted.set_line(line.line());
      counted.set_sellable(Pick(0, pieces));
      counted.set_damaged(Pick(0, pieces - counted.sellable()));
      counted.set_missing(pieces - counted.sellable() - counted.damaged());
    }
    CallTwice(ConfirmReturnedGoods, request);
  }

  void SendGoodsAgain(const std::string& name) {
    ASSERT_OK(RunWrite(runtime(), [&](runtime::WriteContext& ctx) {
      return RecordReserved(ctx, name, "shops/s/reservations/again");
    }));
    v1::SendAgainRequest request;
    request.set_name(name);
    request.set_request_id(absl::StrCat("h", ++calls_));
    const runtime::CallInfo call = shopdesk::testing::TestCall(request.request_id());
    Refund sent;
    runtime()
        .Workflow(call, &request, &sent,
                  [&](runtime::WorkflowContext& ctx) {
                    return SendAgain(ctx, request, &sent, logistics_);
                  })
        .IgnoreError();
  }

  // One more thing that somebody does, fitting or not.
  void GoOn(const Refund& refund) {
    const std::string& name = refund.name();
    const std::function<void()> deeds[] = {
        [&] { Track(name); },
        [&] { Track(name); },
        [&] { Settle(refund); },
        [&] { Do<v1::AgreeRefundRequest>(AgreeRefund, name); },
        [&] { Do<v1::AgreeRefundRequest>(AgreeRefund, name); },
        [&] {
          v1::RefuseRefundRequest request;
          request.set_name(name);
          request.set_refusal("no fault");
          CallTwice(RefuseRefund, request);
        },
        [&] { Do<v1::EscalateRefundRequest>(EscalateRefund, name); },
        [&] { Decide(refund); },
        [&] { SendBack(name); },
        [&] { Count(refund); },
        [&] { Do<v1::AcceptRefundOfferRequest>(AcceptRefundOffer, name); },
        [&] { Do<v1::RefuseRefundOfferRequest>(RefuseRefundOffer, name); },
        [&] { SendGoodsAgain(name); },
        [&] { Do<v1::ConfirmSentAgainRequest>(ConfirmSentAgain, name); },
        [&] { Do<v1::WithdrawRefundRequest>(WithdrawRefund, name); },
    };
    deeds[Pick(0, std::size(deeds) - 1)]();
  }

  std::vector<Refund> RefundsOf(const std::string& order) {
    v1::ListRefundsRequest request;
    request.set_parent(order);
    v1::ListRefundsResponse response;
    EXPECT_OK(shopdesk::testing::RunRead(runtime(), [&](runtime::ReadContext& ctx) {
      response.Clear();
      return ListRefunds(ctx, request, &response);
    }));
    return {response.refunds().begin(), response.refunds().end()};
  }

  void Check(const std::string& id) {
    const v1::Order order = OrderNow(id);
    const v1::Payment& payment = order.payment();
    EXPECT_EQ(payment.held_minor() + payment.released_minor() + payment.refunded_minor(),
              payment.paid_minor());
    int64_t goods = 0;
    for (const v1::OrderLine& line : order.lines()) {
      EXPECT_EQ(line.to_ship() + line.shipped() + line.delivered() + line.returned() +
                    line.refunded() + line.short_(),
                line.quantity());
      EXPECT_LE(line.refunded_minor(), line.total().minor());
      goods += line.refunded_minor();
    }
    int64_t ledger_goods = 0;
    int64_t ledger_freight = 0;
    int64_t reclaimed = 0;
    for (const LedgerEntry& entry : Ledger(id)) {
      if (entry.kind() == LedgerEntry::RECLAIMED) {
        reclaimed += entry.total().minor();
        continue;
      }
      if (entry.kind() == LedgerEntry::RETURN_FREIGHT) {
        EXPECT_LE(entry.total().minor(), 3000);
        continue;
      }
      if (entry.kind() != LedgerEntry::REFUNDED && entry.kind() != LedgerEntry::TAKEN_BACK)
        continue;
      ledger_goods += entry.goods_minor();
      ledger_freight += entry.freight_minor();
    }
    EXPECT_EQ(ledger_goods, goods);
    EXPECT_LE(ledger_freight, order.freight().minor());
    EXPECT_EQ(ledger_goods + ledger_freight, payment.refunded_minor());
    int open = 0;
    int64_t refunded = 0;
    int64_t recovered = 0;
    for (const Refund& refund : RefundsOf(order.name())) {
      const bool ended = domain::IsEnded(refund.state());
      open += ended ? 0 : 1;
      refunded += refund.refunded().minor();
      const v1::ScanPayment& scan = refund.scan_payment();
      const bool goods_due = scan.state() == v1::ScanPayment::GOODS_AWAITED;
      EXPECT_NE(ended && !goods_due, refund.has_deadline_time()) << refund.ShortDebugString();
      EXPECT_LE(scan.owed().minor(), refund.refunded().minor());
      recovered += scan.recovered().minor();
    }
    EXPECT_EQ(recovered, reclaimed);
    EXPECT_EQ(open, order.open_refunds());
    EXPECT_EQ(refunded, payment.refunded_minor());
  }

  std::mt19937 random_;
  int calls_ = 0;
  orders::testing::FakeLogistics logistics_;
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, RefundHistoryTest, orders::testing::BothDatabases(),
                         orders::testing::NameOf);

TEST_P(RefundHistoryTest, NeverMoreGoesBackThanCameInAndAllEnds) {
  PutCard();
  int paid_at_scan = 0;
  for (int seed = 1; seed <= kOrders; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    random_.seed(seed);
    const std::string id = absl::StrCat("o", seed);
    const std::vector<domain::TestLine> lines = {{Pick(1, 5), Pick(0, 5000)},
                                                 {Pick(1, 5), Pick(0, 5000)}};
    Put(Pick(0, 1) == 0 ? domain::DeliveredOrder(lines, Pick(0, 900), id)
                        : domain::FinishedOrder(lines, Pick(0, 900), id));
    for (int i = 0; i < kSteps; ++i) {
      const std::vector<Refund> refunds = RefundsOf("shops/s/orders/" + id);
      if (refunds.empty() || Pick(0, 4) == 0) {
        Ask("shops/s/orders/" + id);
      } else {
        GoOn(refunds[Pick(0, refunds.size() - 1)]);
      }
      Check(id);
      if (HasFailure()) return;
    }
  }
  // Nobody does anything any more.
  AdvanceTo(kTestTime + 60 * kDay);
  for (int seed = 1; seed <= kOrders; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    const std::string id = absl::StrCat("o", seed);
    Check(id);
    EXPECT_EQ(OrderNow(id).open_refunds(), 0);
    for (const Refund& refund : RefundsOf("shops/s/orders/" + id)) {
      paid_at_scan += refund.has_scan_payment() ? 1 : 0;
      EXPECT_NE(refund.scan_payment().state(), v1::ScanPayment::GOODS_AWAITED);
    }
  }
  EXPECT_GT(paid_at_scan, 0);
}

}  // namespace
}  // namespace shopdesk::orders::handlers
