#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "libs/base/mutex.h"
#include "libs/observe/log.h"
#include "libs/observe/metrics.h"
#include "libs/runtime/call_info.h"
#include "shopdesk/config/v1/authorization.pb.h"

// Which programs may call what: the file that Tls.authorization_file names.
namespace shopdesk::rpc {

// PERMISSION_DENIED (CALLER_NOT_ALLOWED: metadata caller, method, role): it may not `what`.
absl::Status CallerNotAllowedError(const runtime::CallInfo& call, absl::string_view what);

// What one program may. Immutable.
class CallerRules {
 public:
  explicit CallerRules(const config::v1::Caller& caller);

  const std::string& name() const { return caller_.name(); }
  // PERMISSION_DENIED (CALLER_NOT_ALLOWED) unless the program may call the method, and, but where
  // it is a service that may call for anybody, for this actor in this role.
  absl::Status CheckCall(const runtime::CallInfo& call, bool for_anybody) const;
  // NOT_FOUND for the first shop in a name of `request` that isn't the program's. A request that
  // names no shop is about all of them: CALLER_NOT_ALLOWED unless all are the program's, or the
  // method goes `without_shop`.
  absl::Status CheckShops(const runtime::CallInfo& call, const google::protobuf::Message& request,
                          bool without_shop) const;
  // Escaped ids; null: all.
  const std::shared_ptr<const absl::flat_hash_set<std::string>>& shops() const { return shops_; }

 private:
  bool MayCall(absl::string_view method) const;
  bool MayActFor(const type::v1::Actor& actor) const;

  const config::v1::Caller caller_;
  std::shared_ptr<const absl::flat_hash_set<std::string>> shops_;
};

// A file's programs. Immutable.
class Authorization {
 public:
  // INVALID_ARGUMENT that says where the text is wrong.
  static absl::StatusOr<std::shared_ptr<const Authorization>> Parse(const std::string& text);

  // The program with one of these names in its certificate; null if there is none.
  const CallerRules* Find(const std::vector<std::string>& sans) const;

 private:
  std::vector<std::unique_ptr<CallerRules>> callers_;
  absl::flat_hash_map<std::string, const CallerRules*> by_san_;
};

// The file and what it said when it was last right. Thread-safe.
class AuthorizationFile {
 public:
  // Fails if the file can't be read or is wrong.
  static absl::StatusOr<std::unique_ptr<AuthorizationFile>> Open(const std::string& file,
                                                                 observe::Metrics& metrics,
                                                                 observe::Logger& logger);

  // Reads the file again. One that is wrong is logged once, shown by a gauge, and changes nothing.
  void Refresh();
  std::shared_ptr<const Authorization> Current() const;

 private:
  AuthorizationFile(std::string file, observe::Metrics& metrics, observe::Logger& logger);
  absl::Status Load();

  const std::string file_;
  observe::Logger& logger_;
  prometheus::Gauge& ok_;
  // What the file was when it was last taken, and what Refresh last complained of; only one thread
  // loads.
  std::string text_;
  std::string error_;
  mutable Mutex mutex_;
  std::shared_ptr<const Authorization> current_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace shopdesk::rpc
