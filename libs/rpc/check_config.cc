#include "libs/rpc/check_config.h"

#include <unistd.h>

#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "grpcpp/grpcpp.h"
#include "libs/base/status_macros.h"
#include "libs/privacy/key_ring.h"
#include "libs/rpc/config.h"
#include "libs/rpc/tls.h"

namespace shopdesk::rpc {
namespace {

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

// With SQLite a service that starts for the first time makes the ring.
absl::Status CheckKeyRing(const std::string& file, bool on_sqlite) {
  if (on_sqlite && access(file.c_str(), F_OK) != 0) return absl::OkStatus();
  return privacy::KeyRing::Load(file, /*create=*/false).status();
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

absl::Status CheckLogFile(const config::v1::ServerConfig& config) {
  return config.log().file().empty() ? absl::OkStatus() : CheckWritable(config.log().file());
}

absl::Status CheckFiles(const config::v1::ServerConfig& complete) {
  const config::v1::Storage& storage = complete.storage();
  if (storage.has_postgres()) {
    const absl::StatusOr<std::string> dsn = DsnOf(storage.postgres());
    RETURN_IF_ERROR(OfField("storage.postgres.dsn_file", dsn.status()));
    if (dsn->empty()) {
      return absl::InvalidArgumentError("storage.postgres.dsn_file: the file is empty");
    }
  }
  RETURN_IF_ERROR(
      OfField("key_ring_file", CheckKeyRing(complete.key_ring_file(), storage.has_sqlite())));
  return OfField("log.file", CheckLogFile(complete));
}

absl::Status CheckConnections(const google::protobuf::Message& config,
                              const config::v1::ServerConfig& complete) {
  const config::v1::Storage& storage = complete.storage();
  // Opening a SQLite file that isn't there would make it.
  if (storage.has_postgres() || access(storage.sqlite().file().c_str(), F_OK) == 0) {
    absl::StatusOr<std::unique_ptr<sql::Database>> database =
        OpenDatabase(complete, /*fatal=*/nullptr);
    RETURN_IF_ERROR(OfField("storage", database.status()));
    const absl::Status answered = (*database)->SchemaVersion().status();
    (*database)->Close();
    RETURN_IF_ERROR(OfField("storage", answered));
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
