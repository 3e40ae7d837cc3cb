#pragma once

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "libs/runtime/context.h"
#include "services/feedback/clients/catalog.h"
#include "services/feedback/clients/logistics.h"
#include "services/feedback/clients/orders.h"
#include "services/feedback/domain/reply/canned_reply.h"
#include "shopdesk/feedback/v1/canned_reply.pb.h"

namespace shopdesk::feedback::handlers {

// Whom canned replies have their facts from.
struct FactClients {
  clients::Catalog& catalog;
  clients::Orders& orders;
  clients::Logistics& logistics;
};

// The facts that the parts of a reply need, as they are now; what isn't known or named is left out.
// Only who has one of them is asked. Errors of those who are asked.
absl::StatusOr<domain::ReplyFacts> GatherFacts(runtime::WorkflowContext& ctx,
                                               const v1::RenderReplyRequest& request,
                                               absl::Span<const domain::ReplyPart> parts,
                                               const std::string& language, absl::TimeZone zone,
                                               const FactClients& peers);

}  // namespace shopdesk::feedback::handlers
