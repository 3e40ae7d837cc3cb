#include "services/orders/followers/buyer_cards.h"

#include <string>

#include "absl/strings/match.h"
#include "libs/base/resource_name.h"
#include "services/orders/domain/trade/events.h"
#include "services/orders/handlers/desk/buyer_card.h"
#include "services/orders/store/desk/buyer_card.h"
#include "services/orders/store/trade/order.h"

namespace shopdesk::orders::followers {
namespace {

// An order, or a refund of one: what cards are counted from.
bool IsOfCard(const event::v1::Event& event) {
  // It changes nothing that cards tell.
  if (event.type() == events::kOrderReservationConfirmed) return false;
  const absl::string_view name = event.resource_name();
  if (CollectionOf(TopResourceOf(name)) != "orders") return false;
  return TopResourceOf(name) == name || absl::StrContains(name, "/refunds/");
}

}  // namespace

absl::StatusOr<runtime::FollowerEffect> BuyerCards(runtime::WorkflowContext&,
                                                   const event::v1::Event& event) {
  if (!IsOfCard(event)) return runtime::FollowerEffect();
  return runtime::FollowerEffect(
      [order = std::string(TopResourceOf(event.resource_name()))](runtime::WriteContext& write) {
        // Counted from its rows, which all events of the transaction had changed before.
        if (!write.txn().First(order)) return absl::OkStatus();
        return handlers::CountOnBuyerCard(write, order);
      });
}

void AnnounceBuyerCards(const event::v1::Event& event, sql::Reads& reads) {
  if (!IsOfCard(event)) return;
  const absl::string_view order_name = TopResourceOf(event.resource_name());
  store::AnnounceOrder(reads, order_name);
  v1::Order order;
  if (event.resource().UnpackTo(&order)) {
    store::AnnounceBuyerCard(reads, store::BuyerCardName(ShopOf(order_name), order.buyer()));
  }
}

}  // namespace shopdesk::orders::followers
