#include "services/orders/testing/transfers.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/money.h"
#include "libs/base/role.h"
#include "libs/testing/matchers.h"
#include "libs/work/service.h"
#include "services/orders/handlers/transfer/bank_account.h"
#include "services/orders/handlers/transfer/payout.h"
#include "services/orders/handlers/transfer/transfer.h"

namespace shopdesk::orders::testing {

using namespace v1;  // NOLINT: the states
using shopdesk::testing::IsOk;

StatementRow Row(const std::string& id, int64_t minor, const std::string& payer,
                 const std::string& reference) {
  StatementRow row;
  row.set_line_id(id);
  *row.mutable_amount() = MakeMoney("CNY", minor);
  *row.mutable_value_time() = ToProto(shopdesk::testing::kTestTime);
  row.set_payer_name(payer);
  if (!payer.empty()) row.set_payer_account(kPayerAccount);
  row.set_reference(reference);
  return row;
}

TransferTest::TransferTest() {
  world_.catalog().SetStock("a", 100, 19900);
  EXPECT_THAT(MakeAccount("icbc", "ICBC"), IsOk());
}

absl::StatusOr<BankAccount> TransferTest::MakeAccount(const std::string& id,
                                                      const std::string& bank) {
  CreateBankAccountRequest request;
  request.set_parent("shops/s");
  request.set_bank_account_id(id);
  request.mutable_bank_account()->set_bank_code(bank);
  request.mutable_bank_account()->set_holder("某某商店");
  request.mutable_bank_account()->set_number("6222000011112222");
  request.set_request_id("account-" + id);
  return world_.Write<BankAccount>(request, handlers::CreateBankAccount);
}

Order TransferTest::Placed(const std::string& id, const std::string& buyer) {
  PlaceOrderRequest place = PlaceRequest(id, PaymentMethod::BANK_TRANSFER);
  place.set_buyer(buyer);
  EXPECT_THAT(world_.Place(place), IsOk());
  ChooseBankAccountRequest choose;
  choose.set_name("shops/s/orders/" + id);
  choose.set_reason(BankTransfer::INCONVENIENT);
  choose.set_buyer_bank_code("ICBC");
  choose.set_request_id("choose-" + id);
  const auto chosen = world_.Write<Order>(choose, handlers::ChooseBankAccount);
  EXPECT_THAT(chosen, IsOk());
  return chosen.ok() ? *chosen : Order();
}

ClaimTransferRequest TransferTest::ClaimRequest(const std::string& id, int64_t minor,
                                                const std::string& payer) {
  ClaimTransferRequest claim;
  claim.set_name("shops/s/orders/" + id);
  *claim.mutable_amount() = MakeMoney("CNY", minor);
  claim.set_payer_name(payer);
  claim.set_request_id("claim-" + id);
  return claim;
}

absl::StatusOr<Order> TransferTest::Claim(const std::string& id, int64_t minor,
                                          const std::string& payer) {
  return world_.Write<Order>(ClaimRequest(id, minor, payer), handlers::ClaimTransfer);
}

RecordStatementLinesResponse TransferTest::Record(const std::vector<StatementRow>& rows,
                                                  const std::string& request_id) {
  RecordStatementLinesRequest request;
  request.set_parent(kAccount);
  for (const StatementRow& row : rows) *request.add_rows() = row;
  request.set_request_id(request_id);
  const auto recorded =
      world_.Write<RecordStatementLinesResponse>(request, handlers::RecordStatementLines);
  EXPECT_THAT(recorded, IsOk());
  return recorded.ok() ? *recorded : RecordStatementLinesResponse();
}

StatementLine::Match TransferTest::MatchOf(const StatementRow& row) {
  const RecordStatementLinesResponse recorded = Record({row}, "record-" + row.line_id());
  return recorded.statement_lines_size() == 1 ? recorded.statement_lines(0).match()
                                              : StatementLine::MATCH_UNSPECIFIED;
}

std::vector<std::string> TransferTest::Work(const std::string& kind) {
  work::v1::ListWorkItemsRequest request;
  request.set_parent("shops/s");
  request.set_kind(kind);
  const auto listed = world_.Read<work::v1::ListWorkItemsResponse>(request, work::ListWorkItems);
  EXPECT_THAT(listed, IsOk());
  std::vector<std::string> resources;
  for (const auto& item : listed->work_items()) {
    EXPECT_EQ(item.role(), Role::FINANCE);
    resources.push_back(item.resource());
  }
  return resources;
}

std::vector<Payout> TransferTest::PayoutsOf(const std::string& order) {
  ListPayoutsRequest request;
  request.set_parent("shops/s");
  request.set_order("shops/s/orders/" + order);
  const auto listed = world_.Read<ListPayoutsResponse>(request, handlers::ListPayouts);
  EXPECT_THAT(listed, IsOk());
  return {listed->payouts().begin(), listed->payouts().end()};
}

void TransferTest::CheckBooks() {
  const OrderFigures figures = world_.Figures();
  int64_t owed = 0;
  int64_t paid_out = 0;
  for (int state = Payout::ASKED; state <= Payout::BOUNCED; ++state) {
    ListPayoutsRequest request;
    request.set_parent("shops/s");
    request.set_state(static_cast<Payout::State>(state));
    const auto listed = world_.Read<ListPayoutsResponse>(request, handlers::ListPayouts);
    ASSERT_THAT(listed, IsOk());
    for (const Payout& payout : listed->payouts()) {
      owed += payout.amount().minor();
      if (state == Payout::CONFIRMED) paid_out += payout.amount().minor();
    }
  }
  EXPECT_EQ(figures.bank().refunded() + figures.freight_refunded_minor() + figures.bank().surplus(),
            owed);
  EXPECT_EQ(figures.bank().paid_out(), paid_out);
  EXPECT_EQ(figures.paid_minor(), figures.bank().received());
  EXPECT_EQ(figures.refunded_minor(), figures.bank().refunded());
}

}  // namespace shopdesk::orders::testing
