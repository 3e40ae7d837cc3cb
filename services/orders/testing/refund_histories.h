#pragma once

#include <functional>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "libs/base/clock.h"
#include "libs/base/money.h"
#include "libs/base/resource_name.h"
#include "services/orders/domain/refund/refund_states.h"
#include "services/orders/domain/trade/lines.h"
#include "services/orders/handlers/pricing/price_protection.h"
#include "services/orders/handlers/refund/refund.h"
#include "services/orders/handlers/refund/refund_waybill.h"
#include "services/orders/handlers/refund/return.h"
#include "services/orders/handlers/shipping/replacement.h"
#include "services/orders/store/desk/buyer_card.h"
#include "services/orders/store/pricing/price_protection.h"
#include "services/orders/testing/fakes.h"
#include "services/orders/testing/refunds.h"

namespace shopdesk::orders::handlers {

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
  static constexpr int kSteps = 24;
  static constexpr int32_t kLines = 2;

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
    request.add_lines()->set_line(static_cast<int32_t>(Pick(1, kLines)));
    request.mutable_lines(0)->set_quantity(Pick(1, 3));
    CallTwice(OpenRefund, request);
  }

  void AskFreight(const std::string& order) {
    v1::OpenRefundRequest request;
    request.set_parent(order);
    request.set_kind(v1::RefundKind::MONEY_ONLY);
    request.set_reason(v1::RefundReason::QUALITY);
    request.set_freight_only(true);
    request.set_freight_minor(Pick(1, 900));
    request.set_seller_initiated(Pick(0, 1) == 0);
    CallTwice(OpenRefund, request);
  }

  // Goods come back that nobody asked about.
  void Accept(const std::string& order) { Accept(order, Pick(1, 3)); }
  void Accept(const std::string& order, int64_t quantity) {
    v1::AcceptReturnRequest request;
    request.set_parent("shops/s");
    request.set_buyer(OrderNow(std::string(LastSegment(order))).buyer());
    request.set_product("shops/s/products/p");
    request.set_quantity(quantity);
    request.set_inspection(v1::Inspection::RESTOCK);
    request.set_request_id(absl::StrCat("h", ++calls_));
    if (!Call<v1::Return>(AcceptReturn, request).ok()) return;
    const size_t events = EventCount();
    EXPECT_OK(Call<v1::Return>(AcceptReturn, request).status());
    EXPECT_EQ(EventCount(), events);
  }

  // All lines of the order are of one SKU, which becomes cheaper.
  static std::string SkuOf(const std::string& order) {
    return absl::StrCat("sku-", LastSegment(order));
  }
  void Protect(const std::string& name) {
    const v1::Order order = OrderNow(std::string(LastSegment(name)));
    ASSERT_OK(RunWrite(runtime(), [&](runtime::WriteContext& ctx) -> absl::Status {
      for (const v1::OrderLine& line : order.lines()) {
        RETURN_IF_ERROR(store::PutProtection(
            ctx.txn(), name,
            {"", line.line(), SkuOf(name), kTestTime + kDay, domain::UnitPriceMinor(line)}));
      }
      return absl::OkStatus();
    }));
  }
  void DropPrice(const std::string& order) { DropPrice(order, Pick(0, 2000)); }
  void DropPrice(const std::string& order, int64_t unit_minor) {
    store::PriceDropRow row;
    row.drop.set_name(absl::StrCat("shops/s/priceDrops/d", ++calls_));
    row.drop.set_sku_id(SkuOf(order));
    *row.drop.mutable_unit_price() = MakeMoney("CNY", unit_minor);
    *row.drop.mutable_refunded() = MakeMoney("CNY", 0);
    row.drop.set_state(v1::PriceDrop::SETTLING);
    row.after = store::ProtectedAfter(kTestTime);
    timer::Due due;
    due.kind = kPriceDropStep;
    due.resource_name = row.drop.name();
    ASSERT_OK(RunWrite(runtime(), [&](runtime::WriteContext& ctx) {
      store::PriceDropRow copy = row;
      return store::InsertPriceDrop(ctx.txn(), copy);
    }));
    for (int i = 0; i < 2; ++i) {
      ASSERT_OK(RunWrite(runtime(),
                         [&](runtime::WriteContext& ctx) { return OnPriceDropStep(ctx, due); }));
    }
  }
  // The outbox would when a refund has ended.
  void SettleDrops(const std::string& order) {
    ASSERT_OK(RunWrite(runtime(),
                       [&](runtime::WriteContext& ctx) { return SettleWaitingLines(ctx, order); }));
  }
  size_t WaitingFor(const std::string& order) {
    size_t waiting = 0;
    EXPECT_OK(shopdesk::testing::RunRead(runtime(), [&](runtime::ReadContext& ctx) -> absl::Status {
      ASSIGN_OR_RETURN(const auto lines, store::ListWaitingLines(ctx.txn(), order));
      waiting = lines.size();
      return absl::OkStatus();
    }));
    return waiting;
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
    shipment.set_carrier_id("sf");
    shipment.set_waybill_number("SF1");
    constexpr logistics::v1::TrackingStatus::Value kStatuses[] = {
        logistics::v1::TrackingStatus::PICKED_UP, logistics::v1::TrackingStatus::DELIVERED,
        logistics::v1::TrackingStatus::DELIVERED, logistics::v1::TrackingStatus::EXCEPTION};
    shipment.set_status(kStatuses[Pick(0, std::size(kStatuses) - 1)]);
    for (int i = 0; i < 2; ++i) {
      ASSERT_OK(RunWrite(runtime(), [&](runtime::WriteContext& ctx) {
        return RecordReturnTracking(ctx, shipment);
      }));
    }
  }

  // The same of goods that were sent again.
  void TrackAgain(const Refund& refund) {
    if (refund.replacement().shipment().empty()) return;
    logistics::v1::Shipment shipment;
    shipment.set_name(refund.replacement().shipment());
    shipment.set_order(std::string(ParentOf(refund.name())));
    constexpr logistics::v1::TrackingStatus::Value kStatuses[] = {
        logistics::v1::TrackingStatus::IN_TRANSIT, logistics::v1::TrackingStatus::DELIVERED,
        logistics::v1::TrackingStatus::EXCEPTION, logistics::v1::TrackingStatus::RETURNED};
    shipment.set_status(kStatuses[Pick(0, std::size(kStatuses) - 1)]);
    const int64_t sequence = ++calls_;
    for (int i = 0; i < 2; ++i) {
      ASSERT_OK(RunWrite(runtime(), [&](runtime::WriteContext& ctx) {
        return RecordReplacementTracking(ctx, shipment, sequence);
      }));
    }
  }

  void ReturnGoods(const std::string& name) {
    v1::ReturnGoodsToBuyerRequest request;
    request.set_name(name);
    request.set_carrier_id("sf");
    request.set_waybill_number("SF2");
    CallTwice(ReturnGoodsToBuyer, request);
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
  void PutCard(const std::string& buyer) {
    v1::BuyerCard card;
    card.set_name(store::BuyerCardName("s", buyer));
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
      counted.set_wrong(Pick(0, pieces - counted.sellable() - counted.damaged()));
      counted.set_missing(pieces - counted.sellable() - counted.damaged() - counted.wrong());
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

  // What a return comes to next; false if this is none, or has ended.
  bool GoOnReturning(const Refund& refund) {
    switch (refund.state()) {
      case v1::RefundState::WAIT_SELLER_AGREE:
        Do<v1::AgreeRefundRequest>(AgreeRefund, refund.name());
        return true;
      case v1::RefundState::WAIT_BUYER_RETURN_GOODS:
        SendBack(refund.name());
        return true;
      case v1::RefundState::WAIT_SELLER_CONFIRM_GOODS:
        Track(refund.name());
        return true;
      case v1::RefundState::SUCCESS:
        if (refund.has_scan_payment()) Pick(0, 1) == 0 ? Count(refund) : Settle(refund);
        return refund.has_scan_payment();
      default:
        return false;
    }
  }

  // One more thing that somebody does, fitting or not.
  void GoOn(const Refund& refund) {
    if (Pick(0, 2) == 0 && GoOnReturning(refund)) return;
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
        [&] { Do<v1::ReviseRefundRequest>(ReviseRefund, name); },
        [&] { Do<v1::EscalateRefundRequest>(EscalateRefund, name); },
        [&] { Decide(refund); },
        [&] { SendBack(name); },
        [&] { Count(refund); },
        [&] { Do<v1::AcceptRefundOfferRequest>(AcceptRefundOffer, name); },
        [&] { Do<v1::RefuseRefundOfferRequest>(RefuseRefundOffer, name); },
        [&] { SendGoodsAgain(name); },
        [&] { TrackAgain(refund); },
        [&] { ReturnGoods(name); },
        [&] { Do<v1::ConfirmSentAgainRequest>(ConfirmSentAgain, name); },
        [&] { Do<v1::WithdrawRefundRequest>(WithdrawRefund, name); },
    };
    deeds[Pick(0, std::size(deeds) - 1)]();
  }

  // An order that its buyer has, who has no other.
  void PutFresh(const std::string& id) {
    const std::vector<domain::TestLine> lines = {{Pick(1, 5), Pick(0, 5000)},
                                                 {Pick(1, 5), Pick(0, 5000)}};
    v1::Order order = Pick(0, 1) == 0 ? domain::DeliveredOrder(lines, Pick(0, 900), id)
                                      : domain::FinishedOrder(lines, Pick(0, 900), id);
    order.set_buyer("buyer-" + id);
    PutCard(order.buyer());
    Put(order);
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

}  // namespace shopdesk::orders::handlers
