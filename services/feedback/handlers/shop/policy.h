#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "libs/base/reveal.h"
#include "libs/policy/policy.h"
#include "libs/runtime/context.h"
#include "shopdesk/feedback/v1/policy.pb.h"

// The RPCs of PolicyService, and what others ask of the policy.
namespace shopdesk::feedback::handlers {

// NOT_FOUND naming "shops/{shop}": a shop exists where its policy exists. Zeros that stand for a
// default are filled in.
absl::StatusOr<v1::Policy> LoadPolicy(sql::Transaction& txn, absl::string_view shop,
                                      policy::Lock lock = policy::Lock::kNone);
absl::StatusOr<absl::optional<v1::Policy>> FindPolicy(sql::Transaction& txn, absl::string_view shop,
                                                      policy::Lock lock = policy::Lock::kNone);

// The reveal rules of a resource's shop, which let the caller read originals of it for that
// purpose; PERMISSION_DENIED (REVEAL_NOT_ALLOWED) if they don't.
absl::StatusOr<RevealRules> LoadRevealRules(runtime::WriteContext& ctx,
                                            absl::string_view resource_name,
                                            absl::string_view purpose);

absl::Status GetPolicy(runtime::ReadContext& ctx, const v1::GetPolicyRequest& request,
                       v1::Policy* response);
absl::Status UpdatePolicy(runtime::WriteContext& ctx, const v1::UpdatePolicyRequest& request,
                          v1::Policy* response);
absl::Status ListPolicyRevisions(runtime::ReadContext& ctx,
                                 const v1::ListPolicyRevisionsRequest& request,
                                 v1::ListPolicyRevisionsResponse* response);

}  // namespace shopdesk::feedback::handlers
