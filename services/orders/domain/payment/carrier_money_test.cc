#include "services/orders/domain/payment/carrier_money.h"

#include <map>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/money.h"
#include "libs/testing/matchers.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using namespace v1;  // NOLINT: the states
using logistics::v1::Claim;
using logistics::v1::CodCollection;
using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::IsOk;
using ::shopdesk::testing::IsOkAndHolds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kCollection[] = "shops/s/codCollections/1";

class CarrierMoneyTest : public ::testing::Test {
 protected:
  // Delivered and paid at the door.
  CarrierMoneyTest() {
    order_ = ReadyCodOrder();
    Ship(order_, {}, At());
    Track(order_, logistics::v1::TrackingStatus::DELIVERED, 1, At(), ledger_);
    EXPECT_EQ(order_.payment().state(), PaymentState::COLLECTED);
    collected_ = order_.payment().paid_minor();
    ledger_.clear();
  }
  CodCollection Collection(CodCollection::State state, int64_t remitted, int64_t fee = 0,
                           const std::string& name = kCollection) {
    CodCollection collection;
    collection.set_name(name);
    collection.set_state(state);
    *collection.mutable_amount() = MakeMoney("CNY", collected_);
    collection.set_remitted_minor(remitted);
    collection.set_fee_minor(fee);
    *collection.mutable_update_time() = ToProto(kNow + absl::Seconds(++changes_));
    return collection;
  }
  absl::StatusOr<bool> Say(const CodCollection& collection, bool snapshot = false) {
    ledger_.clear();
    return BookCarrierMoney(order_, MoneyOfCollection(collection), snapshot, At(), ledger_);
  }
  PaymentState::Value State() const { return order_.payment().state(); }

  Order order_;
  std::vector<LedgerEntry> ledger_;
  int64_t collected_ = 0;
  int changes_ = 0;
};

TEST_F(CarrierMoneyTest, WhatCameIsBookedOnceWithItsFee) {
  EXPECT_THAT(Say(Collection(CodCollection::COLLECTED, 0)), IsOkAndHolds(true));
  EXPECT_THAT(ledger_, IsEmpty()) << "the order says that the carrier has it";
  EXPECT_EQ(order_.carrier_money(0).state(), "COLLECTED");
  const CodCollection remitted = Collection(CodCollection::REMITTED, collected_, 30);
  EXPECT_THAT(Say(remitted), IsOkAndHolds(true));
  EXPECT_THAT(KindsOf(ledger_), ElementsAre(LedgerEntry::COD_REMITTED, LedgerEntry::COD_FEE));
  EXPECT_EQ(ledger_[0].total().minor(), collected_);
  EXPECT_EQ(ledger_[0].reference(), kCollection);
  EXPECT_EQ(ledger_[1].total().minor(), 30);
  EXPECT_EQ(State(), PaymentState::REMITTED);
  EXPECT_THAT(Say(remitted), IsOkAndHolds(false));
  EXPECT_THAT(RemitCod(order_, order_.total(), "s", At(), ledger_), HasReason("WRONG_STATE"));
}

TEST_F(CarrierMoneyTest, TooLittleStaysOpenUntilItIsSettled) {
  EXPECT_THAT(Say(Collection(CodCollection::DIFFERS, collected_ - 100)), IsOkAndHolds(true));
  EXPECT_EQ(State(), PaymentState::COLLECTED);
  EXPECT_TRUE(IsAccounted(order_, kShipment));
  EXPECT_THAT(RemitCod(order_, order_.total(), "s", At(), ledger_), HasReason("AMOUNT_MISMATCH"));
  EXPECT_THAT(Say(Collection(CodCollection::SETTLED, collected_ - 100)), IsOkAndHolds(true));
  EXPECT_THAT(KindsOf(ledger_), ElementsAre(LedgerEntry::COD_WRITTEN_OFF));
  EXPECT_EQ(State(), PaymentState::REMITTED);
  EXPECT_THAT(Say(Collection(CodCollection::REMITTED, collected_)), IsOkAndHolds(true));
  EXPECT_THAT(KindsOf(ledger_),
              ElementsAre(LedgerEntry::COD_REMITTED, LedgerEntry::COD_WRITE_OFF_UNDONE));
  EXPECT_EQ(State(), PaymentState::REMITTED);
}

TEST_F(CarrierMoneyTest, WhatIsTakenBackIsOwedAgain) {
  ASSERT_THAT(Say(Collection(CodCollection::DIFFERS, collected_ + 50, 10)), IsOk());
  EXPECT_THAT(KindsOf(ledger_), ElementsAre(LedgerEntry::COD_REMITTED, LedgerEntry::COD_FEE,
                                            LedgerEntry::COD_SURPLUS));
  EXPECT_EQ(State(), PaymentState::REMITTED);
  EXPECT_THAT(Say(Collection(CodCollection::DIFFERS, -5, -1)), IsOkAndHolds(true));
  EXPECT_THAT(KindsOf(ledger_),
              ElementsAre(LedgerEntry::COD_REMITTANCE_UNDONE, LedgerEntry::COD_FEE_UNDONE,
                          LedgerEntry::COD_SURPLUS_UNDONE));
  EXPECT_EQ(State(), PaymentState::COLLECTED);
}

TEST_F(CarrierMoneyTest, ASnapshotOfThePastChangesNothing) {
  const CodCollection before = Collection(CodCollection::COLLECTED, 0);
  ASSERT_THAT(Say(Collection(CodCollection::REMITTED, collected_)), IsOk());
  EXPECT_THAT(Say(before, true), IsOkAndHolds(false));
  EXPECT_EQ(State(), PaymentState::REMITTED);
}

TEST_F(CarrierMoneyTest, WhatTheDeskRecordedByHandIsNotBookedTwice) {
  ASSERT_THAT(Say(Collection(CodCollection::DIFFERS, collected_ - 100)), IsOk());
  ASSERT_THAT(RemitCod(order_, MakeMoney("CNY", 100), "s", At(), ledger_), IsOk());
  EXPECT_EQ(State(), PaymentState::REMITTED);
  EXPECT_THAT(Say(Collection(CodCollection::REMITTED, collected_, 7)), IsOkAndHolds(true));
  EXPECT_THAT(KindsOf(ledger_), ElementsAre(LedgerEntry::COD_FEE));
  EXPECT_EQ(AccountedMinor(order_), collected_);
}

TEST_F(CarrierMoneyTest, WhatWasRecordedBeforeTheOrderKeptItCounts) {
  std::vector<LedgerEntry> booked;
  ASSERT_THAT(RemitCod(order_, order_.total(), "s", At(), booked), IsOk());
  order_.clear_carrier_money();
  AdoptRemittedByHand(order_, booked);
  AdoptRemittedByHand(order_, booked);
  EXPECT_EQ(AccountedMinor(order_), collected_);
  EXPECT_THAT(Say(Collection(CodCollection::REMITTED, collected_)), IsOkAndHolds(true));
  EXPECT_THAT(ledger_, IsEmpty());
}

TEST_F(CarrierMoneyTest, AClaimIsBookedWhenItIsPaid) {
  Order order = ShippedOrder({{1, 500}});
  std::vector<LedgerEntry> ledger;
  Claim claim;
  claim.set_name("shops/s/claims/c");
  claim.set_shipment(kShipment);
  claim.set_state(Claim::APPROVED);
  *claim.mutable_paid() = MakeMoney("CNY", 300);
  EXPECT_THAT(BookCarrierMoney(order, MoneyOfClaim(claim), false, At(), ledger),
              IsOkAndHolds(false));
  claim.set_state(Claim::PAID);
  EXPECT_THAT(BookCarrierMoney(order, MoneyOfClaim(claim), false, At(), ledger),
              IsOkAndHolds(true));
  EXPECT_THAT(BookCarrierMoney(order, MoneyOfClaim(claim), true, At(), ledger),
              IsOkAndHolds(false));
  EXPECT_THAT(KindsOf(ledger), ElementsAre(LedgerEntry::CLAIM_PAID));
  EXPECT_EQ(AccountedMinor(order), 0);
  EXPECT_EQ(order.payment().state(), PaymentState::HELD);
  // A logistics that was restored knows of another payment.
  claim.mutable_paid()->set_minor(250);
  EXPECT_THAT(BookCarrierMoney(order, MoneyOfClaim(claim), false, At(), ledger),
              IsOkAndHolds(true));
  EXPECT_EQ(ledger.back().kind(), LedgerEntry::CLAIM_UNDONE);
  EXPECT_EQ(ledger.back().total().minor(), 50);
}

TEST_F(CarrierMoneyTest, AnyHistoryBooksWhatWasSaidLast) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937 random(seed);
  const Order fresh = order_;
  for (int round = 0; round < 2000; ++round) {
    order_ = fresh;
    std::map<LedgerEntry::Kind, int64_t> sums;
    CodCollection last;
    for (int step = 0; step < 8; ++step) {
      const auto state = static_cast<CodCollection::State>(1 + random() % 5);
      last = Collection(state, static_cast<int64_t>(random() % (2 * collected_)) - 50,
                        static_cast<int64_t>(random() % 100) - 10);
      for (int times = random() % 2; times >= 0; --times) {
        ASSERT_THAT(Say(last), IsOk());
        for (const LedgerEntry& entry : ledger_) sums[entry.kind()] += entry.total().minor();
      }
    }
    const CarrierMoney said = MoneyOfCollection(last);
    EXPECT_EQ(sums[LedgerEntry::COD_REMITTED] - sums[LedgerEntry::COD_REMITTANCE_UNDONE],
              said.paid_minor());
    EXPECT_EQ(sums[LedgerEntry::COD_FEE] - sums[LedgerEntry::COD_FEE_UNDONE], said.fee_minor());
    EXPECT_EQ(sums[LedgerEntry::COD_SURPLUS] - sums[LedgerEntry::COD_SURPLUS_UNDONE],
              said.surplus_minor());
    EXPECT_EQ(sums[LedgerEntry::COD_WRITTEN_OFF] - sums[LedgerEntry::COD_WRITE_OFF_UNDONE],
              said.written_off_minor());
    const bool all = said.paid_minor() + said.written_off_minor() == collected_;
    EXPECT_EQ(State(), all ? PaymentState::REMITTED : PaymentState::COLLECTED);
  }
}

}  // namespace
}  // namespace shopdesk::orders::domain
