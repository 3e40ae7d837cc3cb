#include "libs/rpc/feed_service.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "libs/base/error.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "shopdesk/event/v1/event.pb.h"

namespace shopdesk::rpc {
namespace {

using event::v1::Event;
using event::v1::ReadEventsRequest;
using event::v1::ReadEventsResponse;
using event::v1::WatchEventsRequest;
using event::v1::WatchEventsResponse;

constexpr absl::Duration kHeartbeat = absl::Seconds(5);
// How often a waiting watcher looks whether its client has gone or the server stops.
constexpr absl::Duration kPatience = absl::Milliseconds(250);
// Clients take 4 MiB in a message unless told otherwise; a page is cut well below.
constexpr size_t kMaxPageBytes = 2 << 20;
constexpr int kSnapshotPage = 200;
constexpr int kWatchPage = 256;
constexpr char kAllShops[] = "-";

// The escaped shop id, or "-" for all.
absl::StatusOr<std::string> ShopOfParent(absl::string_view parent) {
  const std::string shop(ShopOf(parent));
  if (shop == kAllShops) return shop;
  static const NamePattern kShop("shops/{shop}");
  RETURN_IF_ERROR(kShop.Parse(parent, "parent").status());
  return shop;
}

// Moves as many events of the page to `out` as a message holds; the cursor to go on from.
int64_t TakeEvents(event::Page& page, google::protobuf::RepeatedPtrField<Event>& out) {
  size_t bytes = 0;
  for (Event& event : page.events) {
    bytes += event.ByteSizeLong();
    if (bytes > kMaxPageBytes && !out.empty()) return out.rbegin()->sequence();
    *out.Add() = std::move(event);
  }
  return page.next_cursor;
}

absl::Status ReadEvents(runtime::WorkflowContext& ctx, const ReadEventsRequest& request,
                        ReadEventsResponse* response, runtime::Runtime& runtime) {
  ASSIGN_OR_RETURN(const std::string shop, ShopOfParent(request.parent()));
  ASSIGN_OR_RETURN(const int size, PageSize(request.page_size(), event::kMaxPage, event::kMaxPage));
  const absl::Time no_wait = std::min(absl::Now(), ctx.call().deadline);
  ASSIGN_OR_RETURN(event::Page page, runtime.events().Read(shop, request.cursor(), size, no_wait));
  response->set_next_cursor(TakeEvents(page, *response->mutable_events()));
  response->set_head(page.head);
  return absl::OkStatus();
}

class Watch {
 public:
  Watch(runtime::Runtime& runtime, runtime::WorkflowContext& ctx, std::string shop,
        runtime::Sink<WatchEventsResponse> sink)
      : runtime_(runtime), ctx_(ctx), shop_(std::move(shop)), sink_(sink) {}

  // The present resources, each page a consistent snapshot not older than the returned cursor.
  absl::StatusOr<int64_t> StreamSnapshot() {
    ASSIGN_OR_RETURN(const int64_t head, runtime_.events().Head(absl::Now() + kHeartbeat));
    for (const runtime::SnapshotTable& table : runtime_.snapshots())
      RETURN_IF_ERROR(StreamTable(table));
    return head;
  }

  absl::Status StreamEvents(int64_t cursor) {
    absl::Time heartbeat = absl::Now() + kHeartbeat;
    WatchEventsResponse message;
    message.set_cursor(cursor);
    RETURN_IF_ERROR(sink_.Send(message));
    while (true) {
      RETURN_IF_ERROR(sink_.Check());
      const absl::Time until = std::min(heartbeat, absl::Now() + kPatience);
      ASSIGN_OR_RETURN(event::Page page, runtime_.events().Read(shop_, cursor, kWatchPage, until));
      message.Clear();
      cursor = TakeEvents(page, *message.mutable_events());
      if (message.events().empty() && absl::Now() < heartbeat) continue;
      message.set_cursor(cursor);
      RETURN_IF_ERROR(sink_.Send(message));
      heartbeat = absl::Now() + kHeartbeat;
    }
  }

 private:
  absl::Status StreamTable(const runtime::SnapshotTable& table) {
    const std::string type_url = absl::StrCat("type.googleapis.com/", table.type->full_name());
    std::string after;
    while (true) {
      RETURN_IF_ERROR(sink_.Check());
      WatchEventsResponse message;
      int rows = 0;
      size_t bytes = 0;
      RETURN_IF_ERROR(ctx_.Read([&](runtime::ReadContext& read) {
        const std::string start = after;
        return read.txn().Query(table.page, {shop_, start, kSnapshotPage},
                                [&](const sql::Row& row) -> absl::Status {
                                  ++rows;
                                  if (bytes > kMaxPageBytes) return absl::OkStatus();
                                  after = std::string(row.Text(0));
                                  bytes += row.Bytes(1).size();
                                  auto* resource = message.add_resources();
                                  resource->set_type_url(type_url);
                                  resource->set_value(std::string(row.Bytes(1)));
                                  return absl::OkStatus();
                                });
      }));
      if (rows == 0) return absl::OkStatus();
      RETURN_IF_ERROR(sink_.Send(message));
    }
  }

  runtime::Runtime& runtime_;
  runtime::WorkflowContext& ctx_;
  const std::string shop_;
  runtime::Sink<WatchEventsResponse> sink_;
};

absl::Status WatchEvents(runtime::WorkflowContext& ctx, const WatchEventsRequest& request,
                         runtime::Sink<WatchEventsResponse> sink, runtime::Runtime& runtime) {
  ASSIGN_OR_RETURN(std::string shop, ShopOfParent(request.parent()));
  if (request.snapshot() && absl::string_view(shop) == kAllShops) {
    return InvalidFieldError("parent", "must be one shop when snapshot is set");
  }
  Watch watch(runtime, ctx, std::move(shop), sink);
  int64_t cursor = request.cursor();
  if (request.snapshot()) {
    ASSIGN_OR_RETURN(cursor, watch.StreamSnapshot());
  }
  return watch.StreamEvents(cursor);
}

}  // namespace

void AddFeedService(Host& host) {
  Routes feed = host.Service("shopdesk.event.v1.EventFeed");
  feed.Inquire("ReadEvents", ReadEvents, host.runtime());
  feed.ReadStream("WatchEvents", WatchEvents, host.runtime());
}

}  // namespace shopdesk::rpc
