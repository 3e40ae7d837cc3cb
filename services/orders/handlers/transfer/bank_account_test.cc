#include "services/orders/handlers/transfer/bank_account.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "services/orders/testing/transfers.h"
#include "services/orders/testing/world.h"

namespace shopdesk::orders {
namespace {

using testing::kAccount;
using testing::TransferTest;
using namespace v1;  // NOLINT: the states
using orders::testing::PlaceRequest;
using shopdesk::testing::HasReason;
using shopdesk::testing::IsOk;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

class BankAccountTest : public TransferTest {};

INSTANTIATE_TEST_SUITE_P(BothDatabases, BankAccountTest, testing::BothDatabases(), testing::NameOf);

TEST_P(BankAccountTest, AccountsAreListedAndChanged) {
  ASSERT_THAT(MakeAccount("ccb", "CCB"), IsOk());
  EXPECT_THAT(MakeAccount("ccb", "CCB"), IsOk());
  ListBankAccountsRequest list;
  list.set_parent("shops/s");
  list.set_page_size(1);
  const auto first = world_.Read<ListBankAccountsResponse>(list, handlers::ListBankAccounts);
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(first->bank_accounts(), SizeIs(1));
  EXPECT_EQ(first->bank_accounts(0).bank_code(), "CCB");
  EXPECT_THAT(first->bank_accounts(0).number(), Not(HasSubstr("2222")));
  list.set_page_token(first->next_page_token());
  const auto second = world_.Read<ListBankAccountsResponse>(list, handlers::ListBankAccounts);
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(second->bank_accounts(0).name(), kAccount);
  EXPECT_EQ(second->next_page_token(), "");
  UpdateBankAccountRequest update;
  update.mutable_bank_account()->set_name(kAccount);
  update.mutable_bank_account()->set_closed(true);
  update.mutable_bank_account()->set_number("1111");
  update.set_request_id("close");
  const auto closed = world_.Write<BankAccount>(update, handlers::UpdateBankAccount);
  ASSERT_THAT(closed, IsOk());
  EXPECT_TRUE(closed->closed());
  EXPECT_EQ(closed->number(), second->bank_accounts(0).number());
  EXPECT_EQ(Placed("order-1").transfer().bank_code(), "CCB");
  ListBankAccountsRequest all;
  all.set_parent("shops/s");
  EXPECT_THAT(
      world_.Read<ListBankAccountsResponse>(all, handlers::ListBankAccounts)->bank_accounts(),
      SizeIs(1));
  all.set_show_closed(true);
  EXPECT_THAT(
      world_.Read<ListBankAccountsResponse>(all, handlers::ListBankAccounts)->bank_accounts(),
      SizeIs(2));
  update.mutable_bank_account()->set_name("shops/s/bankAccounts/ccb");
  update.set_request_id("close-2");
  ASSERT_THAT(world_.Write<BankAccount>(update, handlers::UpdateBankAccount), IsOk());
  ASSERT_THAT(world_.Place(PlaceRequest("order-2")), IsOk());
  ChooseBankAccountRequest choose;
  choose.set_name("shops/s/orders/order-2");
  choose.set_reason(BankTransfer::INCONVENIENT);
  choose.set_request_id("choose");
  EXPECT_THAT(world_.Write<Order>(choose, handlers::ChooseBankAccount),
              HasReason("NO_BANK_ACCOUNT"));
  RevealBankAccountRequest reveal;
  reveal.set_name("shops/s/orders/order-2");
  reveal.set_purpose("transfer");
  BankAccount told;
  EXPECT_THAT(world_.runtime().WriteAndWait(world_.CallOf("Reveal", ""), nullptr, &told,
                                            [&](runtime::WriteContext& ctx) {
                                              return handlers::RevealBankAccount(ctx, reveal,
                                                                                 &told);
                                            }),
              HasReason("NO_ACCOUNT_CHOSEN"));
}

}  // namespace
}  // namespace shopdesk::orders
