#include "services/orders/handlers/desk/buyer_card.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/runtime/personal_data.h"
#include "services/orders/domain/desk/buyer_card.h"
#include "services/orders/domain/trade/errors.h"
#include "services/orders/domain/trade/events.h"
#include "services/orders/handlers/trade/policy.h"
#include "services/orders/handlers/trade/reveal.h"
#include "services/orders/store/desk/buyer_card.h"
#include "services/orders/store/trade/order.h"

namespace shopdesk::orders::handlers {
namespace {

using v1::BuyerCard;
using v1::BuyerNote;

// The slot of a note in the vault.
constexpr char kNoteSlot[] = "note";

// Of one buyer, so that a caller gone wrong can't fill the database.
constexpr int kMostNotes = 200;

// Notes: usual, at most.
constexpr PageLimits kNotePage{50, kMostNotes};

// A buyer's orders that are read at once.
constexpr int kOrdersPage = 100;

// Counts a buyer's orders, each of which `take` is told of with its share.
template <class Take>
absl::StatusOr<BuyerCard> CountWhole(sql::Transaction& txn, absl::string_view shop,
                                     absl::string_view buyer, Take take) {
  BuyerCard card;
  store::CreationKey before = store::Newest();
  for (bool more = true; more;) {
    ASSIGN_OR_RETURN(const std::vector<v1::Order> orders,
                     store::ListOrdersOfBuyer(txn, shop, buyer, before, kOrdersPage));
    for (const v1::Order& order : orders) {
      ASSIGN_OR_RETURN(const BuyerCard share, store::CountShare(txn, order));
      domain::ReplaceShare(BuyerCard(), share, card);
      RETURN_IF_ERROR(take(order, share));
      before = store::CreationKeyOf(order);
    }
    more = orders.size() == static_cast<size_t>(kOrdersPage);
  }
  return card;
}

absl::Status KeepShare(sql::Transaction& txn, const v1::Order& order, const BuyerCard& share) {
  v1::BuyerCardShare kept;
  *kept.mutable_share() = share;
  return store::SaveCardShare(txn, order.name(), kept);
}

// The first that is counted of a buyer: all that he ordered, which may be older than cards are.
absl::Status BeginCard(runtime::WriteContext& ctx, const std::string& name,
                       const v1::Order& first) {
  ASSIGN_OR_RETURN(BuyerCard card, CountWhole(ctx.txn(), ShopOf(first.name()), first.buyer(),
                                              [&](const v1::Order& order, const BuyerCard& share) {
                                                return KeepShare(ctx.txn(), order, share);
                                              }));
  card.set_name(name);
  RETURN_IF_ERROR(store::InsertBuyerCard(ctx.txn(), card));
  ctx.Emit(card, events::kBuyerCardChanged);
  return absl::OkStatus();
}

}  // namespace

absl::Status CountOnBuyerCard(runtime::WriteContext& ctx, absl::string_view order_name) {
  ASSIGN_OR_RETURN(const absl::optional<v1::Order> order, store::FindOrder(ctx.txn(), order_name));
  if (!order.has_value()) return absl::OkStatus();
  const std::string name = store::BuyerCardName(ShopOf(order_name), order->buyer());
  ASSIGN_OR_RETURN(absl::optional<BuyerCard> card, store::FindBuyerCardForUpdate(ctx.txn(), name));
  if (!card.has_value()) return BeginCard(ctx, name, *order);
  ASSIGN_OR_RETURN(const BuyerCard share, store::CountShare(ctx.txn(), *order));
  ASSIGN_OR_RETURN(const absl::optional<v1::BuyerCardShare> before,
                   store::FindCardShare(ctx.txn(), order_name));
  const BuyerCard counted = before.has_value() ? before->share() : BuyerCard();
  if (counted.SerializeAsString() == share.SerializeAsString()) return absl::OkStatus();
  domain::ReplaceShare(counted, share, *card);
  RETURN_IF_ERROR(KeepShare(ctx.txn(), *order, share));
  RETURN_IF_ERROR(store::SaveBuyerCard(ctx.txn(), *card));
  ctx.Emit(*card, events::kBuyerCardChanged);
  return absl::OkStatus();
}

absl::StatusOr<BuyerCard> LoadBuyerCard(sql::Transaction& txn, absl::string_view name) {
  ASSIGN_OR_RETURN(absl::optional<BuyerCard> card, store::FindBuyerCard(txn, name));
  if (card.has_value()) return *std::move(card);
  ASSIGN_OR_RETURN(const std::string buyer, UnescapeId(LastSegment(name)));
  ASSIGN_OR_RETURN(BuyerCard counted,
                   CountWhole(txn, ShopOf(name), buyer,
                              [](const v1::Order&, const BuyerCard&) { return absl::OkStatus(); }));
  counted.set_name(std::string(name));
  return counted;
}

absl::Status GetBuyerCard(runtime::ReadContext& ctx, const v1::GetBuyerCardRequest& request,
                          BuyerCard* response) {
  ASSIGN_OR_RETURN(*response, LoadBuyerCard(ctx.txn(), request.name()));
  return response->orders() == 0 ? shopdesk::NotFoundError(request.name()) : absl::OkStatus();
}

absl::Status AddBuyerNote(runtime::WriteContext& ctx, const v1::AddBuyerNoteRequest& request,
                          BuyerNote* response) {
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), ShopOf(request.parent())).status());
  ASSIGN_OR_RETURN(const int64_t notes, store::CountBuyerNotes(ctx.txn(), request.parent()));
  if (notes >= kMostNotes) return domain::TooManyNotesError(request.parent(), kMostNotes);
  ASSIGN_OR_RETURN(const std::string buyer, UnescapeId(LastSegment(request.parent())));
  response->set_name(absl::StrCat(request.parent(), "/notes/", ctx.DerivedId("note")));
  response->set_buyer(buyer);
  response->set_text(request.text());
  *response->mutable_actor() = ctx.actor();
  *response->mutable_create_time() = ToProto(ctx.now());
  const std::string name = response->name();
  RETURN_IF_ERROR(runtime::Seal(ctx, name, kNoteSlot, *response));
  RETURN_IF_ERROR(store::InsertBuyerNote(ctx.txn(), *response));
  ctx.Emit(*response, events::kBuyerNoteAdded);
  return absl::OkStatus();
}

absl::Status ListBuyerNotes(runtime::ReadContext& ctx, const v1::ListBuyerNotesRequest& request,
                            v1::ListBuyerNotesResponse* response) {
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), ShopOf(request.parent())).status());
  return ListPage(
      request, kNotePage, store::Newest(),
      [&](const store::CreationKey& before, int limit) {
        return store::ListBuyerNotes(ctx.txn(), request.parent(), before, limit);
      },
      store::CreationKeyOf<BuyerNote>, *response, *response->mutable_notes());
}

absl::Status RevealBuyerNote(runtime::WriteContext& ctx, const v1::RevealBuyerNoteRequest& request,
                             BuyerNote* response) {
  ASSIGN_OR_RETURN(*response, store::LoadBuyerNote(ctx.txn(), request.name()));
  return Reveal(ctx, request.name(), kNoteSlot, request.purpose(), *response);
}

absl::Status DeleteBuyerNote(runtime::WriteContext& ctx, const v1::DeleteBuyerNoteRequest& request,
                             BuyerNote* response) {
  ASSIGN_OR_RETURN(*response, store::LoadBuyerNote(ctx.txn(), request.name()));
  RETURN_IF_ERROR(store::DeleteBuyerNote(ctx.txn(), request.name()));
  RETURN_IF_ERROR(ctx.vault().Erase(ctx.txn(), request.name()));
  ctx.EmitDeleted(*response, events::kBuyerNoteDeleted);
  return absl::OkStatus();
}

absl::Status EraseBuyerNotes(runtime::WriteContext& ctx, absl::string_view shop,
                             absl::string_view buyer) {
  ASSIGN_OR_RETURN(std::vector<BuyerNote> notes,
                   store::ListBuyerNotes(ctx.txn(), store::BuyerCardName(shop, buyer),
                                         store::Newest(), kMostNotes));
  for (BuyerNote& note : notes) {
    RETURN_IF_ERROR(store::DeleteBuyerNote(ctx.txn(), note.name()));
    RETURN_IF_ERROR(ctx.vault().Erase(ctx.txn(), note.name()));
    note.clear_text();
    ctx.EmitDeleted(note, events::kBuyerNoteDeleted);
  }
  return absl::OkStatus();
}

}  // namespace shopdesk::orders::handlers
