#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "libs/base/error.h"
#include "libs/runtime/runtime.h"
#include "services/orders/clients/catalog.h"
#include "services/orders/clients/logistics.h"
#include "services/orders/domain/refund/refund_stock.h"
#include "shopdesk/event/v1/event.pb.h"
#include "shopdesk/orders/v1/order.pb.h"

namespace shopdesk::orders::followers {

// What changes here once an outward call is made; null: nothing.
using Effect = runtime::FollowerEffect;

// Whom the steps call.
struct Peers {
  clients::Catalog& catalog;
  clients::Logistics& logistics;
};

// What an event of the own feed gives to do: its outward calls, repeated until they succeed.
using Step = absl::StatusOr<Effect> (*)(runtime::WorkflowContext&, const event::v1::Event&,
                                        const Peers&);

// The resource that an event holds.
template <class Resource>
absl::StatusOr<Resource> Unpack(const event::v1::Event& event) {
  Resource resource;
  if (event.resource().UnpackTo(&resource)) return resource;
  return InternalError(absl::StrCat("event ", event.sequence(), " (", event.type(), ") holds a ",
                                    event.resource().type_url()));
}

// Catalog has ended the reservation by itself, or never knew it.
bool IsGone(const absl::Status& status);

// Goods moved, but catalog doesn't book it (the SKU was removed, or less was counted than was
// shipped): the feed goes on, and somebody corrects the stock.
absl::StatusOr<Effect> BookedOrWork(const absl::Status& status, const v1::Order& order);

// Books the pieces, which are negative where they are taken out again.
absl::Status Restock(runtime::WorkflowContext& ctx, absl::string_view shop_name,
                     const std::vector<domain::StockBooking>& bookings,
                     const std::string& reference, clients::Catalog& catalog);

}  // namespace shopdesk::orders::followers
