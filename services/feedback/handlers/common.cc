#include "services/feedback/handlers/common.h"

#include <utility>

#include "libs/base/status_macros.h"
#include "shopdesk/feedback/v1/review.pb.h"

namespace shopdesk::feedback::handlers {

absl::StatusOr<std::string> SealText(runtime::WriteContext& ctx, absl::string_view resource_name,
                                     absl::string_view slot, absl::string_view text) {
  v1::Review box;
  box.set_text(std::string(text));
  RETURN_IF_ERROR(ctx.vault().Seal(ctx.txn(), resource_name, slot, box));
  return box.text();
}

absl::StatusOr<std::string> OpenText(runtime::WriteContext& ctx, absl::string_view resource_name,
                                     absl::string_view slot) {
  v1::Review box;
  const absl::Status opened = ctx.vault().Open(ctx.txn(), resource_name, slot, box);
  if (absl::IsNotFound(opened)) return std::string();
  RETURN_IF_ERROR(opened);
  return box.text();
}

absl::Status RevealText(runtime::WriteContext& ctx, absl::string_view resource_name,
                        absl::string_view slot, absl::string_view purpose, std::string& text) {
  if (text.empty()) return absl::OkStatus();
  RETURN_IF_ERROR(ctx.vault().Audit(ctx.txn(), ctx.now(), ctx.actor(), ctx.call().caller,
                                    resource_name, slot, purpose));
  ASSIGN_OR_RETURN(std::string original, OpenText(ctx, resource_name, slot));
  if (!original.empty()) text = std::move(original);
  return absl::OkStatus();
}

}  // namespace shopdesk::feedback::handlers
