#include "libs/rpc/feed_service.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "libs/base/error.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "shopdesk/event/v1/event.grpc.pb.h"

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

absl::Status ReadEvents(WorkflowContext& ctx, const ReadEventsRequest& request,
                        ReadEventsResponse* response, Runtime& runtime) {
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
  Watch(Host& host, const grpc::CallbackServerContext& context, WorkflowContext& ctx,
        std::string shop, Sink<WatchEventsResponse> sink)
      : host_(host),
        runtime_(host.runtime()),
        context_(context),
        ctx_(ctx),
        shop_(std::move(shop)),
        sink_(sink) {}

  // The present resources, each page a consistent snapshot not older than the returned cursor.
  absl::StatusOr<int64_t> StreamSnapshot() {
    ASSIGN_OR_RETURN(const int64_t head, runtime_.events().Head(absl::Now() + kHeartbeat));
    for (const SnapshotTable& table : runtime_.snapshots()) RETURN_IF_ERROR(StreamTable(table));
    return head;
  }

  absl::Status StreamEvents(int64_t cursor) {
    absl::Time heartbeat = absl::Now() + kHeartbeat;
    WatchEventsResponse message;
    message.set_cursor(cursor);
    RETURN_IF_ERROR(sink_(message));
    while (true) {
      RETURN_IF_ERROR(CheckWanted());
      const absl::Time until = std::min(heartbeat, absl::Now() + kPatience);
      ASSIGN_OR_RETURN(event::Page page, runtime_.events().Read(shop_, cursor, kWatchPage, until));
      message.Clear();
      cursor = TakeEvents(page, *message.mutable_events());
      if (message.events().empty() && absl::Now() < heartbeat) continue;
      message.set_cursor(cursor);
      RETURN_IF_ERROR(sink_(message));
      heartbeat = absl::Now() + kHeartbeat;
    }
  }

 private:
  absl::Status CheckWanted() const {
    if (context_.IsCancelled()) return absl::CancelledError("the client has gone");
    if (host_.draining()) return UnavailableError("the server is stopping");
    if (absl::Now() >= ctx_.call().deadline) {
      return Error(absl::StatusCode::kDeadlineExceeded, "DEADLINE_EXCEEDED",
                   "the deadline of the stream has come");
    }
    return absl::OkStatus();
  }

  absl::Status StreamTable(const SnapshotTable& table) {
    const std::string type_url = absl::StrCat("type.googleapis.com/", table.type->full_name());
    std::string after;
    while (true) {
      RETURN_IF_ERROR(CheckWanted());
      WatchEventsResponse message;
      int rows = 0;
      size_t bytes = 0;
      RETURN_IF_ERROR(ctx_.Read([&](ReadContext& read) {
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
      RETURN_IF_ERROR(sink_(message));
    }
  }

  Host& host_;
  Runtime& runtime_;
  const grpc::CallbackServerContext& context_;
  WorkflowContext& ctx_;
  const std::string shop_;
  Sink<WatchEventsResponse> sink_;
};

absl::Status WatchEvents(WorkflowContext& ctx, const WatchEventsRequest& request,
                         Sink<WatchEventsResponse> sink, Host& host,
                         const grpc::CallbackServerContext& context) {
  ASSIGN_OR_RETURN(std::string shop, ShopOfParent(request.parent()));
  if (request.snapshot() && absl::string_view(shop) == kAllShops) {
    return InvalidFieldError("parent", "must be one shop when snapshot is set");
  }
  Watch watch(host, context, ctx, std::move(shop), sink);
  int64_t cursor = request.cursor();
  if (request.snapshot()) {
    ASSIGN_OR_RETURN(cursor, watch.StreamSnapshot());
  }
  return watch.StreamEvents(cursor);
}

class FeedService final : public event::v1::EventFeed::CallbackService {
 public:
  explicit FeedService(Host& host) : host_(host) {}

  grpc::ServerUnaryReactor* ReadEvents(grpc::CallbackServerContext* context,
                                       const ReadEventsRequest* request,
                                       ReadEventsResponse* response) override {
    return host_.Inquire(context, request, response, rpc::ReadEvents, host_.runtime());
  }
  grpc::ServerWriteReactor<WatchEventsResponse>* WatchEvents(
      grpc::CallbackServerContext* context, const WatchEventsRequest* request) override {
    return host_.ReadStream<WatchEventsResponse>(context, request, rpc::WatchEvents, host_,
                                                 *context);
  }

 private:
  Host& host_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeFeedService(Host& host) {
  return std::make_unique<FeedService>(host);
}

}  // namespace shopdesk::rpc
