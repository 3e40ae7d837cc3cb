#include "services/catalog/followers/stock.h"

#include <string>
#include <utility>

#include "absl/algorithm/container.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/catalog/domain/shop/events.h"
#include "services/catalog/handlers/stock/stock.h"
#include "shopdesk/catalog/v1/stock.pb.h"

namespace shopdesk::catalog::followers {
namespace {

// What reserves pieces, ships them or gives them back.
constexpr absl::string_view kMoving[] = {events::kReservationReserved,
                                         events::kReservationCommitted,
                                         events::kReservationReleased, events::kReservationExpired};

}  // namespace

absl::StatusOr<runtime::FollowerEffect> TellStock(runtime::WorkflowContext&,
                                                  const event::v1::Event& event) {
  v1::Reservation reservation;
  if (!absl::c_linear_search(kMoving, event.type()) || !event.resource().UnpackTo(&reservation)) {
    return runtime::FollowerEffect();
  }
  return runtime::FollowerEffect(
      [reservation = std::move(reservation)](runtime::WriteContext& ctx) -> absl::Status {
        const absl::string_view shop = ShopOf(reservation.name());
        for (const v1::ReservationLine& line : reservation.lines()) {
          RETURN_IF_ERROR(
              handlers::TellLevel(ctx, shop, EscapeId(line.sku_id()), EscapeId(line.location())));
        }
        return absl::OkStatus();
      });
}

}  // namespace shopdesk::catalog::followers
