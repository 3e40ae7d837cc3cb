#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "google/protobuf/message.h"
#include "libs/privacy/vault.h"
#include "libs/runtime/call_info.h"
#include "libs/sql/database.h"

// The records of answered requests: (caller, method, request_id) → keyed hash of the request and
// the masked response.
namespace shopdesk::runtime {

// How long a record is kept (machine time).
inline constexpr absl::Duration kIdempotencyRetention = absl::Hours(48);

// What stands for a request in its record: a keyed hash, for the request holds personal data.
std::string RequestHash(const privacy::Vault& vault, const CallInfo& call,
                        const google::protobuf::Message& request);

// Tells that FindRecord will be called.
void AnnounceRecord(sql::Reads& reads, const CallInfo& call);

// Whether the call was answered already: then `response`, if not null, is what was answered.
// ALREADY_EXISTS (REQUEST_ID_REUSED) if the id was used for another request.
absl::StatusOr<bool> FindRecord(sql::Transaction& txn, const CallInfo& call,
                                const std::string& request_hash,
                                google::protobuf::Message* response);

// Stores the record in the transaction of the change. ABORTED if another transaction stored one
// meanwhile: the driver runs the function again, which then finds it.
absl::Status InsertRecord(sql::Transaction& txn, const CallInfo& call,
                          const std::string& request_hash,
                          const google::protobuf::Message* response, absl::Time machine_now);

// Deletes records older than the retention in small writes; returns how many.
absl::StatusOr<int64_t> PurgeRecords(sql::Database& database, absl::Time machine_now);

}  // namespace shopdesk::runtime
