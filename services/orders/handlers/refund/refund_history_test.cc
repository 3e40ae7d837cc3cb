#include <algorithm>
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
#include "services/orders/handlers/payment/carrier_money.h"
#include "services/orders/handlers/payment/payment.h"
#include "services/orders/store/transfer/payout.h"
#include "services/orders/testing/dialects.h"
#include "services/orders/testing/histories.h"
#include "services/orders/testing/refund_histories.h"

namespace shopdesk::orders::handlers {
namespace {

INSTANTIATE_TEST_SUITE_P(BothDatabases, RefundHistoryTest, orders::testing::BothDatabases(),
                         orders::testing::NameOf);

TEST_P(RefundHistoryTest, NeverMoreGoesBackThanCameInAndAllEnds) {
  const auto [histories, end] = orders::testing::HistoriesOn(GetParam());
  int paid_at_scan = 0;
  int tried = 0;
  for (; tried < histories && absl::Now() < end; ++tried) {
    SCOPED_TRACE(absl::StrCat("seed ", tried));
    random_.seed(tried);
    const std::string id = absl::StrCat("o", tried);
    const std::string name = "shops/s/orders/" + id;
    PutFresh(id);
    Protect(name);
    for (int i = 0; i < kSteps; ++i) {
      const std::vector<Refund> refunds = RefundsOf(name);
      switch (refunds.empty() ? Pick(8, 11) : Pick(0, 11)) {
        case 8:
        case 9:
          Ask(name);
          break;
        case 10:
          Pick(0, 1) == 0 ? AskFreight(name) : Accept(name);
          break;
        case 11:
          Pick(0, 1) == 0 ? DropPrice(name) : SettleDrops(name);
          break;
        default:
          GoOn(refunds[Pick(0, refunds.size() - 1)]);
      }
      Check(id);
      if (HasFailure()) return;
    }
  }
  RecordProperty("histories", tried);
  // Nobody does anything any more.
  ASSERT_OK(runtime().AdvanceTo(kTestTime + 90 * kDay, absl::Now() + absl::Minutes(5)).status());
  for (int seed = 0; seed < tried; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    const std::string id = absl::StrCat("o", seed);
    const std::string name = "shops/s/orders/" + id;
    SettleDrops(name);
    Check(id);
    EXPECT_EQ(OrderNow(id).open_refunds(), 0);
    EXPECT_EQ(WaitingFor(name), 0u);
    for (const Refund& refund : RefundsOf(name)) {
      paid_at_scan += refund.has_scan_payment() ? 1 : 0;
      EXPECT_NE(refund.scan_payment().state(), v1::ScanPayment::GOODS_AWAITED);
    }
  }
  EXPECT_GT(paid_at_scan, 0);
}

// Two refunds of different lines, and what happens to each, are dealt together in two ways.
class IndependentEventsTest : public RefundHistoryTest {
 protected:
  static constexpr int kDeedsOfEach = 10;
  // What stands of an order in the end, without names, versions and what a call was given.
  struct End {
    v1::Order order;
    std::vector<Refund> refunds;
    std::map<LedgerEntry::Kind, int64_t> booked;
  };

  // The refund of a line, opened by the first of its deeds.
  void Deal(const std::string& order, int32_t line, uint32_t seed) {
    random_.seed(seed);
    for (const Refund& refund : RefundsOf(order)) {
      if (refund.lines(0).line() == line) return GoOn(refund);
    }
    v1::OpenRefundRequest request;
    request.set_parent(order);
    request.set_kind(static_cast<v1::RefundKind::Value>(Pick(1, v1::RefundKind::Value_MAX)));
    request.set_reason(v1::RefundReason::QUALITY);
    request.add_lines()->set_line(line);
    request.mutable_lines(0)->set_quantity(Pick(1, 2));
    CallTwice(OpenRefund, request);
  }

  // Each line's deeds in their order, lines as `turns` says.
  void Play(const std::string& id, uint32_t seed, const std::vector<int32_t>& turns) {
    random_.seed(seed);
    PutFresh(id);
    std::map<int32_t, uint32_t> dealt;
    for (const int32_t line : turns) {
      Deal("shops/s/orders/" + id, line, seed * 1000 + line * 100 + dealt[line]++);
    }
  }

  End EndOf(const std::string& id) {
    End end;
    end.order = OrderNow(id);
    end.order.clear_name();
    end.order.clear_etag();
    end.order.clear_buyer();
    for (v1::Parcel& parcel : *end.order.mutable_parcels()) parcel.clear_shipment();
    end.refunds = RefundsOf("shops/s/orders/" + id);
    std::sort(end.refunds.begin(), end.refunds.end(), [](const Refund& a, const Refund& b) {
      return a.lines(0).line() < b.lines(0).line();
    });
    for (Refund& refund : end.refunds) {
      refund.clear_name();
      refund.clear_etag();
      refund.clear_buyer();
      refund.mutable_replacement()->clear_shipment();
      refund.mutable_replacement()->clear_waybill_number();
      refund.mutable_replacement()->clear_event_sequence();
    }
    for (const LedgerEntry& entry : Ledger(id)) end.booked[entry.kind()] += entry.total().minor();
    return end;
  }
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, IndependentEventsTest, orders::testing::BothDatabases(),
                         orders::testing::NameOf);

TEST_P(IndependentEventsTest, InAnotherOrderEndTheSame) {
  const auto [histories, end] = orders::testing::HistoriesOn(GetParam());
  int tried = 0;
  for (; tried < histories && absl::Now() < end; ++tried) {
    SCOPED_TRACE(absl::StrCat("seed ", tried));
    std::vector<int32_t> turns(kDeedsOfEach * kLines, 1);
    std::fill(turns.begin() + kDeedsOfEach, turns.end(), 2);
    Play(absl::StrCat("a", tried), tried, turns);
    std::shuffle(turns.begin(), turns.end(), std::mt19937(tried));
    Play(absl::StrCat("b", tried), tried, turns);
    const End one = EndOf(absl::StrCat("a", tried));
    const End other = EndOf(absl::StrCat("b", tried));
    EXPECT_THAT(other.order, shopdesk::testing::EqualsProto(one.order));
    ASSERT_EQ(other.refunds.size(), one.refunds.size());
    for (size_t i = 0; i < one.refunds.size(); ++i) {
      EXPECT_THAT(other.refunds[i], shopdesk::testing::EqualsProto(one.refunds[i]));
    }
    EXPECT_EQ(other.booked, one.booked);
    if (HasFailure()) return;
  }
  RecordProperty("histories", tried);
}

TEST_P(IndependentEventsTest, APriceDropAndAReturnComeToTheSame) {
  const auto [histories, end] = orders::testing::HistoriesOn(GetParam());
  int tried = 0;
  for (; tried < histories && absl::Now() < end; ++tried) {
    SCOPED_TRACE(absl::StrCat("seed ", tried));
    std::vector<v1::Order> ends;
    for (const bool drop_first : {true, false}) {
      random_.seed(tried);
      const std::string id = absl::StrCat(drop_first ? "d" : "r", tried);
      const std::string name = "shops/s/orders/" + id;
      const int64_t pieces = Pick(1, 5);
      const int64_t unit = Pick(1, 3000);
      const int64_t returned = Pick(1, pieces);
      const int64_t price = Pick(0, unit - 1);
      v1::Order order = domain::DeliveredOrder({{pieces, pieces * unit}, {1, 1}}, 0, id);
      order.set_buyer("buyer-" + id);
      Put(order);
      Protect(name);
      if (drop_first) DropPrice(name, price);
      Accept(name, returned);
      if (!drop_first) DropPrice(name, price);
      ends.push_back(OrderNow(id));
      EXPECT_EQ(ends.back().lines(0).returned(), returned);
      EXPECT_EQ(ends.back().lines(0).refunded_minor(),
                returned * unit + (pieces - returned) * (unit - price));
    }
    if (HasFailure()) return;
  }
  RecordProperty("histories", tried);
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
