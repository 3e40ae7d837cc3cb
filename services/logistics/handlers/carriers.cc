#include "services/logistics/handlers/carriers.h"

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
#include "services/logistics/domain/modes.h"
#include "services/logistics/domain/names.h"
#include "services/logistics/domain/validate.h"
#include "services/logistics/handlers/import_rows.h"
#include "services/logistics/handlers/policy.h"
#include "services/logistics/store/carriers.h"
#include "services/logistics/store/rate_book.h"

namespace shopdesk::logistics::handlers {
namespace {

using google::protobuf::util::MessageDifferencer;

constexpr int kDefaultCarriers = 100;
constexpr int kMaxCarriers = 1000;

bool HasMode(const v1::Carrier& carrier, v1::Mode mode) {
  return mode == v1::MODE_UNSPECIFIED ||
         std::find(carrier.modes().begin(), carrier.modes().end(), mode) != carrier.modes().end();
}

// Saves a new carrier, or the next version of one, unless it is as it was. `carrier` is what was
// asked for; afterwards what is stored.
absl::StatusOr<RowResult> Store(rpc::WriteContext& ctx, const absl::optional<v1::Carrier>& before,
                                v1::Carrier& carrier) {
  if (before.has_value()) {
    carrier.set_etag(before->etag());
    *carrier.mutable_update_time() = before->update_time();
    if (MessageDifferencer::Equals(*before, carrier)) return RowResult::kUnchanged;
  }
  *carrier.mutable_update_time() = ToProto(ctx.now());
  if (before.has_value()) {
    RETURN_IF_ERROR(store::SaveCarrier(ctx.txn(), carrier));
    ctx.Emit(carrier, "carrier.updated");
    return RowResult::kUpdated;
  }
  ASSIGN_OR_RETURN(bool inserted, store::InsertCarrier(ctx.txn(), carrier));
  if (!inserted) return absl::AbortedError("the carrier was created meanwhile");
  ctx.Emit(carrier, "carrier.created");
  return RowResult::kCreated;
}

absl::Status ChangeRates(rpc::WriteContext& ctx, absl::string_view shop) {
  return store::ChangeRates(ctx.txn(), shop, NewUuid(ctx.machine_now()));
}

absl::StatusOr<RowResult> ImportRow(rpc::WriteContext& ctx, const v1::ImportCarrier& row,
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

absl::Status ListModes(rpc::ReadContext&, const v1::ListModesRequest&,
                       v1::ListModesResponse* resp) {
  for (v1::ModeInfo& mode : domain::AllModes()) *resp->add_modes() = std::move(mode);
  return absl::OkStatus();
}

absl::Status GetCarrier(rpc::ReadContext& ctx, const v1::GetCarrierRequest& req,
                        v1::Carrier* resp) {
  ASSIGN_OR_RETURN(*resp, store::LoadCarrier(ctx.txn(), req.name()));
  return absl::OkStatus();
}

absl::Status ListCarriers(rpc::ReadContext& ctx, const v1::ListCarriersRequest& req,
                          v1::ListCarriersResponse* resp) {
  ASSIGN_OR_RETURN(const int size, PageSize(req.page_size(), kDefaultCarriers, kMaxCarriers));
  ASSIGN_OR_RETURN(const std::vector<std::string> key, ParsePageToken(req));
  const absl::string_view shop = ShopOf(req.parent());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  std::string after = key.empty() ? "" : key[0];
  while (true) {
    ASSIGN_OR_RETURN(std::vector<v1::Carrier> page,
                     store::ListCarriers(ctx.txn(), shop, after, size + 1));
    for (v1::Carrier& carrier : page) {
      if (!HasMode(carrier, req.mode())) continue;
      if (resp->carriers_size() == size) {
        const std::string& last = resp->carriers(size - 1).name();
        resp->set_next_page_token(MakePageToken(req, {std::string(LastSegment(last))}));
        return absl::OkStatus();
      }
      *resp->add_carriers() = carrier;
    }
    if (static_cast<int>(page.size()) <= size) return absl::OkStatus();
    after = std::string(LastSegment(page.back().name()));
  }
}

absl::Status CreateCarrier(rpc::WriteContext& ctx, const v1::CreateCarrierRequest& req,
                           v1::Carrier* resp) {
  const std::string shop(ShopOf(req.parent()));
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  *resp = req.carrier();
  resp->set_name(domain::CarrierName(shop, req.carrier_id()));
  RETURN_IF_ERROR(domain::CheckCarrier(*resp));
  *resp->mutable_update_time() = ToProto(ctx.now());
  ASSIGN_OR_RETURN(bool inserted, store::InsertCarrier(ctx.txn(), *resp));
  if (!inserted) return shopdesk::AlreadyExistsError(resp->name());
  ctx.Emit(*resp, "carrier.created");
  return ChangeRates(ctx, shop);
}

absl::Status UpdateCarrier(rpc::WriteContext& ctx, const v1::UpdateCarrierRequest& req,
                           v1::Carrier* resp) {
  static const NamePattern& pattern = *new NamePattern("shops/{shop}/carriers/{carrier}");
  const std::string& name = req.carrier().name();
  RETURN_IF_ERROR(pattern.Parse(name, "carrier.name").status());
  ASSIGN_OR_RETURN(absl::optional<v1::Carrier> before,
                   store::FindCarrierForUpdate(ctx.txn(), name));
  if (!before.has_value()) return shopdesk::NotFoundError(name);
  RETURN_IF_ERROR(CheckEtag(req.carrier().etag(), *before));
  *resp = *before;
  RETURN_IF_ERROR(ApplyUpdate(req.update_mask(), req.carrier(), *resp));
  RETURN_IF_ERROR(domain::CheckCarrier(*resp));
  ASSIGN_OR_RETURN(const RowResult result, Store(ctx, before, *resp));
  return result == RowResult::kUnchanged ? absl::OkStatus() : ChangeRates(ctx, ShopOf(name));
}

absl::Status ImportCarriers(rpc::WriteContext& ctx, const v1::ImportCarriersRequest& req,
                            v1::ImportCarriersResponse* resp) {
  const std::string shop(ShopOf(req.parent()));
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  std::vector<std::string> names;
  for (const v1::ImportCarrier& row : req.carriers()) {
    names.push_back(domain::CarrierName(shop, row.carrier_id()));
  }
  for (int i : OrderByKey(names)) {
    const absl::StatusOr<RowResult> result = ImportRow(ctx, req.carriers(i), names[i]);
    if (result.ok()) {
      CountRow(*result, resp);
    } else if (IsRowError(result.status())) {
      AddRowError(i, req.carriers(i).carrier_id(), result.status(), resp->mutable_errors());
    } else {
      return result.status();
    }
  }
  SortByIndex(resp->mutable_errors());
  if (resp->created_count() + resp->updated_count() == 0) return absl::OkStatus();
  return ChangeRates(ctx, shop);
}

}  // namespace shopdesk::logistics::handlers
