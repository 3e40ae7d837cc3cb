#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libs/runtime/context.h"
#include "shopdesk/orders/v1/risk.pb.h"

// RiskService: holds and the block list.
namespace shopdesk::orders::handlers {

absl::Status PlaceHold(runtime::WriteContext& ctx, const v1::PlaceHoldRequest& request,
                       v1::Order* response);
absl::Status LiftHold(runtime::WriteContext& ctx, const v1::LiftHoldRequest& request,
                      v1::Order* response);
absl::Status CreateBlockEntry(runtime::WriteContext& ctx,
                              const v1::CreateBlockEntryRequest& request, v1::BlockEntry* response);
absl::Status GetBlockEntry(runtime::ReadContext& ctx, const v1::GetBlockEntryRequest& request,
                           v1::BlockEntry* response);
absl::Status ListBlockEntries(runtime::ReadContext& ctx, const v1::ListBlockEntriesRequest& request,
                              v1::ListBlockEntriesResponse* response);
absl::Status DeleteBlockEntry(runtime::WriteContext& ctx,
                              const v1::DeleteBlockEntryRequest& request, v1::BlockEntry* response);

// Whether the shop ("shops/{shop}") blocks this buyer, or the receiver's phone or address. The
// receiver is in clear, its phone normalised. One statement.
absl::StatusOr<bool> IsBlocked(const runtime::Context& ctx, sql::Transaction& txn,
                               absl::string_view shop_name, absl::string_view buyer,
                               const type::v1::Receiver& receiver);

}  // namespace shopdesk::orders::handlers
