#include "libs/rpc/feed_service.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "libs/base/countdown.h"
#include "libs/base/error.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/runtime/shops.h"
#include "shopdesk/event/v1/event.pb.h"

namespace shopdesk::rpc {
namespace {

using event::Cursor;
using event::v1::Event;
using event::v1::ListShopsRequest;
using event::v1::ListShopsResponse;
using event::v1::ReadEventsRequest;
using event::v1::ReadEventsResponse;
using event::v1::WatchEventsRequest;
using event::v1::WatchEventsResponse;
using google::protobuf::RepeatedPtrField;

constexpr absl::Duration kHeartbeat = absl::Seconds(5);
// How often a waiting watcher looks whether its client has gone or the server stops.
constexpr absl::Duration kPatience = absl::Milliseconds(250);
// Clients take 4 MiB in a message unless told otherwise; a page is cut well below.
constexpr size_t kMaxPageBytes = 2 << 20;
constexpr int kSnapshotPage = 200;
constexpr int kWatchPage = 256;
// Shops: usual, at most.
constexpr PageLimits kShopPage{100, 1000};
constexpr char kAllShops[] = "-";
constexpr char kTypeUrlPrefix[] = "type.googleapis.com/";

// The escaped shop id, or "-" for all.
absl::StatusOr<std::string> ShopOfParent(absl::string_view parent) {
  const std::string shop(ShopOf(parent));
  if (shop == kAllShops) return shop;
  static const NamePattern kShop("shops/{shop}");
  RETURN_IF_ERROR(kShop.Parse(parent, "parent").status());
  return shop;
}

// Which types of resources are wanted.
class TypeFilter {
 public:
  // INVALID_ARGUMENT for a type that this service hasn't.
  static absl::StatusOr<TypeFilter> Make(const runtime::Runtime& runtime,
                                         const RepeatedPtrField<std::string>& types) {
    TypeFilter filter;
    if (types.empty()) return filter;
    std::set<std::string> known;
    for (const runtime::SnapshotTable& table : runtime.snapshots()) {
      known.insert(table.type()->full_name());
    }
    for (const std::string& type : types) {
      if (known.count(type) == 0) {
        return InvalidFieldError(
            "types", absl::StrCat("\"", type, "\" is no resource of this service, which has ",
                                  absl::StrJoin(known, ", ")));
      }
      filter.types_.insert(type);
    }
    return filter;
  }

  bool Has(const std::string& type) const { return types_.empty() || types_.count(type) > 0; }
  bool Has(const Event& event) const {
    return types_.empty() || types_.count(std::string(absl::StripPrefix(event.resource().type_url(),
                                                                        kTypeUrlPrefix))) > 0;
  }

 private:
  std::set<std::string> types_;
};

// Moves as many wanted events of the page to `out` as a message holds; the cursor to go on from.
Cursor TakeEvents(event::Page& page, const TypeFilter& filter, RepeatedPtrField<Event>& out) {
  size_t bytes = 0;
  Cursor taken_to;
  for (Event& event : page.events) {
    const Cursor after(event.sequence(), event.id());
    if (filter.Has(event)) {
      bytes += event.ByteSizeLong();
      if (bytes > kMaxPageBytes && !out.empty()) return taken_to;
      *out.Add() = std::move(event);
    }
    taken_to = after;
  }
  return page.next;
}

absl::Status ReadEvents(runtime::WorkflowContext& ctx, const ReadEventsRequest& request,
                        ReadEventsResponse* response, runtime::Runtime& runtime) {
  ASSIGN_OR_RETURN(const std::string shop, ShopOfParent(request.parent()));
  ASSIGN_OR_RETURN(const int size, PageSize(request.page_size(), event::kMaxPage, event::kMaxPage));
  ASSIGN_OR_RETURN(const TypeFilter filter, TypeFilter::Make(runtime, request.types()));
  const absl::Time no_wait = std::min(absl::Now(), ctx.call().deadline);
  ASSIGN_OR_RETURN(
      event::Page page,
      runtime.events().Read(shop, Cursor(request.cursor(), request.cursor_id()), size, no_wait));
  const Cursor next = TakeEvents(page, filter, *response->mutable_events());
  response->set_next_cursor(next.sequence);
  response->set_next_cursor_id(next.id);
  response->set_head(page.head);
  response->set_log_id(page.log_id);
  return absl::OkStatus();
}

// How far a snapshot has come.
struct SnapshotPosition {
  // Where the events go on after it.
  Cursor cursor;
  // The full name of the type, and the place in its table.
  std::string type;
  std::string after;
};

class Watch {
 public:
  Watch(runtime::Runtime& runtime, runtime::WorkflowContext& ctx, const WatchEventsRequest& request,
        std::string shop, TypeFilter filter, runtime::Sink<WatchEventsResponse> sink)
      : runtime_(runtime),
        ctx_(ctx),
        request_(request),
        shop_(std::move(shop)),
        filter_(std::move(filter)),
        sink_(sink) {}

  // The present resources, each page a consistent snapshot not older than the returned cursor.
  absl::StatusOr<Cursor> StreamSnapshot() {
    ASSIGN_OR_RETURN(SnapshotPosition position, Begin());
    bool passed = position.type.empty();
    for (const runtime::SnapshotTable& table : runtime_.snapshots()) {
      const std::string& type = table.type()->full_name();
      if (!passed && type != position.type) continue;
      if (passed) position.after.clear();
      passed = true;
      position.type = type;
      if (filter_.Has(type)) RETURN_IF_ERROR(StreamTable(table, position));
    }
    return position.cursor;
  }

  absl::Status StreamEvents(Cursor cursor) {
    // What is there already; an error of the cursor comes before anything else.
    ASSIGN_OR_RETURN(event::Page page,
                     runtime_.events().Read(shop_, cursor, kWatchPage, absl::InfinitePast()));
    RETURN_IF_ERROR(SendCursor({}, cursor, page));
    Countdown heartbeat(kHeartbeat);
    while (true) {
      WatchEventsResponse message;
      cursor = TakeEvents(page, filter_, *message.mutable_events());
      if (!message.events().empty() || heartbeat.over()) {
        RETURN_IF_ERROR(SendCursor(std::move(message), cursor, page));
        heartbeat = Countdown(kHeartbeat);
      }
      RETURN_IF_ERROR(sink_.Check());
      ASSIGN_OR_RETURN(page,
                       runtime_.events().Read(shop_, cursor, kWatchPage,
                                              absl::Now() + std::min(heartbeat.left(), kPatience)));
    }
  }

 private:
  absl::Status SendCursor(WatchEventsResponse message, const Cursor& cursor,
                          const event::Page& page) {
    message.set_cursor(cursor.sequence);
    message.set_cursor_id(cursor.id);
    message.set_log_id(page.log_id);
    return sink_.Send(message);
  }

  // Where the request wants to go on; a new snapshot begins at the present head.
  absl::StatusOr<SnapshotPosition> Begin() {
    ASSIGN_OR_RETURN(const std::vector<std::string> key, ParsePageToken(request_));
    SnapshotPosition position;
    if (key.empty()) {
      ASSIGN_OR_RETURN(position.cursor, runtime_.events().Head(absl::Now() + kHeartbeat));
      return position;
    }
    if (key.size() != 4 || !absl::SimpleAtoi(key[0], &position.cursor.sequence) ||
        position.cursor.sequence < 0 || !filter_.Has(key[2])) {
      return BadPageTokenError();
    }
    position.cursor.id = key[1];
    position.type = key[2];
    position.after = key[3];
    return position;
  }

  absl::Status StreamTable(const runtime::SnapshotTable& table, SnapshotPosition& position) {
    while (true) {
      RETURN_IF_ERROR(sink_.Check());
      WatchEventsResponse message;
      std::string last;
      RETURN_IF_ERROR(ctx_.Read([&](runtime::ReadContext& read) {
        message.Clear();
        last = position.after;
        return ReadPage(read.txn(), table, position.after, last, message);
      }));
      if (message.resources().empty()) return absl::OkStatus();
      position.after = std::move(last);
      message.set_next_page_token(
          MakePageToken(request_, {absl::StrCat(position.cursor.sequence), position.cursor.id,
                                   position.type, position.after}));
      RETURN_IF_ERROR(sink_.Send(message));
    }
  }

  absl::Status ReadPage(sql::Transaction& txn, const runtime::SnapshotTable& table,
                        const std::string& after, std::string& last, WatchEventsResponse& message) {
    const std::string type_url = absl::StrCat(kTypeUrlPrefix, table.type()->full_name());
    size_t bytes = 0;
    return table.page()(txn, shop_, after, kSnapshotPage,
                        [&](absl::string_view position, absl::string_view serialized) {
                          bytes += serialized.size();
                          if (bytes > kMaxPageBytes && !message.resources().empty()) {
                            return absl::OkStatus();
                          }
                          last = std::string(position);
                          auto* resource = message.add_resources();
                          resource->set_type_url(type_url);
                          resource->set_value(std::string(serialized));
                          return absl::OkStatus();
                        });
  }

  runtime::Runtime& runtime_;
  runtime::WorkflowContext& ctx_;
  const WatchEventsRequest& request_;
  const std::string shop_;
  const TypeFilter filter_;
  runtime::Sink<WatchEventsResponse> sink_;
};

absl::Status WatchEvents(runtime::WorkflowContext& ctx, const WatchEventsRequest& request,
                         runtime::Sink<WatchEventsResponse> sink, runtime::Runtime& runtime) {
  ASSIGN_OR_RETURN(std::string shop, ShopOfParent(request.parent()));
  ASSIGN_OR_RETURN(TypeFilter filter, TypeFilter::Make(runtime, request.types()));
  if (request.snapshot() && absl::string_view(shop) == kAllShops) {
    return InvalidFieldError("parent", "must be one shop when snapshot is set");
  }
  if (!request.snapshot() && !request.page_token().empty()) {
    return InvalidFieldError("page_token", "goes with snapshot; set cursor to go on with events");
  }
  Watch watch(runtime, ctx, request, std::move(shop), std::move(filter), sink);
  Cursor cursor(request.cursor(), request.cursor_id());
  if (request.snapshot()) {
    ASSIGN_OR_RETURN(cursor, watch.StreamSnapshot());
  }
  return watch.StreamEvents(cursor);
}

// The shops after `after` that the caller may name, `limit` of them at most.
absl::StatusOr<std::vector<std::string>> ShopsOfCaller(runtime::ReadContext& ctx, std::string after,
                                                       int limit) {
  const auto& own = ctx.call().shops;
  std::vector<std::string> shops;
  while (true) {
    ASSIGN_OR_RETURN(std::vector<std::string> page, runtime::ListShops(ctx.txn(), after, limit));
    const bool last = static_cast<int>(page.size()) < limit;
    if (!page.empty()) after = page.back();
    for (std::string& shop : page) {
      if (own != nullptr && !own->contains(shop)) continue;
      shops.push_back(std::move(shop));
      if (static_cast<int>(shops.size()) == limit) return shops;
    }
    if (last) return shops;
  }
}

absl::Status ListShops(runtime::ReadContext& ctx, const ListShopsRequest& request,
                       ListShopsResponse* response) {
  using Key = PageKey<std::string>;
  RETURN_IF_ERROR(ListPage(
      request, kShopPage, Key(),
      [&](const Key& after, int limit) { return ShopsOfCaller(ctx, std::get<0>(after), limit); },
      [](const std::string& shop) { return Key(shop); }, *response, *response->mutable_shops()));
  for (std::string& shop : *response->mutable_shops()) shop = absl::StrCat("shops/", shop);
  return absl::OkStatus();
}

}  // namespace

void AddFeedService(Host& host) {
  Routes feed = host.Service("shopdesk.event.v1.EventFeed");
  feed.Inquire("ReadEvents", ReadEvents, host.runtime());
  feed.ReadStream("WatchEvents", WatchEvents, host.runtime());
  feed.Query("ListShops", ListShops);
}

}  // namespace shopdesk::rpc
