#include "services/orders/handlers/bank_reveal.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/policy.h"
#include "services/orders/handlers/policy.h"

namespace shopdesk::orders::handlers {

absl::Status RevealBank(rpc::WriteContext& ctx, absl::string_view resource, absl::string_view slot,
                        absl::string_view purpose, google::protobuf::Message& message) {
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(resource)));
  const std::string& role = ctx.actor().role();
  if (!domain::MayRevealBank(policy, role, purpose)) {
    return Error(absl::StatusCode::kPermissionDenied, "REVEAL_NOT_ALLOWED",
                 absl::StrCat("the shop's policy doesn't let the role \"", role,
                              "\" read bank accounts for \"", purpose, "\""),
                 {{"role", role}, {"purpose", std::string(purpose)}});
  }
  RETURN_IF_ERROR(ctx.vault().Audit(ctx.txn(), ctx.now(), ctx.actor(), ctx.call().caller, resource,
                                    slot, purpose));
  return ctx.vault().Open(ctx.txn(), resource, slot, message);
}

}  // namespace shopdesk::orders::handlers
