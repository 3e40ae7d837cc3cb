#include "services/logistics/followers/figures.h"

#include <string>
#include <vector>

#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/logistics/domain/carrier/service_level.h"
#include "services/logistics/domain/desk/figures.h"
#include "services/logistics/domain/intercept/intercept.h"
#include "services/logistics/store/claim/claim.h"
#include "services/logistics/store/intercept/intercept.h"
#include "services/logistics/store/notice/notice.h"
#include "services/logistics/store/problem/problem_parcel.h"
#include "services/logistics/store/returning/return_insurance.h"
#include "services/logistics/store/shipment/shipment.h"
#include "shopdesk/logistics/v1/policy.pb.h"

namespace shopdesk::logistics::followers {
namespace {

constexpr char kShipments[] = "shipments";
constexpr char kNotices[] = "notices";
constexpr char kReturnInsurances[] = "returnInsurances";
constexpr char kClaims[] = "claims";
constexpr char kProblemParcels[] = "problemParcels";

// Intercepts of a shipment that are read at once.
constexpr int kRows = 100;

std::vector<std::string> SourcesOf(const event::v1::Event& event) {
  const absl::string_view source = TopResourceOf(event.resource_name());
  const absl::string_view collection = CollectionOf(source);
  const bool counted = collection == kShipments || collection == kNotices ||
                       collection == kReturnInsurances || collection == kClaims ||
                       collection == kProblemParcels;
  if (!counted) return {};
  return {std::string(source)};
}

// Counts them, and notes whether the shop called the parcel back.
absl::Status CountIntercepts(sql::Transaction& txn, absl::string_view shipment,
                             domain::Circumstances& circumstances, Counts& counts) {
  store::InterceptFilter filter;
  filter.shipment = std::string(LastSegment(shipment));
  store::CreationKey before = store::kNewest;
  for (bool more = true; more;) {
    ASSIGN_OR_RETURN(const std::vector<v1::Intercept> intercepts,
                     store::ListIntercepts(txn, ShopOf(shipment), filter, before, kRows));
    for (const v1::Intercept& intercept : intercepts) {
      domain::CountIntercept(intercept, counts);
      circumstances.recalled = circumstances.recalled || domain::IsRecalled(intercept);
      before = store::CreationKeyOf(intercept);
    }
    more = intercepts.size() == static_cast<size_t>(kRows);
  }
  return absl::OkStatus();
}

absl::Status Count(sql::Transaction& txn, absl::string_view source, Counts& counts) {
  if (CollectionOf(source) == kNotices) {
    ASSIGN_OR_RETURN(const v1::Notice notice, store::LoadNotice(txn, source));
    domain::CountNotice(notice, counts);
    return absl::OkStatus();
  }
  if (CollectionOf(source) == kReturnInsurances) {
    ASSIGN_OR_RETURN(const v1::ReturnInsurance insurance, store::LoadReturnInsurance(txn, source));
    domain::CountReturnInsurance(insurance, counts);
    return absl::OkStatus();
  }
  if (CollectionOf(source) == kClaims) {
    ASSIGN_OR_RETURN(const v1::Claim claim, store::LoadClaim(txn, source));
    domain::CountClaim(claim, counts);
    return absl::OkStatus();
  }
  if (CollectionOf(source) == kProblemParcels) {
    ASSIGN_OR_RETURN(const v1::ProblemParcel problem, store::LoadProblemParcel(txn, source));
    domain::CountProblem(problem, counts);
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const v1::Shipment shipment, store::LoadShipment(txn, source));
  ASSIGN_OR_RETURN(const int64_t tracking_events, store::LoadEventCount(txn, source));
  domain::CountShipment(shipment, tracking_events, counts);
  domain::Circumstances circumstances;
  RETURN_IF_ERROR(CountIntercepts(txn, source, circumstances, counts));
  if (!shipment.claim().empty()) {
    ASSIGN_OR_RETURN(const v1::Claim claim, store::LoadClaim(txn, shipment.claim()));
    circumstances.claimed = claim.kind();
  }
  domain::CountServiceLevel(shipment, circumstances, counts);
  return absl::OkStatus();
}

}  // namespace

figures::Definition FigureDefinition() {
  return {
      .sources_of = SourcesOf,
      .count = Count,
      .sources = {store::kShipmentSnapshot, store::kNoticeSnapshot, store::kReturnInsuranceSnapshot,
                  store::kClaimSnapshot, store::kProblemParcelSnapshot},
      .zone_of = figures::ZoneOfRevision<v1::PolicyRevision>};
}

}  // namespace shopdesk::logistics::followers
