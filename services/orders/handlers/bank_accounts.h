#pragma once

#include "absl/status/status.h"
#include "libs/rpc/context.h"
#include "shopdesk/orders/v1/order.pb.h"
#include "shopdesk/orders/v1/transfer.pb.h"

namespace shopdesk::orders::handlers {

absl::Status CreateBankAccount(rpc::WriteContext& ctx, const v1::CreateBankAccountRequest& req,
                               v1::BankAccount* resp);
absl::Status ListBankAccounts(rpc::ReadContext& ctx, const v1::ListBankAccountsRequest& req,
                              v1::ListBankAccountsResponse* resp);
absl::Status UpdateBankAccount(rpc::WriteContext& ctx, const v1::UpdateBankAccountRequest& req,
                               v1::BankAccount* resp);
absl::Status ChooseBankAccount(rpc::WriteContext& ctx, const v1::ChooseBankAccountRequest& req,
                               v1::Order* resp);
absl::Status RevealBankAccount(rpc::WriteContext& ctx, const v1::RevealBankAccountRequest& req,
                               v1::BankAccount* resp);

}  // namespace shopdesk::orders::handlers
