#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "libs/runtime/context.h"

// Reads of originals, as the shop's policy lets the caller's role make them (REVEAL_NOT_ALLOWED);
// the audit row is in the same transaction.
namespace shopdesk::orders::handlers {

// Of receivers and remarks.
absl::Status Reveal(runtime::WriteContext& ctx, absl::string_view resource, absl::string_view slot,
                    absl::string_view purpose, google::protobuf::Message& message);
// Of accounts, payers and payees.
absl::Status RevealBank(runtime::WriteContext& ctx, absl::string_view resource,
                        absl::string_view slot, absl::string_view purpose,
                        google::protobuf::Message& message);

}  // namespace shopdesk::orders::handlers
