#include "libs/runtime/personal_data.h"

#include "libs/base/status_macros.h"

namespace shopdesk::runtime {

absl::Status Seal(WriteContext& ctx, absl::string_view resource, absl::string_view slot,
                  google::protobuf::Message& message) {
  return ctx.vault().Seal(ctx.txn(), resource, slot, message);
}

absl::StatusOr<std::string> SealText(WriteContext& ctx, absl::string_view resource,
                                     absl::string_view slot, absl::string_view text) {
  return ctx.vault().SealText(ctx.txn(), resource, slot, text);
}

absl::Status Audit(WriteContext& ctx, absl::string_view resource, absl::string_view slot,
                   absl::string_view purpose) {
  return ctx.vault().Audit(ctx.txn(), ctx.now(), ctx.actor(), ctx.call().caller, resource, slot,
                           purpose);
}

absl::Status Reveal(WriteContext& ctx, const RevealRules& rules, absl::string_view resource,
                    absl::string_view slot, absl::string_view purpose,
                    google::protobuf::Message& message) {
  RETURN_IF_ERROR(CheckReveal(rules, ctx.actor().role(), purpose));
  RETURN_IF_ERROR(Audit(ctx, resource, slot, purpose));
  return ctx.vault().Open(ctx.txn(), resource, slot, message);
}

absl::Status RevealText(WriteContext& ctx, const RevealRules& rules, absl::string_view resource,
                        absl::string_view slot, absl::string_view purpose, std::string& text) {
  RETURN_IF_ERROR(CheckReveal(rules, ctx.actor().role(), purpose));
  if (text.empty()) return absl::OkStatus();
  RETURN_IF_ERROR(Audit(ctx, resource, slot, purpose));
  ASSIGN_OR_RETURN(std::string original, ctx.vault().OpenText(ctx.txn(), resource, slot));
  if (!original.empty()) text = std::move(original);
  return absl::OkStatus();
}

}  // namespace shopdesk::runtime
