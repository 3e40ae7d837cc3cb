#include "services/logistics/handlers/money/freight_bill.h"

#include <string>
#include <utility>
#include <vector>

#include "libs/base/clock.h"
#include "libs/base/etag.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/figures/figures.h"
#include "libs/privacy/mask.h"
#include "services/logistics/domain/desk/figures.h"
#include "services/logistics/domain/money/freight_bill.h"
#include "services/logistics/domain/shop/events.h"
#include "services/logistics/domain/shop/names.h"
#include "services/logistics/handlers/carrier/carrier.h"
#include "services/logistics/handlers/money/statement.h"
#include "services/logistics/handlers/shop/work_kinds.h"
#include "services/logistics/store/intercept/intercept.h"
#include "services/logistics/store/money/freight_bill.h"
#include "services/logistics/store/money/freight_line.h"
#include "services/logistics/store/shipment/shipping_terms.h"

namespace shopdesk::logistics::handlers {
namespace {

using v1::FreightBill;
using v1::FreightLine;

// Bills, lines, shipments: usual, as many as a person looks through; at most.
constexpr PageLimits kFreightPage{50, 1000};
// Of a shipment: it is called back or sent elsewhere a few times.
constexpr int kMostIntercepts = 1000;

// A bill that no line is of yet, made of the shipment as it is.
absl::StatusOr<FreightBill> NewBill(runtime::WriteContext& ctx, const v1::Shipment& shipment,
                                    absl::string_view name) {
  ASSIGN_OR_RETURN(
      const absl::optional<v1::ShippingTerms> terms,
      store::FindShippingTermsForUpdate(ctx.txn(), domain::ShippingTermsName(shipment.name())));
  const store::InterceptFilter done = {std::string(LastSegment(shipment.name())),
                                       v1::Intercept::DONE};
  ASSIGN_OR_RETURN(const std::vector<v1::Intercept> intercepts,
                   store::ListIntercepts(ctx.txn(), ShopOf(shipment.name()), done, store::kNewest,
                                         kMostIntercepts));
  return domain::MakeFreightBill(shipment, terms.value_or(v1::ShippingTerms()), intercepts, name,
                                 ctx.now());
}

absl::Status SaveBill(runtime::WriteContext& ctx, bool is_new, FreightBill& bill) {
  *bill.mutable_actor() = ctx.actor();
  RETURN_IF_ERROR(is_new ? store::AbortIfTaken(store::InsertFreightBill(ctx.txn(), bill))
                         : store::SaveFreightBill(ctx.txn(), bill));
  ctx.Emit(bill, domain::FreightEvent(bill));
  if (bill.state() != FreightBill::DIFFERS) {
    return work::Close(ctx, kFreightBillDiffers, bill.name());
  }
  return work::Open(ctx, kFreightBillDiffers, {.resource = bill.name(), .order = bill.order()});
}

// Brings a line to the bill of its parcel, if the shop owes freight for it.
absl::Status BookFreightLine(runtime::WriteContext& ctx, const v1::Policy& policy,
                             const v1::Shipment& shipment, FreightLine& line) {
  if (!domain::OwesFreight(shipment, policy)) return absl::OkStatus();
  const std::string name =
      domain::FreightBillName(ShopOf(shipment.name()), LastSegment(shipment.name()));
  ASSIGN_OR_RETURN(absl::optional<FreightBill> bill,
                   store::FindFreightBillForUpdate(ctx.txn(), name));
  const bool is_new = !bill.has_value();
  if (is_new) {
    ASSIGN_OR_RETURN(bill, NewBill(ctx, shipment, name));
  }
  RETURN_IF_ERROR(domain::AddFreightLine(ctx.now(), line, *bill));
  return SaveBill(ctx, is_new, *bill);
}

constexpr Statement<v1::FreightRow, FreightLine> kFreightStatement = {
    domain::CheckFreightRow,      domain::FreightLineName, store::HasFreightLine,
    domain::MakeFreightLine,      BookFreightLine,         store::InsertFreightLine,
    events::kFreightLineRecorded, kUnknownFreightLine};

}  // namespace

absl::Status GetFreightBill(runtime::ReadContext& ctx, const v1::GetFreightBillRequest& request,
                            FreightBill* response) {
  ASSIGN_OR_RETURN(*response, store::LoadFreightBill(ctx.txn(), request.name()));
  return absl::OkStatus();
}

absl::Status ListFreightBills(runtime::ReadContext& ctx, const v1::ListFreightBillsRequest& request,
                              v1::ListFreightBillsResponse* response) {
  const absl::string_view shop = ShopOf(request.parent());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  return ListPage(
      request, kFreightPage, store::kNewest,
      [&](const store::CreationKey& before, int limit) {
        return store::ListFreightBills(ctx.txn(), shop, request.state(), before, limit);
      },
      store::CreationKeyOf<FreightBill>, *response, *response->mutable_freight_bills());
}

absl::Status ListUnbilledShipments(runtime::ReadContext& ctx,
                                   const v1::ListUnbilledShipmentsRequest& request,
                                   v1::ListUnbilledShipmentsResponse* response) {
  const absl::string_view shop = ShopOf(request.parent());
  ASSIGN_OR_RETURN(const std::string carrier, CarrierFilter(ctx, request.parent()));
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), shop));
  const auto scan =
      [&](const store::CreationKey& before,
          int limit) -> absl::StatusOr<std::vector<Scanned<store::CreationKey, v1::Shipment>>> {
    ASSIGN_OR_RETURN(std::vector<store::BilledShipment> rows,
                     store::ListBilledShipments(ctx.txn(), shop, carrier, before, limit));
    std::vector<Scanned<store::CreationKey, v1::Shipment>> scanned;
    for (auto& [shipment, terms, billed] : rows) {
      auto& next = scanned.emplace_back();
      next.key = store::CreationKeyOf(shipment);
      if (billed || !domain::AwaitsFreightBill(shipment, terms, policy)) continue;
      next.row = std::move(shipment);
    }
    return scanned;
  };
  const absl::Time since = ctx.now() - absl::Seconds(policy.freight_bill_seconds());
  return ScanPage(request, kFreightPage, store::CreationKey(ToMillis(since), ""), scan, *response,
                  *response->mutable_shipments());
}

absl::Status ImportFreightLines(runtime::WriteContext& ctx,
                                const v1::ImportFreightLinesRequest& request,
                                v1::ImportFreightLinesResponse* response) {
  return AnswerStatement(ctx, kFreightStatement, request, response);
}

absl::Status RecordFreightLines(runtime::WriteContext& ctx,
                                const v1::RecordFreightLinesRequest& request,
                                v1::RecordFreightLinesResponse* response) {
  return AnswerStatement(ctx, kFreightStatement, request, response);
}

absl::Status GetFreightLine(runtime::ReadContext& ctx, const v1::GetFreightLineRequest& request,
                            FreightLine* response) {
  ASSIGN_OR_RETURN(*response, store::LoadFreightLine(ctx.txn(), request.name()));
  return absl::OkStatus();
}

absl::Status ListFreightLines(runtime::ReadContext& ctx, const v1::ListFreightLinesRequest& request,
                              v1::ListFreightLinesResponse* response) {
  ASSIGN_OR_RETURN(const std::string carrier, CarrierFilter(ctx, request.parent()));
  const store::FreightLineFilter filter = {carrier, request.match()};
  return ListPage(
      request, kFreightPage, store::NewestFreightLine(),
      [&](const store::FreightLineKey& before, int limit) {
        return store::ListFreightLines(ctx.txn(), ShopOf(request.parent()), filter, before, limit);
      },
      store::FreightLineKeyOf, *response, *response->mutable_freight_lines());
}

absl::Status SettleFreightBill(runtime::WriteContext& ctx,
                               const v1::SettleFreightBillRequest& request, FreightBill* response) {
  ASSIGN_OR_RETURN(*response, store::LoadFreightBillForUpdate(ctx.txn(), request.name()));
  RETURN_IF_ERROR(CheckEtag(request.etag(), *response));
  RETURN_IF_ERROR(domain::SettleBill(privacy::Mask(option::v1::PII_FREE_TEXT, request.reason()),
                                     ctx.now(), *response));
  return SaveBill(ctx, /*is_new=*/false, *response);
}

absl::Status GetFreightFigures(runtime::ReadContext& ctx,
                               const v1::GetFreightFiguresRequest& request,
                               v1::FreightFigures* response) {
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), ShopOf(request.parent())).status());
  return figures::AnswerSums(ctx, request, domain::FreightFiguresOf, response);
}

}  // namespace shopdesk::logistics::handlers
