#include "libs/work/service.h"

#include <limits>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/role.h"
#include "libs/base/status_macros.h"
#include "libs/privacy/mask.h"
#include "libs/runtime/count_events.h"
#include "libs/runtime/sampler.h"
#include "libs/runtime/shops.h"
#include "libs/sql/message.h"
#include "libs/work/events.h"
#include "libs/work/store.h"
#include "libs/work/watch.h"
#include "libs/work/work.h"
#include "shopdesk/work/v1/work.pb.h"

namespace shopdesk::work {

const sql::Statement internal::kCountItems = {
    "work.count_items",
    "SELECT kind, role, COUNT(name), COUNT(CASE WHEN due_ms < $1 THEN name END)"
    " FROM work_items GROUP BY kind, role"};

namespace {

// Rows of a work list.
constexpr PageLimits kWorkItemPage{100, 1000};

// In the names of items.
constexpr char kItems[] = "/workItems/";
constexpr int kShopsAtOnce = 500;

constexpr absl::Duration kLongestSnooze = absl::Hours(30 * 24);
constexpr absl::Duration kFiguresAge = absl::Minutes(1);

// $1 shop, $2 and $3 the last row's due time and name, $4 now, $5 kind, $6 handler, $7 limit; $8
// role.
#define SHOPDESK_WORK_LIST                             \
  "SELECT data FROM work_items WHERE shop = $1"        \
  " AND (due_ms, name) > ($2, $3) AND hidden_ms <= $4" \
  " AND ($5 = '' OR kind = $5) AND ($6 = '' OR handler = $6)"
constexpr sql::Statement kList = {"work.list_items",
                                  SHOPDESK_WORK_LIST " ORDER BY due_ms, name LIMIT $7"};
constexpr sql::Statement kListOfRole = {
    "work.list_items_of_role", SHOPDESK_WORK_LIST " AND role = $8 ORDER BY due_ms, name LIMIT $7"};
#undef SHOPDESK_WORK_LIST

// By hand too: what a person did otherwise is never released.
constexpr Kind kParkedEvent = {"parked_event", Role::LEAD,
                               "Release what could not be applied, or do it by hand",
                               /*by_hand=*/true};
constexpr Kind kParkedTimer = {"parked_timer", Role::LEAD,
                               "Release what failed when it was due, or do it by hand",
                               /*by_hand=*/true};

// Nobody can tell by machine what the lost past had made happen.
constexpr Kind kLogReplaced = {"log_replaced", Role::LEAD,
                               "Look at what was done for events that are gone",
                               /*by_hand=*/true};

// The item, locked, if the caller may change it: nobody else claimed it, or the caller leads.
absl::StatusOr<v1::WorkItem> LoadForChange(runtime::WriteContext& ctx, absl::string_view name) {
  ASSIGN_OR_RETURN(v1::WorkItem item, internal::Load(ctx.txn(), name, /*for_update=*/true));
  const bool own = item.claimed_by().id() == ctx.actor().id();
  if (!item.has_claimed_by() || own || Leads(ctx.actor().role())) return item;
  return Error(absl::StatusCode::kFailedPrecondition, "CLAIMED",
               absl::StrCat(name, " is claimed by ", item.claimed_by().id(),
                            "; let them release it, or a lead"),
               {{"resource", std::string(name)}, {"by", item.claimed_by().id()}});
}

absl::Status SaveAndEmit(runtime::WriteContext& ctx, v1::WorkItem& item, absl::string_view type,
                         v1::WorkItem* response) {
  RETURN_IF_ERROR(internal::Save(ctx.txn(), item));
  ctx.Emit(item, type);
  *response = std::move(item);
  return absl::OkStatus();
}

// Keeps a gauge for each kind that was ever seen, so that one that is empty again shows 0.
class Figures {
 public:
  explicit Figures(observe::Metrics& metrics) : metrics_(metrics) {}

  absl::Status Sample(runtime::ReadContext& ctx) {
    std::map<Kind, Counts> present;
    RETURN_IF_ERROR(
        ctx.txn().Query(internal::kCountItems, {ToMillis(ctx.now())}, [&](const sql::Row& row) {
          present[{std::string(row.Text(0)), std::string(row.Text(1))}] = {row.Int(2), row.Int(3)};
          return absl::OkStatus();
        }));
    for (const auto& [kind, gauges] : gauges_) present.try_emplace(kind);
    for (const auto& [kind, counts] : present) {
      const Gauges& gauges = Of(kind);
      gauges.open->Set(static_cast<double>(counts.open));
      gauges.overdue->Set(static_cast<double>(counts.overdue));
    }
    return absl::OkStatus();
  }

 private:
  struct Kind {
    std::string name;
    std::string role;
    auto operator<=>(const Kind&) const = default;
  };
  struct Counts {
    int64_t open = 0;
    int64_t overdue = 0;
  };
  struct Gauges {
    prometheus::Gauge* open;
    prometheus::Gauge* overdue;
  };

  const Gauges& Of(const Kind& kind) {
    const auto found = gauges_.find(kind);
    if (found != gauges_.end()) return found->second;
    const observe::Labels labels = {{"kind", kind.name}, {"role", kind.role}};
    return gauges_
        .emplace(kind,
                 Gauges{&metrics_.Gauge("shopdesk_work_items",
                                        "Work that waits for somebody, by kind. Every replica "
                                        "tells the same: take max.",
                                        labels),
                        &metrics_.Gauge("shopdesk_work_items_overdue",
                                        "Of that, what is past its due time. Every replica tells "
                                        "the same: take max.",
                                        labels)})
        .first->second;
  }

  observe::Metrics& metrics_;
  std::map<Kind, Gauges> gauges_;
};

}  // namespace

std::function<void()> Sampler(runtime::Runtime& runtime, absl::Duration age) {
  return runtime::Sampler(runtime, age,
                          [figures = std::make_shared<Figures>(runtime.metrics())](
                              runtime::ReadContext& ctx) { return figures->Sample(ctx); });
}

namespace {

absl::Status ForEachShop(runtime::WriteContext& ctx,
                         absl::FunctionRef<absl::Status(const std::string&)> fn) {
  std::string after;
  while (true) {
    ASSIGN_OR_RETURN(const std::vector<std::string> shops,
                     runtime::ListShops(ctx.txn(), after, kShopsAtOnce));
    for (const std::string& shop : shops) RETURN_IF_ERROR(fn(shop));
    if (shops.size() < static_cast<size_t>(kShopsAtOnce)) return absl::OkStatus();
    after = shops.back();
  }
}

}  // namespace

void ShowParked(runtime::Runtime& runtime) {
  using What = runtime::ParkingListener::What;
  const auto kind_of = [](What what) { return what == What::kEvent ? kParkedEvent : kParkedTimer; };
  runtime.ListenToParking(
      {.parked =
           [kind_of](runtime::WriteContext& ctx, What what, const std::string& resource) {
             // An item about an item, and so on, would never end.
             if (absl::StrContains(resource, kItems)) return absl::OkStatus();
             return Open(ctx, kind_of(what), {.resource = resource, .due = ctx.now()});
           },
       .released = [kind_of](
                       runtime::WriteContext& ctx, What what,
                       const std::string& resource) { return Close(ctx, kind_of(what), resource); },
       .stopped =
           [](runtime::WriteContext& ctx, const std::string& follower) {
             return ForEachShop(ctx, [&](const std::string& shop) {
               return Open(
                   ctx, kLogReplaced,
                   {.resource = absl::StrCat("shops/", shop, "/followers/", EscapeId(follower)),
                    .due = ctx.now()});
             });
           }});
}

void Serve(rpc::Host& host) {
  ShowParked(host.runtime());
  host.runtime().AddSampler(Sampler(host.runtime(), kFiguresAge));
  runtime::CountEvents(host.runtime(), events::kAll);
  host.runtime().AddSnapshot({v1::WorkItem::descriptor(), kSnapshot});
  rpc::Routes items = host.Service("shopdesk.work.v1.WorkListService");
  items.Query("ListWorkItems", ListWorkItems);
  items.ReadStream("WatchWorkItems", WatchWorkItems, host.runtime());
  items.Read("GetWorkItem", GetWorkItem);
  items.Write("ClaimWorkItem", ClaimWorkItem);
  items.Write("ReleaseWorkItem", ReleaseWorkItem);
  items.Write("SnoozeWorkItem", SnoozeWorkItem);
  items.Write("FinishWorkItem", FinishWorkItem);
}

absl::Status ListWorkItems(runtime::ReadContext& ctx, const v1::ListWorkItemsRequest& request,
                           v1::ListWorkItemsResponse* response) {
  using Key = PageKey<int64_t, std::string>;
  const absl::string_view shop = ShopOf(request.parent());
  const int64_t hidden_to =
      request.show_snoozed() ? std::numeric_limits<int64_t>::max() : ToMillis(ctx.now());
  const auto list = [&](const Key& after, int limit) {
    const auto& [due, name] = after;
    return request.role() == Role::ROLE_UNSPECIFIED
               ? sql::ListMessages<v1::WorkItem>(
                     ctx.txn(), kList,
                     {shop, due, name, hidden_to, request.kind(), request.agent(), limit})
               : sql::ListMessages<v1::WorkItem>(
                     ctx.txn(), kListOfRole,
                     {shop, due, name, hidden_to, request.kind(), request.agent(), limit,
                      RoleName(request.role())});
  };
  const auto key_of = [](const v1::WorkItem& item) {
    return Key(internal::DueMillis(item), item.name());
  };
  return ListPage(request, kWorkItemPage, Key(std::numeric_limits<int64_t>::min(), ""), list,
                  key_of, *response, *response->mutable_work_items());
}

absl::Status GetWorkItem(runtime::ReadContext& ctx, const v1::GetWorkItemRequest& request,
                         v1::WorkItem* response) {
  ASSIGN_OR_RETURN(*response, internal::Load(ctx.txn(), request.name(), /*for_update=*/false));
  return absl::OkStatus();
}

absl::Status ClaimWorkItem(runtime::WriteContext& ctx, const v1::ClaimWorkItemRequest& request,
                           v1::WorkItem* response) {
  ASSIGN_OR_RETURN(v1::WorkItem item, LoadForChange(ctx, request.name()));
  if (item.has_claimed_by() && item.claimed_by().id() == ctx.actor().id()) {
    *response = std::move(item);
    return absl::OkStatus();
  }
  *item.mutable_claimed_by() = ctx.actor();
  *item.mutable_claim_time() = ToProto(ctx.now());
  return SaveAndEmit(ctx, item, events::kClaimed, response);
}

absl::Status ReleaseWorkItem(runtime::WriteContext& ctx, const v1::ReleaseWorkItemRequest& request,
                             v1::WorkItem* response) {
  ASSIGN_OR_RETURN(v1::WorkItem item, LoadForChange(ctx, request.name()));
  if (!item.has_claimed_by()) {
    *response = std::move(item);
    return absl::OkStatus();
  }
  item.clear_claimed_by();
  item.clear_claim_time();
  return SaveAndEmit(ctx, item, events::kReleased, response);
}

absl::Status SnoozeWorkItem(runtime::WriteContext& ctx, const v1::SnoozeWorkItemRequest& request,
                            v1::WorkItem* response) {
  const absl::Time until = FromProto(request.snooze_time());
  if (until <= ctx.now() || until > ctx.now() + kLongestSnooze) {
    return InvalidFieldError("snooze_time", "must be later than now, by 30 days at most");
  }
  ASSIGN_OR_RETURN(v1::WorkItem item, LoadForChange(ctx, request.name()));
  *item.mutable_snooze_time() = request.snooze_time();
  return SaveAndEmit(ctx, item, events::kSnoozed, response);
}

absl::Status FinishWorkItem(runtime::WriteContext& ctx, const v1::FinishWorkItemRequest& request,
                            v1::WorkItem* response) {
  ASSIGN_OR_RETURN(v1::WorkItem item, LoadForChange(ctx, request.name()));
  if (!item.by_hand()) {
    return Error(absl::StatusCode::kFailedPrecondition, "HAS_CAUSE",
                 absl::StrCat(request.name(), " goes off the list when its cause does: see ",
                              item.resource()),
                 {{"resource", item.resource()}});
  }
  *item.mutable_finished_by() = ctx.actor();
  *item.mutable_finish_time() = ToProto(ctx.now());
  item.set_note(privacy::Mask(option::v1::PII_FREE_TEXT, request.note()));
  RETURN_IF_ERROR(internal::Remove(ctx.txn(), item.name()).status());
  ctx.EmitDeleted(item, events::kFinished);
  *response = std::move(item);
  return absl::OkStatus();
}

}  // namespace shopdesk::work
