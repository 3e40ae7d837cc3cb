#include "services/orders/verify/buyer_card.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/figures/store.h"
#include "libs/sql/message.h"
#include "services/orders/domain/desk/buyer_card.h"
#include "services/orders/store/desk/buyer_card.h"

namespace shopdesk::orders::verify {
namespace {

using shopdesk::verify::Page;
using v1::BuyerCard;

// The follower that counts cards.
constexpr char kCardsFollower[] = "orders.cards";
// Its events that may wait while cards are compared.
constexpr int kMostUncountedCards = 1000;
// Shares of a buyer that are read at once.
constexpr int kSharesPage = 500;

// The index buyer_card_shares_of_buyer serves it.
constexpr sql::Statement kListCardShares = {
    "orders.list_card_shares",
    "SELECT order_id, data FROM buyer_card_shares WHERE shop = $1 AND buyer_id = $2"
    " AND order_id > $3 ORDER BY order_id LIMIT $4"};

// Whether an event about the order waits to be counted.
absl::StatusOr<bool> IsUncounted(Page& page, const std::string& order) {
  ASSIGN_OR_RETURN(
      const std::vector<event::v1::Event> events,
      figures::internal::ListUncounted(page.txn(), kCardsFollower, kMostUncountedCards));
  if (events.size() == static_cast<size_t>(kMostUncountedCards)) {
    return UnavailableError(absl::StrCat(kCardsFollower, " is ", kMostUncountedCards,
                                         " events behind or more: verify when it has caught up"));
  }
  return std::any_of(events.begin(), events.end(), [&](const event::v1::Event& event) {
    return TopResourceOf(event.resource_name()) == order;
  });
}

}  // namespace

absl::Status LookAtBuyerCard(Page& page, const BuyerCard& card) {
  BuyerCard sum;
  std::string last;
  for (bool more = true; more;) {
    int rows = 0;
    RETURN_IF_ERROR(page.txn().Query(kListCardShares,
                                     {page.shop(), LastSegment(card.name()), last, kSharesPage},
                                     [&](const sql::Row& row) -> absl::Status {
                                       ++rows;
                                       last = std::string(row.Text(0));
                                       v1::BuyerCardShare kept;
                                       RETURN_IF_ERROR(sql::ParseColumn(row, 1, kept));
                                       domain::ReplaceShare(BuyerCard(), kept.share(), sum);
                                       return absl::OkStatus();
                                     }));
    more = rows == kSharesPage;
  }
  sum.set_name(card.name());
  sum.set_etag(card.etag());
  if (sum.SerializeAsString() != card.SerializeAsString()) {
    page.Find(card.name(), "it isn't the sum of what the buyer's orders added");
  }
  return absl::OkStatus();
}

absl::Status LookAtCardShare(Page& page, const v1::Order& order) {
  const std::string name = store::BuyerCardName(page.shop(), order.buyer());
  ASSIGN_OR_RETURN(const absl::optional<BuyerCard> card, store::FindBuyerCard(page.txn(), name));
  // Nothing has happened to the buyer's orders since there are cards.
  if (!card.has_value()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const absl::optional<v1::BuyerCardShare> kept,
                   store::FindCardShare(page.txn(), order.name()));
  ASSIGN_OR_RETURN(const BuyerCard now, store::CountShare(page.txn(), order));
  if (kept.has_value() && kept->share().SerializeAsString() == now.SerializeAsString()) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const bool uncounted, IsUncounted(page, order.name()));
  if (!uncounted) page.Find(order.name(), "the buyer's card doesn't count it as it is");
  return absl::OkStatus();
}

}  // namespace shopdesk::orders::verify
