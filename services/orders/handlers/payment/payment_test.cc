#include "services/orders/handlers/payment/payment.h"

#include <atomic>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "services/orders/testing/world.h"

namespace shopdesk::orders {
namespace {

using testing::WorldTest;
using namespace v1;  // NOLINT: the states
using orders::testing::PayRequest;
using orders::testing::PlaceRequest;
using shopdesk::testing::EqualsProto;
using shopdesk::testing::HasReason;
using shopdesk::testing::IsOk;
using shopdesk::testing::StatusIs;
using ::testing::IsEmpty;

constexpr auto kPaymentUnavailable = absl::StatusCode::kUnavailable;

class PaymentTest : public WorldTest {};

INSTANTIATE_TEST_SUITE_P(BothDatabases, PaymentTest, testing::BothDatabases(), testing::NameOf);

TEST_P(PaymentTest, PaymentMustMatch) {
  const auto placed = world_.Place(PlaceRequest("o"));
  ASSERT_THAT(placed, IsOk());
  RecordPaymentRequest pay = PayRequest(*placed, "o");
  pay.mutable_amount()->set_minor(499);
  EXPECT_THAT(world_.Pay(pay), HasReason("AMOUNT_MISMATCH"));
  EXPECT_EQ(world_.Get(placed->name()).payment().paid_minor(), 0);
  EXPECT_EQ(world_.Get(placed->name()).state(), OrderState::WAIT_BUYER_PAY);
}

TEST_P(PaymentTest, LedgerIsPaged) {
  const Order shipped = world_.Shipped("o");
  ListLedgerEntriesRequest request;
  request.set_parent("shops/s/orders/none");
  EXPECT_THAT(world_.Read<ListLedgerEntriesResponse>(request, handlers::ListLedgerEntries),
              StatusIs(absl::StatusCode::kNotFound));
  world_.Advance(absl::Hours(240));
  request.set_parent(shipped.name());
  request.set_page_size(1);
  const auto first = world_.Read<ListLedgerEntriesResponse>(request, handlers::ListLedgerEntries);
  ASSERT_THAT(first, IsOk());
  EXPECT_EQ(first->entries(0).kind(), LedgerEntry::PAID_IN);
  EXPECT_EQ(first->entries(0).sequence(), 1);
  request.set_page_token(first->next_page_token());
  const auto second = world_.Read<ListLedgerEntriesResponse>(request, handlers::ListLedgerEntries);
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(second->entries(0).kind(), LedgerEntry::RELEASED);
  EXPECT_EQ(second->next_page_token(), "");
}

TEST_P(PaymentTest, PaymentCutOffAfterTheReservationWasConfirmed) {
  const auto placed = world_.Place(PlaceRequest("o"));
  ASSERT_THAT(placed, IsOk());
  const RecordPaymentRequest pay = PayRequest(*placed, "o");
  ASSERT_THAT(world_.Pay(pay), IsOk());
  // The channel calls again under another request_id: the transaction is known.
  RecordPaymentRequest again = pay;
  again.set_request_id("again");
  const Order before = world_.Get(placed->name());
  ASSERT_THAT(world_.Pay(again), IsOk());
  EXPECT_THAT(world_.Get(placed->name()), EqualsProto(before));
  EXPECT_EQ(world_.Ledger(placed->name()).size(), 1u);
}

TEST_P(PaymentTest, SecondRealPaymentIsRefunded) {
  const auto placed = world_.Place(PlaceRequest("o"));
  ASSERT_THAT(placed, IsOk());
  ASSERT_THAT(world_.Pay(PayRequest(*placed, "1")), IsOk());
  ASSERT_THAT(world_.Pay(PayRequest(*placed, "2")), IsOk());
  EXPECT_EQ(world_.Ledger(placed->name()).size(), 3u);
  EXPECT_EQ(world_.Get(placed->name()).payment().held_minor(), 500);
  // A transaction belongs to one order.
  const auto other = world_.Place(PlaceRequest("o2"));
  ASSERT_THAT(other, IsOk());
  RecordPaymentRequest reused = PayRequest(*other, "2");
  reused.set_request_id("reused");
  EXPECT_THAT(world_.Pay(reused), HasReason("TRANSACTION_REUSED"));
}

TEST_P(PaymentTest, EightPaymentsAtOncePayOnce) {
  const auto placed = world_.Place(PlaceRequest("o"));
  ASSERT_THAT(placed, IsOk());
  std::vector<std::thread> callers;
  std::atomic<int> answered = 0;
  for (int i = 0; i < 8; ++i) {
    callers.emplace_back([&, i] {
      // Four transactions, each told twice.
      RecordPaymentRequest request = PayRequest(*placed, absl::StrCat(i % 4));
      request.set_request_id(absl::StrCat("caller-", i));
      const runtime::CallInfo call = world_.CallOf("RecordPayment", request.request_id());
      Order response;
      const absl::Status status =
          world_.runtime().Workflow(call, &request, &response, [&](runtime::WorkflowContext& ctx) {
            return handlers::RecordPayment(ctx, request, &response, world_.catalog());
          });
      EXPECT_THAT(status, IsOk());
      if (status.ok()) ++answered;
    });
  }
  for (std::thread& caller : callers) caller.join();
  world_.Settle();
  EXPECT_EQ(answered, 8);
  int paid_in = 0;
  int stray = 0;
  for (const LedgerEntry& entry : world_.Ledger(placed->name())) {
    if (entry.kind() == LedgerEntry::PAID_IN) ++paid_in;
    if (entry.kind() == LedgerEntry::STRAY_REFUNDED) ++stray;
  }
  EXPECT_EQ(paid_in, 1);
  EXPECT_EQ(stray, 3);
  EXPECT_EQ(world_.Get(placed->name()).payment().held_minor(), 500);
  EXPECT_EQ(world_.catalog().reserved("a"), 1);
}

}  // namespace
}  // namespace shopdesk::orders
