#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "libs/rpc/context.h"

namespace shopdesk::orders::handlers {

// Opens what is sealed of an account, a payer or a payee, if the shop's policy allows the caller's
// role this purpose (PERMISSION_DENIED, REVEAL_NOT_ALLOWED); the audit row is in the same
// transaction.
absl::Status RevealBank(rpc::WriteContext& ctx, absl::string_view resource, absl::string_view slot,
                        absl::string_view purpose, google::protobuf::Message& message);

}  // namespace shopdesk::orders::handlers
