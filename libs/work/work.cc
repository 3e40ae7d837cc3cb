#include "libs/work/work.h"

#include <limits>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "google/protobuf/util/message_differencer.h"
#include "libs/base/clock.h"
#include "libs/base/etag.h"
#include "libs/base/resource_name.h"
#include "libs/base/role.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"
#include "libs/work/events.h"
#include "libs/work/store.h"

namespace shopdesk::work {
namespace {

constexpr sql::Statement kInsert = {
    "work.insert_item",
    "INSERT INTO work_items (name, shop, role, kind, due_ms, hidden_ms, handler, data)"
    " VALUES ($1, $2, $3, $4, $5, 0, $6, $7) ON CONFLICT (name) DO NOTHING"};
constexpr sql::Statement kDelete = {"work.delete_item",
                                    "DELETE FROM work_items WHERE name = $1 RETURNING data"};
constexpr sql::Statement kFind = {"work.get_item", "SELECT data FROM work_items WHERE name = $1"};
constexpr sql::Statement kFindForUpdate = {
    "work.lock_item", "SELECT data FROM work_items WHERE name = $1 FOR UPDATE"};
constexpr sql::Statement kUpdate = {
    "work.update_item",
    "UPDATE work_items SET due_ms = $2, hidden_ms = $3, handler = $4, data = $5 WHERE name = $1"};

// Whose it is: who claimed it, else who is in charge.
const std::string& HandlerOf(const v1::WorkItem& item) {
  return item.has_claimed_by() ? item.claimed_by().id() : item.agent();
}

void Describe(const Kind& kind, const Subject& subject, v1::WorkItem& item) {
  item.set_summary(subject.summary.empty() ? kind.summary : subject.summary);
  item.set_resource(subject.resource);
  item.set_buyer(subject.buyer);
  item.set_order(subject.order);
  item.set_agent(subject.agent);
  item.clear_due_time();
  if (subject.due != absl::InfiniteFuture()) *item.mutable_due_time() = ToProto(subject.due);
}

}  // namespace

const sql::Statement kSnapshot = {
    "work.list_snapshot",
    "SELECT name, data FROM work_items WHERE shop = $1 AND name > $2 ORDER BY name LIMIT $3"};

absl::Status Open(runtime::WriteContext& ctx, const Kind& kind, const Subject& subject) {
  sql::Transaction& txn = ctx.txn();
  v1::WorkItem item;
  item.set_name(internal::NameOf(kind.name, subject.resource));
  item.set_etag(MakeEtag(1));
  item.set_kind(kind.name);
  item.set_role(kind.role);
  item.set_by_hand(kind.by_hand);
  Describe(kind, subject, item);
  *item.mutable_create_time() = ToProto(ctx.now());
  ASSIGN_OR_RETURN(const int64_t inserted,
                   txn.Execute(kInsert, {item.name(), ShopOf(item.name()), RoleName(kind.role),
                                         kind.name, internal::DueMillis(item), HandlerOf(item),
                                         sql::Blob{item.SerializeAsString()}}));
  if (inserted == 1) {
    ctx.Emit(item, events::kOpened);
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const v1::WorkItem before,
                   internal::Load(txn, item.name(), /*for_update=*/true));
  item = before;
  Describe(kind, subject, item);
  if (google::protobuf::util::MessageDifferencer::Equals(before, item)) return absl::OkStatus();
  RETURN_IF_ERROR(internal::Save(txn, item));
  ctx.Emit(item, events::kUpdated);
  return absl::OkStatus();
}

absl::Status Close(runtime::WriteContext& ctx, const Kind& kind, absl::string_view resource) {
  ASSIGN_OR_RETURN(const absl::optional<v1::WorkItem> gone,
                   internal::Remove(ctx.txn(), internal::NameOf(kind.name, resource)));
  if (gone.has_value()) ctx.EmitDeleted(*gone, events::kClosed);
  return absl::OkStatus();
}

namespace internal {

std::string NameOf(absl::string_view kind, absl::string_view resource) {
  const std::string shop = ShopNameOf(resource);
  return absl::StrCat(shop, "/workItems/",
                      EscapeId(absl::StrCat(kind, ".", absl::StripPrefix(resource, shop + "/"))));
}

int64_t DueMillis(const v1::WorkItem& item) {
  return item.has_due_time() ? ToMillis(FromProto(item.due_time()))
                             : std::numeric_limits<int64_t>::max();
}

absl::StatusOr<v1::WorkItem> Load(sql::Transaction& txn, absl::string_view name, bool for_update) {
  return sql::LoadMessage<v1::WorkItem>(txn, for_update ? kFindForUpdate : kFind, {name}, name);
}

absl::Status Save(sql::Transaction& txn, v1::WorkItem& item) {
  item.set_etag(MakeEtag(VersionOf(item.etag()) + 1));
  const int64_t hidden = item.has_snooze_time() ? ToMillis(FromProto(item.snooze_time())) : 0;
  ASSIGN_OR_RETURN(const int64_t saved,
                   txn.Execute(kUpdate, {item.name(), DueMillis(item), hidden, HandlerOf(item),
                                         sql::Blob{item.SerializeAsString()}}));
  return sql::CheckOneRow(saved, item.name());
}

absl::StatusOr<absl::optional<v1::WorkItem>> Remove(sql::Transaction& txn, absl::string_view name) {
  return sql::FindMessage<v1::WorkItem>(txn, kDelete, {name});
}

}  // namespace internal
}  // namespace shopdesk::work
