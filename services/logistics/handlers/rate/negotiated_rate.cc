#include "services/logistics/handlers/rate/negotiated_rate.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/logistics/domain/rate/negotiated_rate.h"
#include "services/logistics/domain/shop/events.h"
#include "services/logistics/domain/shop/names.h"
#include "services/logistics/handlers/carrier/carrier.h"
#include "services/logistics/handlers/shop/import_rows.h"
#include "services/logistics/handlers/shop/policy.h"
#include "services/logistics/store/carrier/carrier.h"
#include "services/logistics/store/rate/negotiated_rate.h"
#include "services/logistics/store/rate/rate_book.h"

namespace shopdesk::logistics::handlers {
namespace {

using v1::NegotiatedRate;

// Negotiated rates: usual, at most.
constexpr PageLimits kNegotiatedRatePage{100, 1000};

constexpr RowStore<NegotiatedRate> kNegotiatedRates = {
    store::InsertNegotiatedRate, store::SaveNegotiatedRate, events::kNegotiatedRateCreated,
    events::kNegotiatedRateUpdated};

absl::StatusOr<RowResult> ImportOneNegotiatedRate(runtime::WriteContext& ctx,
                                                  absl::string_view shop,
                                                  const v1::ImportNegotiatedRate& row,
                                                  const std::string& name) {
  RETURN_IF_ERROR(CheckRow(row));
  ASSIGN_OR_RETURN(const v1::Carrier carrier,
                   store::LoadCarrier(ctx.txn(), domain::CarrierName(shop, row.carrier_id())));
  NegotiatedRate rate = row.negotiated_rate();
  rate.set_name(name);
  RETURN_IF_ERROR(domain::CheckNegotiatedRate(rate, carrier));
  ASSIGN_OR_RETURN(const absl::optional<NegotiatedRate> before,
                   store::FindNegotiatedRateForUpdate(ctx.txn(), name));
  return StoreRow(ctx, kNegotiatedRates, before, rate);
}

}  // namespace

absl::Status GetNegotiatedRate(runtime::ReadContext& ctx,
                               const v1::GetNegotiatedRateRequest& request,
                               NegotiatedRate* response) {
  ASSIGN_OR_RETURN(*response, store::LoadNegotiatedRate(ctx.txn(), request.name()));
  return absl::OkStatus();
}

absl::Status ListNegotiatedRates(runtime::ReadContext& ctx,
                                 const v1::ListNegotiatedRatesRequest& request,
                                 v1::ListNegotiatedRatesResponse* response) {
  ASSIGN_OR_RETURN(const std::string carrier, CarrierFilter(ctx, request.parent()));
  using Key = store::NegotiatedRateKey;
  const auto scan = [&](const Key& after,
                        int limit) -> absl::StatusOr<std::vector<Scanned<Key, NegotiatedRate>>> {
    ASSIGN_OR_RETURN(
        std::vector<NegotiatedRate> rates,
        store::ListNegotiatedRates(ctx.txn(), ShopOf(request.parent()), carrier, after, limit));
    return LeaveOutClosed(std::move(rates), store::NegotiatedRateKeyOf, request.show_closed());
  };
  return ScanPage(request, kNegotiatedRatePage, Key(), scan, *response,
                  *response->mutable_negotiated_rates());
}

absl::Status ImportNegotiatedRates(runtime::WriteContext& ctx,
                                   const v1::ImportNegotiatedRatesRequest& request,
                                   v1::ImportNegotiatedRatesResponse* response) {
  const absl::string_view shop = ShopOf(request.parent());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  RETURN_IF_ERROR(ImportRows(
      request.negotiated_rates(),
      [&](const v1::ImportNegotiatedRate& row) {
        return domain::NegotiatedRateName(shop, row.carrier_id(), row.negotiated_rate_id());
      },
      [](const v1::ImportNegotiatedRate& row) {
        return absl::StrCat(row.carrier_id(), "/", row.negotiated_rate_id());
      },
      [&](const v1::ImportNegotiatedRate& row, const std::string& name) {
        return ImportOneNegotiatedRate(ctx, shop, row, name);
      },
      response));
  if (response->created_count() + response->updated_count() == 0) return absl::OkStatus();
  return store::ChangeRates(ctx.txn(), shop, ctx.machine_now());
}

}  // namespace shopdesk::logistics::handlers
