#include <algorithm>
#include <functional>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "libs/base/clock.h"
#include "libs/base/money.h"
#include "libs/base/resource_name.h"
#include "services/orders/domain/payment/carrier_money.h"
#include "services/orders/domain/refund/refund_states.h"
#include "services/orders/handlers/payment/carrier_money.h"
#include "services/orders/handlers/payment/payment.h"
#include "services/orders/handlers/refund/refund.h"
#include "services/orders/handlers/refund/refund_waybill.h"
#include "services/orders/handlers/shipping/replacement.h"
#include "services/orders/store/desk/buyer_card.h"
#include "services/orders/store/transfer/payout.h"
#include "services/orders/testing/dialects.h"
#include "services/orders/testing/fakes.h"
#include "services/orders/testing/histories.h"
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

// The same of orders that are paid at the door or by bank transfer, while carriers account for what
// they collected, take it back, and the desk records it by hand.
class PaidOtherwiseTest : public RefundHistoryTest {
 protected:
  static constexpr int kDeeds = 6;

  v1::Order Fresh(const std::string& id, bool cod) {
    const std::vector<domain::TestLine> lines = {{Pick(1, 3), Pick(0, 5000)},
                                                 {Pick(1, 3), Pick(1, 5000)}};
    v1::Order order = Pick(0, 1) == 0 ? domain::DeliveredOrder(lines, Pick(0, 900), id)
                                      : domain::FinishedOrder(lines, Pick(0, 900), id);
    if (cod) return domain::AsCod(order);
    v1::Payment& payment = *order.mutable_payment();
    payment.set_method(v1::PaymentMethod::BANK_TRANSFER);
    payment.set_state(v1::PaymentState::RECEIVED);
    payment.set_held_minor(0);
    payment.set_released_minor(0);
    return order;
  }

  void Give(const std::string& order) {
    v1::OpenRefundRequest request;
    request.set_parent(order);
    request.set_kind(v1::RefundKind::MONEY_ONLY);
    request.set_reason(v1::RefundReason::QUALITY);
    request.set_seller_initiated(true);
    request.add_lines()->set_line(static_cast<int32_t>(Pick(1, 2)));
    request.mutable_lines(0)->set_amount_minor(Pick(1, 6000));
    CallTwice(OpenRefund, request);
  }

  // What the carrier's statements come to now; said again it changes nothing.
  void CarrierSays(const v1::Order& order) {
    const int64_t collected = order.payment().paid_minor();
    logistics::v1::CodCollection collection;
    collection.set_name("shops/s/codCollections/" + std::string(LastSegment(order.name())));
    collection.set_state(static_cast<logistics::v1::CodCollection::State>(Pick(1, 5)));
    *collection.mutable_amount() = MakeMoney("CNY", collected);
    collection.set_remitted_minor(Pick(0, 2) == 0 ? collected : Pick(-100, collected + 100));
    collection.set_fee_minor(Pick(0, 50));
    *collection.mutable_update_time() = ToProto(kTestTime + absl::Seconds(++calls_));
    const auto say = [&] {
      ASSERT_OK(RunWrite(runtime(), [&](runtime::WriteContext& ctx) {
        return RecordCarrierMoney(ctx, order.name(), "CNY", domain::MoneyOfCollection(collection),
                                  false);
      }));
    };
    say();
    const size_t events = EventCount();
    say();
    EXPECT_EQ(EventCount(), events);
  }

  void ByHand(const v1::Order& order) {
    v1::RecordCodRemittanceRequest request;
    request.set_name(order.name());
    const int64_t due = order.payment().paid_minor() - domain::AccountedMinor(order);
    *request.mutable_amount() = MakeMoney("CNY", Pick(0, 3) == 0 ? due + 1 : due);
    request.set_request_id(absl::StrCat("h", ++calls_));
    if (!Call<v1::Order>(RecordCodRemittance, request).ok()) return;
    const size_t events = EventCount();
    EXPECT_OK(Call<v1::Order>(RecordCodRemittance, request).status());
    EXPECT_EQ(EventCount(), events);
  }

  void GoOnWith(const v1::Order& order) {
    const std::vector<Refund> refunds = RefundsOf(order.name());
    switch (Pick(0, domain::IsCod(order) ? 5 : 3)) {
      case 0:
        return Ask(order.name());
      case 1:
        return Give(order.name());
      case 2:
      case 3:
        return refunds.empty() ? Ask(order.name()) : GoOn(refunds[Pick(0, refunds.size() - 1)]);
      case 4:
        return CarrierSays(order);
      default:
        return ByHand(order);
    }
  }

  int64_t PaidOut(const std::string& id) {
    int64_t sum = 0;
    EXPECT_OK(shopdesk::testing::RunRead(runtime(), [&](runtime::ReadContext& ctx) -> absl::Status {
      sum = 0;
      store::PayoutQuery query;
      query.shop = "s";
      query.order_id = id;
      ASSIGN_OR_RETURN(const std::vector<v1::Payout> payouts,
                       store::ListPayouts(ctx.txn(), query, store::Oldest(), 500));
      for (const v1::Payout& payout : payouts) sum += payout.amount().minor();
      return absl::OkStatus();
    }));
    return sum;
  }

  void CheckMoney(const std::string& id) {
    const v1::Order order = OrderNow(id);
    const v1::Payment& payment = order.payment();
    EXPECT_LE(payment.refunded_minor(), payment.paid_minor());
    EXPECT_EQ(payment.held_minor() + payment.released_minor(), 0);
    int64_t goods = 0;
    for (const v1::OrderLine& line : order.lines()) {
      EXPECT_LE(line.refunded_minor(), line.total().minor());
      goods += line.refunded_minor();
    }
    std::map<LedgerEntry::Kind, domain::Parts> sums;
    for (const LedgerEntry& entry : Ledger(id)) {
      EXPECT_GE(entry.total().minor(), 0);
      sums[entry.kind()].goods += entry.goods_minor();
      sums[entry.kind()].freight += entry.freight_minor();
    }
    const bool cod = domain::IsCod(order);
    const domain::Parts back = sums[cod ? LedgerEntry::COD_REFUNDED : LedgerEntry::BANK_REFUNDED];
    EXPECT_EQ(back.goods, goods);
    EXPECT_LE(back.freight, order.freight().minor());
    EXPECT_EQ(back.total(), payment.refunded_minor());
    EXPECT_EQ(PaidOut(id), cod ? 0 : back.total() + sums[LedgerEntry::RETURN_FREIGHT].freight);
    const auto net = [&](LedgerEntry::Kind kind, LedgerEntry::Kind undone) {
      return sums[kind].total() - sums[undone].total();
    };
    EXPECT_EQ(net(LedgerEntry::COD_REMITTED, LedgerEntry::COD_REMITTANCE_UNDONE) +
                  net(LedgerEntry::COD_WRITTEN_OFF, LedgerEntry::COD_WRITE_OFF_UNDONE),
              domain::AccountedMinor(order));
    EXPECT_LE(domain::AccountedMinor(order), payment.paid_minor());
    if (payment.state() == v1::PaymentState::REMITTED) {
      EXPECT_EQ(domain::AccountedMinor(order), payment.paid_minor());
    }
  }
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, PaidOtherwiseTest, orders::testing::BothDatabases(),
                         orders::testing::NameOf);

TEST_P(PaidOtherwiseTest, NeverMoreGoesBackThanCameIn) {
  const auto [histories, end] = orders::testing::HistoriesOn(GetParam());
  int tried = 0;
  for (; tried < histories && absl::Now() < end; ++tried) {
    SCOPED_TRACE(absl::StrCat("seed ", tried));
    random_.seed(tried);
    const std::string id = absl::StrCat("p", tried);
    Put(Fresh(id, tried % 2 == 0));
    for (int i = 0; i < kDeeds; ++i) {
      GoOnWith(OrderNow(id));
      CheckMoney(id);
      if (HasFailure()) return;
    }
  }
  RecordProperty("histories", tried);
}

}  // namespace
}  // namespace shopdesk::orders::handlers
