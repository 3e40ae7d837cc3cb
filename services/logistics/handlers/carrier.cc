#include "services/logistics/handlers/carrier.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "google/protobuf/util/message_differencer.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/field_mask.h"
#include "libs/base/id.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/logistics/domain/events.h"
#include "services/logistics/domain/limits.h"
#include "services/logistics/domain/mode.h"
#include "services/logistics/domain/names.h"
#include "services/logistics/domain/validate.h"
#include "services/logistics/handlers/import_rows.h"
#include "services/logistics/handlers/policy.h"
#include "services/logistics/store/carrier.h"
#include "services/logistics/store/rate_book.h"

namespace shopdesk::logistics::handlers {
namespace {

using google::protobuf::util::MessageDifferencer;

bool HasMode(const v1::Carrier& carrier, v1::Mode mode) {
  return mode == v1::MODE_UNSPECIFIED ||
         std::find(carrier.modes().begin(), carrier.modes().end(), mode) != carrier.modes().end();
}

// Saves a new carrier, or the next version of one, unless it is as it was. `carrier` is what was
// asked for; afterwards what is stored.
absl::StatusOr<RowResult> Store(runtime::WriteContext& ctx,
                                const absl::optional<v1::Carrier>& before, v1::Carrier& carrier) {
  if (before.has_value()) {
    carrier.set_etag(before->etag());
    *carrier.mutable_update_time() = before->update_time();
    if (MessageDifferencer::Equals(*before, carrier)) return RowResult::kUnchanged;
  }
  *carrier.mutable_update_time() = ToProto(ctx.now());
  if (before.has_value()) {
    RETURN_IF_ERROR(store::SaveCarrier(ctx.txn(), carrier));
    ctx.Emit(carrier, events::kCarrierUpdated);
    return RowResult::kUpdated;
  }
  ASSIGN_OR_RETURN(bool inserted, store::InsertCarrier(ctx.txn(), carrier));
  if (!inserted) return absl::AbortedError("the carrier was created meanwhile");
  ctx.Emit(carrier, events::kCarrierCreated);
  return RowResult::kCreated;
}

absl::Status ChangeRates(runtime::WriteContext& ctx, absl::string_view shop) {
  return store::ChangeRates(ctx.txn(), shop, NewUuid(ctx.machine_now()));
}

absl::StatusOr<RowResult> ImportRow(runtime::WriteContext& ctx, const v1::ImportCarrier& row,
                                    const std::string& name) {
  RETURN_IF_ERROR(CheckRow(row));
  v1::Carrier carrier = row.carrier();
  carrier.set_name(name);
  RETURN_IF_ERROR(domain::CheckCarrier(carrier));
  ASSIGN_OR_RETURN(absl::optional<v1::Carrier> before,
                   store::FindCarrierForUpdate(ctx.txn(), name));
  return Store(ctx, before, carrier);
}

}  // namespace

absl::Status ListModes(runtime::ReadContext&, const v1::ListModesRequest&,
                       v1::ListModesResponse* response) {
  for (v1::ModeInfo& mode : domain::AllModes()) *response->add_modes() = std::move(mode);
  return absl::OkStatus();
}

absl::Status GetCarrier(runtime::ReadContext& ctx, const v1::GetCarrierRequest& request,
                        v1::Carrier* response) {
  ASSIGN_OR_RETURN(*response, store::LoadCarrier(ctx.txn(), request.name()));
  return absl::OkStatus();
}

absl::Status ListCarriers(runtime::ReadContext& ctx, const v1::ListCarriersRequest& request,
                          v1::ListCarriersResponse* response) {
  ASSIGN_OR_RETURN(const int size,
                   PageSize(request.page_size(), domain::kDefaultPageSize, domain::kMaxPageSize));
  ASSIGN_OR_RETURN(const std::vector<std::string> key, ParsePageToken(request));
  const absl::string_view shop = ShopOf(request.parent());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  std::string after = key.empty() ? "" : key[0];
  while (true) {
    ASSIGN_OR_RETURN(std::vector<v1::Carrier> page,
                     store::ListCarriers(ctx.txn(), shop, after, size + 1));
    for (v1::Carrier& carrier : page) {
      if (!HasMode(carrier, request.mode())) continue;
      if (response->carriers_size() == size) {
        const std::string& last = response->carriers(size - 1).name();
        response->set_next_page_token(MakePageToken(request, {std::string(LastSegment(last))}));
        return absl::OkStatus();
      }
      *response->add_carriers() = carrier;
    }
    if (static_cast<int>(page.size()) <= size) return absl::OkStatus();
    after = std::string(LastSegment(page.back().name()));
  }
}

absl::Status CreateCarrier(runtime::WriteContext& ctx, const v1::CreateCarrierRequest& request,
                           v1::Carrier* response) {
  const std::string shop(ShopOf(request.parent()));
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  *response = request.carrier();
  response->set_name(domain::CarrierName(shop, request.carrier_id()));
  RETURN_IF_ERROR(domain::CheckCarrier(*response));
  *response->mutable_update_time() = ToProto(ctx.now());
  ASSIGN_OR_RETURN(bool inserted, store::InsertCarrier(ctx.txn(), *response));
  if (!inserted) return shopdesk::AlreadyExistsError(response->name());
  ctx.Emit(*response, events::kCarrierCreated);
  return ChangeRates(ctx, shop);
}

absl::Status UpdateCarrier(runtime::WriteContext& ctx, const v1::UpdateCarrierRequest& request,
                           v1::Carrier* response) {
  static const NamePattern& pattern = *new NamePattern("shops/{shop}/carriers/{carrier}");
  const std::string& name = request.carrier().name();
  RETURN_IF_ERROR(pattern.Parse(name, "carrier.name").status());
  ASSIGN_OR_RETURN(absl::optional<v1::Carrier> before,
                   store::FindCarrierForUpdate(ctx.txn(), name));
  if (!before.has_value()) return shopdesk::NotFoundError(name);
  RETURN_IF_ERROR(CheckEtag(request.carrier().etag(), *before));
  *response = *before;
  RETURN_IF_ERROR(ApplyUpdate(request.update_mask(), request.carrier(), *response));
  RETURN_IF_ERROR(domain::CheckCarrier(*response));
  ASSIGN_OR_RETURN(const RowResult result, Store(ctx, before, *response));
  return result == RowResult::kUnchanged ? absl::OkStatus() : ChangeRates(ctx, ShopOf(name));
}

absl::Status ImportCarriers(runtime::WriteContext& ctx, const v1::ImportCarriersRequest& request,
                            v1::ImportCarriersResponse* response) {
  const std::string shop(ShopOf(request.parent()));
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  std::vector<std::string> names;
  for (const v1::ImportCarrier& row : request.carriers()) {
    names.push_back(domain::CarrierName(shop, row.carrier_id()));
  }
  for (int i : OrderByKey(names)) {
    const absl::StatusOr<RowResult> result = ImportRow(ctx, request.carriers(i), names[i]);
    if (result.ok()) {
      CountRow(*result, response);
    } else if (IsRowError(result.status())) {
      AddRowError(i, request.carriers(i).carrier_id(), result.status(), response->mutable_errors());
    } else {
      return result.status();
    }
  }
  SortByIndex(response->mutable_errors());
  if (response->created_count() + response->updated_count() == 0) return absl::OkStatus();
  return ChangeRates(ctx, shop);
}

}  // namespace shopdesk::logistics::handlers
