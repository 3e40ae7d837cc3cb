#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "tools/shopdesk/suite.h"

// What the client does, one function a command. Output goes to standard output, progress and notes
// to standard error.
namespace shopdesk::cli {

// Prints a resource as JSON.
absl::Status Show(Suite& suite, const std::string& name);

struct ListOptions {
  std::string collection;
  std::string shop;
  // More fields of the List request, as JSON.
  std::string filter = "{}";
  // Resources at most; 0: all.
  int limit = 20;
  // One JSON object a line instead of a table.
  bool json = false;
};
absl::Status List(Suite& suite, const ListOptions& options);

struct WatchOptions {
  // "catalog", "orders", "logistics" or "feedback".
  std::string service;
  // Empty: all shops.
  std::string shop;
  int64_t cursor = 0;
  bool snapshot = false;
  // Stop after so many events; 0: never.
  int64_t limit = 0;
  bool json = false;
};
absl::Status Watch(Suite& suite, const WatchOptions& options);

// Calls a method found by reflection on the four services, or lists the methods when `method` is
// empty.
absl::Status CallByName(Suite& suite, const std::string& method,
                        const std::vector<std::string>& requests);

// The health of the four services; UNAVAILABLE naming those that don't serve. Waits up to `wait`
// for all of them.
absl::Status Health(Suite& suite, absl::Duration wait, bool json);

struct MigrateOptions {
  // The service's program and its configuration file.
  std::string service;
  std::string config;
};
// Brings a service's database to the version of its program, which stands beside this one, and
// ends.
absl::Status Migrate(const MigrateOptions& options);

// The channel of a service by name; null if there is none of that name.
std::shared_ptr<grpc::Channel> ChannelOf(const Suite& suite, absl::string_view service);

// An error for people: what is wrong, field by field, and what to do.
std::string ExplainError(const absl::Status& status);

}  // namespace shopdesk::cli
