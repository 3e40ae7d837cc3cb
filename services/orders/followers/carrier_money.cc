#include "services/orders/followers/carrier_money.h"

#include <string>
#include <utility>

#include "libs/base/status_macros.h"
#include "libs/event/follower.h"
#include "services/orders/domain/payment/carrier_money.h"
#include "services/orders/handlers/payment/carrier_money.h"
#include "shopdesk/logistics/v1/claim.pb.h"
#include "shopdesk/logistics/v1/cod_money.pb.h"

namespace shopdesk::orders::followers {
namespace {

using logistics::v1::Claim;
using logistics::v1::CodCollection;

Effect EffectOf(std::string order, const type::v1::Money& money, v1::CarrierMoney said,
                bool snapshot) {
  return Effect([order = std::move(order), currency = money.currency_code(), said = std::move(said),
                 snapshot](runtime::WriteContext& write) {
    return handlers::RecordCarrierMoney(write, order, currency, said, snapshot);
  });
}

}  // namespace

bool TellsOfCarrierMoney(const event::v1::Event& event) {
  return event.resource().Is<Claim>() || event.resource().Is<CodCollection>();
}

absl::StatusOr<Effect> BookCarrierMoney(const event::v1::Event& event) {
  const bool snapshot = event::IsSnapshot(event);
  if (event.resource().Is<Claim>()) {
    ASSIGN_OR_RETURN(const Claim claim, Unpack<Claim>(event));
    if (claim.state() != Claim::PAID || claim.order().empty()) return Effect();
    return EffectOf(claim.order(), claim.paid(), domain::MoneyOfClaim(claim), snapshot);
  }
  ASSIGN_OR_RETURN(const CodCollection collection, Unpack<CodCollection>(event));
  if (collection.order().empty()) return Effect();
  return EffectOf(collection.order(), collection.amount(), domain::MoneyOfCollection(collection),
                  snapshot);
}

}  // namespace shopdesk::orders::followers
