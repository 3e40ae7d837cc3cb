#include "libs/erasure/erasure.h"

#include <utility>

#include "absl/types/optional.h"
#include "libs/base/clock.h"
#include "libs/base/etag.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/runtime/count_events.h"
#include "libs/sql/message.h"

namespace shopdesk::erasure {
namespace {

constexpr sql::Statement kFind = {"erasure.find_erasure",
                                  "SELECT data FROM erasures WHERE name = $1"};
constexpr sql::Statement kLock = {"erasure.lock_erasure",
                                  "SELECT data, cursor FROM erasures WHERE name = $1 FOR UPDATE"};
constexpr sql::Statement kInsert = {
    "erasure.insert_erasure",
    "INSERT INTO erasures (name, shop, cursor, data) VALUES ($1, $2, '', $3)"
    " ON CONFLICT (name) DO NOTHING"};
constexpr sql::Statement kUpdate = {"erasure.update_erasure",
                                    "UPDATE erasures SET cursor = $2, data = $3 WHERE name = $1"};

// An erasure and where its next step begins.
struct Locked {
  v1::Erasure erasure;
  std::string cursor;
};

absl::StatusOr<Locked> Lock(sql::Transaction& txn, absl::string_view name) {
  Locked locked;
  ASSIGN_OR_RETURN(const bool found, txn.QueryOne(kLock, {name}, [&](const sql::Row& row) {
    locked.cursor = std::string(row.Text(1));
    return sql::ParseColumn(row, 0, locked.erasure);
  }));
  if (!found) return shopdesk::NotFoundError(name);
  return locked;
}

absl::Status Save(sql::Transaction& txn, Locked& locked) {
  v1::Erasure& erasure = locked.erasure;
  erasure.set_etag(MakeEtag(VersionOf(erasure.etag()) + 1));
  const std::string data = erasure.SerializeAsString();
  return txn.Execute(kUpdate, {erasure.name(), locked.cursor, sql::Blob{data}}).status();
}

}  // namespace

const sql::Statement kSnapshot = {
    "erasure.list_snapshot",
    "SELECT name, data FROM erasures WHERE shop = $1 AND name > $2 ORDER BY name LIMIT $3"};

absl::StatusOr<v1::Erasure> Begin(runtime::WriteContext& ctx, absl::string_view name,
                                  absl::string_view buyer, absl::Time create_time) {
  v1::Erasure erasure;
  erasure.set_name(std::string(name));
  erasure.set_etag(MakeEtag(1));
  erasure.set_state(v1::Erasure::RUNNING);
  erasure.set_buyer(std::string(buyer));
  *erasure.mutable_create_time() = ToProto(create_time);
  const std::string data = erasure.SerializeAsString();
  ASSIGN_OR_RETURN(const int64_t inserted,
                   ctx.txn().Execute(kInsert, {name, ShopOf(name), sql::Blob{data}}));
  if (inserted == 0) return sql::LoadMessage<v1::Erasure>(ctx.txn(), kFind, {name}, name);
  ctx.Schedule(kStepTimer, name, ctx.now());
  ctx.Emit(erasure, kBegunEvent);
  return erasure;
}

absl::Status TakeStep(runtime::WriteContext& ctx, const timer::Due& due, StepFn step) {
  ASSIGN_OR_RETURN(Locked locked, Lock(ctx.txn(), due.resource_name));
  v1::Erasure& erasure = locked.erasure;
  if (erasure.state() == v1::Erasure::DONE) return absl::OkStatus();
  if (locked.cursor.empty()) erasure.set_waiting_count(0);
  ASSIGN_OR_RETURN(Step taken, step(ctx, erasure, locked.cursor));
  erasure.set_erased_count(erasure.erased_count() + taken.erased);
  erasure.set_waiting_count(erasure.waiting_count() + taken.waiting);
  locked.cursor = std::move(taken.cursor);
  if (!locked.cursor.empty()) {
    ctx.Schedule(kStepTimer, erasure.name(), ctx.now());
  } else if (erasure.waiting_count() > 0) {
    ctx.Schedule(kStepTimer, erasure.name(), ctx.now() + kAgain);
  } else {
    erasure.set_state(v1::Erasure::DONE);
    *erasure.mutable_done_time() = ToProto(ctx.now());
  }
  RETURN_IF_ERROR(Save(ctx.txn(), locked));
  if (erasure.state() == v1::Erasure::DONE) ctx.Emit(erasure, kDoneEvent);
  return absl::OkStatus();
}

absl::Status GetErasure(runtime::ReadContext& ctx, const v1::GetErasureRequest& request,
                        v1::Erasure* response) {
  ASSIGN_OR_RETURN(
      *response, sql::LoadMessage<v1::Erasure>(ctx.txn(), kFind, {request.name()}, request.name()));
  return absl::OkStatus();
}

void Serve(rpc::Host& host) {
  rpc::Routes erasures = host.Service("shopdesk.erasure.v1.ErasureService");
  erasures.Read("GetErasure", GetErasure);
  runtime::CountEvents(host.runtime(), {kBegunEvent, kDoneEvent});
  host.runtime().AddSnapshot({v1::Erasure::descriptor(), kSnapshot});
}

}  // namespace shopdesk::erasure
