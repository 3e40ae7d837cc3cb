#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "libs/base/page.h"
#include "libs/sql/database.h"
#include "services/orders/store/trade/list_key.h"
#include "shopdesk/orders/v1/buyer_card.pb.h"
#include "shopdesk/orders/v1/order.pb.h"

// Cards of buyers, what each order added to one, and the notes of agents. Cards and shares are
// changed by one follower only.
namespace shopdesk::orders::store {

// "shops/{shop}/buyerCards/{buyer_card}" of a buyer by the client's id; `shop` is the escaped id.
std::string BuyerCardName(absl::string_view shop, absl::string_view buyer);

absl::StatusOr<absl::optional<v1::BuyerCard>> FindBuyerCard(sql::Transaction& txn,
                                                            absl::string_view name);
void AnnounceBuyerCard(sql::Reads& reads, absl::string_view name);
absl::StatusOr<absl::optional<v1::BuyerCard>> FindBuyerCardForUpdate(sql::Transaction& txn,
                                                                     absl::string_view name);
absl::Status InsertBuyerCard(sql::Transaction& txn, v1::BuyerCard& card);
absl::Status SaveBuyerCard(sql::Transaction& txn, v1::BuyerCard& card);

// What an order adds to its buyer's card now, with its refunds (domain::ShareOf).
absl::StatusOr<v1::BuyerCard> CountShare(sql::Transaction& txn, const v1::Order& order);

// What an order added when its buyer's card was counted last.
absl::StatusOr<absl::optional<v1::BuyerCardShare>> FindCardShare(sql::Transaction& txn,
                                                                 absl::string_view order_name);
absl::Status SaveCardShare(sql::Transaction& txn, absl::string_view order_name,
                           const v1::BuyerCardShare& share);

// NOT_FOUND if there is none.
absl::StatusOr<v1::BuyerNote> LoadBuyerNote(sql::Transaction& txn, absl::string_view name);
absl::Status InsertBuyerNote(sql::Transaction& txn, const v1::BuyerNote& note);
absl::Status DeleteBuyerNote(sql::Transaction& txn, absl::string_view name);
// Newest first, before a key.
absl::StatusOr<std::vector<v1::BuyerNote>> ListBuyerNotes(sql::Transaction& txn,
                                                          absl::string_view card_name,
                                                          const CreationKey& before, int limit);
// How many notes a buyer has.
absl::StatusOr<int64_t> CountBuyerNotes(sql::Transaction& txn, absl::string_view card_name);

// For the feed's snapshot (runtime::SnapshotTable).
extern const sql::Statement kBuyerCardSnapshot;
extern const sql::Statement kBuyerNoteSnapshot;

}  // namespace shopdesk::orders::store
