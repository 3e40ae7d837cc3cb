#include "services/logistics/handlers/rate/quote.h"

#include <memory>

#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/logistics/domain/shipment/shipment.h"
#include "services/logistics/handlers/carrier/service_level.h"

namespace shopdesk::logistics::handlers {

absl::Status Quote(runtime::ReadContext& ctx, const v1::QuoteRequest& request,
                   v1::QuoteResponse* response, store::RateBook& rates) {
  const absl::string_view shop = ShopOf(request.parent());
  ASSIGN_OR_RETURN(const std::shared_ptr<const domain::RateIndex> index,
                   rates.Get(ctx.txn(), shop));
  RETURN_IF_ERROR(domain::CheckQuote(*index, shop, request));
  ASSIGN_OR_RETURN(const domain::CarrierLevels levels,
                   LevelsFor(ctx.txn(), *index, shop, request, ctx.now()));
  index->Quote(request, ctx.now(), *response, levels);
  return absl::OkStatus();
}

}  // namespace shopdesk::logistics::handlers
