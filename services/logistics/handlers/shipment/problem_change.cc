#include "services/logistics/handlers/shipment/problem_change.h"

#include <string>

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

namespace shopdesk::logistics::handlers {
namespace {

using v1::ProblemParcel;

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

void WatchPickup(runtime::WriteContext& ctx, const v1::Policy& policy,
                 const v1::Shipment& shipment) {
  ctx.Schedule(kPickupTimer, shipment.name(),
               ctx.now() + absl::Seconds(policy.problem_pickup_seconds()));
}

}  // namespace

absl::StatusOr<ProblemParcel> OpenProblem(runtime::WriteContext& ctx, store::ShipmentRow& row,
                                          ProblemParcel::Reason reason, absl::string_view note,
                                          absl::string_view owner) {
  const std::string& shipment_name = row.shipment.name();
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(shipment_name)));
  // A shipment's version changes with each of its problems, so that each has a name of its own.
  ProblemParcel problem = domain::MakeProblem(
      row.shipment, reason, policy,
      domain::ProblemParcelName(ShopOf(shipment_name),
                                DerivedId({shipment_name, row.shipment.etag(), "problem"})),
      ctx.now());
  problem.set_note(std::string(note));
  problem.set_owner(std::string(owner));
  *problem.mutable_actor() = ctx.actor();
  RETURN_IF_ERROR(store::InsertProblemParcel(ctx.txn(), problem));
  RETURN_IF_ERROR(SaveNamed(ctx, problem.name(), row));
  RETURN_IF_ERROR(TellProblem(ctx, ProblemParcel::STATE_UNSPECIFIED, problem));
  return problem;
}

absl::Status SaveProblem(runtime::WriteContext& ctx, ProblemParcel::State before,
                         ProblemParcel& problem, store::ShipmentRow& row) {
  *problem.mutable_actor() = ctx.actor();
  RETURN_IF_ERROR(store::SaveProblemParcel(ctx.txn(), problem));
  RETURN_IF_ERROR(TellProblem(ctx, before, problem));
  return problem.state() == ProblemParcel::CLOSED ? SaveNamed(ctx, "", row) : absl::OkStatus();
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
  if (waits) {
    ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(shipment.name())));
    WatchPickup(ctx, policy, shipment);
    return absl::OkStatus();
  }
  const ProblemParcel::Reason reason = domain::ReasonOf(status);
  if (reason == ProblemParcel::REASON_UNSPECIFIED) return absl::OkStatus();
  return OpenProblem(ctx, row, reason, shipment.last_event().text(), "").status();
}

}  // namespace shopdesk::logistics::handlers
