#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/base/clock.h"
#include "libs/runtime/context.h"

// What several handlers need.
namespace shopdesk::feedback::handlers {

// Business time as it is stored: whole milliseconds.
inline absl::Time StoredNow(const runtime::Context& ctx) { return FromMillis(ToMillis(ctx.now())); }

// Seals a text whole under (resource, slot), replacing what was there, and returns its masked form.
absl::StatusOr<std::string> SealText(runtime::WriteContext& ctx, absl::string_view resource_name,
                                     absl::string_view slot, absl::string_view text);
// The original of SealText, without an audit row; empty if nothing is sealed there.
absl::StatusOr<std::string> OpenText(runtime::WriteContext& ctx, absl::string_view resource_name,
                                     absl::string_view slot);
// Puts the original in place of a stored text, if there is one, and writes the audit row.
absl::Status RevealText(runtime::WriteContext& ctx, absl::string_view resource_name,
                        absl::string_view slot, absl::string_view purpose, std::string& text);

}  // namespace shopdesk::feedback::handlers
