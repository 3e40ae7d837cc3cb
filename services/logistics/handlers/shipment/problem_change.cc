#include "services/logistics/handlers/shipment/problem_change.h"

#include <algorithm>
#include <initializer_list>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/logistics/domain/problem/problem_parcel.h"
#include "services/logistics/domain/shop/events.h"
#include "services/logistics/domain/shop/names.h"
#include "services/logistics/handlers/shop/policy.h"
#include "services/logistics/handlers/shop/work_kinds.h"
#include "services/logistics/store/problem/problem_parcel.h"
#include "services/logistics/store/tracking/tracking_event.h"

namespace shopdesk::logistics::handlers {
namespace {

using v1::ProblemParcel;

// An order has few problems that are over; looked at, the newest first.
constexpr int kMostEnded = 100;

absl::Status SaveNamed(runtime::WriteContext& ctx, absl::string_view problem_name,
                       store::ShipmentRow& row) {
  row.shipment.set_open_problem(std::string(problem_name));
  *row.shipment.mutable_update_time() = ToProto(ctx.now());
  RETURN_IF_ERROR(store::SaveShipment(ctx.txn(), row));
  ctx.Emit(row.shipment, events::kShipmentUpdated);
  return absl::OkStatus();
}

absl::Status TellProblem(runtime::WriteContext& ctx, ProblemParcel::State before,
                         const ProblemParcel& problem) {
  ctx.Emit(problem, domain::ProblemEvent(before, problem.state()));
  if (problem.state() == ProblemParcel::CLOSED) {
    ctx.Cancel(kProblemDeadline, problem.name());
    return work::Close(ctx, kProblemParcel, problem.name());
  }
  const absl::Time deadline = FromProto(problem.deadline_time());
  ctx.Schedule(kProblemDeadline, problem.name(), deadline);
  return work::Open(ctx, kProblemParcel,
                    {.resource = problem.name(),
                     .buyer = problem.buyer(),
                     .order = problem.order(),
                     .agent = problem.owner(),
                     .due = deadline});
}

bool WaitsForPickup(const v1::Shipment& shipment) {
  return shipment.status() == v1::TrackingStatus::AVAILABLE_FOR_PICKUP &&
         domain::MayBeProblem(shipment);
}

absl::Status WatchPickup(runtime::WriteContext& ctx, const v1::Shipment& shipment) {
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(shipment.name())));
  ctx.Schedule(kPickupTimer, shipment.name(),
               ctx.now() + absl::Seconds(policy.problem_pickup_seconds()));
  return absl::OkStatus();
}

std::string NameOf(absl::string_view shipment_name,
                   std::initializer_list<absl::string_view> parts) {
  return domain::ProblemParcelName(ShopOf(shipment_name), DerivedId(parts));
}

absl::StatusOr<ProblemParcel> OpenNamed(runtime::WriteContext& ctx, store::ShipmentRow& row,
                                        ProblemParcel::Reason reason, absl::string_view note,
                                        absl::string_view owner, absl::string_view name) {
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(row.shipment.name())));
  ProblemParcel problem = domain::MakeProblem(row.shipment, reason, policy, name, ctx.now());
  problem.set_note(std::string(note));
  problem.set_owner(std::string(owner));
  *problem.mutable_actor() = ctx.actor();
  RETURN_IF_ERROR(store::InsertProblemParcel(ctx.txn(), problem));
  RETURN_IF_ERROR(SaveNamed(ctx, problem.name(), row));
  RETURN_IF_ERROR(TellProblem(ctx, ProblemParcel::STATE_UNSPECIFIED, problem));
  return problem;
}

// When the last problem of the shipment ended; infinite past if it had none.
absl::StatusOr<absl::Time> LastEnd(runtime::WriteContext& ctx, const v1::Shipment& shipment) {
  const store::ProblemParcelFilter ended = {std::string(LastSegment(shipment.order())),
                                            ProblemParcel::CLOSED};
  ASSIGN_OR_RETURN(const std::vector<ProblemParcel> problems,
                   store::ListProblemParcels(ctx.txn(), ShopOf(shipment.name()), ended,
                                             store::kNewest, kMostEnded));
  absl::Time last = absl::InfinitePast();
  for (const ProblemParcel& problem : problems) {
    if (problem.shipment() != shipment.name()) continue;
    last = std::max(last, FromProto(problem.end_time()));
  }
  return last;
}

}  // namespace

absl::StatusOr<ProblemParcel> OpenProblem(runtime::WriteContext& ctx, store::ShipmentRow& row,
                                          ProblemParcel::Reason reason, absl::string_view note,
                                          absl::string_view owner) {
  // A shipment's version changes with each of its problems, so that each has a name of its own.
  const std::string& shipment_name = row.shipment.name();
  return OpenNamed(ctx, row, reason, note, owner,
                   NameOf(shipment_name, {shipment_name, row.shipment.etag(), "problem"}));
}

absl::Status SaveProblem(runtime::WriteContext& ctx, ProblemParcel::State before,
                         ProblemParcel& problem, store::ShipmentRow& row) {
  *problem.mutable_actor() = ctx.actor();
  RETURN_IF_ERROR(store::SaveProblemParcel(ctx.txn(), problem));
  RETURN_IF_ERROR(TellProblem(ctx, before, problem));
  if (problem.state() != ProblemParcel::CLOSED) return absl::OkStatus();
  RETURN_IF_ERROR(SaveNamed(ctx, "", row));
  // While it was open, nobody else looked whether the parcel is fetched.
  return WaitsForPickup(row.shipment) ? WatchPickup(ctx, row.shipment) : absl::OkStatus();
}

absl::Status FollowAttempts(runtime::WriteContext& ctx, store::ShipmentRow& row) {
  const v1::Shipment& shipment = row.shipment;
  // One that got on since is tried again; one that waits at a branch, say, is not.
  if (!shipment.open_problem().empty() || !domain::MayBeProblem(shipment) ||
      domain::IsSolvedBy(ProblemParcel::OPEN, shipment.status())) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(shipment.name())));
  if (policy.problem_attempts_off()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::vector<v1::TrackingEvent> events,
                   store::ListAllEvents(ctx.txn(), shipment.name()));
  if (domain::CountFailedAttempts(events) < policy.problem_attempts()) return absl::OkStatus();
  const std::string name = NameOf(shipment.name(), {shipment.name(), "attempts"});
  const absl::Status opened = store::LoadProblemParcel(ctx.txn(), name).status();
  if (!absl::IsNotFound(opened)) return opened;
  return OpenNamed(ctx, row, ProblemParcel::ATTEMPTS_FAILED, shipment.last_event().text(), "", name)
      .status();
}

absl::Status FollowProblem(runtime::WriteContext& ctx, v1::TrackingStatus::Value before_status,
                           store::ShipmentRow& row) {
  const v1::Shipment& shipment = row.shipment;
  const v1::TrackingStatus::Value status = shipment.status();
  const bool waits = status == v1::TrackingStatus::AVAILABLE_FOR_PICKUP;
  if (!waits && before_status == v1::TrackingStatus::AVAILABLE_FOR_PICKUP) {
    ctx.Cancel(kPickupTimer, shipment.name());
  }
  if (!shipment.open_problem().empty()) {
    ASSIGN_OR_RETURN(ProblemParcel problem,
                     store::LoadProblemParcelForUpdate(ctx.txn(), shipment.open_problem()));
    const ProblemParcel::State before = problem.state();
    if (!domain::IsSolvedBy(before, status)) return absl::OkStatus();
    RETURN_IF_ERROR(domain::SolveProblem(ctx.now(), problem));
    return SaveProblem(ctx, before, problem, row);
  }
  if (!domain::MayBeProblem(shipment)) return absl::OkStatus();
  if (waits) return WatchPickup(ctx, shipment);
  const ProblemParcel::Reason reason = domain::ReasonOf(status);
  if (reason == ProblemParcel::REASON_UNSPECIFIED) return absl::OkStatus();
  return OpenProblem(ctx, row, reason, shipment.last_event().text(), "").status();
}

absl::Status FollowFurtherTrouble(runtime::WriteContext& ctx, store::ShipmentRow& row) {
  const v1::Shipment& shipment = row.shipment;
  const ProblemParcel::Reason reason = domain::ReasonOf(shipment.status());
  if (reason == ProblemParcel::REASON_UNSPECIFIED || !shipment.open_problem().empty() ||
      !domain::MayBeProblem(shipment)) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const absl::Time last_end, LastEnd(ctx, shipment));
  // Whoever ended the last problem did so after what had happened by then.
  if (FromProto(shipment.last_event().event_time()) <= last_end) return absl::OkStatus();
  return OpenProblem(ctx, row, reason, shipment.last_event().text(), "").status();
}

}  // namespace shopdesk::logistics::handlers
