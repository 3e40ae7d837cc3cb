#include "services/orders/domain/transfer/transfer.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/money.h"
#include "libs/testing/matchers.h"
#include "services/orders/domain/desk/describe.h"
#include "services/orders/domain/payment/payment.h"
#include "services/orders/domain/refund/settlement.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using namespace v1;  // NOLINT: the states
using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::IsOk;
using ::shopdesk::testing::StatusIs;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const absl::Time kClose = kNow + absl::Hours(120);

BankAccount Account(const std::string& id, const std::string& bank) {
  BankAccount account;
  account.set_name("shops/s/bankAccounts/" + id);
  account.set_bank_code(bank);
  account.set_holder("张**");
  account.set_number("62***");
  return account;
}

// 1,300 of goods and 100 of freight, with an account.
Order TransferOrder() {
  Order order = PlacedOrder(PaymentMethod::BANK_TRANSFER, {{"a", 2, 500}, {"b", 1, 300}}, 100);
  ChooseBankAccountRequest request;
  request.set_reason(BankTransfer::INCONVENIENT);
  EXPECT_THAT(ChooseAccount(order, request, Account("1", "ICBC"), At()), IsOk());
  return order;
}

TransferClaim Claim(int64_t minor) {
  TransferClaim claim;
  *claim.mutable_amount() = MakeMoney("CNY", minor);
  *claim.mutable_transfer_time() = ToProto(kNow);
  return claim;
}

absl::StatusOr<Booking> Book(Order& order, int64_t minor, std::vector<LedgerEntry>& ledger) {
  return BookTransfer(order, ShopPolicy(), minor, "line", kClose, At(), ledger);
}

TEST(BankAccountTest, TheBuyersBankPicksTheAccount) {
  std::vector<BankAccount> accounts = {Account("1", "ICBC"), Account("2", "CCB"),
                                       Account("3", "ABC")};
  EXPECT_EQ(PickAccount(accounts, "CCB")->name(), "shops/s/bankAccounts/2");
  EXPECT_EQ(PickAccount(accounts, "BOC")->name(), "shops/s/bankAccounts/1");
  EXPECT_EQ(PickAccount(accounts, "")->name(), "shops/s/bankAccounts/1");
  accounts[2].set_preferred(true);
  EXPECT_EQ(PickAccount(accounts, "BOC")->name(), "shops/s/bankAccounts/3");
  accounts[1].set_closed(true);
  EXPECT_EQ(PickAccount(accounts, "CCB")->name(), "shops/s/bankAccounts/3");
  for (BankAccount& account : accounts) account.set_closed(true);
  EXPECT_EQ(PickAccount(accounts, "CCB"), nullptr);
  EXPECT_EQ(PickAccount({}, ""), nullptr);
}

TEST(BankAccountTest, NeedsBankHolderAndNumber) {
  EXPECT_THAT(CheckBankAccount(Account("1", "ICBC")), IsOk());
  EXPECT_THAT(CheckBankAccount(BankAccount()), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(TransferTest, TheReasonComesBeforeTheAccount) {
  Order order = PlacedOrder(PaymentMethod::ESCROW);
  ChooseBankAccountRequest request;
  request.set_reason(BankTransfer::CONCERN);
  EXPECT_THAT(ChooseAccount(order, request, Account("1", "ICBC"), At()),
              StatusIs(absl::StatusCode::kInvalidArgument));
  request.set_article("shops/s/articles/escrow");
  ASSERT_THAT(ChooseAccount(order, request, Account("1", "ICBC"), At()), IsOk());
  // The order was to be paid by escrow.
  EXPECT_EQ(order.payment().method(), PaymentMethod::BANK_TRANSFER);
  EXPECT_EQ(order.transfer().article(), "shops/s/articles/escrow");
  EXPECT_EQ(order.transfer().number(), "62***");
  EXPECT_EQ(order.transfer().actor().id(), "7");
  // Another one as long as nothing is said of the money.
  EXPECT_THAT(ChooseAccount(order, request, Account("2", "CCB"), At()), IsOk());
  ASSERT_THAT(ClaimTransfer(order, Claim(1300), kClose, At()), IsOk());
  EXPECT_THAT(ChooseAccount(order, request, Account("1", "ICBC"), At()), HasReason("WRONG_STATE"));
  Order cod = PlacedOrder(PaymentMethod::COD);
  EXPECT_THAT(ChooseAccount(cod, request, Account("1", "ICBC"), At()), HasReason("WRONG_STATE"));
}

TEST(TransferTest, AClaimMovesTheCloseOnce) {
  Order order = TransferOrder();
  ASSERT_THAT(ClaimTransfer(order, Claim(1400), kClose, At()), IsOk());
  EXPECT_EQ(order.payment().state(), PaymentState::CLAIMED);
  EXPECT_EQ(order.deadline_event(), kUnpaidClose);
  EXPECT_EQ(FromProto(order.deadline_time()), kClose);
  ASSERT_THAT(ClaimTransfer(order, Claim(1400), kClose + absl::Hours(1), At()), IsOk());
  EXPECT_EQ(FromProto(order.deadline_time()), kClose);
  // Never earlier than it was.
  Order later = TransferOrder();
  const absl::Time before = FromProto(later.deadline_time());
  ASSERT_THAT(ClaimTransfer(later, Claim(1400), kNow, At()), IsOk());
  EXPECT_EQ(FromProto(later.deadline_time()), before);
}

TEST(TransferTest, ClaimsThatCantBe) {
  Order order = TransferOrder();
  EXPECT_THAT(ClaimTransfer(order, Claim(0), kClose, At()),
              StatusIs(absl::StatusCode::kInvalidArgument));
  TransferClaim claim = Claim(1400);
  claim.mutable_amount()->set_currency_code("EUR");
  EXPECT_THAT(ClaimTransfer(order, claim, kClose, At()),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(ClaimTransfer(order, Claim(1400), kClose, At(-absl::Seconds(1))),
              StatusIs(absl::StatusCode::kInvalidArgument));
  Order escrow = PlacedOrder(PaymentMethod::ESCROW);
  EXPECT_THAT(ClaimTransfer(escrow, Claim(1300), kClose, At()), HasReason("WRONG_STATE"));
  Order without = PlacedOrder(PaymentMethod::BANK_TRANSFER);
  EXPECT_THAT(ClaimTransfer(without, Claim(1300), kClose, At()), HasReason("NO_ACCOUNT_CHOSEN"));
  Order closed = TransferOrder();
  ASSERT_THAT(CloseUnpaid(closed, kUnpaidClose, CloseReason::UNPAID_TOO_LONG, ShopPolicy(), At()),
              IsOk());
  EXPECT_THAT(ClaimTransfer(closed, Claim(1400), kClose, At()), HasReason("WRONG_STATE"));
  Order many = TransferOrder();
  for (int i = 0; i < 20; ++i) {
    ASSERT_THAT(ClaimTransfer(many, Claim(1400), kClose, At()), IsOk());
  }
  EXPECT_THAT(ClaimTransfer(many, Claim(1400), kClose, At()), HasReason("TOO_MANY_CLAIMS"));
}

TEST(TransferTest, OnlyAllThatIsDuePaysTheOrder) {
  Order order = TransferOrder();
  std::vector<LedgerEntry> ledger;
  const auto part = Book(order, 1350, ledger);
  ASSERT_THAT(part, IsOk());
  EXPECT_EQ(part->match, StatementLine::PARTIAL);
  EXPECT_EQ(order.payment().state(), PaymentState::PARTLY_PAID);
  EXPECT_EQ(order.state(), OrderState::WAIT_BUYER_PAY);
  EXPECT_EQ(OpenMinor(order), 50);
  EXPECT_EQ(FromProto(order.deadline_time()), kClose);
  // Nothing of it can be refunded as if it were paid.
  EXPECT_EQ(RefundableMinor(order, order.lines(0)), 0);
  EXPECT_EQ(RefundableFreightMinor(order), 0);
  const auto rest = Book(order, 50, ledger);
  ASSERT_THAT(rest, IsOk());
  EXPECT_EQ(rest->match, StatementLine::MATCHED);
  EXPECT_EQ(order.payment().state(), PaymentState::RECEIVED);
  EXPECT_EQ(order.state(), OrderState::WAIT_SELLER_SEND_GOODS);
  EXPECT_EQ(order.deadline_event(), kShipBy);
  ASSERT_EQ(ledger.size(), 2u);
  // Goods first; the pieces count once.
  EXPECT_EQ(ledger[0].goods_minor(), 1300);
  EXPECT_EQ(ledger[0].freight_minor(), 50);
  EXPECT_EQ(ledger[0].units(), 0);
  EXPECT_EQ(ledger[1].goods_minor(), 0);
  EXPECT_EQ(ledger[1].freight_minor(), 50);
  EXPECT_EQ(ledger[1].units(), 3);
}

TEST(TransferTest, WhatIsTooMuchIsAskedBack) {
  Order order = TransferOrder();
  std::vector<LedgerEntry> ledger;
  const auto over = Book(order, 1500, ledger);
  ASSERT_THAT(over, IsOk());
  EXPECT_EQ(over->match, StatementLine::OVER);
  EXPECT_EQ(over->booked_minor, 1400);
  EXPECT_EQ(over->returned_minor, 100);
  EXPECT_EQ(order.payment().paid_minor(), 1400);
  const auto twice = Book(order, 1400, ledger);
  ASSERT_THAT(twice, IsOk());
  EXPECT_EQ(twice->match, StatementLine::TWICE);
  EXPECT_EQ(twice->returned_minor, 1400);
  EXPECT_EQ(order.payment().paid_minor(), 1400);
  ASSERT_EQ(ledger.size(), 3u);
  EXPECT_EQ(ledger[1].kind(), LedgerEntry::BANK_SURPLUS);
  EXPECT_EQ(ledger[1].total().minor(), 100);
  EXPECT_EQ(ledger[2].kind(), LedgerEntry::BANK_SURPLUS);
}

TEST(TransferTest, AClosedOrderKeepsNoMoney) {
  Order order = TransferOrder();
  std::vector<LedgerEntry> ledger;
  ASSERT_THAT(Book(order, 1350, ledger), IsOk());
  ASSERT_THAT(CloseUnpaid(order, kUnpaidClose, CloseReason::UNPAID_TOO_LONG, ShopPolicy(), At()),
              IsOk());
  ReturnPartlyPaid(order, At(), ledger);
  ASSERT_EQ(ledger.size(), 2u);
  EXPECT_EQ(ledger[1].kind(), LedgerEntry::BANK_REFUNDED);
  EXPECT_EQ(ledger[1].goods_minor(), 1300);
  EXPECT_EQ(ledger[1].freight_minor(), 50);
  EXPECT_EQ(order.payment().refunded_minor(), 1350);
  ReturnPartlyPaid(order, At(), ledger);
  EXPECT_EQ(ledger.size(), 2u);
  const auto late = Book(order, 50, ledger);
  ASSERT_THAT(late, IsOk());
  EXPECT_EQ(late->match, StatementLine::LATE);
  EXPECT_EQ(late->returned_minor, 50);
}

TEST(TransferTest, ALostReservationIsTriedAgain) {
  Order order = TransferOrder();
  order.set_reservation_state(Order::LOST);
  std::vector<LedgerEntry> ledger;
  ASSERT_THAT(Book(order, 1400, ledger), IsOk());
  EXPECT_EQ(order.reservation_state(), Order::TENTATIVE);
}

TEST(TransferTest, OtherMethodsTakeNoTransfer) {
  std::vector<LedgerEntry> ledger;
  Order escrow = PlacedOrder(PaymentMethod::ESCROW);
  EXPECT_THAT(Book(escrow, 1300, ledger), HasReason("WRONG_STATE"));
  Order cod = PlacedOrder(PaymentMethod::COD);
  EXPECT_THAT(Book(cod, 1300, ledger), HasReason("WRONG_STATE"));
  EXPECT_THAT(ledger, IsEmpty());
}

TEST(TransferTest, DescribesWhatIsAwaited) {
  Order order = TransferOrder();
  EXPECT_THAT(BuyerActions(order), Contains("ClaimTransfer"));
  EXPECT_THAT(BuyerActions(order), Not(Contains("RecordPayment")));
  EXPECT_THAT(SellerActions(order), Contains("ChooseBankAccount"));
  ASSERT_THAT(ClaimTransfer(order, Claim(1400), kClose, At()), IsOk());
  EXPECT_THAT(SellerActions(order), Not(Contains("ChooseBankAccount")));
  std::vector<LedgerEntry> ledger;
  ASSERT_THAT(Book(order, 1350, ledger), IsOk());
  ASSERT_THAT(Book(order, 50, ledger), IsOk());
}

}  // namespace
}  // namespace shopdesk::orders::domain
