#include "libs/work/service.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/privacy/mask.h"
#include "libs/sql/message.h"
#include "libs/work/store.h"
#include "libs/work/work.h"
#include "shopdesk/work/v1/work.grpc.pb.h"

namespace shopdesk::work {
namespace {

constexpr absl::Duration kLongestSnooze = absl::Hours(30 * 24);
constexpr absl::Duration kSampleTime = absl::Seconds(2);

// $1 now.
constexpr sql::Statement kFigures = {
    "work_figures",
    "SELECT kind, role, COUNT(name), COUNT(CASE WHEN due_ms < $1 THEN name END)"
    " FROM work_items GROUP BY kind, role"};

// $1 shop, $2 and $3 the last row's due time and name, $4 now, $5 kind, $6 handler, $7 limit; $8
// role.
#define SHOPDESK_WORK_LIST                                    \
  "SELECT due_ms, name, data FROM work_items WHERE shop = $1" \
  " AND (due_ms, name) > ($2, $3) AND hidden_ms <= $4"        \
  " AND ($5 = '' OR kind = $5) AND ($6 = '' OR handler = $6)"
constexpr sql::Statement kList = {"work_list",
                                  SHOPDESK_WORK_LIST " ORDER BY due_ms, name LIMIT $7"};
constexpr sql::Statement kListOfRole = {
    "work_list_of_role", SHOPDESK_WORK_LIST " AND role = $8 ORDER BY due_ms, name LIMIT $7"};
#undef SHOPDESK_WORK_LIST

// The item, locked, if the caller may change it: nobody else claimed it, or the caller leads.
absl::StatusOr<v1::WorkItem> LoadForChange(rpc::WriteContext& ctx, absl::string_view name) {
  ASSIGN_OR_RETURN(v1::WorkItem item, internal::Load(ctx.txn(), name, /*for_update=*/true));
  const std::string& role = ctx.actor().role();
  const bool leads = role == "lead" || role == "owner";
  if (!item.has_claimed_by() || leads || item.claimed_by().id() == ctx.actor().id()) return item;
  return Error(absl::StatusCode::kFailedPrecondition, "CLAIMED",
               absl::StrCat(name, " is claimed by ", item.claimed_by().id(),
                            "; let them release it, or a lead"),
               {{"resource", std::string(name)}, {"by", item.claimed_by().id()}});
}

absl::Status SaveAndEmit(rpc::WriteContext& ctx, v1::WorkItem& item, absl::string_view type,
                         v1::WorkItem* resp) {
  RETURN_IF_ERROR(internal::Save(ctx.txn(), item));
  ctx.Emit(item, type);
  *resp = std::move(item);
  return absl::OkStatus();
}

using Context = grpc::CallbackServerContext;
using Reactor = grpc::ServerUnaryReactor;

class Service final : public v1::WorkListService::CallbackService {
 public:
  explicit Service(rpc::Host& host) : host_(host) {}

  Reactor* ListWorkItems(Context* c, const v1::ListWorkItemsRequest* q,
                         v1::ListWorkItemsResponse* r) override {
    return host_.Query(c, q, r, work::ListWorkItems);
  }
  Reactor* GetWorkItem(Context* c, const v1::GetWorkItemRequest* q, v1::WorkItem* r) override {
    return host_.Read(c, q, r, work::GetWorkItem);
  }
  Reactor* ClaimWorkItem(Context* c, const v1::ClaimWorkItemRequest* q, v1::WorkItem* r) override {
    return host_.Write(c, q, r, work::ClaimWorkItem);
  }
  Reactor* ReleaseWorkItem(Context* c, const v1::ReleaseWorkItemRequest* q,
                           v1::WorkItem* r) override {
    return host_.Write(c, q, r, work::ReleaseWorkItem);
  }
  Reactor* SnoozeWorkItem(Context* c, const v1::SnoozeWorkItemRequest* q,
                          v1::WorkItem* r) override {
    return host_.Write(c, q, r, work::SnoozeWorkItem);
  }
  Reactor* FinishWorkItem(Context* c, const v1::FinishWorkItemRequest* q,
                          v1::WorkItem* r) override {
    return host_.Write(c, q, r, work::FinishWorkItem);
  }

 private:
  rpc::Host& host_;
};

// Keeps a gauge for each kind that was ever seen, so that one that is empty again shows 0.
class Figures {
 public:
  explicit Figures(rpc::Runtime& runtime) : runtime_(runtime) {}

  // Without an answer of the database the figures stay.
  void Sample() {
    std::map<Kind, Counts> present;
    const absl::Status status =
        runtime_.database().Read(absl::Now() + kSampleTime, [&](sql::Transaction& txn) {
          return txn.Query(kFigures, {ToMillis(runtime_.clock().Now())}, [&](const sql::Row& row) {
            present[{std::string(row.Text(0)), std::string(row.Text(1))}] = {row.Int(2),
                                                                             row.Int(3)};
            return absl::OkStatus();
          });
        });
    if (!status.ok()) return;
    for (const auto& [kind, gauges] : gauges_) present.try_emplace(kind);
    for (const auto& [kind, counts] : present) {
      const Gauges& gauges = Of(kind);
      gauges.open->Set(static_cast<double>(counts.open));
      gauges.overdue->Set(static_cast<double>(counts.overdue));
    }
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
    observe::Metrics& metrics = runtime_.metrics();
    return gauges_
        .emplace(kind, Gauges{&metrics.Gauge("shopdesk_work_items",
                                             "Work that waits for somebody, by kind.", labels),
                              &metrics.Gauge("shopdesk_work_items_overdue",
                                             "Of that, what is past its due time.", labels)})
        .first->second;
  }

  rpc::Runtime& runtime_;
  std::map<Kind, Gauges> gauges_;
};

}  // namespace

void PublishFigures(rpc::Runtime& runtime) {
  runtime.AddSampler([figures = std::make_shared<Figures>(runtime)] { figures->Sample(); });
}

void Serve(rpc::Server& server) {
  PublishFigures(server.runtime());
  server.runtime().AddSnapshot({v1::WorkItem::descriptor(), kSnapshot});
  server.Add(std::make_unique<Service>(server.host()));
}

absl::Status ListWorkItems(rpc::ReadContext& ctx, const v1::ListWorkItemsRequest& req,
                           v1::ListWorkItemsResponse* resp) {
  ASSIGN_OR_RETURN(const int size, PageSize(req.page_size(), 100, 1000));
  ASSIGN_OR_RETURN(const std::vector<std::string> key, ParsePageToken(req));
  int64_t due = std::numeric_limits<int64_t>::min();
  std::string name;
  if (!key.empty()) {
    if (key.size() != 2 || !absl::SimpleAtoi(key[0], &due)) {
      return InvalidFieldError("page_token", "is none of this list's");
    }
    name = key[1];
  }
  const int64_t hidden_to =
      req.show_snoozed() ? std::numeric_limits<int64_t>::max() : ToMillis(ctx.now());
  bool more = false;
  const auto add = [&](const sql::Row& row) {
    more = resp->work_items_size() == size;
    if (more) return absl::OkStatus();
    due = row.Int(0);
    name = std::string(row.Text(1));
    return sql::ParseColumn(row, 2, *resp->add_work_items());
  };
  const absl::string_view shop = ShopOf(req.parent());
  const std::string after = name;
  RETURN_IF_ERROR(
      req.role().empty()
          ? ctx.txn().Query(kList, {shop, due, after, hidden_to, req.kind(), req.agent(), size + 1},
                            add)
          : ctx.txn().Query(
                kListOfRole,
                {shop, due, after, hidden_to, req.kind(), req.agent(), size + 1, req.role()}, add));
  if (more) resp->set_next_page_token(MakePageToken(req, {absl::StrCat(due), name}));
  return absl::OkStatus();
}

absl::Status GetWorkItem(rpc::ReadContext& ctx, const v1::GetWorkItemRequest& req,
                         v1::WorkItem* resp) {
  ASSIGN_OR_RETURN(*resp, internal::Load(ctx.txn(), req.name(), /*for_update=*/false));
  return absl::OkStatus();
}

absl::Status ClaimWorkItem(rpc::WriteContext& ctx, const v1::ClaimWorkItemRequest& req,
                           v1::WorkItem* resp) {
  ASSIGN_OR_RETURN(v1::WorkItem item, LoadForChange(ctx, req.name()));
  if (item.has_claimed_by() && item.claimed_by().id() == ctx.actor().id()) {
    *resp = std::move(item);
    return absl::OkStatus();
  }
  *item.mutable_claimed_by() = ctx.actor();
  *item.mutable_claim_time() = ToProto(ctx.now());
  return SaveAndEmit(ctx, item, "work.claimed", resp);
}

absl::Status ReleaseWorkItem(rpc::WriteContext& ctx, const v1::ReleaseWorkItemRequest& req,
                             v1::WorkItem* resp) {
  ASSIGN_OR_RETURN(v1::WorkItem item, LoadForChange(ctx, req.name()));
  if (!item.has_claimed_by()) {
    *resp = std::move(item);
    return absl::OkStatus();
  }
  item.clear_claimed_by();
  item.clear_claim_time();
  return SaveAndEmit(ctx, item, "work.released", resp);
}

absl::Status SnoozeWorkItem(rpc::WriteContext& ctx, const v1::SnoozeWorkItemRequest& req,
                            v1::WorkItem* resp) {
  const absl::Time until = FromProto(req.snooze_time());
  if (until <= ctx.now() || until > ctx.now() + kLongestSnooze) {
    return InvalidFieldError("snooze_time", "must be later than now, by 30 days at most");
  }
  ASSIGN_OR_RETURN(v1::WorkItem item, LoadForChange(ctx, req.name()));
  *item.mutable_snooze_time() = req.snooze_time();
  return SaveAndEmit(ctx, item, "work.snoozed", resp);
}

absl::Status FinishWorkItem(rpc::WriteContext& ctx, const v1::FinishWorkItemRequest& req,
                            v1::WorkItem* resp) {
  ASSIGN_OR_RETURN(v1::WorkItem item, LoadForChange(ctx, req.name()));
  if (!item.by_hand()) {
    return Error(
        absl::StatusCode::kFailedPrecondition, "HAS_CAUSE",
        absl::StrCat(req.name(), " goes off the list when its cause does: see ", item.resource()),
        {{"resource", item.resource()}});
  }
  *item.mutable_finished_by() = ctx.actor();
  *item.mutable_finish_time() = ToProto(ctx.now());
  item.set_note(privacy::Mask(option::v1::PII_FREE_TEXT, req.note()));
  RETURN_IF_ERROR(internal::Remove(ctx.txn(), item.name()));
  ctx.Emit(item, "work.finished");
  *resp = std::move(item);
  return absl::OkStatus();
}

}  // namespace shopdesk::work
