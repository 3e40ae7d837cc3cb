#include "services/orders/store/desk/buyer_card.h"

#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"
#include "services/orders/domain/desk/buyer_card.h"
#include "services/orders/store/refund/refund.h"

namespace shopdesk::orders::store {

using v1::BuyerCard;
using v1::BuyerCardShare;
using v1::BuyerNote;

// Names of one shop sort as their ids do.
const sql::Statement kBuyerCardSnapshot = {
    "orders.snapshot_buyer_card",
    "SELECT 'shops/' || shop || '/buyerCards/' || buyer_id, data FROM buyer_cards "
    "WHERE shop = $1 AND buyer_id > substr(CAST($2 AS text), length('shops/' || $1 || "
    "'/buyerCards/') + 1) ORDER BY buyer_id LIMIT $3"};
// The index buyer_notes_by_name serves it.
const sql::Statement kBuyerNoteSnapshot = {
    "orders.snapshot_buyer_note",
    "SELECT 'shops/' || shop || '/buyerCards/' || buyer_id || '/notes/' || id, data "
    "FROM buyer_notes WHERE shop = $1 AND buyer_id || '/notes/' || id "
    "> substr(CAST($2 AS text), length('shops/' || $1 || '/buyerCards/') + 1) "
    "ORDER BY buyer_id || '/notes/' || id LIMIT $3"};

namespace {

// Refunds of an order that are read at once.
constexpr int kRefundsPage = 500;

constexpr sql::Statement kFindBuyerCard = {
    "orders.find_buyer_card", "SELECT data FROM buyer_cards WHERE shop = $1 AND buyer_id = $2"};
constexpr sql::Statement kFindBuyerCardForUpdate = {
    "orders.find_buyer_card_for_update",
    "SELECT data FROM buyer_cards WHERE shop = $1 AND buyer_id = $2 FOR UPDATE"};
constexpr sql::Statement kInsertBuyerCard = {
    "orders.insert_buyer_card",
    "INSERT INTO buyer_cards (shop, buyer_id, version, data) VALUES ($1, $2, $3, $4) "
    "ON CONFLICT DO NOTHING"};
constexpr sql::Statement kSaveBuyerCard = {"orders.save_buyer_card",
                                           "UPDATE buyer_cards SET version = $3, data = $4 "
                                           "WHERE shop = $1 AND buyer_id = $2 AND version = $5"};
constexpr sql::Statement kFindCardShare = {
    "orders.find_card_share",
    "SELECT data FROM buyer_card_shares WHERE shop = $1 AND order_id = $2"};
constexpr sql::Change kSaveCardShare = {
    {"orders.save_card_share",
     "INSERT INTO buyer_card_shares (shop, order_id, buyer_id, data) VALUES ($1, $2, $3, $4) "
     "ON CONFLICT (shop, order_id) DO UPDATE SET data = excluded.data"},
    sql::Effect::kPut,
    2};
constexpr sql::Statement kLoadBuyerNote = {
    "orders.load_buyer_note",
    "SELECT data FROM buyer_notes WHERE shop = $1 AND buyer_id = $2 AND id = $3"};
constexpr sql::Statement kInsertBuyerNote = {
    "orders.insert_buyer_note",
    "INSERT INTO buyer_notes (shop, buyer_id, id, created_ms, data) VALUES ($1, $2, $3, $4, $5)"};
constexpr sql::Statement kDeleteBuyerNote = {
    "orders.delete_buyer_note",
    "DELETE FROM buyer_notes WHERE shop = $1 AND buyer_id = $2 AND id = $3"};
constexpr sql::Statement kListBuyerNotes = {
    "orders.list_buyer_notes",
    "SELECT data FROM buyer_notes WHERE shop = $1 AND buyer_id = $2 AND (created_ms, id) < ($3, $4)"
    " ORDER BY created_ms DESC, id DESC LIMIT $5"};
constexpr sql::Statement kCountBuyerNotes = {
    "orders.count_buyer_notes",
    "SELECT COUNT(id) FROM buyer_notes WHERE shop = $1 AND buyer_id = $2"};

}  // namespace

absl::StatusOr<v1::BuyerCard> CountShare(sql::Transaction& txn, const v1::Order& order) {
  RefundQuery query;
  query.shop = std::string(ShopOf(order.name()));
  query.order_id = std::string(LastSegment(order.name()));
  std::vector<v1::Refund> refunds;
  ChildCreationKey last = OldestChild();
  for (bool more = true; more;) {
    ASSIGN_OR_RETURN(std::vector<v1::Refund> page, ListRefunds(txn, query, last, kRefundsPage));
    more = page.size() == static_cast<size_t>(kRefundsPage);
    if (!page.empty()) last = ChildCreationKeyOf(page.back());
    std::move(page.begin(), page.end(), std::back_inserter(refunds));
  }
  return domain::ShareOf(order, refunds);
}

std::string BuyerCardName(absl::string_view shop, absl::string_view buyer) {
  return absl::StrCat("shops/", shop, "/buyerCards/", EscapeId(buyer));
}

absl::StatusOr<absl::optional<BuyerCard>> FindBuyerCard(sql::Transaction& txn,
                                                        absl::string_view name) {
  return sql::FindMessage<BuyerCard>(txn, kFindBuyerCard, {ShopOf(name), LastSegment(name)});
}

void AnnounceBuyerCard(sql::Reads& reads, absl::string_view name) {
  reads.Add(kFindBuyerCardForUpdate, {ShopOf(name), LastSegment(name)});
}

absl::StatusOr<absl::optional<BuyerCard>> FindBuyerCardForUpdate(sql::Transaction& txn,
                                                                 absl::string_view name) {
  return sql::FindMessage<BuyerCard>(txn, kFindBuyerCardForUpdate,
                                     {ShopOf(name), LastSegment(name)});
}

absl::Status InsertBuyerCard(sql::Transaction& txn, BuyerCard& card) {
  return sql::InsertVersioned(txn, kInsertBuyerCard, card, ShopOf(card.name()),
                              LastSegment(card.name()));
}

absl::Status SaveBuyerCard(sql::Transaction& txn, BuyerCard& card) {
  return sql::SaveVersioned(txn, kSaveBuyerCard, card, ShopOf(card.name()),
                            LastSegment(card.name()));
}

absl::StatusOr<absl::optional<BuyerCardShare>> FindCardShare(sql::Transaction& txn,
                                                             absl::string_view order_name) {
  return sql::FindMessage<BuyerCardShare>(txn, kFindCardShare,
                                          {ShopOf(order_name), LastSegment(order_name)});
}

absl::Status SaveCardShare(sql::Transaction& txn, absl::string_view order_name,
                           const BuyerCardShare& share) {
  const std::string data = share.SerializeAsString();
  const std::string buyer_id = EscapeId(share.share().buyer());
  return txn.Defer(kSaveCardShare,
                   {ShopOf(order_name), LastSegment(order_name), buyer_id, sql::Blob{data}});
}

absl::StatusOr<BuyerNote> LoadBuyerNote(sql::Transaction& txn, absl::string_view name) {
  return sql::LoadMessage<BuyerNote>(
      txn, kLoadBuyerNote, {ShopOf(name), LastSegment(ParentOf(name)), LastSegment(name)}, name);
}

absl::Status InsertBuyerNote(sql::Transaction& txn, const BuyerNote& note) {
  const absl::string_view name = note.name();
  const std::string data = note.SerializeAsString();
  return txn
      .Execute(kInsertBuyerNote, {ShopOf(name), LastSegment(ParentOf(name)), LastSegment(name),
                                  ToMillis(FromProto(note.create_time())), sql::Blob{data}})
      .status();
}

absl::Status DeleteBuyerNote(sql::Transaction& txn, absl::string_view name) {
  return txn
      .Execute(kDeleteBuyerNote, {ShopOf(name), LastSegment(ParentOf(name)), LastSegment(name)})
      .status();
}

absl::StatusOr<std::vector<BuyerNote>> ListBuyerNotes(sql::Transaction& txn,
                                                      absl::string_view card_name,
                                                      const CreationKey& before, int limit) {
  return sql::ListMessages<BuyerNote>(
      txn, kListBuyerNotes,
      {ShopOf(card_name), LastSegment(card_name), std::get<0>(before), std::get<1>(before), limit});
}

absl::StatusOr<int64_t> CountBuyerNotes(sql::Transaction& txn, absl::string_view card_name) {
  int64_t count = 0;
  RETURN_IF_ERROR(txn.QueryOne(kCountBuyerNotes, {ShopOf(card_name), LastSegment(card_name)},
                               [&](const sql::Row& row) {
                                 count = row.Int(0);
                                 return absl::OkStatus();
                               })
                      .status());
  return count;
}

}  // namespace shopdesk::orders::store
