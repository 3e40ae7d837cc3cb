#include "services/orders/handlers/receiver/risk.h"

#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/privacy/mask.h"
#include "libs/runtime/personal_data.h"
#include "services/orders/domain/receiver/block.h"
#include "services/orders/domain/trade/events.h"
#include "services/orders/domain/trade/holds.h"
#include "services/orders/handlers/trade/order_change.h"
#include "services/orders/handlers/trade/policy.h"
#include "services/orders/store/receiver/block_entry.h"

namespace shopdesk::orders::handlers {
namespace {

using v1::BlockEntry;
using v1::Order;

// The slot of an entry in the vault.
constexpr char kEntrySlot[] = "entry";
// Bytes of the hash that make an id: too many for two keys to share it.
constexpr size_t kEntryIdBytes = 16;

// Entries: usual, at most.
constexpr PageLimits kBlockEntryPage{50, 1000};

// The id of the entry that blocks `key`: nobody can tell the key from it.
std::string EntryId(const runtime::Context& ctx, absl::string_view shop_name,
                    absl::string_view key) {
  const std::string hash = ctx.vault().KeyedHash(absl::StrCat("block/", shop_name), key);
  return absl::BytesToHexString(absl::string_view(hash).substr(0, kEntryIdBytes));
}

}  // namespace

absl::Status PlaceHold(runtime::WriteContext& ctx, const v1::PlaceHoldRequest& request,
                       Order* response) {
  ASSIGN_OR_RETURN(OrderChange change, LoadForChange(ctx, request.name(), request.etag()));
  RETURN_IF_ERROR(domain::PlaceHold(change.order, request.kind(),
                                    privacy::Mask(option::v1::PII_FREE_TEXT, request.reason()),
                                    request.lift_roles(), MomentOf(ctx)));
  return SaveChange(ctx, change, events::kOrderHeld, response);
}

absl::Status LiftHold(runtime::WriteContext& ctx, const v1::LiftHoldRequest& request,
                      Order* response) {
  ASSIGN_OR_RETURN(OrderChange change, LoadForChange(ctx, request.name(), request.etag()));
  RETURN_IF_ERROR(domain::LiftHold(change.order, request.kind(), ctx.actor().role()));
  return SaveChange(ctx, change, events::kOrderHoldLifted, response);
}

absl::StatusOr<bool> IsBlocked(const runtime::Context& ctx, sql::Transaction& txn,
                               absl::string_view shop_name, absl::string_view buyer,
                               const type::v1::Receiver& receiver) {
  const domain::BlockKeys keys = domain::BlockKeysOf(buyer, receiver);
  return store::HasBlockEntry(
      txn, ShopOf(shop_name),
      {EntryId(ctx, shop_name, keys.buyer), EntryId(ctx, shop_name, keys.phone),
       EntryId(ctx, shop_name, keys.address)});
}

absl::Status CreateBlockEntry(runtime::WriteContext& ctx,
                              const v1::CreateBlockEntryRequest& request, BlockEntry* response) {
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), ShopOf(request.parent())).status());
  *response = request.block_entry();
  const std::string region = request.region_code().empty() ? "CN" : request.region_code();
  ASSIGN_OR_RETURN(const std::string key, domain::BlockKeyOf(*response, region));
  response->set_name(
      absl::StrCat(request.parent(), "/blockEntries/", EntryId(ctx, request.parent(), key)));
  *response->mutable_actor() = ctx.actor();
  *response->mutable_create_time() = ToProto(ctx.now());
  const std::string name = response->name();
  RETURN_IF_ERROR(runtime::Seal(ctx, name, kEntrySlot, *response));
  RETURN_IF_ERROR(store::InsertBlockEntry(ctx.txn(), *response));
  ctx.Emit(*response, events::kBlockEntryCreated);
  return absl::OkStatus();
}

absl::Status GetBlockEntry(runtime::ReadContext& ctx, const v1::GetBlockEntryRequest& request,
                           BlockEntry* response) {
  ASSIGN_OR_RETURN(*response, store::LoadBlockEntry(ctx.txn(), request.name()));
  return absl::OkStatus();
}

absl::Status ListBlockEntries(runtime::ReadContext& ctx, const v1::ListBlockEntriesRequest& request,
                              v1::ListBlockEntriesResponse* response) {
  // The id.
  using Key = PageKey<std::string>;
  return ListPage(
      request, kBlockEntryPage, Key(""),
      [&](const Key& after, int limit) {
        return store::ListBlockEntries(ctx.txn(), ShopOf(request.parent()), std::get<0>(after),
                                       limit);
      },
      [](const BlockEntry& entry) { return Key(LastSegment(entry.name())); }, *response,
      *response->mutable_block_entries());
}

absl::Status DeleteBlockEntry(runtime::WriteContext& ctx,
                              const v1::DeleteBlockEntryRequest& request, BlockEntry* response) {
  ASSIGN_OR_RETURN(*response, store::LoadBlockEntry(ctx.txn(), request.name()));
  RETURN_IF_ERROR(store::DeleteBlockEntry(ctx.txn(), request.name()));
  RETURN_IF_ERROR(ctx.vault().Erase(ctx.txn(), request.name()));
  ctx.EmitDeleted(*response, events::kBlockEntryDeleted);
  return absl::OkStatus();
}

}  // namespace shopdesk::orders::handlers
