#include "services/orders/handlers/bank_accounts.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/field_mask.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/transfer.h"
#include "services/orders/handlers/bank_reveal.h"
#include "services/orders/handlers/order_change.h"
#include "services/orders/handlers/policy.h"
#include "services/orders/store/orders.h"
#include "services/orders/store/transfers.h"

namespace shopdesk::orders::handlers {
namespace {

using v1::BankAccount;

constexpr char kAccountSlot[] = "account";
// A shop has a handful of accounts.
constexpr int kMostAccounts = 1000;

}  // namespace

absl::Status CreateBankAccount(rpc::WriteContext& ctx, const v1::CreateBankAccountRequest& req,
                               BankAccount* resp) {
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), ShopOf(req.parent())).status());
  *resp = req.bank_account();
  RETURN_IF_ERROR(domain::CheckBankAccount(*resp));
  resp->set_name(absl::StrCat(req.parent(), "/bankAccounts/", EscapeId(req.bank_account_id())));
  *resp->mutable_create_time() = ToProto(ctx.now());
  *resp->mutable_update_time() = ToProto(ctx.now());
  RETURN_IF_ERROR(ctx.vault().Seal(ctx.txn(), resp->name(), kAccountSlot, *resp));
  RETURN_IF_ERROR(store::InsertBankAccount(ctx.txn(), *resp));
  ctx.Emit(*resp, "bank_account.created");
  return absl::OkStatus();
}

absl::Status ListBankAccounts(rpc::ReadContext& ctx, const v1::ListBankAccountsRequest& req,
                              v1::ListBankAccountsResponse* resp) {
  ASSIGN_OR_RETURN(const int size, PageSize(req.page_size(), 50, 1000));
  ASSIGN_OR_RETURN(const std::vector<std::string> key, ParsePageToken(req));
  const absl::string_view shop = ShopOf(req.parent());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  ASSIGN_OR_RETURN(std::vector<BankAccount> accounts,
                   store::ListBankAccounts(ctx.txn(), shop, key.empty() ? "" : key[0], size + 1));
  if (static_cast<int>(accounts.size()) > size) {
    accounts.resize(size);
    resp->set_next_page_token(
        MakePageToken(req, {std::string(LastSegment(accounts.back().name()))}));
  }
  for (BankAccount& account : accounts) *resp->add_bank_accounts() = std::move(account);
  return absl::OkStatus();
}

absl::Status UpdateBankAccount(rpc::WriteContext& ctx, const v1::UpdateBankAccountRequest& req,
                               BankAccount* resp) {
  static const NamePattern& pattern = *new NamePattern("shops/{shop}/bankAccounts/{bank_account}");
  RETURN_IF_ERROR(pattern.Parse(req.bank_account().name(), "bank_account.name").status());
  ASSIGN_OR_RETURN(const BankAccount present,
                   store::LoadBankAccountForUpdate(ctx.txn(), req.bank_account().name()));
  RETURN_IF_ERROR(CheckEtag(req.bank_account().etag(), present));
  *resp = present;
  RETURN_IF_ERROR(ApplyUpdate(req.update_mask(), req.bank_account(), *resp));
  if (google::protobuf::util::MessageDifferencer::Equals(present, *resp)) return absl::OkStatus();
  *resp->mutable_update_time() = ToProto(ctx.now());
  RETURN_IF_ERROR(store::SaveBankAccount(ctx.txn(), *resp));
  ctx.Emit(*resp, "bank_account.updated");
  return absl::OkStatus();
}

absl::Status ChooseBankAccount(rpc::WriteContext& ctx, const v1::ChooseBankAccountRequest& req,
                               v1::Order* resp) {
  ASSIGN_OR_RETURN(OrderChange change, LoadForChange(ctx, req.name(), req.etag()));
  ASSIGN_OR_RETURN(const std::vector<BankAccount> accounts,
                   store::ListBankAccounts(ctx.txn(), ShopOf(req.name()), "", kMostAccounts));
  const BankAccount* account = domain::PickAccount(accounts, req.buyer_bank_code());
  if (account == nullptr) {
    return Error(absl::StatusCode::kFailedPrecondition, "NO_BANK_ACCOUNT",
                 "the shop has no open bank account; create one",
                 {{"resource", ShopNameOf(req.name())}});
  }
  RETURN_IF_ERROR(domain::ChooseAccount(change.order, req, *account, MomentOf(ctx)));
  RETURN_IF_ERROR(SaveChange(ctx, change, "order.bank_account_chosen"));
  *resp = std::move(change.order);
  return absl::OkStatus();
}

absl::Status RevealBankAccount(rpc::WriteContext& ctx, const v1::RevealBankAccountRequest& req,
                               BankAccount* resp) {
  ASSIGN_OR_RETURN(const v1::Order order, store::LoadOrder(ctx.txn(), req.name()));
  const std::string& name = order.transfer().bank_account();
  if (name.empty()) {
    return Error(absl::StatusCode::kFailedPrecondition, "NO_ACCOUNT_CHOSEN",
                 absl::StrCat(order.name(), " has no bank account yet; choose one"),
                 {{"resource", order.name()}});
  }
  BankAccount original;
  RETURN_IF_ERROR(RevealBank(ctx, name, kAccountSlot, req.purpose(), original));
  ASSIGN_OR_RETURN(*resp, store::LoadBankAccount(ctx.txn(), name));
  resp->set_holder(original.holder());
  resp->set_number(original.number());
  return absl::OkStatus();
}

}  // namespace shopdesk::orders::handlers
