#pragma once

#include <istream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "nlohmann/json.hpp"
#include "tools/shopdesk/suite.h"

// What the client does, one function a command. Output goes to standard output, progress and notes
// to standard error.
namespace shopdesk::cli {

struct ShowOptions {
  // A resource's name, or "order" or "buyer".
  std::string what;
  // Of the order or buyer; the order's full name will do too.
  std::string id;
  // Unless a full name is given.
  std::string shop;
  // Of the sentence about an order.
  std::string language = "zh";
  bool json = false;
};
// Prints a resource as JSON; or everything that the four services know of an order or a buyer. A
// service that doesn't answer leaves its part out, and is the error.
absl::Status Show(Suite& suite, const ShowOptions& options);

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

struct CallOptions {
  // Empty: list the methods.
  std::string method;
  // Of which service, where several serve a method; empty: the only one.
  std::string service;
  std::vector<std::string> requests = {"{}"};
};
// Calls a method found by reflection on the four services.
absl::Status Call(Suite& suite, const CallOptions& options);

// Reads calls from `in`, a JSON object a line:
//   {"method": "GetOrder", "request": {...}, "service": "orders", "actor": "9", "role": "packing"}
// where service, actor, actor_kind and role may be left out, and "requests" gives several for a
// stream; writes a line for each to standard output, {"response": {...}}, {"responses": [...]} for
// a stream of answers, or {"error": {"code", "message", "reason", "metadata", "fields"}}. The calls
// of a line that is an array are made at once, and answered as an array. Ends with the input;
// ABORTED if a call failed.
absl::Status CallBatch(Suite& suite, std::istream& in);

// The health of the four services; UNAVAILABLE naming those that don't serve. Waits up to `wait`
// for all of them.
absl::Status Health(Suite& suite, absl::Duration wait, bool json);

struct ClockOptions {
  // A time or a span as moment.h reads them, at most one of both; none: only show the clocks.
  std::string to;
  std::string by;
  bool json = false;
};
// Moves the business time of the four services, round by round until none has work left, and shows
// it. UNIMPLEMENTED where `controlled_clock` is off.
absl::Status Clock(Suite& suite, const ClockOptions& options);

struct TextOptions {
  // "state", "cod" or "delay".
  std::string kind;
  // The order's id, or its full name.
  std::string order;
  // Unless a full name is given.
  std::string shop;
  // "zh", "en", "es" or "pt".
  std::string language = "zh";
  bool json = false;
};
// Prints a text to paste into the chat with the order's buyer. FAILED_PRECONDITION if the order
// gives no cause for it.
absl::Status Text(Suite& suite, const TextOptions& options);

struct WorkOptions {
  std::string shop;
  // Empty: any.
  std::string role;
  std::string kind;
  std::string agent;
  // Those that are snoozed too.
  bool all = false;
  // Items at most; 0: all.
  size_t limit = 50;
  // Write CSV for spreadsheets here; "-": to standard output.
  std::string csv;
  bool json = false;
};
// What waits for somebody, from the four services, the soonest due first.
absl::Status ListWork(Suite& suite, const WorkOptions& options);

struct WorkChange {
  // "claim", "release", "snooze" or "finish".
  std::string what;
  std::string name;
  // Of "snooze": a time or a span as moment.h reads them, one of both.
  std::string until;
  std::string span;
  // Of "finish".
  std::string note;
  bool json = false;
};
// Does it in the service that has the item. NOT_FOUND if none has.
absl::Status ChangeWork(Suite& suite, const WorkChange& change);

// The shop's policies in the four services, as a file that ApplyPolicies takes.
absl::Status ShowPolicies(Suite& suite, const std::string& shop);
// Applies one file to the four services: a JSON object with the fields of policies under
// "catalog", "orders", "logistics", "feedback", and under "all" for each service whose policy has
// them. What the file doesn't name stays; a shop that doesn't exist is made. Prints what changed.
// INVALID_ARGUMENT for a file with something unknown: nothing is changed then. What one service
// refuses is the error; those before it have taken theirs.
absl::Status ApplyPolicies(Suite& suite, const std::string& shop, const std::string& file);

struct MigrateOptions {
  // The service's program and its configuration file.
  std::string service;
  std::string config;
};
// Brings a service's database to the version of its program, which stands beside this one, and
// ends.
absl::Status Migrate(const MigrateOptions& options);

inline constexpr const char* kServices[] = {"catalog", "orders", "logistics", "feedback"};
// The channel of a service by name; null if there is none of that name.
std::shared_ptr<grpc::Channel> ChannelOf(const Suite& suite, absl::string_view service);

// Who acts, from the flags --actor-kind ("agent", "buyer" or "service"), --actor and --role.
type::v1::Actor MakeActor(absl::string_view kind, const std::string& id, const std::string& role);

// An error for people: what is wrong, field by field, and what to do.
std::string ExplainError(const absl::Status& status);
// The same for programs: code, message, and where it has them reason, metadata, fields.
nlohmann::ordered_json ErrorJson(const absl::Status& status);

}  // namespace shopdesk::cli
