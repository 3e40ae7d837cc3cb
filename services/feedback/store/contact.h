#pragma once

#include <cstdint>
#include <map>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/sql/database.h"
#include "shopdesk/type/v1/contact.pb.h"

// How many attempts to reach buyers there were; the attempts themselves are in their resources.
namespace shopdesk::feedback::store {

absl::Status CountContact(sql::Transaction& txn, absl::string_view shop,
                          type::v1::ContactPurpose::Value purpose,
                          type::v1::ContactOutcome::Value outcome);
// By outcome, whatever the purpose.
absl::StatusOr<std::map<int64_t, int64_t>> CountContactsByOutcome(sql::Transaction& txn,
                                                                  absl::string_view shop);

}  // namespace shopdesk::feedback::store
