#include "services/logistics/handlers/carrier/carrier.h"

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

#include "libs/base/clock.h"
#include "libs/base/etag.h"
#include "libs/base/field_mask.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/logistics/domain/carrier/carrier.h"
#include "services/logistics/domain/carrier/mode.h"
#include "services/logistics/domain/shop/events.h"
#include "services/logistics/domain/shop/names.h"
#include "services/logistics/handlers/shop/import_rows.h"
#include "services/logistics/handlers/shop/policy.h"
#include "services/logistics/store/carrier/carrier.h"
#include "services/logistics/store/rate/rate_book.h"

namespace shopdesk::logistics::handlers {
namespace {

using v1::Carrier;
using CarrierKey = PageKey<std::string>;

// Carriers: usual, at most.
constexpr PageLimits kCarrierPage{100, 1000};

constexpr RowStore<Carrier> kCarriers = {store::InsertCarrier, store::SaveCarrier,
                                         events::kCarrierCreated, events::kCarrierUpdated};

absl::StatusOr<RowResult> ImportOneCarrier(runtime::WriteContext& ctx, const v1::ImportCarrier& row,
                                           const std::string& name) {
  RETURN_IF_ERROR(CheckRow(row));
  Carrier carrier = row.carrier();
  carrier.set_name(name);
  RETURN_IF_ERROR(domain::CheckCarrier(carrier));
  ASSIGN_OR_RETURN(const absl::optional<Carrier> before,
                   store::FindCarrierForUpdate(ctx.txn(), name));
  return StoreRow(ctx, kCarriers, before, carrier);
}

// The carriers with that mode after a key. All of them are read where a mode is asked for: a shop
// has few enough to hold them in memory for its quotes.
absl::StatusOr<std::vector<Carrier>> ListWithMode(runtime::ReadContext& ctx, absl::string_view shop,
                                                  v1::Mode::Value mode, const CarrierKey& after,
                                                  int limit) {
  const bool any = mode == v1::Mode::MODE_UNSPECIFIED;
  ASSIGN_OR_RETURN(std::vector<Carrier> carriers,
                   store::ListCarriers(ctx.txn(), shop, std::get<0>(after),
                                       any ? limit : std::numeric_limits<int>::max()));
  if (any) return carriers;
  std::erase_if(carriers, [&](const Carrier& carrier) { return !domain::HasMode(carrier, mode); });
  if (carriers.size() > static_cast<size_t>(limit)) carriers.resize(limit);
  return carriers;
}

}  // namespace

absl::StatusOr<std::string> CarrierFilter(runtime::ReadContext& ctx, absl::string_view parent) {
  if (LastSegment(parent) == "-") {
    RETURN_IF_ERROR(LoadPolicy(ctx.txn(), ShopOf(parent)).status());
    return std::string();
  }
  RETURN_IF_ERROR(store::LoadCarrier(ctx.txn(), parent).status());
  return std::string(LastSegment(parent));
}

absl::Status ListModes(runtime::ReadContext&, const v1::ListModesRequest&,
                       v1::ListModesResponse* response) {
  for (v1::ModeInfo& mode : domain::AllModes()) *response->add_modes() = std::move(mode);
  return absl::OkStatus();
}

absl::Status GetCarrier(runtime::ReadContext& ctx, const v1::GetCarrierRequest& request,
                        Carrier* response) {
  ASSIGN_OR_RETURN(*response, store::LoadCarrier(ctx.txn(), request.name()));
  return absl::OkStatus();
}

absl::Status ListCarriers(runtime::ReadContext& ctx, const v1::ListCarriersRequest& request,
                          v1::ListCarriersResponse* response) {
  const absl::string_view shop = ShopOf(request.parent());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  const auto scan = [&](const CarrierKey& after,
                        int limit) -> absl::StatusOr<std::vector<Scanned<CarrierKey, Carrier>>> {
    ASSIGN_OR_RETURN(std::vector<Carrier> carriers,
                     ListWithMode(ctx, shop, request.mode(), after, limit));
    return LeaveOutClosed(
        std::move(carriers),
        [](const Carrier& carrier) { return CarrierKey(LastSegment(carrier.name())); },
        request.show_closed());
  };
  return ScanPage(request, kCarrierPage, CarrierKey(), scan, *response,
                  *response->mutable_carriers());
}

absl::Status CreateCarrier(runtime::WriteContext& ctx, const v1::CreateCarrierRequest& request,
                           Carrier* response) {
  const absl::string_view shop = ShopOf(request.parent());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  *response = request.carrier();
  response->set_name(domain::CarrierName(shop, request.carrier_id()));
  RETURN_IF_ERROR(domain::CheckCarrier(*response));
  *response->mutable_update_time() = ToProto(ctx.now());
  RETURN_IF_ERROR(store::InsertCarrier(ctx.txn(), *response));
  ctx.Emit(*response, events::kCarrierCreated);
  return store::ChangeRates(ctx.txn(), shop, ctx.machine_now());
}

absl::Status UpdateCarrier(runtime::WriteContext& ctx, const v1::UpdateCarrierRequest& request,
                           Carrier* response) {
  static const NamePattern& pattern = *new NamePattern("shops/{shop}/carriers/{carrier}");
  const std::string& name = request.carrier().name();
  RETURN_IF_ERROR(pattern.Parse(name, "carrier.name").status());
  ASSIGN_OR_RETURN(const Carrier before, store::LoadCarrierForUpdate(ctx.txn(), name));
  RETURN_IF_ERROR(CheckEtag(request.carrier().etag(), before));
  *response = before;
  RETURN_IF_ERROR(ApplyUpdate(request.update_mask(), request.carrier(), *response));
  RETURN_IF_ERROR(domain::CheckCarrier(*response));
  ASSIGN_OR_RETURN(const RowResult result,
                   StoreRow(ctx, kCarriers, absl::make_optional(before), *response));
  if (result == RowResult::kUnchanged) return absl::OkStatus();
  return store::ChangeRates(ctx.txn(), ShopOf(name), ctx.machine_now());
}

absl::Status ImportCarriers(runtime::WriteContext& ctx, const v1::ImportCarriersRequest& request,
                            v1::ImportCarriersResponse* response) {
  const absl::string_view shop = ShopOf(request.parent());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  RETURN_IF_ERROR(ImportRows(
      request.carriers(),
      [&](const v1::ImportCarrier& row) { return domain::CarrierName(shop, row.carrier_id()); },
      [](const v1::ImportCarrier& row) { return row.carrier_id(); },
      [&](const v1::ImportCarrier& row, const std::string& name) {
        return ImportOneCarrier(ctx, row, name);
      },
      response));
  if (response->created_count() + response->updated_count() == 0) return absl::OkStatus();
  return store::ChangeRates(ctx.txn(), shop, ctx.machine_now());
}

}  // namespace shopdesk::logistics::handlers
