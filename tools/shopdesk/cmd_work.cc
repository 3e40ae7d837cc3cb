#include <memory>

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "libs/base/clock.h"
#include "libs/base/id.h"
#include "libs/base/resource_name.h"
#include "libs/base/role.h"
#include "libs/base/status_macros.h"
#include "nlohmann/json.hpp"
#include "shopdesk/clock/v1/clock.grpc.pb.h"
#include "shopdesk/work/v1/work.grpc.pb.h"
#include "tools/shopdesk/commands.h"
#include "tools/shopdesk/dynamic_call.h"
#include "tools/shopdesk/moment.h"
#include "tools/shopdesk/resources.h"
#include "tools/shopdesk/shops.h"
#include "tools/shopdesk/table.h"
#include "tools/shopdesk/work_items.h"

namespace shopdesk::cli {
namespace {

using work::v1::ListWorkItemsRequest;
using work::v1::WorkItem;
using work::v1::WorkListService;
using Json = nlohmann::ordered_json;

struct WorkListOptions {
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

struct ChangeOptions {
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

// As spreadsheets know times: without a zone.
std::string SheetTime(const google::protobuf::Timestamp& time) {
  const std::string text = FormatMoment(time);
  return std::string(absl::StripSuffix(text, "Z"));
}

// An item in the words of a table.
Json RowOf(const WorkItem& item) {
  return {{"due", FormatMoment(item.due_time())},
          {"role", RoleName(item.role())},
          {"kind", item.kind()},
          {"summary", item.summary()},
          {"order", IdOf(item.order())},
          {"buyer", item.buyer()},
          {"agent", item.agent()},
          {"claimed by", item.claimed_by().id()},
          {"snoozed until", FormatMoment(item.snooze_time())},
          {"due (UTC)", SheetTime(item.due_time())},
          {"snoozed until (UTC)", SheetTime(item.snooze_time())},
          {"since (UTC)", SheetTime(item.create_time())},
          {"resource", item.resource()},
          {"name", item.name()}};
}

constexpr const char* kShownColumns[] = {"due",   "role",  "kind",       "summary", "order",
                                         "buyer", "agent", "claimed by", "name"};
constexpr const char* kCsvColumns[] = {"due (UTC)",   "role",       "kind",
                                       "summary",     "order",      "buyer",
                                       "agent",       "claimed by", "snoozed until (UTC)",
                                       "since (UTC)", "resource",   "name"};

// The service whose item it is.
absl::StatusOr<std::shared_ptr<grpc::Channel>> FindItem(const Suite& suite,
                                                        const std::string& name) {
  work::v1::GetWorkItemRequest request;
  request.set_name(name);
  for (const char* service : kServices) {
    const auto stub = WorkListService::NewStub(ChannelOf(suite, service));
    const absl::Status status =
        Invoke(suite.settings, *stub, &WorkListService::Stub::GetWorkItem, request).status();
    if (status.ok()) return ChannelOf(suite, service);
    if (!absl::IsNotFound(status)) return status;
  }
  return absl::NotFoundError(
      absl::StrCat(name,
                   " is on no list: done, or its cause is gone; `shopdesk work` shows what "
                   "there is"));
}

// The business time of the service; machine time where that can't be asked for.
absl::Time NowOf(const Suite& suite, const std::shared_ptr<grpc::Channel>& channel) {
  const auto stub = clock::v1::ClockControl::NewStub(channel);
  const auto now = Invoke(suite.settings, *stub, &clock::v1::ClockControl::Stub::GetClock,
                          clock::v1::GetClockRequest());
  return now.ok() ? FromProto(now->now()) : absl::Now();
}

absl::StatusOr<absl::Time> SnoozeTime(const Suite& suite, const ChangeOptions& change,
                                      const std::shared_ptr<grpc::Channel>& channel) {
  if (!change.until.empty()) return ParseMoment(change.until);
  ASSIGN_OR_RETURN(const absl::Duration span, ParseSpan(change.span));
  return NowOf(suite, channel) + span;
}

template <class Request>
Request RequestFor(const std::string& name) {
  Request request;
  request.set_name(name);
  request.set_request_id(NewUuid(absl::Now()));
  return request;
}

absl::StatusOr<WorkItem> Change(const Suite& suite, const ChangeOptions& change) {
  using Stub = WorkListService::Stub;
  ASSIGN_OR_RETURN(const auto channel, FindItem(suite, change.name));
  const auto stub = WorkListService::NewStub(channel);
  if (change.what == "claim") {
    return Invoke(suite.settings, *stub, &Stub::ClaimWorkItem,
                  RequestFor<work::v1::ClaimWorkItemRequest>(change.name));
  }
  if (change.what == "release") {
    return Invoke(suite.settings, *stub, &Stub::ReleaseWorkItem,
                  RequestFor<work::v1::ReleaseWorkItemRequest>(change.name));
  }
  if (change.what == "snooze") {
    auto request = RequestFor<work::v1::SnoozeWorkItemRequest>(change.name);
    ASSIGN_OR_RETURN(const absl::Time until, SnoozeTime(suite, change, channel));
    *request.mutable_snooze_time() = ToProto(until);
    return Invoke(suite.settings, *stub, &Stub::SnoozeWorkItem, request);
  }
  auto request = RequestFor<work::v1::FinishWorkItemRequest>(change.name);
  request.set_note(change.note);
  return Invoke(suite.settings, *stub, &Stub::FinishWorkItem, request);
}

absl::Status NoSuchRole(const std::string& name) {
  std::vector<std::string> roles;
  for (int role = 0; role < Role::Value_ARRAYSIZE; ++role) {
    const auto value = static_cast<Role::Value>(role);
    if (IsStaff(value)) roles.push_back(RoleName(value));
  }
  return absl::InvalidArgumentError(absl::StrCat("--role: there is no role \"", name,
                                                 "\"; there are ", absl::StrJoin(roles, ", ")));
}

// What waits for somebody, from the four services, the soonest due first.
absl::Status ListWork(const Suite& suite, const WorkListOptions& options) {
  if (options.shop.empty()) return MissingShop();
  RETURN_IF_ERROR(CheckKind(options.kind));
  ListWorkItemsRequest request;
  request.set_parent(absl::StrCat("shops/", EscapeId(options.shop)));
  if (!options.role.empty()) {
    const absl::optional<Role::Value> role = ParseRole(options.role);
    if (!role.has_value()) return NoSuchRole(options.role);
    request.set_role(*role);
  }
  request.set_kind(options.kind);
  request.set_agent(options.agent);
  request.set_show_snoozed(options.all);
  const WorkItems found =
      ReadWorkItems(suite, request, options.limit, [](const WorkItem&) { return true; });
  if (found.items.empty()) RETURN_IF_ERROR(CheckShop(suite, request.parent()));
  if (options.json) {
    for (const WorkItem& item : found.items) absl::PrintF("%s\n", ToJson(item, /*compact=*/true));
    return found.status;
  }
  std::vector<Json> rows;
  for (const WorkItem& item : found.items) rows.push_back(RowOf(item));
  if (!options.csv.empty()) {
    RETURN_IF_ERROR(WriteOutput(options.csv, FormatCsv(kCsvColumns, rows)));
  } else {
    PrintTable(kShownColumns, rows);
  }
  if (found.more) absl::FPrintF(stderr, "there are more; --limit 0 shows all\n");
  return found.status;
}

// Does it in the service that has the item. NOT_FOUND if none has.
absl::Status ChangeWork(const Suite& suite, const ChangeOptions& change) {
  ASSIGN_OR_RETURN(const WorkItem item, Change(suite, change));
  if (change.json) {
    absl::PrintF("%s", ToJson(item, /*compact=*/false));
  } else {
    PrintTable({"due", "kind", "summary", "claimed by", "snoozed until"}, {RowOf(item)});
  }
  return absl::OkStatus();
}

void AddListFlags(CLI::App& command, const Globals& globals, Action& action) {
  auto options = std::make_shared<WorkListOptions>();
  command.add_option("--shop", options->shop, "the shop's id");
  command.add_option(
      "--role", options->role,
      "only this role's list: guide, agent, packing, complaint, finance, promotion, lead");
  command.add_option("--kind", options->kind,
                     absl::StrCat("only this kind of work: ", absl::StrJoin(kWorkKinds, ", ")));
  command.add_option("--agent", options->agent, "what this agent claimed or is in charge of");
  command.add_flag("--all", options->all, "what is snoozed too");
  command.add_option("--limit", options->limit, "at most so many; 0: all")->capture_default_str();
  command.add_option("--csv", options->csv, "write a file for spreadsheets; -: to standard output");
  command.callback([options, &command, &globals, &action] {
    if (!command.get_subcommands().empty()) return;
    action = [options, &globals](Suite& suite) {
      options->json = globals.json;
      return ListWork(suite, *options);
    };
  });
}

void AddChanges(CLI::App& work, const Globals& globals, Action& action) {
  auto options = std::make_shared<ChangeOptions>();
  const auto add_change = [&](const char* what, const char* description) {
    CLI::App* command = work.add_subcommand(what, description);
    command->add_option("name", options->name, "the item's name")->required();
    command->callback([options, what, &globals, &action] {
      options->what = what;
      action = [options, &globals](Suite& suite) {
        options->json = globals.json;
        return ChangeWork(suite, *options);
      };
    });
    return command;
  };
  add_change("claim", "take it, so that nobody else does it too; needs --actor");
  add_change("release", "give it back");
  CLI::App* snooze = add_change("snooze", "hide it until a time");
  CLI::App* when = snooze->add_option_group("when");
  when->add_option("--until", options->until, "RFC 3339, or \"YYYY-MM-DD HH:MM\" in UTC");
  when->add_option("--for", options->span, "how long, e.g. 30m, 2h");
  when->require_option(1);
  add_change("finish", "take off what is done by hand")
      ->add_option("--note", options->note, "what was done");
}

void AddWork(CLI::App& work, const Globals& globals, Action& action) {
  work.require_subcommand(0, 1);
  AddListFlags(work, globals, action);
  AddChanges(work, globals, action);
}

}  // namespace

const Command kWorkCommand = {
    "work", "what waits for somebody, from all four services in one list",
    "The soonest due comes first; times are in UTC. A name is for claim, release, snooze and "
    "finish, an order for `shopdesk show order`.\n"
    "Examples:\n  shopdesk work --shop retail --role packing\n"
    "  shopdesk work --shop retail --all --limit 0 --csv work.csv\n"
    "  shopdesk --actor 1001 work claim shops/retail/workItems/...\n"
    "  shopdesk --actor 1001 work snooze shops/retail/workItems/... --for 2h\n"
    "  shopdesk --actor 1001 work finish shops/retail/workItems/... --note \"told the buyer\"",
    AddWork};

}  // namespace shopdesk::cli
