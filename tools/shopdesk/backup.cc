#include "tools/shopdesk/backup.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>
#include <vector>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"
#include "libs/rpc/config.h"
#include "libs/rpc/definition.h"
#include "libs/sql/sqlite/backup.h"
#include "nlohmann/json.hpp"
#include "shopdesk/config/v1/catalog.pb.h"
#include "shopdesk/config/v1/feedback.pb.h"
#include "shopdesk/config/v1/logistics.pb.h"
#include "shopdesk/config/v1/orders.pb.h"

namespace shopdesk::cli {
namespace {

namespace fs = std::filesystem;

constexpr char kDatabaseFile[] = "database.db";
constexpr char kManifestFile[] = "manifest.json";
constexpr char kKeyRingFile[] = "keyring";
constexpr size_t kHashedAtOnce = size_t{1} << 20;

absl::Status FileError(absl::string_view what, const std::string& file, int error) {
  return Error(absl::StatusCode::kFailedPrecondition, "DATABASE_FILE",
               absl::StrCat("can't ", what, " ", file, ": ", std::strerror(error)));
}

absl::Status DataLoss(absl::string_view message) {
  return Error(absl::StatusCode::kInternal, "DATA_LOSS", message);
}

const google::protobuf::Message* ConfigOf(absl::string_view service) {
  if (service == "catalog") return &config::v1::CatalogConfig::default_instance();
  if (service == "orders") return &config::v1::OrdersConfig::default_instance();
  if (service == "logistics") return &config::v1::LogisticsConfig::default_instance();
  return &config::v1::FeedbackConfig::default_instance();
}

absl::Status MakeFolder(const std::string& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return FileError("make", folder, error.value());
  fs::permissions(folder, fs::perms::owner_all, error);
  return error ? FileError("protect", folder, error.value()) : absl::OkStatus();
}

absl::Status SyncPath(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return FileError("open", path, errno);
  const int failed = fsync(fd) != 0 ? errno : 0;
  close(fd);
  return failed != 0 ? FileError("write", path, failed) : absl::OkStatus();
}

// For the owner only, durable.
absl::Status CopyTo(const std::string& from, const std::string& to) {
  std::error_code error;
  fs::copy_file(from, to, error);
  if (error) return FileError(absl::StrCat("copy ", from, " to"), to, error.value());
  fs::permissions(to, fs::perms::owner_read | fs::perms::owner_write, error);
  if (error) return FileError("protect", to, error.value());
  return SyncPath(to);
}

absl::Status MoveTo(const std::string& from, const std::string& to) {
  std::error_code error;
  fs::rename(from, to, error);
  if (error) return FileError(absl::StrCat("move ", from, " to"), to, error.value());
  return SyncPath(fs::path(to).parent_path().string());
}

absl::StatusOr<std::string> Sha256Of(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return FileError("read", file, errno);
  crypto_hash_sha256_state state;
  crypto_hash_sha256_init(&state);
  std::vector<char> block(kHashedAtOnce);
  while (stream.read(block.data(), static_cast<std::streamsize>(block.size())),
         stream.gcount() > 0) {
    crypto_hash_sha256_update(&state, reinterpret_cast<const unsigned char*>(block.data()),
                              static_cast<unsigned long long>(stream.gcount()));
  }
  std::string digest(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256_final(&state, reinterpret_cast<unsigned char*>(digest.data()));
  return absl::BytesToHexString(digest);
}

absl::Status WriteManifest(const Manifest& manifest, const std::string& file) {
  const nlohmann::ordered_json json = {{"service", manifest.service},
                                       {"time", manifest.time},
                                       {"schema_version", manifest.schema_version},
                                       {"log_head", manifest.log_head},
                                       {"log_id", manifest.log_id},
                                       {"bytes", manifest.bytes},
                                       {"sha256", manifest.sha256},
                                       {"with_keys", manifest.with_keys}};
  {
    std::ofstream stream(file);
    stream << json.dump(2) << "\n";
    if (!stream.flush()) return FileError("write", file, errno);
  }
  return SyncPath(file);
}

absl::StatusOr<Manifest> ReadManifest(const std::string& file) {
  std::ifstream stream(file);
  if (!stream) {
    return Error(absl::StatusCode::kNotFound, "NOT_FOUND",
                 absl::StrCat("there is no backup here: ", file, " is missing"),
                 {{"resource", file}});
  }
  std::stringstream text;
  text << stream.rdbuf();
  const auto json = nlohmann::json::parse(text.str(), nullptr, /*allow_exceptions=*/false);
  const auto number = [&](const char* key) {
    return json.is_object() && json.contains(key) && json[key].is_number_integer()
               ? json[key].get<int64_t>()
               : -1;
  };
  const auto word = [&](const char* key) {
    return json.is_object() && json.contains(key) && json[key].is_string()
               ? json[key].get<std::string>()
               : "";
  };
  Manifest manifest = {.service = word("service"),
                       .time = word("time"),
                       .schema_version = static_cast<int>(number("schema_version")),
                       .log_head = number("log_head"),
                       .log_id = word("log_id"),
                       .bytes = number("bytes"),
                       .sha256 = word("sha256")};
  if (manifest.service.empty() || manifest.bytes < 0 || manifest.sha256.empty()) {
    return DataLoss(absl::StrCat(file, " is no manifest of a backup"));
  }
  manifest.with_keys =
      json.contains("with_keys") && json["with_keys"].is_boolean() && json["with_keys"].get<bool>();
  return manifest;
}

// Held by the service as long as it runs; by a restore, so that it can't begin meanwhile.
absl::StatusOr<int> LockDatabase(const std::string& database) {
  const std::string file = absl::StrCat(database, ".lock");
  const int fd = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return FileError("open", file, errno);
  if (flock(fd, LOCK_EX | LOCK_NB) == 0) return fd;
  close(fd);
  return Error(absl::StatusCode::kFailedPrecondition, "DATABASE_IN_USE",
               absl::StrCat("the service has ", database, " open: stop it, then restore"),
               {{"file", database}});
}

// The database and what stands beside it under its name, but the lock.
std::vector<fs::path> FilesOf(const std::string& database) {
  const fs::path path = database;
  const std::string name = path.filename().string();
  std::vector<fs::path> files;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(path.parent_path(), error)) {
    const std::string found = entry.path().filename().string();
    const bool beside = absl::StartsWith(found, name + "-") || absl::StartsWith(found, name + ".");
    const bool ours = found == name || (beside && found != name + ".lock");
    if (ours && entry.is_regular_file(error)) files.push_back(entry.path());
  }
  return files;
}

// Where what was there is now.
absl::StatusOr<std::string> PutAside(const std::string& database) {
  const std::vector<fs::path> files = FilesOf(database);
  if (files.empty()) return "";
  const std::string aside =
      absl::StrCat(fs::path(database).parent_path().string(), "/before-restore-",
                   absl::FormatTime("%Y%m%dT%H%M%E6SZ", absl::Now(), absl::UTCTimeZone()));
  RETURN_IF_ERROR(MakeFolder(aside));
  for (const fs::path& file : files) {
    RETURN_IF_ERROR(MoveTo(file.string(), absl::StrCat(aside, "/", file.filename().string())));
  }
  return aside;
}

absl::Status RestoreKeys(const DataPlace& place, const std::string& backup) {
  if (fs::exists(place.key_ring)) return absl::OkStatus();
  RETURN_IF_ERROR(MakeFolder(fs::path(place.key_ring).parent_path().string()));
  return CopyTo(absl::StrCat(backup, "/", kKeyRingFile), place.key_ring);
}

}  // namespace

absl::StatusOr<DataPlace> PlaceOf(absl::string_view service, const std::string& config_file,
                                  const std::string& data_dir) {
  rpc::ServiceDefinition definition;
  definition.name = std::string(service);
  definition.config = ConfigOf(service);
  ASSIGN_OR_RETURN(const auto config, rpc::ReadConfig(definition, config_file));
  config::v1::ServerConfig server = rpc::ServerPart(*config);
  if (!data_dir.empty()) server.mutable_storage()->set_data_dir(data_dir);
  ASSIGN_OR_RETURN(server, rpc::WithDefaults(definition, server));
  if (server.storage().has_postgres()) {
    return Error(absl::StatusCode::kFailedPrecondition, "NOT_SQLITE",
                 absl::StrCat(service,
                              " is on PostgreSQL: back it up with pg_dump, as "
                              "docs/runbooks/backup.md shows"));
  }
  DataPlace place = {std::string(service), server.storage().sqlite().file(),
                     server.key_ring_file()};
  if (place.key_ring.empty()) {
    place.key_ring = absl::StrCat(server.storage().data_dir(), "/", service, "/keyring");
  }
  return place;
}

absl::StatusOr<Manifest> Backup(const DataPlace& place, const std::string& folder, bool with_keys) {
  const std::string target = absl::StrCat(folder, "/", place.service);
  // Seen whole or not at all: made aside and renamed.
  const std::string aside = absl::StrCat(target, ".part");
  if (fs::exists(target)) return AlreadyExistsError(target);
  std::error_code error;
  fs::remove_all(aside, error);
  RETURN_IF_ERROR(MakeFolder(folder));
  RETURN_IF_ERROR(MakeFolder(aside));
  absl::Cleanup cleanup = [&] { fs::remove_all(aside, error); };
  const std::string database = absl::StrCat(aside, "/", kDatabaseFile);
  Manifest manifest = {
      .service = place.service,
      .time = absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", absl::Now(), absl::UTCTimeZone()),
      .with_keys = with_keys};
  RETURN_IF_ERROR(sql::BackupSqlite(place.database, database));
  ASSIGN_OR_RETURN(const sql::SqliteFacts facts, sql::InspectSqlite(database));
  manifest.schema_version = facts.schema_version;
  manifest.log_head = facts.log_head;
  manifest.log_id = facts.log_id;
  manifest.bytes = static_cast<int64_t>(fs::file_size(database, error));
  ASSIGN_OR_RETURN(manifest.sha256, Sha256Of(database));
  if (with_keys) {
    RETURN_IF_ERROR(CopyTo(place.key_ring, absl::StrCat(aside, "/", kKeyRingFile)));
  }
  RETURN_IF_ERROR(WriteManifest(manifest, absl::StrCat(aside, "/", kManifestFile)));
  RETURN_IF_ERROR(MoveTo(aside, target));
  std::move(cleanup).Cancel();
  return manifest;
}

absl::StatusOr<Manifest> CheckBackup(absl::string_view service, const std::string& folder) {
  const std::string backup = absl::StrCat(folder, "/", service);
  ASSIGN_OR_RETURN(const Manifest manifest, ReadManifest(absl::StrCat(backup, "/", kManifestFile)));
  if (manifest.service != service) {
    return Error(absl::StatusCode::kFailedPrecondition, "WRONG_BACKUP",
                 absl::StrCat(backup, " is a backup of ", manifest.service, ", not of ", service));
  }
  const std::string database = absl::StrCat(backup, "/", kDatabaseFile);
  std::error_code error;
  const auto bytes = static_cast<int64_t>(fs::file_size(database, error));
  ASSIGN_OR_RETURN(const std::string sha256, Sha256Of(database));
  if (bytes != manifest.bytes || sha256 != manifest.sha256) {
    return DataLoss(absl::StrCat(database,
                                 " isn't the one that its manifest tells of: take "
                                 "another backup"));
  }
  ASSIGN_OR_RETURN(const sql::SqliteFacts facts, sql::InspectSqlite(database));
  // Manifests of the release before don't name the log.
  const bool same_log = manifest.log_id.empty() || manifest.log_id == facts.log_id;
  if (facts.schema_version != manifest.schema_version || facts.log_head != manifest.log_head ||
      !same_log) {
    return DataLoss(absl::StrCat(database, " holds something else than its manifest says"));
  }
  return manifest;
}

absl::StatusOr<Restored> Restore(const DataPlace& place, const std::string& folder,
                                 const RestoreOptions& options) {
  ASSIGN_OR_RETURN(const Manifest manifest, CheckBackup(place.service, folder));
  const std::string backup = absl::StrCat(folder, "/", place.service);
  if (options.with_keys && !manifest.with_keys) {
    return Error(absl::StatusCode::kFailedPrecondition, "KEY_RING_MISSING",
                 absl::StrCat(backup, " has no key ring: bring the one that you keep apart to ",
                              place.key_ring));
  }
  RETURN_IF_ERROR(MakeFolder(fs::path(place.database).parent_path().string()));
  ASSIGN_OR_RETURN(const int lock, LockDatabase(place.database));
  const absl::Cleanup unlock = [lock] { close(lock); };
  if (!options.replace && fs::exists(place.database)) {
    return Error(absl::StatusCode::kAlreadyExists, "ALREADY_EXISTS",
                 absl::StrCat(place.database, " is there; --replace puts it aside"),
                 {{"resource", place.database}});
  }
  const std::string fresh =
      absl::StrCat(fs::path(place.database).parent_path().string(), "/restoring-",
                   fs::path(place.database).filename().string());
  std::error_code error;
  fs::remove(fresh, error);
  RETURN_IF_ERROR(CopyTo(absl::StrCat(backup, "/", kDatabaseFile), fresh));
  const std::string there = fs::exists(place.database) ? sql::ReadSqliteLogId(place.database) : "";
  Restored restored;
  restored.other_log = !there.empty() && !manifest.log_id.empty() && there != manifest.log_id;
  ASSIGN_OR_RETURN(restored.aside, PutAside(place.database));
  RETURN_IF_ERROR(MoveTo(fresh, place.database));
  if (options.with_keys) RETURN_IF_ERROR(RestoreKeys(place, backup));
  return restored;
}

}  // namespace shopdesk::cli
