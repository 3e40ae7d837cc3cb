#include "services/orders/handlers/refund/return_address.h"

#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/runtime/personal_data.h"
#include "services/orders/domain/receiver/receiver.h"
#include "services/orders/domain/trade/events.h"
#include "services/orders/domain/trade/sender.h"
#include "services/orders/handlers/trade/policy.h"
#include "services/orders/handlers/trade/reveal.h"
#include "services/orders/store/refund/return_address.h"

namespace shopdesk::orders::handlers {
namespace {

using v1::ReturnAddress;

// Addresses: usual, at most.
constexpr PageLimits kReturnAddressPage{50, 1000};

absl::StatusOr<bool> HasReturnAddress(sql::Transaction& txn, absl::string_view name) {
  const absl::Status found = store::LoadReturnAddress(txn, name).status();
  if (absl::IsNotFound(found)) return false;
  RETURN_IF_ERROR(found);
  return true;
}

}  // namespace

std::string ReturnAddressName(absl::string_view shop_name, absl::string_view location) {
  return absl::StrCat(shop_name, "/returnAddresses/", EscapeId(location));
}

absl::StatusOr<std::string> SenderAddress(sql::Transaction& txn, absl::string_view shop_name,
                                          const std::vector<std::string>& locations) {
  for (const std::string& location : locations) {
    std::string name = ReturnAddressName(shop_name, location);
    ASSIGN_OR_RETURN(const bool found, HasReturnAddress(txn, name));
    if (found) return name;
  }
  std::string name = ReturnAddressName(shop_name, domain::kMainLocation);
  ASSIGN_OR_RETURN(const bool found, HasReturnAddress(txn, name));
  return found ? name : "";
}

absl::Status SetReturnAddress(runtime::WriteContext& ctx,
                              const v1::SetReturnAddressRequest& request, ReturnAddress* response) {
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), ShopOf(request.name())).status());
  ASSIGN_OR_RETURN(absl::optional<ReturnAddress> found,
                   store::FindReturnAddressForUpdate(ctx.txn(), request.name()));
  const bool is_new = !found.has_value();
  if (is_new) found.emplace().set_name(request.name());
  RETURN_IF_ERROR(CheckEtag(request.etag(), *found));
  type::v1::Receiver receiver = request.receiver();
  Violations violations;
  domain::CheckReceiver(receiver, "receiver", violations);
  RETURN_IF_ERROR(violations.ToStatus());
  RETURN_IF_ERROR(runtime::Seal(ctx, request.name(), kReturnAddressSlot, receiver));
  *found->mutable_receiver() = std::move(receiver);
  *found->mutable_update_time() = ToProto(ctx.now());
  RETURN_IF_ERROR(is_new ? store::InsertReturnAddress(ctx.txn(), *found)
                         : store::SaveReturnAddress(ctx.txn(), *found));
  ctx.Emit(*found, events::kReturnAddressUpdated);
  *response = *std::move(found);
  return absl::OkStatus();
}

absl::Status GetReturnAddress(runtime::ReadContext& ctx, const v1::GetReturnAddressRequest& request,
                              ReturnAddress* response) {
  ASSIGN_OR_RETURN(*response, store::LoadReturnAddress(ctx.txn(), request.name()));
  return absl::OkStatus();
}

absl::Status ListReturnAddresses(runtime::ReadContext& ctx,
                                 const v1::ListReturnAddressesRequest& request,
                                 v1::ListReturnAddressesResponse* response) {
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), ShopOf(request.parent())).status());
  // The id.
  using Key = PageKey<std::string>;
  return ListPage(
      request, kReturnAddressPage, Key(""),
      [&](const Key& after, int limit) {
        return store::ListReturnAddresses(ctx.txn(), ShopOf(request.parent()), std::get<0>(after),
                                          limit);
      },
      [](const ReturnAddress& address) { return Key(LastSegment(address.name())); }, *response,
      *response->mutable_return_addresses());
}

absl::Status RevealReturnAddress(runtime::WriteContext& ctx,
                                 const v1::RevealReturnAddressRequest& request,
                                 v1::RevealReturnAddressResponse* response) {
  RETURN_IF_ERROR(store::LoadReturnAddress(ctx.txn(), request.name()).status());
  return Reveal(ctx, request.name(), kReturnAddressSlot, request.purpose(),
                *response->mutable_receiver());
}

absl::Status DeleteReturnAddress(runtime::WriteContext& ctx,
                                 const v1::DeleteReturnAddressRequest& request,
                                 ReturnAddress* response) {
  ASSIGN_OR_RETURN(*response, store::LoadReturnAddress(ctx.txn(), request.name()));
  RETURN_IF_ERROR(CheckEtag(request.etag(), *response));
  RETURN_IF_ERROR(store::DeleteReturnAddress(ctx.txn(), request.name()));
  RETURN_IF_ERROR(ctx.vault().Erase(ctx.txn(), request.name()));
  ctx.EmitDeleted(*response, events::kReturnAddressDeleted);
  return absl::OkStatus();
}

}  // namespace shopdesk::orders::handlers
