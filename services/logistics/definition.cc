#include "services/logistics/definition.h"

#include <memory>
#include <utility>

#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/erasure/erasure.h"
#include "libs/figures/check.h"
#include "libs/figures/service.h"
#include "libs/runtime/count_events.h"
#include "libs/verify/service.h"
#include "libs/work/service.h"
#include "services/logistics/domain/shop/event_types.h"
#include "services/logistics/followers/figures.h"
#include "services/logistics/handlers/claim/claim.h"
#include "services/logistics/handlers/claim/enquiry.h"
#include "services/logistics/handlers/desk/buyer.h"
#include "services/logistics/handlers/desk/metrics.h"
#include "services/logistics/handlers/money/cod_money.h"
#include "services/logistics/handlers/notice/announcement.h"
#include "services/logistics/handlers/problem/problem_parcel.h"
#include "services/logistics/handlers/returning/return_insurance.h"
#include "services/logistics/handlers/shipment/cod_change.h"
#include "services/logistics/handlers/shipment/pickup.h"
#include "services/logistics/handlers/shipment/problem_change.h"
#include "services/logistics/handlers/shipment/shipment_change.h"
#include "services/logistics/handlers/shop/policy.h"
#include "services/logistics/notice_routes.h"
#include "services/logistics/service.h"
#include "services/logistics/store/carrier/branch.h"
#include "services/logistics/store/carrier/carrier.h"
#include "services/logistics/store/claim/claim.h"
#include "services/logistics/store/claim/enquiry.h"
#include "services/logistics/store/intercept/intercept.h"
#include "services/logistics/store/migrations/migrations.h"
#include "services/logistics/store/money/cod_collection.h"
#include "services/logistics/store/money/cod_line.h"
#include "services/logistics/store/money/freight_bill.h"
#include "services/logistics/store/money/freight_line.h"
#include "services/logistics/store/notice/announcement.h"
#include "services/logistics/store/notice/notice.h"
#include "services/logistics/store/notice/notice_preference.h"
#include "services/logistics/store/problem/problem_parcel.h"
#include "services/logistics/store/rate/negotiated_rate.h"
#include "services/logistics/store/rate/rate_table.h"
#include "services/logistics/store/returning/return_insurance.h"
#include "services/logistics/store/shipment/pickup.h"
#include "services/logistics/store/shipment/shipment.h"
#include "services/logistics/store/shipment/shipping_terms.h"
#include "services/logistics/store/tracking/tracking_event.h"
#include "services/logistics/timers/shipment.h"
#include "services/logistics/verify/checks.h"
#include "services/logistics/workers/notice_sender.h"
#include "shopdesk/config/v1/logistics.pb.h"

namespace shopdesk::logistics {
namespace {

using runtime::SnapshotKey;

absl::Status Compose(rpc::Server& server) {
  runtime::Runtime& runtime = server.runtime();
  runtime.AddTimer(handlers::kLateTimer, timers::MarkLate);
  runtime.AddTimer(handlers::kSilentTimer, timers::ExpireSilent);
  runtime.AddTimer(handlers::kClaimDeadline, handlers::OnClaimDeadline);
  runtime.AddTimer(handlers::kCodDue, handlers::OnCodDue);
  runtime.AddTimer(handlers::kEnquiryDue, handlers::OnEnquiryDue);
  runtime.AddTimer(handlers::kProblemDeadline, handlers::OnProblemDeadline);
  runtime.AddTimer(handlers::kAnnouncementStep, handlers::OnAnnouncementStep);
  runtime.AddTimer(handlers::kPickupDue, handlers::OnPickupDue);
  runtime.AddTimer(handlers::kPickupTimer, handlers::OnUnclaimed);
  runtime.AddTimer(handlers::kReturnInsuranceDeadline, handlers::OnReturnInsuranceDeadline);
  runtime.AddTimer(erasure::kStepTimer, handlers::EraseSomeNotices);
  runtime.owners().Add("shops/{shop}/shipments/{shipment}", runtime::BuyerOf(store::LoadShipment));
  runtime.owners().Add("shops/{shop}/notices/{notice}", runtime::BuyerOf(store::LoadNotice));
  runtime.owners().Add("shops/{shop}/returnInsurances/{return_insurance}",
                       runtime::BuyerOf(store::LoadReturnInsurance));
  runtime.owners().Add(
      "shops/{shop}/noticePreferences/{buyer}",
      [](sql::Transaction&, absl::string_view name) { return UnescapeId(LastSegment(name)); });
  figures::Follow(runtime, followers::FigureDefinition());
  runtime.AddSnapshot(
      {v1::Branch::descriptor(), store::kBranchSnapshot, {SnapshotKey::kText, SnapshotKey::kText}});
  runtime.AddSnapshot({v1::Carrier::descriptor(), store::kCarrierSnapshot});
  runtime::CountEvents(runtime, events::kAll);
  runtime.AddSnapshot({v1::Policy::descriptor(), policy::kSnapshot});
  runtime.AddSnapshot({v1::Shipment::descriptor(), store::kShipmentSnapshot});
  runtime.AddSnapshot({v1::Pickup::descriptor(), store::kPickupSnapshot});
  runtime.AddSnapshot({v1::ShippingTerms::descriptor(), store::kShippingTermsSnapshot});
  runtime.AddSnapshot({v1::RateTable::descriptor(),
                       store::kRateTableSnapshot,
                       {SnapshotKey::kText, SnapshotKey::kText}});
  runtime.AddSnapshot({v1::NegotiatedRate::descriptor(),
                       store::kNegotiatedRateSnapshot,
                       {SnapshotKey::kText, SnapshotKey::kText}});
  runtime.AddSnapshot({v1::TrackingEvent::descriptor(),
                       store::kTrackingEventSnapshot,
                       {SnapshotKey::kText, SnapshotKey::kInt, SnapshotKey::kText}});
  runtime.AddSnapshot({v1::Intercept::descriptor(),
                       store::kInterceptSnapshot,
                       {SnapshotKey::kText, SnapshotKey::kText}});
  runtime.AddSnapshot({v1::ReturnInsurance::descriptor(), store::kReturnInsuranceSnapshot});
  runtime.AddSnapshot({v1::Claim::descriptor(), store::kClaimSnapshot});
  runtime.AddSnapshot({v1::ProblemParcel::descriptor(), store::kProblemParcelSnapshot});
  runtime.AddSnapshot({v1::CodCollection::descriptor(), store::kCodCollectionSnapshot});
  runtime.AddSnapshot({v1::CodLine::descriptor(),
                       store::kCodLineSnapshot,
                       {SnapshotKey::kText, SnapshotKey::kText}});
  runtime.AddSnapshot({v1::FreightBill::descriptor(), store::kFreightBillSnapshot});
  runtime.AddSnapshot({v1::FreightLine::descriptor(),
                       store::kFreightLineSnapshot,
                       {SnapshotKey::kText, SnapshotKey::kText}});
  runtime.AddSnapshot({v1::Enquiry::descriptor(),
                       store::kEnquirySnapshot,
                       {SnapshotKey::kText, SnapshotKey::kText}});
  runtime.AddSnapshot({v1::Announcement::descriptor(), store::kAnnouncementSnapshot});
  runtime.AddSnapshot({v1::AnnouncementRecipient::descriptor(),
                       store::kRecipientSnapshot,
                       {SnapshotKey::kText, SnapshotKey::kText}});
  runtime.AddSnapshot({v1::Notice::descriptor(), store::kNoticeSnapshot});
  runtime.AddSnapshot({v1::NoticePreference::descriptor(), store::kPreferenceSnapshot});
  ASSIGN_OR_RETURN(
      workers::NoticeRoutes routes,
      MakeNoticeRoutes(server.config<config::v1::LogisticsConfig>().notice_channels()));
  workers::AddNoticeSenders(runtime, std::move(routes));
  work::Serve(server.host());
  figures::Serve(server.host());
  server.runtime().AddSampler(handlers::NoticeMetrics(server.runtime()));
  shopdesk::verify::Serve(server.host(), server.server_config().verify(), AllChecks());
  erasure::Serve(server.host());
  AddServices(server.host(), std::make_shared<store::RateBook>());
  return absl::OkStatus();
}

}  // namespace

std::vector<shopdesk::verify::Check> AllChecks() {
  std::vector<shopdesk::verify::Check> checks = verify::Checks();
  for (auto& check : figures::Checks("logistics", followers::FigureDefinition())) {
    checks.push_back(std::move(check));
  }
  return checks;
}

rpc::ServiceDefinition Definition() {
  rpc::ServiceDefinition definition;
  definition.name = "logistics";
  definition.grpc_port = 7003;
  definition.metrics_port = 9103;
  definition.config = &config::v1::LogisticsConfig::default_instance();
  definition.sqlite_migrations = store::SqliteMigrations();
  definition.postgres_migrations = store::PostgresMigrations();
  definition.compose = Compose;
  return definition;
}

}  // namespace shopdesk::logistics
