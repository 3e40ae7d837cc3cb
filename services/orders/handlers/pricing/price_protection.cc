#include "services/orders/handlers/pricing/price_protection.h"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/money.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/work/work.h"
#include "services/orders/domain/payment/payment.h"
#include "services/orders/domain/pricing/price_protection.h"
#include "services/orders/domain/trade/events.h"
#include "services/orders/domain/trade/lines.h"
#include "services/orders/handlers/refund/refund.h"
#include "services/orders/handlers/refund/refund_change.h"
#include "services/orders/handlers/trade/order_change.h"
#include "services/orders/handlers/trade/policy.h"
#include "services/orders/handlers/trade/work_kinds.h"
#include "services/orders/store/pricing/price_protection.h"
#include "services/orders/store/refund/refund.h"
#include "services/orders/store/trade/order.h"

namespace shopdesk::orders::handlers {
namespace {

using v1::PriceDrop;
using v1::ProtectedLine;

// Lines in protection: usual, at most; each is an order to read.
constexpr PageLimits kProtectedPage{50, 200};
// Drops: usual, at most.
constexpr PageLimits kPriceDropPage{50, 1000};
// Lines settled in one transaction: others wait for their orders as long.
constexpr int kLinesInStep = 20;
// A drop whose call was cut off is gone on with after this.
constexpr absl::Duration kResumeAfter = absl::Minutes(1);

// What catalog sells a piece for now. NOT_FOUND for a SKU that no product has.
absl::StatusOr<type::v1::Money> PriceNow(runtime::WorkflowContext& ctx, const std::string& parent,
                                         const std::string& sku_id, clients::Catalog& catalog) {
  RETURN_IF_ERROR(ctx.Read(
      [&](runtime::ReadContext& read) { return LoadPolicy(read.txn(), ShopOf(parent)).status(); }));
  catalog::v1::CheckStockRequest request;
  request.set_parent(parent);
  request.add_lines()->set_sku_id(sku_id);
  request.mutable_lines(0)->set_quantity(1);
  ASSIGN_OR_RETURN(const catalog::v1::CheckStockResponse checked, catalog.CheckStock(ctx, request));
  if (checked.checks_size() != 1 || !checked.checks(0).has_snapshot()) {
    return shopdesk::NotFoundError(absl::StrCat(parent, "/skus/", EscapeId(sku_id)));
  }
  return checked.checks(0).snapshot().price();
}

absl::StatusOr<ProtectedLine> Judge(sql::Transaction& txn, const v1::Order& order,
                                    const domain::Protection& protection,
                                    const type::v1::Money& unit_price) {
  ASSIGN_OR_RETURN(const std::vector<v1::Refund> others, store::LoadRefundsOf(txn, order.name()));
  return domain::JudgePriceDrop(order, protection, others, unit_price);
}

store::ProtectionKey KeyOfLine(const ProtectedLine& line) {
  return store::ProtectionKey(ToMillis(FromProto(line.until_time())), LastSegment(line.order()),
                              line.line());
}

// What the next lines in protection are owed.
absl::StatusOr<std::vector<ProtectedLine>> JudgeLines(sql::Transaction& txn,
                                                      const v1::CheckPriceDropRequest& request,
                                                      const store::ProtectionKey& after, int limit,
                                                      const type::v1::Money& unit_price) {
  ASSIGN_OR_RETURN(
      const std::vector<domain::Protection> protections,
      store::ListProtections(txn, ShopOf(request.parent()), request.sku_id(), after, limit));
  std::vector<ProtectedLine> judged;
  for (const domain::Protection& protection : protections) {
    ASSIGN_OR_RETURN(
        const v1::Order order,
        store::LoadOrder(txn, absl::StrCat(request.parent(), "/orders/", protection.order_id)));
    ASSIGN_OR_RETURN(judged.emplace_back(), Judge(txn, order, protection, unit_price));
  }
  return judged;
}

absl::Status GiveDifference(runtime::WriteContext& ctx, OrderChange& change, const PriceDrop& drop,
                            const ProtectedLine& owed) {
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(drop.name())));
  v1::Refund refund;
  refund.set_note(absl::StrCat("price protection: ", drop.name()));
  RETURN_IF_ERROR(GiveRefundOn(ctx, change, domain::PriceDropRefund(owed), policy,
                               domain::PriceDropRefundId(drop, owed), &refund));
  RETURN_IF_ERROR(SaveRefundedOrder(ctx, change, refund));
  ctx.Emit(refund, events::kRefundPriceDropped);
  return store::SettleProtection(ctx.txn(), owed.order(), owed.line(), drop.unit_price().minor());
}

// Settles one line and counts it. The order is locked before its protection is read: another drop
// may have settled it meanwhile.
absl::Status SettleLine(runtime::WriteContext& ctx, const std::string& order_name, int32_t line,
                        PriceDrop& drop) {
  ASSIGN_OR_RETURN(OrderChange change, LoadForChange(ctx, order_name));
  ASSIGN_OR_RETURN(const domain::Protection protection,
                   store::LoadProtection(ctx.txn(), order_name, line));
  ASSIGN_OR_RETURN(const ProtectedLine judged,
                   Judge(ctx.txn(), change.order, protection, drop.unit_price()));
  if (judged.verdict() == ProtectedLine::NOT_OWED) {
    drop.set_lines_not_owed(drop.lines_not_owed() + 1);
    return absl::OkStatus();
  }
  if (judged.verdict() == ProtectedLine::WAITING) {
    drop.set_lines_waiting(drop.lines_waiting() + 1);
    return store::PutWaitingLine(ctx.txn(), order_name, {line, drop.name()});
  }
  work::Subject subject = SubjectOf(change.order, order_name, ctx.now());
  const absl::Status given =
      ctx.Savepoint([&] { return GiveDifference(ctx, change, drop, judged); });
  if (given.ok()) {
    drop.set_lines_settled(drop.lines_settled() + 1);
    drop.mutable_refunded()->set_minor(drop.refunded().minor() + judged.owed().minor());
    return absl::OkStatus();
  }
  if (!absl::IsFailedPrecondition(given)) return given;
  drop.set_lines_failed(drop.lines_failed() + 1);
  return work::Open(ctx, kPriceProtectionWork, subject);
}

// A drop to settle. One that a call which was cut off has begun stays as it is.
absl::Status BeginDrop(runtime::WriteContext& ctx, const std::string& name,
                       const std::string& sku_id, const type::v1::Money& price) {
  const absl::Status begun = store::LoadPriceDrop(ctx.txn(), name).status();
  if (!absl::IsNotFound(begun)) return begun;
  store::PriceDropRow row;
  row.after = store::ProtectedAfter(ctx.now());
  PriceDrop& drop = row.drop;
  drop.set_name(name);
  drop.set_sku_id(sku_id);
  *drop.mutable_unit_price() = price;
  drop.set_state(PriceDrop::SETTLING);
  *drop.mutable_refunded() = MakeMoney(price.currency_code(), 0);
  *drop.mutable_created_by() = ctx.actor();
  *drop.mutable_create_time() = ToProto(ctx.now());
  RETURN_IF_ERROR(store::InsertPriceDrop(ctx.txn(), row));
  ctx.Schedule(kPriceDropStep, name, ctx.now() + kResumeAfter);
  ctx.Emit(drop, events::kPriceDropBegun);
  return absl::OkStatus();
}

// Settles the next lines; answers whether there are more.
absl::StatusOr<bool> SettleSome(runtime::WriteContext& ctx, const std::string& name) {
  ASSIGN_OR_RETURN(store::PriceDropRow row, store::LoadPriceDropForUpdate(ctx.txn(), name));
  PriceDrop& drop = row.drop;
  if (drop.state() != PriceDrop::SETTLING) return false;
  ASSIGN_OR_RETURN(
      std::vector<domain::Protection> lines,
      store::ListProtections(ctx.txn(), ShopOf(name), drop.sku_id(), row.after, kLinesInStep));
  const bool more = lines.size() == static_cast<size_t>(kLinesInStep);
  if (!lines.empty()) row.after = store::ProtectionKeyOf(lines.back());
  // Whoever needs several orders locks them in the order of their names.
  std::sort(lines.begin(), lines.end(), [](const auto& a, const auto& b) {
    return std::tie(a.order_id, a.line) < std::tie(b.order_id, b.line);
  });
  for (const domain::Protection& line : lines) {
    RETURN_IF_ERROR(SettleLine(ctx, absl::StrCat(ShopNameOf(name), "/orders/", line.order_id),
                               line.line, drop));
  }
  if (!more) {
    drop.set_state(PriceDrop::SETTLED);
    *drop.mutable_end_time() = ToProto(ctx.now());
    ctx.Cancel(kPriceDropStep, name);
  }
  RETURN_IF_ERROR(store::SavePriceDrop(ctx.txn(), row));
  ctx.Emit(drop, more ? events::kPriceDropMoved : events::kPriceDropSettled);
  return more;
}

}  // namespace

absl::Status CheckPriceDrop(runtime::WorkflowContext& ctx, const v1::CheckPriceDropRequest& request,
                            v1::CheckPriceDropResponse* response, clients::Catalog& catalog) {
  ASSIGN_OR_RETURN(const type::v1::Money price,
                   PriceNow(ctx, request.parent(), request.sku_id(), catalog));
  return ctx.Read([&](runtime::ReadContext& read) {
    response->Clear();
    *response->mutable_unit_price() = price;
    return ListPage(
        request, kProtectedPage, store::ProtectedAfter(ctx.now()),
        [&](const store::ProtectionKey& after, int limit) {
          return JudgeLines(read.txn(), request, after, limit, price);
        },
        KeyOfLine, *response, *response->mutable_lines());
  });
}

absl::Status SettlePriceDrop(runtime::WorkflowContext& ctx,
                             const v1::SettlePriceDropRequest& request, PriceDrop* response,
                             clients::Catalog& catalog) {
  ASSIGN_OR_RETURN(const type::v1::Money price,
                   PriceNow(ctx, request.parent(), request.sku_id(), catalog));
  const std::string name =
      absl::StrCat(request.parent(), "/priceDrops/", ctx.DerivedId("price_drop"));
  RETURN_IF_ERROR(ctx.Write([&](runtime::WriteContext& write) {
    return BeginDrop(write, name, request.sku_id(), price);
  }));
  for (bool more = true; more;) {
    RETURN_IF_ERROR(ctx.Write([&](runtime::WriteContext& write) -> absl::Status {
      ASSIGN_OR_RETURN(more, SettleSome(write, name));
      // Cut off before the next step, the timer goes on.
      if (more) write.Schedule(kPriceDropStep, name, write.now() + kResumeAfter);
      return absl::OkStatus();
    }));
  }
  return ctx.Finish(*response, [&](runtime::WriteContext& write) -> absl::Status {
    ASSIGN_OR_RETURN(*response, store::LoadPriceDrop(write.txn(), name));
    return absl::OkStatus();
  });
}

absl::Status GetPriceDrop(runtime::ReadContext& ctx, const v1::GetPriceDropRequest& request,
                          PriceDrop* response) {
  ASSIGN_OR_RETURN(*response, store::LoadPriceDrop(ctx.txn(), request.name()));
  return absl::OkStatus();
}

absl::Status ListPriceDrops(runtime::ReadContext& ctx, const v1::ListPriceDropsRequest& request,
                            v1::ListPriceDropsResponse* response) {
  const absl::string_view shop = ShopOf(request.parent());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  return ListPage(
      request, kPriceDropPage, store::Newest(),
      [&](const store::CreationKey& before, int limit) {
        return store::ListPriceDrops(ctx.txn(), shop, before, limit);
      },
      store::CreationKeyOf<PriceDrop>, *response, *response->mutable_price_drops());
}

absl::Status ProtectLines(runtime::WriteContext& ctx, absl::string_view order_name) {
  ASSIGN_OR_RETURN(const absl::optional<v1::Order> order, store::FindOrder(ctx.txn(), order_name));
  if (!order.has_value() || !domain::IsPaid(*order) || !order->payment().has_pay_time()) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(order_name)));
  const absl::Time start = FromProto(order->payment().pay_time());
  for (const v1::OrderLine& line : order->lines()) {
    const absl::Time until = domain::ProtectedUntil(line, policy, start);
    if (until <= start || line.total().minor() == 0) continue;
    RETURN_IF_ERROR(store::PutProtection(
        ctx.txn(), order_name,
        {"", line.line(), line.sku_id(), until, domain::UnitPriceMinor(line)}));
  }
  return absl::OkStatus();
}

absl::Status SettleWaitingLines(runtime::WriteContext& ctx, absl::string_view order_name) {
  ASSIGN_OR_RETURN(const std::vector<store::WaitingLine> lines,
                   store::ListWaitingLines(ctx.txn(), order_name));
  // All drops before the order, and by their names: whoever settles one locks it first.
  std::map<std::string, store::PriceDropRow> drops;
  std::map<std::string, int64_t> waited;
  for (const store::WaitingLine& waiting : lines) {
    if (drops.count(waiting.drop) > 0) continue;
    ASSIGN_OR_RETURN(drops[waiting.drop], store::LoadPriceDropForUpdate(ctx.txn(), waiting.drop));
    waited[waiting.drop] = drops[waiting.drop].drop.lines_waiting();
  }
  for (const store::WaitingLine& waiting : lines) {
    PriceDrop& drop = drops[waiting.drop].drop;
    drop.set_lines_waiting(drop.lines_waiting() - 1);
    RETURN_IF_ERROR(store::RemoveWaitingLine(ctx.txn(), order_name, waiting));
    RETURN_IF_ERROR(SettleLine(ctx, std::string(order_name), waiting.line, drop));
  }
  for (auto& [name, row] : drops) {
    // Other refunds of its lines are open.
    if (row.drop.lines_waiting() == waited[name]) continue;
    RETURN_IF_ERROR(store::SavePriceDrop(ctx.txn(), row));
    ctx.Emit(row.drop, events::kPriceDropMoved);
  }
  return absl::OkStatus();
}

absl::Status OnPriceDropStep(runtime::WriteContext& ctx, const timer::Due& due) {
  const absl::StatusOr<bool> more = SettleSome(ctx, due.resource_name);
  if (absl::IsNotFound(more.status())) return absl::OkStatus();
  RETURN_IF_ERROR(more.status());
  if (*more) ctx.Schedule(kPriceDropStep, due.resource_name, ctx.now());
  return absl::OkStatus();
}

}  // namespace shopdesk::orders::handlers
