#include <algorithm>
#include <fstream>
#include <iostream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/id.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "shopdesk/clock/v1/clock.grpc.pb.h"
#include "shopdesk/work/v1/work.grpc.pb.h"
#include "tools/shopdesk/commands.h"
#include "tools/shopdesk/dynamic_call.h"
#include "tools/shopdesk/moment.h"
#include "tools/shopdesk/progress.h"
#include "tools/shopdesk/table.h"
#include "tools/shopdesk/work_items.h"

namespace shopdesk::cli {
namespace {

using work::v1::ListWorkItemsRequest;
using work::v1::WorkItem;
using work::v1::WorkListService;
using Json = nlohmann::ordered_json;

constexpr int kPageSize = 1000;

// An item in the words of a table.
Json RowOf(const WorkItem& item) {
  return {{"due", FormatMoment(item.due_time())},
          {"role", item.role()},
          {"kind", item.kind()},
          {"summary", item.summary()},
          {"order", item.order().empty() ? "" : std::string(LastSegment(item.order()))},
          {"buyer", item.buyer()},
          {"agent", item.agent()},
          {"claimed by", item.claimed_by().id()},
          {"snoozed until", FormatMoment(item.snooze_time())},
          {"since", FormatMoment(item.create_time())},
          {"resource", item.resource()},
          {"name", item.name()}};
}

std::vector<const char*> Columns(bool for_people) {
  if (for_people) return {"due", "role", "kind", "summary", "agent", "claimed by", "name"};
  return {"due",   "role",       "kind",          "summary", "order",    "buyer",
          "agent", "claimed by", "snoozed until", "since",   "resource", "name"};
}

absl::Status WriteFile(const std::string& file, const std::string& text) {
  if (file == "-") {
    std::cout << text;
    return absl::OkStatus();
  }
  std::ofstream out(file, std::ios::binary);
  out << text;
  out.close();
  if (out.good()) return absl::OkStatus();
  return absl::PermissionDeniedError(absl::StrCat("can't write ", file));
}

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

absl::StatusOr<absl::Time> SnoozeTime(const Suite& suite, const WorkChange& change,
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

absl::StatusOr<WorkItem> Change(const Suite& suite, const WorkChange& change) {
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

}  // namespace

WorkItems ReadWorkItems(const Suite& suite, ListWorkItemsRequest request, size_t limit,
                        absl::FunctionRef<bool(const WorkItem&)> wanted) {
  WorkItems found;
  Progress progress("reading work lists", std::size(kServices));
  int64_t services = 0;
  for (const char* service : kServices) {
    const auto stub = WorkListService::NewStub(ChannelOf(suite, service));
    request.clear_page_token();
    request.set_page_size(limit == 0 ? kPageSize
                                     : static_cast<int>(std::min<size_t>(limit + 1, kPageSize)));
    size_t taken = 0;
    do {
      auto page = Invoke(suite.settings, *stub, &WorkListService::Stub::ListWorkItems, request);
      if (!page.ok()) {
        found.status.Update(
            absl::Status(page.status().code(),
                         absl::StrCat(service, ": ", std::string(page.status().message()))));
        break;
      }
      for (WorkItem& item : *page->mutable_work_items()) {
        if (!wanted(item)) continue;
        found.items.push_back(std::move(item));
        ++taken;
      }
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty() && (limit == 0 || taken <= limit));
    progress.Update(++services, service);
  }
  // What has no due time comes last.
  const auto due = [](const WorkItem& item) {
    return item.has_due_time() ? FromProto(item.due_time()) : absl::InfiniteFuture();
  };
  std::sort(found.items.begin(), found.items.end(), [&](const WorkItem& a, const WorkItem& b) {
    return std::pair(due(a), absl::string_view(a.name())) <
           std::pair(due(b), absl::string_view(b.name()));
  });
  found.more = limit > 0 && found.items.size() > limit;
  if (found.more) found.items.resize(limit);
  return found;
}

absl::Status ListWork(Suite& suite, const WorkOptions& options) {
  if (options.shop.empty()) return absl::InvalidArgumentError("--shop is required");
  ListWorkItemsRequest request;
  request.set_parent(absl::StrCat("shops/", EscapeId(options.shop)));
  request.set_role(options.role);
  request.set_kind(options.kind);
  request.set_agent(options.agent);
  request.set_show_snoozed(options.all);
  const WorkItems found =
      ReadWorkItems(suite, request, options.limit, [](const WorkItem&) { return true; });
  if (options.json) {
    for (const WorkItem& item : found.items) absl::PrintF("%s\n", ToJson(item, /*compact=*/true));
    return found.status;
  }
  std::vector<Json> rows;
  for (const WorkItem& item : found.items) rows.push_back(RowOf(item));
  if (!options.csv.empty()) {
    RETURN_IF_ERROR(WriteFile(options.csv, FormatCsv(Columns(/*for_people=*/false), rows)));
  } else {
    PrintTable(Columns(/*for_people=*/true), rows);
  }
  if (found.more) absl::FPrintF(stderr, "there are more; --limit 0 shows all\n");
  return found.status;
}

absl::Status ChangeWork(Suite& suite, const WorkChange& change) {
  ASSIGN_OR_RETURN(const WorkItem item, Change(suite, change));
  if (change.json) {
    absl::PrintF("%s", ToJson(item, /*compact=*/false));
  } else {
    PrintTable({"due", "kind", "summary", "claimed by", "snoozed until"}, {RowOf(item)});
  }
  return absl::OkStatus();
}

}  // namespace shopdesk::cli
