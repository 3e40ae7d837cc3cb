#include "services/logistics/handlers/problem/problem_parcel.h"

#include <memory>
#include <string>
#include <utility>

#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/page.h"
#include "libs/base/phone.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/privacy/mask.h"
#include "services/logistics/domain/problem/problem_parcel.h"
#include "services/logistics/domain/shipment/shipment.h"
#include "services/logistics/domain/shop/errors.h"
#include "services/logistics/domain/shop/events.h"
#include "services/logistics/handlers/shipment/problem_change.h"
#include "services/logistics/handlers/shipment/shipment_change.h"
#include "services/logistics/handlers/shop/policy.h"
#include "services/logistics/store/problem/problem_parcel.h"

namespace shopdesk::logistics::handlers {
namespace {

using v1::ProblemParcel;

// Problems: usual, as many as a person looks through; at most.
constexpr PageLimits kProblemParcelPage{50, 1000};

// Loads a problem and its shipment, both locked, takes a step, and saves what came of it.
template <class Step>
absl::Status ChangeProblem(runtime::WriteContext& ctx, absl::string_view name,
                           absl::string_view etag, Step step, ProblemParcel& problem) {
  ASSIGN_OR_RETURN(problem, store::LoadProblemParcel(ctx.txn(), name));
  ASSIGN_OR_RETURN(store::ShipmentRow row,
                   store::LoadShipmentForUpdate(ctx.txn(), problem.shipment()));
  ASSIGN_OR_RETURN(problem, store::LoadProblemParcelForUpdate(ctx.txn(), name));
  RETURN_IF_ERROR(CheckEtag(etag, problem));
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(name)));
  const ProblemParcel::State before = problem.state();
  RETURN_IF_ERROR(step(policy, row));
  return SaveProblem(ctx, before, problem, row);
}

// The parcel goes to somebody else by the same carrier and mode, if they reach him.
absl::Status SendElsewhere(runtime::WriteContext& ctx, type::v1::Receiver receiver,
                           store::RateBook& rates, store::ShipmentRow& row) {
  const v1::Shipment& shipment = row.shipment;
  if (!shipment.open_intercept().empty()) {
    return domain::InterceptOpenError(shipment.name(), shipment.open_intercept());
  }
  Violations violations;
  NormalizeReceiverPhone(receiver, "new_receiver.phone", violations);
  RETURN_IF_ERROR(violations.ToStatus());
  ASSIGN_OR_RETURN(const std::shared_ptr<const domain::RateIndex> index,
                   rates.Get(ctx.txn(), ShopOf(shipment.name())));
  v1::QuoteResponse quote;
  index->Quote(domain::QuoteOf(shipment, receiver.address()), ctx.now(), quote);
  if (quote.offers().empty()) {
    return domain::NotReachedError(receiver.address().region_code(), shipment.carrier_id(),
                                   shipment.mode());
  }
  RETURN_IF_ERROR(Readdress(ctx, row.shipment, std::move(receiver)));
  *row.shipment.mutable_update_time() = ToProto(ctx.now());
  RETURN_IF_ERROR(store::SaveShipment(ctx.txn(), row));
  ctx.Emit(row.shipment, events::kShipmentReaddressed);
  return absl::OkStatus();
}

}  // namespace

absl::Status OpenProblemParcel(runtime::WriteContext& ctx,
                               const v1::OpenProblemParcelRequest& request,
                               ProblemParcel* response) {
  if (ShopOf(request.shipment()) != ShopOf(request.parent())) {
    return InvalidFieldError("shipment", "must be of the same shop");
  }
  ASSIGN_OR_RETURN(store::ShipmentRow row,
                   store::LoadShipmentForUpdate(ctx.txn(), request.shipment()));
  const v1::Shipment& shipment = row.shipment;
  if (domain::IsReturn(shipment)) return domain::IsReturnError(shipment);
  if (!shipment.open_problem().empty()) {
    return domain::ProblemOpenError(shipment.name(), shipment.open_problem());
  }
  if (!domain::MayBeProblem(shipment)) {
    return WrongStateError(shipment.name(), v1::TrackingStatus::Value_Name(shipment.status()),
                           "OpenProblemParcel", "CorrectTracking");
  }
  ASSIGN_OR_RETURN(*response, OpenProblem(ctx, row, request.reason(),
                                          privacy::Mask(option::v1::PII_FREE_TEXT, request.note()),
                                          request.owner()));
  return absl::OkStatus();
}

absl::Status GetProblemParcel(runtime::ReadContext& ctx, const v1::GetProblemParcelRequest& request,
                              ProblemParcel* response) {
  ASSIGN_OR_RETURN(*response, store::LoadProblemParcel(ctx.txn(), request.name()));
  return absl::OkStatus();
}

absl::Status ListProblemParcels(runtime::ReadContext& ctx,
                                const v1::ListProblemParcelsRequest& request,
                                v1::ListProblemParcelsResponse* response) {
  const absl::string_view shop = ShopOf(request.parent());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  const store::ProblemParcelFilter filter = {std::string(LastSegment(request.order())),
                                             request.state()};
  return ListPage(
      request, kProblemParcelPage, store::kNewest,
      [&](const store::CreationKey& before, int limit) {
        return store::ListProblemParcels(ctx.txn(), shop, filter, before, limit);
      },
      store::CreationKeyOf<ProblemParcel>, *response, *response->mutable_problem_parcels());
}

absl::Status AssignProblemParcel(runtime::WriteContext& ctx,
                                 const v1::AssignProblemParcelRequest& request,
                                 ProblemParcel* response) {
  return ChangeProblem(
      ctx, request.name(), request.etag(),
      [&](const v1::Policy&, store::ShipmentRow&) {
        return domain::AssignProblem(request.owner(), ctx.now(), *response);
      },
      *response);
}

absl::Status RecordProblemContact(runtime::WriteContext& ctx,
                                  const v1::RecordProblemContactRequest& request,
                                  ProblemParcel* response) {
  type::v1::ContactReport report = request.report();
  privacy::MaskMessage(report);
  return ChangeProblem(
      ctx, request.name(), request.etag(),
      [&](const v1::Policy& policy, store::ShipmentRow&) {
        return domain::RecordProblemContact(report, ctx.actor(), policy, ctx.now(), *response);
      },
      *response);
}

absl::Status DecideProblemParcel(runtime::WriteContext& ctx,
                                 const v1::DecideProblemParcelRequest& request,
                                 ProblemParcel* response, store::RateBook& rates) {
  RETURN_IF_ERROR(domain::CheckDecision(request));
  return ChangeProblem(
      ctx, request.name(), request.etag(),
      [&](const v1::Policy& policy, store::ShipmentRow& row) -> absl::Status {
        RETURN_IF_ERROR(domain::DecideProblem(request.decision(), policy, ctx.now(), *response));
        if (!request.has_new_receiver()) return absl::OkStatus();
        return SendElsewhere(ctx, request.new_receiver(), rates, row);
      },
      *response);
}

absl::Status CloseProblemParcel(runtime::WriteContext& ctx,
                                const v1::CloseProblemParcelRequest& request,
                                ProblemParcel* response) {
  return ChangeProblem(
      ctx, request.name(), request.etag(),
      [&](const v1::Policy&, store::ShipmentRow&) {
        response->set_note(privacy::Mask(option::v1::PII_FREE_TEXT, request.note()));
        return domain::CloseProblem(ctx.now(), *response);
      },
      *response);
}

absl::Status OnProblemDeadline(runtime::WriteContext& ctx, const timer::Due& due) {
  ASSIGN_OR_RETURN(ProblemParcel problem, store::LoadProblemParcel(ctx.txn(), due.resource_name));
  const auto is_due = [&] {
    return problem.has_deadline_time() && FromProto(problem.deadline_time()) <= due.due_time;
  };
  if (!is_due()) return absl::OkStatus();
  return ChangeProblem(
      ctx, due.resource_name, "",
      [&](const v1::Policy& policy, store::ShipmentRow& row) -> absl::Status {
        if (!is_due()) return absl::AbortedError("the problem went on meanwhile");
        return domain::EndProblem(row.shipment.status(), policy, ctx.now(), problem);
      },
      problem);
}

absl::Status OnUnclaimed(runtime::WriteContext& ctx, const timer::Due& due) {
  ASSIGN_OR_RETURN(absl::optional<store::ShipmentRow> row,
                   store::FindShipmentForUpdate(ctx.txn(), due.resource_name));
  if (!row.has_value() || !row->shipment.open_problem().empty()) return absl::OkStatus();
  const v1::Shipment& shipment = row->shipment;
  if (shipment.status() != v1::TrackingStatus::AVAILABLE_FOR_PICKUP ||
      !domain::MayBeProblem(shipment)) {
    return absl::OkStatus();
  }
  return OpenProblem(ctx, *row, ProblemParcel::UNCLAIMED, shipment.last_event().text(), "")
      .status();
}

}  // namespace shopdesk::logistics::handlers
