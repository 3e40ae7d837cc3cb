#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "shopdesk/orders/v1/order.pb.h"
#include "shopdesk/orders/v1/transfer.pb.h"

namespace shopdesk::orders::handlers {

absl::Status CreateBankAccount(runtime::WriteContext& ctx,
                               const v1::CreateBankAccountRequest& request,
                               v1::BankAccount* response);
absl::Status ListBankAccounts(runtime::ReadContext& ctx, const v1::ListBankAccountsRequest& request,
                              v1::ListBankAccountsResponse* response);
absl::Status UpdateBankAccount(runtime::WriteContext& ctx,
                               const v1::UpdateBankAccountRequest& request,
                               v1::BankAccount* response);
absl::Status ChooseBankAccount(runtime::WriteContext& ctx,
                               const v1::ChooseBankAccountRequest& request, v1::Order* response);
absl::Status RevealBankAccount(runtime::WriteContext& ctx,
                               const v1::RevealBankAccountRequest& request,
                               v1::BankAccount* response);

}  // namespace shopdesk::orders::handlers
