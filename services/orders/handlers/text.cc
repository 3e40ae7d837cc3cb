#include "services/orders/handlers/text.h"

#include "libs/base/status_macros.h"
#include "shopdesk/orders/v1/order.pb.h"

namespace shopdesk::orders::handlers {

absl::StatusOr<std::string> SealText(rpc::WriteContext& ctx, absl::string_view resource_name,
                                     absl::string_view slot, const std::string& text) {
  if (text.empty()) return text;
  v1::Order box;
  box.set_buyer_message(text);
  RETURN_IF_ERROR(ctx.vault().Seal(ctx.txn(), resource_name, slot, box));
  return box.buyer_message();
}

}  // namespace shopdesk::orders::handlers
