#pragma once

#include <map>
#include <memory>

#include "absl/time/time.h"
#include "libs/notify/channel.h"
#include "libs/runtime/runtime.h"
#include "shopdesk/logistics/v1/notice.pb.h"

namespace shopdesk::logistics::workers {

// How a channel is used.
struct NoticeRoute {
  std::shared_ptr<notify::Channel> channel;
  // Attempts under way at once.
  int connections = 1;
  // Notices taken in one transaction: more than one only where an attempt takes no time.
  int batch = 1;
  // An attempt without an outcome for so long has died with its process.
  absl::Duration lease = absl::Minutes(2);
};
using NoticeRoutes = std::map<v1::Notice::Channel, NoticeRoute>;

// Before Start: has the runtime send the notices that are due, with threads for each channel. What
// is queued for a channel that `routes` lacks is given up at once; LOG and IM need none. `poll`:
// how often they look for some.
void AddNoticeSenders(runtime::Runtime& runtime, NoticeRoutes routes,
                      absl::Duration poll = absl::Seconds(1));

}  // namespace shopdesk::logistics::workers
