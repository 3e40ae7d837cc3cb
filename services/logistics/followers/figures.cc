#include "services/logistics/followers/figures.h"

#include <string>
#include <vector>

#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/logistics/domain/carrier/service_level.h"
#include "services/logistics/domain/desk/figures.h"
#include "services/logistics/domain/intercept/intercept.h"
#include "services/logistics/store/claim/claim.h"
#include "services/logistics/store/claim/enquiry.h"
#include "services/logistics/store/intercept/intercept.h"
#include "services/logistics/store/money/freight_bill.h"
#include "services/logistics/store/notice/notice.h"
#include "services/logistics/store/problem/problem_parcel.h"
#include "services/logistics/store/returning/return_insurance.h"
#include "services/logistics/store/shipment/pickup.h"
#include "services/logistics/store/shipment/shipment.h"
#include "shopdesk/logistics/v1/policy.pb.h"

namespace shopdesk::logistics::followers {
namespace {

// Intercepts of a shipment that are read at once.
constexpr int kRows = 100;

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

absl::Status CountShipmentRows(sql::Transaction& txn, absl::string_view source, Counts& counts) {
  ASSIGN_OR_RETURN(const store::CountedShipment counted, store::LoadCounted(txn, source));
  const v1::Shipment& shipment = counted.shipment;
  domain::CountShipment(shipment, counted.event_count, counts);
  domain::Circumstances circumstances;
  RETURN_IF_ERROR(CountIntercepts(txn, source, circumstances, counts));
  if (!shipment.claim().empty()) {
    ASSIGN_OR_RETURN(const v1::Claim claim, store::LoadClaim(txn, shipment.claim()));
    circumstances.claimed = claim.kind();
  }
  domain::CountServiceLevel(shipment, circumstances, counts);
  return absl::OkStatus();
}

// Counts a resource that is a source by itself.
template <auto kLoad, auto kCount>
absl::Status CountRow(sql::Transaction& txn, absl::string_view source, Counts& counts) {
  ASSIGN_OR_RETURN(const auto resource, kLoad(txn, source));
  kCount(resource, counts);
  return absl::OkStatus();
}

// What is counted, by the collection that its name ends with.
struct Source {
  absl::string_view collection;
  absl::Status (*count)(sql::Transaction& txn, absl::string_view source, Counts& counts);
};
constexpr Source kSources[] = {
    {"shipments", CountShipmentRows},
    {"notices", CountRow<store::LoadNotice, domain::CountNotice>},
    {"returnInsurances", CountRow<store::LoadReturnInsurance, domain::CountReturnInsurance>},
    {"claims", CountRow<store::LoadClaim, domain::CountClaim>},
    {"problemParcels", CountRow<store::LoadProblemParcel, domain::CountProblem>},
    {"enquiries", CountRow<store::LoadEnquiry, domain::CountEnquiry>},
    {"freightBills", CountRow<store::LoadFreightBill, domain::CountFreightBill>},
    {"pickups", CountRow<store::LoadPickup, domain::CountPickup>},
};

// Nothing if it is no source.
const Source* FindSource(absl::string_view name) {
  const absl::string_view collection = LastSegment(name.substr(0, name.rfind('/')));
  for (const Source& source : kSources) {
    if (source.collection == collection) return &source;
  }
  return nullptr;
}

// Of a resource that is no source what it stands under may be one: an intercept's shipment.
std::vector<std::string> SourcesOf(const event::v1::Event& event) {
  for (const absl::string_view name :
       {absl::string_view(event.resource_name()), TopResourceOf(event.resource_name())}) {
    if (FindSource(name) != nullptr) return {std::string(name)};
  }
  return {};
}

absl::Status Count(sql::Transaction& txn, absl::string_view name, Counts& counts) {
  const Source* source = FindSource(name);
  // A later release counted it.
  if (source == nullptr) return shopdesk::NotFoundError(name);
  return source->count(txn, name, counts);
}

}  // namespace

figures::Definition FigureDefinition() {
  return {
      .version = 2,
      .sources_of = SourcesOf,
      .count = Count,
      .sources = {store::kShipmentSnapshot, store::kNoticeSnapshot, store::kReturnInsuranceSnapshot,
                  store::kClaimSnapshot, store::kProblemParcelSnapshot, store::kEnquirySources,
                  store::kPickupSources, store::kFreightBillSnapshot},
      .zone_of = figures::ZoneOfRevision<v1::PolicyRevision>};
}

}  // namespace shopdesk::logistics::followers
