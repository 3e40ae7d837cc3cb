#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "tools/shopdesk/replay/desk.h"
#include "tools/shopdesk/replay/parcels.h"

namespace shopdesk::cli {

// Orders with more lines are not packed by scanning: every scan is a call.
inline constexpr size_t kMostScannedLines = 50;

// Puts an order into its box: printed, picked, scanned line by line, closed. First something lies
// in the box that nobody ordered, and the scan refuses it.
absl::Status PackOrder(Desk& desk, absl::string_view number, const Way& way);

// Its carrier takes the packed and shipped order, on a list.
absl::Status HandOver(Desk& desk, absl::string_view number, const Way& way);

}  // namespace shopdesk::cli
