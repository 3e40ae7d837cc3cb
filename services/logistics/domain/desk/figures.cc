#include "services/logistics/domain/desk/figures.h"

#include <map>
#include <utility>

#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "services/logistics/domain/shipment/lateness.h"
#include "services/logistics/domain/shipment/shipment.h"

namespace shopdesk::logistics::domain {
namespace {

using v1::ShipmentFigures;

// Stored numbers: never change one.
constexpr FigureName kByMode = 1;    // by mode
constexpr FigureName kStatuses = 2;  // by status
constexpr FigureName kTrackingEvents = 3;
constexpr FigureName kLate = 4;  // by reason
constexpr FigureName kLateNow = 5;
constexpr FigureName kNotices = 6;     // by kind and state
constexpr FigureName kIntercepts = 7;  // by kind and state
constexpr FigureName kReturns = 8;     // by status
// Of insurances of return freight, by payer and state: how many, and their money, minor units.
constexpr FigureName kInsurances = 9;
constexpr FigureName kPremiums = 10;
constexpr FigureName kClaimed = 11;
constexpr FigureName kInsurancePaid = 12;
// Of claims, by kind and state: how many, and their money, minor units.
constexpr FigureName kClaims = 20;
constexpr FigureName kLosses = 21;
constexpr FigureName kClaimsPaid = 22;
constexpr FigureName kProblems = 23;   // by reason and state
constexpr FigureName kEnquiries = 24;  // by state
constexpr FigureName kPickups = 25;    // by state
// Of insured shipments, by mode: how many, and their money, minor units.
constexpr FigureName kInsured = 26;
constexpr FigureName kDeclared = 27;
constexpr FigureName kInsuredPremiums = 28;
// Of freight bills, by carrier and state: how many, and their money, minor units.
constexpr FigureName kFreightBills = 29;
constexpr FigureName kFreightExpected = 30;
constexpr FigureName kFreightBilled = 31;

// In the order of the numbers of which dimensions are made.
std::map<std::pair<int, int>, int64_t> ByNumbers(const Sums& sums, FigureName name) {
  std::map<std::pair<int, int>, int64_t> counts;
  for (const auto& [dimension, count] : sums.By(name)) {
    counts[{NumberOf(dimension), NumberOf(dimension, 1)}] = count;
  }
  return counts;
}

void AddStatuses(const Sums& sums, FigureName name,
                 google::protobuf::RepeatedPtrField<ShipmentFigures::StatusCount>& statuses) {
  for (const auto& [key, count] : ByNumbers(sums, name)) {
    ShipmentFigures::StatusCount& status = *statuses.Add();
    status.set_status(static_cast<v1::TrackingStatus::Value>(key.first));
    status.set_shipments(count);
  }
}

void AddReturnInsurances(const Sums& sums, ShipmentFigures& figures) {
  auto premiums = ByNumbers(sums, kPremiums);
  auto claimed = ByNumbers(sums, kClaimed);
  auto paid = ByNumbers(sums, kInsurancePaid);
  for (const auto& [key, count] : ByNumbers(sums, kInsurances)) {
    ShipmentFigures::ReturnInsuranceCount& insurances = *figures.add_return_insurances();
    insurances.set_payer(static_cast<v1::ReturnInsurance::Payer>(key.first));
    insurances.set_state(static_cast<v1::ReturnInsurance::State>(key.second));
    insurances.set_insurances(count);
    insurances.set_premium_minor(premiums[key]);
    insurances.set_claimed_minor(claimed[key]);
    insurances.set_paid_minor(paid[key]);
  }
}

void AddClaims(const Sums& sums, ShipmentFigures& figures) {
  auto losses = ByNumbers(sums, kLosses);
  auto paid = ByNumbers(sums, kClaimsPaid);
  for (const auto& [key, count] : ByNumbers(sums, kClaims)) {
    ShipmentFigures::ClaimCount& claims = *figures.add_claims();
    claims.set_kind(static_cast<v1::Claim::Kind>(key.first));
    claims.set_state(static_cast<v1::Claim::State>(key.second));
    claims.set_claims(count);
    claims.set_loss_minor(losses[key]);
    claims.set_paid_minor(paid[key]);
  }
  for (const auto& [key, count] : ByNumbers(sums, kProblems)) {
    ShipmentFigures::ProblemCount& problems = *figures.add_problem_parcels();
    problems.set_reason(static_cast<v1::ProblemParcel::Reason>(key.first));
    problems.set_state(static_cast<v1::ProblemParcel::State>(key.second));
    problems.set_problem_parcels(count);
  }
}

void AddInsured(const Sums& sums, ShipmentFigures& figures) {
  auto declared = ByNumbers(sums, kDeclared);
  auto premiums = ByNumbers(sums, kInsuredPremiums);
  for (const auto& [key, count] : ByNumbers(sums, kInsured)) {
    ShipmentFigures::InsuredCount& insured = *figures.add_insured();
    insured.set_mode(static_cast<v1::Mode::Value>(key.first));
    insured.set_shipments(count);
    insured.set_declared_minor(declared[key]);
    insured.set_premium_minor(premiums[key]);
  }
}

void CountInsurance(const v1::Shipment& shipment, absl::Time time, Counts& counts) {
  if (!shipment.has_insurance()) return;
  const std::string mode = DimensionOf(static_cast<int>(shipment.mode()));
  counts.Add(time, kInsured, mode, 1);
  counts.Add(time, kDeclared, mode, shipment.insurance().declared_value().minor());
  counts.Add(time, kInsuredPremiums, mode, shipment.insurance().premium().minor());
}

}  // namespace

void CountShipment(const v1::Shipment& shipment, int64_t tracking_events, Counts& counts) {
  const absl::Time time = FromProto(shipment.create_time());
  if (IsReturn(shipment)) {
    counts.Add(time, kReturns, DimensionOf(static_cast<int>(shipment.status())), 1);
    return;
  }
  counts.Add(time, kByMode, DimensionOf(static_cast<int>(shipment.mode())), 1);
  counts.Add(time, kStatuses, DimensionOf(static_cast<int>(shipment.status())), 1);
  counts.Add(time, kTrackingEvents, "", tracking_events);
  CountInsurance(shipment, time, counts);
  if (!shipment.has_lateness()) return;
  counts.Add(time, kLate, DimensionOf(static_cast<int>(shipment.lateness().reason())), 1);
  counts.Add(time, kLateNow, "", IsLate(shipment) ? 1 : 0);
}

void CountNotice(const v1::Notice& notice, Counts& counts) {
  counts.Add(FromProto(notice.create_time()), kNotices,
             DimensionOf(static_cast<int>(notice.kind()), static_cast<int>(notice.state())), 1);
}

void CountIntercept(const v1::Intercept& intercept, Counts& counts) {
  counts.Add(FromProto(intercept.create_time()), kIntercepts,
             DimensionOf(static_cast<int>(intercept.kind()), static_cast<int>(intercept.state())),
             1);
}

void CountClaim(const v1::Claim& claim, Counts& counts) {
  const absl::Time time = FromProto(claim.create_time());
  const std::string dimension =
      DimensionOf(static_cast<int>(claim.kind()), static_cast<int>(claim.state()));
  counts.Add(time, kClaims, dimension, 1);
  counts.Add(time, kLosses, dimension, claim.loss().minor());
  counts.Add(time, kClaimsPaid, dimension, claim.paid().minor());
}

void CountProblem(const v1::ProblemParcel& problem, Counts& counts) {
  counts.Add(FromProto(problem.create_time()), kProblems,
             DimensionOf(static_cast<int>(problem.reason()), static_cast<int>(problem.state())), 1);
}

void CountEnquiry(const v1::Enquiry& enquiry, Counts& counts) {
  counts.Add(FromProto(enquiry.create_time()), kEnquiries,
             DimensionOf(static_cast<int>(enquiry.state())), 1);
}

void CountPickup(const v1::Pickup& pickup, Counts& counts) {
  counts.Add(FromProto(pickup.create_time()), kPickups,
             DimensionOf(static_cast<int>(pickup.state())), 1);
}

void CountFreightBill(const v1::FreightBill& bill, Counts& counts) {
  const absl::Time time = FromProto(bill.create_time());
  const std::string dimension =
      DimensionOf(EscapeId(bill.carrier_id()), static_cast<int>(bill.state()));
  counts.Add(time, kFreightBills, dimension, 1);
  counts.Add(time, kFreightExpected, dimension, bill.expected().minor());
  counts.Add(time, kFreightBilled, dimension, bill.billed_minor());
}

void CountReturnInsurance(const v1::ReturnInsurance& insurance, Counts& counts) {
  const absl::Time time = FromProto(insurance.create_time());
  const std::string dimension =
      DimensionOf(static_cast<int>(insurance.payer()), static_cast<int>(insurance.state()));
  counts.Add(time, kInsurances, dimension, 1);
  counts.Add(time, kPremiums, dimension, insurance.premium().minor());
  counts.Add(time, kClaimed, dimension, insurance.claimed().minor());
  counts.Add(time, kInsurancePaid, dimension, insurance.paid().minor());
}

ShipmentFigures ShipmentFiguresOf(const Sums& sums) {
  ShipmentFigures figures;
  figures.set_shipments(sums.Total(kByMode));
  for (const auto& [key, count] : ByNumbers(sums, kByMode)) {
    ShipmentFigures::ModeCount& mode = *figures.add_shipments_by_mode();
    mode.set_mode(static_cast<v1::Mode::Value>(key.first));
    mode.set_shipments(count);
  }
  AddStatuses(sums, kStatuses, *figures.mutable_shipments_by_status());
  figures.set_return_shipments(sums.Total(kReturns));
  AddStatuses(sums, kReturns, *figures.mutable_return_shipments_by_status());
  figures.set_tracking_events(sums.Of(kTrackingEvents));
  for (const auto& [key, count] : ByNumbers(sums, kLate)) {
    ShipmentFigures::LateCount& late = *figures.add_late_by_reason();
    late.set_reason(static_cast<v1::Lateness::Reason>(key.first));
    late.set_shipments(count);
  }
  figures.set_late_now(sums.Of(kLateNow));
  for (const auto& [key, count] : ByNumbers(sums, kNotices)) {
    ShipmentFigures::NoticeCount& notices = *figures.add_notices();
    notices.set_kind(static_cast<v1::Notice::Kind>(key.first));
    notices.set_state(static_cast<v1::Notice::State>(key.second));
    notices.set_notices(count);
  }
  for (const auto& [key, count] : ByNumbers(sums, kIntercepts)) {
    ShipmentFigures::InterceptCount& intercepts = *figures.add_intercepts();
    intercepts.set_kind(static_cast<v1::Intercept::Kind>(key.first));
    intercepts.set_state(static_cast<v1::Intercept::State>(key.second));
    intercepts.set_intercepts(count);
  }
  for (const auto& [key, count] : ByNumbers(sums, kEnquiries)) {
    ShipmentFigures::EnquiryCount& enquiries = *figures.add_enquiries();
    enquiries.set_state(static_cast<v1::Enquiry::State>(key.first));
    enquiries.set_enquiries(count);
  }
  for (const auto& [key, count] : ByNumbers(sums, kPickups)) {
    ShipmentFigures::PickupCount& pickups = *figures.add_pickups();
    pickups.set_state(static_cast<v1::Pickup::State>(key.first));
    pickups.set_pickups(count);
  }
  AddReturnInsurances(sums, figures);
  AddClaims(sums, figures);
  AddInsured(sums, figures);
  return figures;
}

v1::FreightFigures FreightFiguresOf(const Sums& sums) {
  v1::FreightFigures figures;
  for (const auto& [dimension, count] : sums.By(kFreightBills)) {
    v1::FreightFigures::BillCount& bills = *figures.add_freight_bills();
    bills.set_carrier_id(UnescapeId(PartOf(dimension, 0)).value_or(""));
    bills.set_state(static_cast<v1::FreightBill::State>(NumberOf(dimension, 1)));
    bills.set_freight_bills(count);
    bills.set_expected_minor(sums.Of(kFreightExpected, dimension));
    bills.set_billed_minor(sums.Of(kFreightBilled, dimension));
  }
  return figures;
}

}  // namespace shopdesk::logistics::domain
