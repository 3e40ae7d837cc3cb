#pragma once

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "libs/base/error.h"

namespace shopdesk::feedback::clients {

// An error of a service that was asked, which says whose it is: what may be repeated is UNAVAILABLE
// naming the service.
inline absl::Status OfPeer(absl::string_view service, const absl::Status& status) {
  if (status.ok() || !IsTransient(status)) return status;
  return UnavailableError(
      absl::StrCat(service, " can't be asked now (", status.message(), "); repeat the call"));
}

}  // namespace shopdesk::feedback::clients
