#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/runtime/context.h"
#include "shopdesk/orders/v1/buyer_card.pb.h"

// The RPCs of BuyerCardService.
namespace shopdesk::orders::handlers {

absl::Status GetBuyerCard(runtime::ReadContext& ctx, const v1::GetBuyerCardRequest& request,
                          v1::BuyerCard* response);
absl::Status AddBuyerNote(runtime::WriteContext& ctx, const v1::AddBuyerNoteRequest& request,
                          v1::BuyerNote* response);
absl::Status ListBuyerNotes(runtime::ReadContext& ctx, const v1::ListBuyerNotesRequest& request,
                            v1::ListBuyerNotesResponse* response);
absl::Status RevealBuyerNote(runtime::WriteContext& ctx, const v1::RevealBuyerNoteRequest& request,
                             v1::BuyerNote* response);
absl::Status DeleteBuyerNote(runtime::WriteContext& ctx, const v1::DeleteBuyerNoteRequest& request,
                             v1::BuyerNote* response);

// The card of that name; none of his orders, no numbers: a buyer of whom nothing has happened since
// there are cards is counted for the answer.
absl::StatusOr<v1::BuyerCard> LoadBuyerCard(sql::Transaction& txn, absl::string_view name);
// Counts an order anew on its buyer's card; a buyer who has none yet gets one, of all his orders.
absl::Status CountOnBuyerCard(runtime::WriteContext& ctx, absl::string_view order_name);
// Takes away all notes on a buyer, who is erased.
absl::Status EraseBuyerNotes(runtime::WriteContext& ctx, absl::string_view shop,
                             absl::string_view buyer);

}  // namespace shopdesk::orders::handlers
