#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/runtime/context.h"
#include "shopdesk/type/v1/contact.pb.h"

namespace shopdesk::feedback::handlers {

// A reported attempt to reach the buyer of a resource that has `attempts` so far, counted, with its
// promise sealed and masked. INVALID_ARGUMENT (contact.purpose) for another purpose.
absl::StatusOr<type::v1::ContactReport> TakeReport(runtime::WriteContext& ctx,
                                                   absl::string_view resource_name, int attempts,
                                                   type::v1::ContactPurpose::Value purpose,
                                                   type::v1::ContactReport report);

}  // namespace shopdesk::feedback::handlers
