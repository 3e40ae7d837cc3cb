#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "libs/base/reveal.h"
#include "libs/runtime/context.h"

// What handlers do with personal data, in the transaction of their call (libs/privacy/vault.h).
namespace shopdesk::runtime {

// Seals `message` under (resource, slot) and masks it in place.
absl::Status Seal(WriteContext& ctx, absl::string_view resource, absl::string_view slot,
                  google::protobuf::Message& message);
// Seals free text under (resource, slot); answers its masked form, which is what may be stored.
absl::StatusOr<std::string> SealText(WriteContext& ctx, absl::string_view resource,
                                     absl::string_view slot, absl::string_view text);

// The audit row of a read of originals.
absl::Status Audit(WriteContext& ctx, absl::string_view resource, absl::string_view slot,
                   absl::string_view purpose);
// Reads an original for the caller: REVEAL_NOT_ALLOWED unless the rules let his role read for the
// purpose; the audit row; what was sealed. NOT_FOUND if nothing is.
absl::Status Reveal(WriteContext& ctx, const RevealRules& rules, absl::string_view resource,
                    absl::string_view slot, absl::string_view purpose,
                    google::protobuf::Message& message);
// The same for what SealText sealed; a text of which nothing is sealed stays as it is.
absl::Status RevealText(WriteContext& ctx, const RevealRules& rules, absl::string_view resource,
                        absl::string_view slot, absl::string_view purpose, std::string& text);

}  // namespace shopdesk::runtime
