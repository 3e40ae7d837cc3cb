#include "services/orders/handlers/trade/reveal.h"

#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/runtime/personal_data.h"
#include "services/orders/domain/trade/policy.h"
#include "services/orders/handlers/trade/policy.h"

namespace shopdesk::orders::handlers {

absl::Status Reveal(runtime::WriteContext& ctx, absl::string_view resource, absl::string_view slot,
                    absl::string_view purpose, google::protobuf::Message& message) {
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(resource)));
  return runtime::Reveal(ctx, policy.reveal_rules(), resource, slot, purpose, message);
}

absl::Status RevealBank(runtime::WriteContext& ctx, absl::string_view resource,
                        absl::string_view slot, absl::string_view purpose,
                        google::protobuf::Message& message) {
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(resource)));
  return runtime::Reveal(ctx, domain::BankRevealRules(policy), resource, slot, purpose, message);
}

}  // namespace shopdesk::orders::handlers
