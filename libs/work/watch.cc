#include "libs/work/watch.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "libs/base/resource_name.h"
#include "libs/base/role.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"
#include "libs/work/work.h"

namespace shopdesk::work {
namespace {

// How often a waiting watcher looks whether its client has gone or the server stops.
constexpr absl::Duration kPatience = absl::Milliseconds(250);
constexpr absl::Duration kHeadTimeout = absl::Seconds(5);
constexpr int kItemsAtOnce = 200;
constexpr int kEventsAtOnce = 256;

// Kind and role.
using List = std::pair<std::string, Role::Value>;

class Watch {
 public:
  Watch(runtime::Runtime& runtime, runtime::WorkflowContext& ctx,
        const v1::WatchWorkItemsRequest& request, runtime::Sink<v1::WatchWorkItemsResponse> sink)
      : runtime_(runtime),
        ctx_(ctx),
        request_(request),
        shop_(ShopOf(request.parent())),
        sink_(sink) {}

  // The items that are open; where the events go on after them.
  absl::StatusOr<event::Cursor> TellPresent() {
    ASSIGN_OR_RETURN(const event::Cursor cursor,
                     runtime_.events().Head(absl::Now() + kHeadTimeout));
    std::string after;
    while (true) {
      RETURN_IF_ERROR(sink_.Check());
      std::vector<v1::WorkItem> items;
      RETURN_IF_ERROR(ctx_.Read([&](runtime::ReadContext& read) -> absl::Status {
        items.clear();
        return read.txn().Query(kSnapshot, {shop_, after, kItemsAtOnce}, [&](const sql::Row& row) {
          return sql::ParseColumn(row, 1, items.emplace_back());
        });
      }));
      if (items.empty()) break;
      after = items.back().name();
      v1::WatchWorkItemsResponse response;
      for (v1::WorkItem& item : items) Take(std::move(item), response);
      if (!response.work_items().empty()) RETURN_IF_ERROR(sink_.Send(response));
    }
    v1::WatchWorkItemsResponse counted;
    AddCounts(counted);
    RETURN_IF_ERROR(sink_.Send(counted));
    return cursor;
  }

  absl::Status TellChanges(event::Cursor cursor) {
    while (true) {
      RETURN_IF_ERROR(sink_.Check());
      ASSIGN_OR_RETURN(event::Page page, runtime_.events().Read(shop_, cursor, kEventsAtOnce,
                                                                absl::Now() + kPatience));
      cursor = page.next;
      v1::WatchWorkItemsResponse response;
      for (const event::v1::Event& event : page.events) {
        v1::WorkItem item;
        if (!event.resource().UnpackTo(&item) || !IsWanted(item)) continue;
        if (event.deleted()) {
          Drop(item.name(), response);
        } else {
          Take(std::move(item), response);
        }
      }
      if (response.work_items().empty() && response.gone_names().empty()) continue;
      AddCounts(response);
      RETURN_IF_ERROR(sink_.Send(response));
    }
  }

 private:
  bool IsWanted(const v1::WorkItem& item) const {
    return (request_.role() == Role::ROLE_UNSPECIFIED || request_.role() == item.role()) &&
           (request_.kind().empty() || request_.kind() == item.kind());
  }

  void Take(v1::WorkItem item, v1::WatchWorkItemsResponse& response) {
    if (!IsWanted(item)) return;
    const List list(item.kind(), item.role());
    if (open_.emplace(item.name(), list).second) ++counts_[list];
    *response.add_work_items() = std::move(item);
  }

  void Drop(const std::string& name, v1::WatchWorkItemsResponse& response) {
    const auto found = open_.find(name);
    if (found != open_.end()) {
      --counts_[found->second];
      open_.erase(found);
    }
    response.add_gone_names(name);
  }

  void AddCounts(v1::WatchWorkItemsResponse& response) const {
    for (const auto& [list, open] : counts_) {
      v1::WorkCount& count = *response.add_counts();
      count.set_kind(list.first);
      count.set_role(list.second);
      count.set_open_count(open);
    }
  }

  runtime::Runtime& runtime_;
  runtime::WorkflowContext& ctx_;
  const v1::WatchWorkItemsRequest& request_;
  const std::string shop_;
  runtime::Sink<v1::WatchWorkItemsResponse> sink_;
  // The items that were told and are open.
  absl::flat_hash_map<std::string, List> open_;
  std::map<List, int64_t> counts_;
};

}  // namespace

absl::Status WatchWorkItems(runtime::WorkflowContext& ctx, const v1::WatchWorkItemsRequest& request,
                            runtime::Sink<v1::WatchWorkItemsResponse> sink,
                            runtime::Runtime& runtime) {
  Watch watch(runtime, ctx, request, sink);
  ASSIGN_OR_RETURN(event::Cursor cursor, watch.TellPresent());
  return watch.TellChanges(std::move(cursor));
}

}  // namespace shopdesk::work
