#include "services/orders/handlers/placing/order_import.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/base/row_error.h"
#include "libs/base/status_macros.h"
#include "libs/base/text.h"
#include "libs/runtime/validate.h"
#include "services/orders/domain/placing/order_import.h"
#include "services/orders/domain/trade/errors.h"
#include "services/orders/domain/trade/events.h"
#include "services/orders/handlers/receiver/receiver.h"
#include "services/orders/handlers/trade/order_change.h"
#include "services/orders/handlers/trade/policy.h"
#include "services/orders/handlers/trade/remark.h"
#include "services/orders/store/trade/order.h"

namespace shopdesk::orders::handlers {
namespace {

using v1::Order;
using v1::OrderRow;

// Bytes of a hash that are kept: too many for two rows to share it.
constexpr size_t kHashBytes = 16;

enum class Taken { kCreated, kCorrected, kUnchanged };

// Of the row without its memo, and of the memo: "<hash>.<hash>".
std::string RowHash(const runtime::Context& ctx, const OrderRow& row) {
  OrderRow rest = row;
  rest.clear_memo();
  const auto hash = [&](absl::string_view domain, const std::string& text) {
    return absl::BytesToHexString(ctx.vault().KeyedHash(domain, text).substr(0, kHashBytes));
  };
  return absl::StrCat(hash("order_row", rest.SerializeAsString()), ".",
                      hash("order_memo", row.memo()));
}

absl::string_view MemoOf(absl::string_view content_hash) {
  return content_hash.substr(content_hash.find('.') + 1);
}

// What the shop noted elsewhere: it stops nothing here.
absl::Status RemarkMemo(runtime::WriteContext& ctx, const std::string& memo, Order& order) {
  if (IsBlank(memo)) return absl::OkStatus();
  v1::Remark remark;
  remark.set_flag(v1::Remark::YELLOW);
  remark.set_reason(v1::Remark::OTHER);
  remark.set_text(memo);
  return WriteRemark(ctx, order, remark);
}

// Seals what is personal of the row, and leaves its masked form in the order.
absl::Status SealRow(runtime::WriteContext& ctx, const OrderRow& row, Order& order) {
  if (row.has_receiver()) RETURN_IF_ERROR(SealReceiver(ctx, order, row.receiver()));
  return SealBuyerMessage(ctx, order);
}

absl::Status Create(runtime::WriteContext& ctx, const OrderRow& row, Order order) {
  RETURN_IF_ERROR(SealRow(ctx, row, order));
  RETURN_IF_ERROR(RemarkMemo(ctx, row.memo(), order));
  RETURN_IF_ERROR(store::InsertOrder(ctx.txn(), order));
  domain::Moment then = MomentOf(ctx);
  if (row.has_pay_time()) then.now = FromProto(row.pay_time());
  std::vector<v1::LedgerEntry> ledger = domain::LedgerOfImported(v1::Payment(), order, then);
  RETURN_IF_ERROR(BookLedger(ctx, order.name(), absl::MakeSpan(ledger)));
  ctx.Emit(order, events::kOrderImported);
  return absl::OkStatus();
}

absl::Status Correct(runtime::WriteContext& ctx, const OrderRow& row, const Order& present,
                     Order next) {
  RETURN_IF_ERROR(domain::CorrectImportedOrder(present, next));
  RETURN_IF_ERROR(SealRow(ctx, row, next));
  if (MemoOf(present.imported().content_hash()) != MemoOf(next.imported().content_hash())) {
    RETURN_IF_ERROR(RemarkMemo(ctx, row.memo(), next));
  }
  RETURN_IF_ERROR(store::SaveOrder(ctx.txn(), next));
  std::vector<v1::LedgerEntry> ledger =
      domain::LedgerOfImported(present.payment(), next, MomentOf(ctx));
  RETURN_IF_ERROR(BookLedger(ctx, next.name(), absl::MakeSpan(ledger)));
  ctx.Emit(next, events::kOrderImported);
  return absl::OkStatus();
}

// Takes a row; an error that is the row's own has changed nothing.
absl::StatusOr<Taken> TakeOrderRow(runtime::WriteContext& ctx,
                                   const v1::ImportOrdersRequest& request, const v1::Policy& policy,
                                   OrderRow row) {
  static const runtime::Validator& validator = *new runtime::Validator(*OrderRow::descriptor());
  RETURN_IF_ERROR(validator.Check(row));
  const std::string hash = RowHash(ctx, row);
  const std::string name = absl::StrCat(request.parent(), "/orders/", EscapeId(row.order_id()));
  absl::StatusOr<Order> present = store::LoadOrderForUpdate(ctx.txn(), name);
  if (!absl::IsNotFound(present.status())) RETURN_IF_ERROR(present.status());
  if (present.ok() && !present->has_imported()) return domain::OrderExistsError(*present);
  if (present.ok() && present->imported().content_hash() == hash) return Taken::kUnchanged;
  RETURN_IF_ERROR(domain::CheckOrderRow(row, ctx.now()));
  Order order = domain::MakeImportedOrder(name, request.source(), hash, row, policy, MomentOf(ctx));
  if (!present.ok()) {
    RETURN_IF_ERROR(Create(ctx, row, std::move(order)));
    return Taken::kCreated;
  }
  RETURN_IF_ERROR(Correct(ctx, row, *present, std::move(order)));
  return Taken::kCorrected;
}

// What a row is left out for; anything else fails the request.
bool IsOfRow(const absl::Status& status) {
  return absl::IsInvalidArgument(status) || absl::IsFailedPrecondition(status);
}

}  // namespace

absl::Status ImportOrders(runtime::WriteContext& ctx, const v1::ImportOrdersRequest& request,
                          v1::ImportOrdersResponse* response) {
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(request.parent())));
  if (request.currency_code() != policy.currency_code()) {
    return domain::ShopCurrencyError(request.parent(), policy.currency_code());
  }
  for (int i = 0; i < request.rows_size(); ++i) {
    const OrderRow& row = request.rows(i);
    const absl::StatusOr<Taken> taken = TakeOrderRow(ctx, request, policy, row);
    if (IsOfRow(taken.status())) {
      *response->add_errors() = MakeRowError(i, row.order_id(), taken.status());
      continue;
    }
    RETURN_IF_ERROR(taken.status());
    switch (*taken) {
      case Taken::kCreated:
        response->set_created_count(response->created_count() + 1);
        break;
      case Taken::kCorrected:
        response->set_updated_count(response->updated_count() + 1);
        break;
      case Taken::kUnchanged:
        response->set_unchanged_count(response->unchanged_count() + 1);
        break;
    }
  }
  return absl::OkStatus();
}

}  // namespace shopdesk::orders::handlers
