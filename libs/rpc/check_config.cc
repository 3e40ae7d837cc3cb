#include "libs/rpc/check_config.h"

#include <unistd.h>

#include <memory>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "grpcpp/grpcpp.h"
#include "libs/base/status_macros.h"
#include "libs/privacy/key_ring.h"
#include "libs/privacy/vault.h"
#include "libs/rpc/config.h"
#include "libs/rpc/tls.h"

namespace shopdesk::rpc {
namespace {

using config::v1::ServerConfig;

constexpr absl::Duration kConnectTimeout = absl::Seconds(10);

absl::Status OfField(absl::string_view field, const absl::Status& status) {
  if (status.ok()) return status;
  return absl::Status(status.code(), absl::StrCat(field, ": ", status.message()));
}

std::string FolderOf(const std::string& file) {
  const size_t slash = file.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : file.substr(0, slash);
}

// A file that will be appended to, or made.
absl::Status CheckWritable(const std::string& file) {
  if (access(file.c_str(), W_OK) == 0) return absl::OkStatus();
  if (access(file.c_str(), F_OK) != 0 && access(FolderOf(file).c_str(), W_OK) == 0) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(absl::StrCat("can't write ", file));
}

bool Exists(const std::string& file) { return access(file.c_str(), F_OK) == 0; }

// Opening a SQLite file that isn't there would make it.
bool HasDatabase(const config::v1::Storage& storage) {
  return storage.has_postgres() || Exists(storage.sqlite().file());
}

absl::Status WithDatabase(const ServerConfig& complete,
                          absl::FunctionRef<absl::Status(sql::Database&)> look) {
  ASSIGN_OR_RETURN(const std::unique_ptr<sql::Database> database,
                   OpenDatabase(complete, /*fatal=*/nullptr));
  const absl::Status status = look(*database);
  database->Close();
  return status;
}

// With SQLite a service that starts for the first time makes the ring, and no other.
absl::Status CheckKeyRing(const ServerConfig& complete) {
  const std::string& file = complete.key_ring_file();
  bool makes = false;
  if (complete.storage().has_sqlite() && !Exists(file)) {
    makes = true;
    if (!HasDatabase(complete.storage())) return absl::OkStatus();
    RETURN_IF_ERROR(WithDatabase(complete, [&](sql::Database& database) -> absl::Status {
      ASSIGN_OR_RETURN(const int version, database.SchemaVersion());
      if (version == 0) return absl::OkStatus();
      return database.Read(absl::InfiniteFuture(), [&](sql::Transaction& txn) -> absl::Status {
        ASSIGN_OR_RETURN(const bool had, privacy::HasKeyRing(txn));
        makes = !had;
        return absl::OkStatus();
      });
    }));
  }
  return makes ? absl::OkStatus() : privacy::KeyRing::Load(file, /*create=*/false).status();
}

// Whether the database was opened with this ring, or with none so far; it is only looked at.
absl::Status CheckKeysOf(const ServerConfig& complete, sql::Database& database) {
  ASSIGN_OR_RETURN(const int version, database.SchemaVersion());
  if (version == 0 || !Exists(complete.key_ring_file())) return absl::OkStatus();
  ASSIGN_OR_RETURN(privacy::KeyRing keys,
                   privacy::KeyRing::Load(complete.key_ring_file(), /*create=*/false));
  const privacy::Vault vault(std::move(keys));
  absl::Status fits;
  const absl::Status taken_back = database.WriteAndWait(
      {.deadline = absl::Now() + kConnectTimeout}, [&](sql::Transaction& txn) {
        fits = vault.CheckKeyRing(txn);
        return fits.ok() ? absl::CancelledError("only looked at") : fits;
      });
  return absl::IsCancelled(taken_back) ? fits : taken_back;
}

absl::Status CheckPeer(const std::string& target,
                       const std::shared_ptr<grpc::ChannelCredentials>& credentials) {
  const auto channel = grpc::CreateChannel(target, credentials);
  if (channel->WaitForConnected(absl::ToChronoTime(absl::Now() + kConnectTimeout))) {
    return absl::OkStatus();
  }
  return absl::UnavailableError(
      absl::StrCat("no connection to ", target, " in ", absl::FormatDuration(kConnectTimeout),
                   "; is the name right, does it serve there, and does it know our certificate?"));
}

}  // namespace

absl::Status CheckLogFile(const ServerConfig& config) {
  return config.log().file().empty() ? absl::OkStatus() : CheckWritable(config.log().file());
}

absl::Status CheckFiles(const ServerConfig& complete) {
  const config::v1::Storage& storage = complete.storage();
  if (storage.has_postgres()) {
    const absl::StatusOr<std::string> dsn = DsnOf(storage.postgres());
    RETURN_IF_ERROR(OfField("storage.postgres.dsn_file", dsn.status()));
    if (dsn->empty()) {
      return absl::InvalidArgumentError("storage.postgres.dsn_file: the file is empty");
    }
  }
  RETURN_IF_ERROR(OfField("key_ring_file", CheckKeyRing(complete)));
  return OfField("log.file", CheckLogFile(complete));
}

absl::Status CheckConnections(const google::protobuf::Message& config,
                              const ServerConfig& complete) {
  if (HasDatabase(complete.storage())) {
    absl::Status keys;
    const absl::Status answered = WithDatabase(complete, [&](sql::Database& database) {
      const absl::Status version = database.SchemaVersion().status();
      if (version.ok()) keys = CheckKeysOf(complete, database);
      return version;
    });
    RETURN_IF_ERROR(OfField("storage", answered));
    RETURN_IF_ERROR(OfField("key_ring_file", keys));
  }
  const auto credentials = complete.has_tls()
                               ? MakeChannelCredentials(ClientCertificatesOf(complete.tls()))
                               : grpc::InsecureChannelCredentials();
  for (const auto& [name, target] : PeersOf(config)) {
    if (target.empty()) continue;
    RETURN_IF_ERROR(OfField(absl::StrCat("peers.", name), CheckPeer(target, credentials)));
  }
  return absl::OkStatus();
}

}  // namespace shopdesk::rpc
