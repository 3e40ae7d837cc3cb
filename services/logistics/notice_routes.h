#pragma once

#include "absl/status/statusor.h"
#include "services/logistics/workers/notice_sender.h"
#include "shopdesk/config/v1/logistics.pb.h"

namespace shopdesk::logistics {

// The channels of a configuration. INVALID_ARGUMENT naming the field; NOT_FOUND for a file of a
// secret.
absl::StatusOr<workers::NoticeRoutes> MakeNoticeRoutes(const config::v1::NoticeChannels& config);

}  // namespace shopdesk::logistics
