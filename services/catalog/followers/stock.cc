#include "services/catalog/followers/stock.h"

#include <string>
#include <utility>

#include "absl/algorithm/container.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/policy/policy.h"
#include "services/catalog/domain/shop/events.h"
#include "services/catalog/handlers/shop/policy.h"
#include "services/catalog/handlers/stock/stock.h"
#include "services/catalog/store/stock/stock.h"
#include "shopdesk/catalog/v1/stock.pb.h"

namespace shopdesk::catalog::followers {
namespace {

// What reserves pieces, ships them or gives them back.
constexpr absl::string_view kMoving[] = {events::kReservationReserved,
                                         events::kReservationCommitted,
                                         events::kReservationReleased, events::kReservationExpired};

}  // namespace

void AnnounceTold(const event::v1::Event& event, sql::Reads& reads) {
  v1::Reservation reservation;
  if (!event.resource().UnpackTo(&reservation)) return;
  const absl::string_view shop = ShopOf(reservation.name());
  policy::Announce(reads, shop);
  for (const v1::ReservationLine& line : reservation.lines()) {
    store::AnnounceUntold(reads, shop, EscapeId(line.sku_id()), EscapeId(line.location()));
  }
}

absl::StatusOr<runtime::FollowerEffect> TellStock(runtime::WorkflowContext&,
                                                  const event::v1::Event& event) {
  v1::Reservation reservation;
  if (!absl::c_linear_search(kMoving, event.type()) || !event.resource().UnpackTo(&reservation)) {
    return runtime::FollowerEffect();
  }
  return runtime::FollowerEffect(
      [reservation = std::move(reservation)](runtime::WriteContext& ctx) -> absl::Status {
        ASSIGN_OR_RETURN(const v1::Policy policy,
                         handlers::LoadPolicy(ctx.txn(), ShopOf(reservation.name())));
        for (const v1::ReservationLine& line : reservation.lines()) {
          RETURN_IF_ERROR(
              handlers::TellLevel(ctx, policy, EscapeId(line.sku_id()), EscapeId(line.location())));
        }
        return absl::OkStatus();
      });
}

}  // namespace shopdesk::catalog::followers
