#include "services/orders/handlers/risk.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/block.h"
#include "services/orders/domain/holds.h"
#include "services/orders/handlers/order_change.h"
#include "services/orders/handlers/policy.h"
#include "services/orders/store/block_entries.h"

namespace shopdesk::orders::handlers {
namespace {

using v1::BlockEntry;
using v1::Order;

// The slot of an entry in the vault.
constexpr char kEntrySlot[] = "entry";

// The id of the entry that blocks `key`: nobody can tell the key from it.
std::string EntryId(const rpc::Context& ctx, absl::string_view shop_name, absl::string_view key) {
  const std::string hash = ctx.vault().KeyedHash(absl::StrCat("block/", shop_name), key);
  return absl::BytesToHexString(absl::string_view(hash).substr(0, 16));
}

}  // namespace

absl::Status PlaceHold(rpc::WriteContext& ctx, const v1::PlaceHoldRequest& request,
                       Order* response) {
  ASSIGN_OR_RETURN(OrderChange change, LoadForChange(ctx, request.name(), request.etag()));
  RETURN_IF_ERROR(domain::PlaceHold(change.order, request.kind(), request.reason(),
                                    request.lift_roles(), MomentOf(ctx)));
  RETURN_IF_ERROR(SaveChange(ctx, change, "order.held"));
  *response = std::move(change.order);
  return absl::OkStatus();
}

absl::Status LiftHold(rpc::WriteContext& ctx, const v1::LiftHoldRequest& request, Order* response) {
  ASSIGN_OR_RETURN(OrderChange change, LoadForChange(ctx, request.name(), request.etag()));
  RETURN_IF_ERROR(domain::LiftHold(change.order, request.kind(), ctx.actor().role()));
  RETURN_IF_ERROR(SaveChange(ctx, change, "order.hold_lifted"));
  *response = std::move(change.order);
  return absl::OkStatus();
}

absl::StatusOr<bool> IsBlocked(const rpc::Context& ctx, sql::Transaction& txn,
                               absl::string_view shop_name, absl::string_view buyer,
                               const type::v1::Receiver& receiver) {
  const domain::BlockKeys keys = domain::BlockKeysOf(buyer, receiver);
  return store::HasBlockEntry(
      txn, ShopOf(shop_name),
      {EntryId(ctx, shop_name, keys.buyer), EntryId(ctx, shop_name, keys.phone),
       EntryId(ctx, shop_name, keys.address)});
}

absl::Status CreateBlockEntry(rpc::WriteContext& ctx, const v1::CreateBlockEntryRequest& request,
                              BlockEntry* response) {
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), ShopOf(request.parent())).status());
  *response = request.block_entry();
  const std::string region = request.region_code().empty() ? "CN" : request.region_code();
  ASSIGN_OR_RETURN(const std::string key, domain::BlockKeyOf(*response, region));
  response->set_name(
      absl::StrCat(request.parent(), "/blockEntries/", EntryId(ctx, request.parent(), key)));
  *response->mutable_actor() = ctx.actor();
  *response->mutable_create_time() = ToProto(ctx.now());
  const std::string name = response->name();
  RETURN_IF_ERROR(ctx.vault().Seal(ctx.txn(), name, kEntrySlot, *response));
  RETURN_IF_ERROR(store::InsertBlockEntry(ctx.txn(), *response));
  ctx.Emit(*response, "block_entry.created");
  return absl::OkStatus();
}

absl::Status GetBlockEntry(rpc::ReadContext& ctx, const v1::GetBlockEntryRequest& request,
                           BlockEntry* response) {
  ASSIGN_OR_RETURN(*response, store::LoadBlockEntry(ctx.txn(), request.name()));
  return absl::OkStatus();
}

absl::Status ListBlockEntries(rpc::ReadContext& ctx, const v1::ListBlockEntriesRequest& request,
                              v1::ListBlockEntriesResponse* response) {
  ASSIGN_OR_RETURN(const int size, PageSize(request.page_size(), 50, 1000));
  ASSIGN_OR_RETURN(const std::vector<std::string> key, ParsePageToken(request));
  ASSIGN_OR_RETURN(std::vector<BlockEntry> entries,
                   store::ListBlockEntries(ctx.txn(), ShopOf(request.parent()),
                                           key.empty() ? "" : key[0], size + 1));
  const bool more = static_cast<int>(entries.size()) > size;
  if (more) entries.resize(size);
  for (BlockEntry& entry : entries) *response->add_block_entries() = std::move(entry);
  if (more) {
    const std::string& last = response->block_entries(size - 1).name();
    response->set_next_page_token(MakePageToken(request, {std::string(LastSegment(last))}));
  }
  return absl::OkStatus();
}

absl::Status DeleteBlockEntry(rpc::WriteContext& ctx, const v1::DeleteBlockEntryRequest& request,
                              BlockEntry* response) {
  ASSIGN_OR_RETURN(*response, store::LoadBlockEntry(ctx.txn(), request.name()));
  RETURN_IF_ERROR(store::DeleteBlockEntry(ctx.txn(), request.name()));
  RETURN_IF_ERROR(ctx.vault().Erase(ctx.txn(), request.name()));
  ctx.Emit(*response, "block_entry.deleted");
  return absl::OkStatus();
}

}  // namespace shopdesk::orders::handlers
