#include "services/orders/handlers/transfer/bank_account.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"
#include "libs/base/clock.h"
#include "libs/base/etag.h"
#include "libs/base/field_mask.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/runtime/personal_data.h"
#include "services/orders/domain/trade/errors.h"
#include "services/orders/domain/trade/events.h"
#include "services/orders/domain/transfer/transfer.h"
#include "services/orders/handlers/trade/order_change.h"
#include "services/orders/handlers/trade/policy.h"
#include "services/orders/handlers/trade/reveal.h"
#include "services/orders/store/trade/order.h"
#include "services/orders/store/transfer/transfer.h"

namespace shopdesk::orders::handlers {
namespace {

using v1::BankAccount;

constexpr char kAccountSlot[] = "account";

// Bank accounts: usual, at most.
constexpr PageLimits kBankAccountPage{50, 1000};

// A shop has a handful of accounts.
constexpr int kMostAccounts = 1000;

}  // namespace

absl::Status CreateBankAccount(runtime::WriteContext& ctx,
                               const v1::CreateBankAccountRequest& request, BankAccount* response) {
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), ShopOf(request.parent())).status());
  *response = request.bank_account();
  RETURN_IF_ERROR(domain::CheckBankAccount(*response));
  response->set_name(
      absl::StrCat(request.parent(), "/bankAccounts/", EscapeId(request.bank_account_id())));
  *response->mutable_create_time() = ToProto(ctx.now());
  *response->mutable_update_time() = ToProto(ctx.now());
  RETURN_IF_ERROR(runtime::Seal(ctx, response->name(), kAccountSlot, *response));
  RETURN_IF_ERROR(store::InsertBankAccount(ctx.txn(), *response));
  ctx.Emit(*response, events::kBankAccountCreated);
  return absl::OkStatus();
}

absl::Status ListBankAccounts(runtime::ReadContext& ctx, const v1::ListBankAccountsRequest& request,
                              v1::ListBankAccountsResponse* response) {
  // The id.
  using Key = PageKey<std::string>;
  const absl::string_view shop = ShopOf(request.parent());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  const auto scan = [&](const Key& after,
                        int limit) -> absl::StatusOr<std::vector<Scanned<Key, BankAccount>>> {
    ASSIGN_OR_RETURN(std::vector<BankAccount> accounts,
                     store::ListBankAccounts(ctx.txn(), shop, std::get<0>(after), limit));
    return LeaveOutClosed(
        std::move(accounts),
        [](const BankAccount& account) { return Key(LastSegment(account.name())); },
        request.show_closed());
  };
  return ScanPage(request, kBankAccountPage, Key(""), scan, *response,
                  *response->mutable_bank_accounts());
}

absl::Status UpdateBankAccount(runtime::WriteContext& ctx,
                               const v1::UpdateBankAccountRequest& request, BankAccount* response) {
  static const NamePattern& pattern = *new NamePattern("shops/{shop}/bankAccounts/{bank_account}");
  RETURN_IF_ERROR(pattern.Parse(request.bank_account().name(), "bank_account.name").status());
  ASSIGN_OR_RETURN(const BankAccount present,
                   store::LoadBankAccountForUpdate(ctx.txn(), request.bank_account().name()));
  RETURN_IF_ERROR(CheckEtag(request.bank_account().etag(), present));
  *response = present;
  RETURN_IF_ERROR(ApplyUpdate(request.update_mask(), request.bank_account(), *response));
  if (google::protobuf::util::MessageDifferencer::Equals(present, *response))
    return absl::OkStatus();
  *response->mutable_update_time() = ToProto(ctx.now());
  RETURN_IF_ERROR(store::SaveBankAccount(ctx.txn(), *response));
  ctx.Emit(*response, events::kBankAccountUpdated);
  return absl::OkStatus();
}

absl::Status ChooseBankAccount(runtime::WriteContext& ctx,
                               const v1::ChooseBankAccountRequest& request, v1::Order* response) {
  ASSIGN_OR_RETURN(OrderChange change, LoadForChange(ctx, request.name(), request.etag()));
  ASSIGN_OR_RETURN(const std::vector<BankAccount> accounts,
                   store::ListBankAccounts(ctx.txn(), ShopOf(request.name()), "", kMostAccounts));
  const BankAccount* account = domain::PickAccount(accounts, request.buyer_bank_code());
  if (account == nullptr) {
    return domain::NoBankAccountError(ShopNameOf(request.name()));
  }
  RETURN_IF_ERROR(domain::ChooseAccount(change.order, request, *account, MomentOf(ctx)));
  RETURN_IF_ERROR(store::AddReference(ctx.txn(), request.name()));
  return SaveChange(ctx, change, events::kOrderBankAccountChosen, response);
}

absl::Status RevealBankAccount(runtime::WriteContext& ctx,
                               const v1::RevealBankAccountRequest& request, BankAccount* response) {
  ASSIGN_OR_RETURN(const v1::Order order, store::LoadOrder(ctx.txn(), request.name()));
  const std::string& name = order.transfer().bank_account();
  if (name.empty()) {
    return domain::NoAccountChosenError(order);
  }
  BankAccount original;
  RETURN_IF_ERROR(RevealBank(ctx, name, kAccountSlot, request.purpose(), original));
  ASSIGN_OR_RETURN(*response, store::LoadBankAccount(ctx.txn(), name));
  response->set_holder(original.holder());
  response->set_number(original.number());
  return absl::OkStatus();
}

}  // namespace shopdesk::orders::handlers
