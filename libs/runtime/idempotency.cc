#include "libs/runtime/idempotency.h"

#include "absl/strings/str_cat.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"

namespace shopdesk::runtime {
namespace {

constexpr sql::Statement kGetOutcome = {"runtime.get_outcome",
                                        "SELECT request_hash, response FROM idempotency"
                                        " WHERE request_id = $1 AND method = $2 AND caller = $3"};
constexpr sql::Change kInsert = {
    {"runtime.insert_outcome",
     "INSERT INTO idempotency (request_id, method, caller, request_hash, response, created_ms)"
     " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING"},
    sql::Effect::kInsert,
    3};
// Ids ascend with time, near enough: a record behind a younger one waits for it.
constexpr sql::Statement kPurge = {"runtime.purge_outcomes",
                                   "DELETE FROM idempotency WHERE created_ms < $1"
                                   " AND id IN (SELECT id FROM idempotency ORDER BY id LIMIT $2)"};

// Rows deleted in one write: a few milliseconds of the writer.
constexpr int kPurgeBatch = 500;

std::string SerializeDeterministically(const google::protobuf::Message& message) {
  std::string bytes;
  bytes.reserve(message.ByteSizeLong());
  google::protobuf::io::StringOutputStream stream(&bytes);
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  message.SerializeWithCachedSizes(&coded);
  coded.Trim();
  return bytes;
}

}  // namespace

std::string RequestHash(const privacy::Vault& vault, const CallInfo& call,
                        const google::protobuf::Message& request) {
  return vault.KeyedHash(call.method, SerializeDeterministically(request));
}

void AnnounceRecord(sql::Reads& reads, const CallInfo& call) {
  reads.Add(kGetOutcome, {call.request_id, call.method, call.caller});
}

absl::StatusOr<bool> FindRecord(sql::Transaction& txn, const CallInfo& call,
                                const std::string& request_hash,
                                google::protobuf::Message* response) {
  return txn.QueryOne(
      kGetOutcome, {call.request_id, call.method, call.caller},
      [&](const sql::Row& row) -> absl::Status {
        if (row.Bytes(0) != request_hash) {
          return Error(absl::StatusCode::kAlreadyExists, "REQUEST_ID_REUSED",
                       absl::StrCat("request_id \"", call.request_id,
                                    "\" was used for another request; take a new one"),
                       {{"request_id", call.request_id}});
        }
        const absl::string_view bytes = row.Bytes(1);
        if (response != nullptr &&
            !response->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
          return Error(absl::StatusCode::kInternal, "DATA_LOSS",
                       "a stored response can't be parsed");
        }
        return absl::OkStatus();
      });
}

absl::Status InsertRecord(sql::Transaction& txn, const CallInfo& call,
                          const std::string& request_hash,
                          const google::protobuf::Message* response, absl::Time machine_now) {
  const std::string bytes = response == nullptr ? "" : response->SerializeAsString();
  return txn.Defer(kInsert, {call.request_id, call.method, call.caller, sql::Blob{request_hash},
                             sql::Blob{bytes}, ToMillis(machine_now)});
}

absl::StatusOr<int64_t> PurgeRecords(sql::Database& database, absl::Time machine_now) {
  const int64_t before = ToMillis(machine_now - kIdempotencyRetention);
  int64_t purged = 0;
  while (true) {
    int64_t deleted = 0;
    RETURN_IF_ERROR(database.WriteAndWait({}, [&](sql::Transaction& txn) -> absl::Status {
      ASSIGN_OR_RETURN(deleted, txn.Execute(kPurge, {before, kPurgeBatch}));
      return absl::OkStatus();
    }));
    purged += deleted;
    if (deleted < kPurgeBatch) return purged;
  }
}

}  // namespace shopdesk::runtime
