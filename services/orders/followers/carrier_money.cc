#include "services/orders/followers/carrier_money.h"

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

}  // namespace

bool TellsOfCarrierMoney(const event::v1::Event& event) {
  return event.resource().Is<Claim>() || event.resource().Is<CodCollection>();
}

absl::StatusOr<Effect> BookCarrierMoney(const event::v1::Event& event) {
  const bool snapshot = event::IsSnapshot(event);
  if (event.resource().Is<Claim>()) {
    ASSIGN_OR_RETURN(Claim claim, Unpack<Claim>(event));
    if (claim.state() != Claim::PAID || claim.order().empty()) return Effect();
    return Effect([claim = std::move(claim), snapshot](runtime::WriteContext& write) {
      return handlers::RecordClaimMoney(write, claim, snapshot);
    });
  }
  ASSIGN_OR_RETURN(const CodCollection collection, Unpack<CodCollection>(event));
  if (collection.order().empty()) return Effect();
  return Effect([order = collection.order(), currency = collection.amount().currency_code(),
                 said = domain::MoneyOfCollection(collection),
                 snapshot](runtime::WriteContext& write) {
    return handlers::RecordCarrierMoney(write, order, currency, said, snapshot);
  });
}

}  // namespace shopdesk::orders::followers
