#include "services/logistics/handlers/tracking.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/privacy/mask.h"
#include "services/logistics/domain/tracking.h"
#include "services/logistics/domain/tracking_codes.h"
#include "services/logistics/handlers/import_rows.h"
#include "services/logistics/handlers/policy.h"
#include "services/logistics/handlers/shipment_change.h"
#include "services/logistics/store/shipment.h"
#include "services/logistics/store/tracking_event.h"

namespace shopdesk::logistics::handlers {
namespace {

// Events: usual, at most.
constexpr PageLimits kTrackingEventPage{100, 1000};

// A report that may be taken in: whose it is and what it says.
struct Incoming {
  int index = 0;
  std::string shipment;
  absl::Time time;
  v1::TrackingEvent event;
};

struct Counts {
  int created = 0;
  int applied = 0;
  int known = 0;
};

// The shipment that a report is about. INVALID_ARGUMENT if it doesn't say; NOT_FOUND if there is
// none with that number.
absl::StatusOr<std::string> ResolveShipment(sql::Transaction& txn, absl::string_view shop,
                                            const v1::TrackingReport& report) {
  if (!report.shipment().empty()) {
    if (ShopOf(report.shipment()) == shop) return report.shipment();
    return shopdesk::NotFoundError(report.shipment());
  }
  if (report.carrier_id().empty() || report.waybill_number().empty()) {
    return InvalidFieldError("shipment", "give the shipment, or carrier_id and waybill_number");
  }
  ASSIGN_OR_RETURN(std::string name, store::FindWaybill(txn, shop, EscapeId(report.carrier_id()),
                                                        report.waybill_number()));
  if (name.empty()) {
    return shopdesk::NotFoundError(
        absl::StrCat("waybill ", report.waybill_number(), " of ", report.carrier_id()));
  }
  return name;
}

absl::StatusOr<Incoming> Understand(runtime::WriteContext& ctx, absl::string_view shop, int index,
                                    const v1::TrackingReport& report) {
  RETURN_IF_ERROR(CheckRow(report));
  Incoming incoming;
  incoming.index = index;
  incoming.event = report.event();
  v1::TrackingEvent& event = incoming.event;
  ASSIGN_OR_RETURN(v1::TrackingStatus status, domain::StatusOfCode(event.source(), event.code()));
  event.set_status(status);
  event.set_text(privacy::Mask(option::v1::PII_FREE_TEXT, event.text()));
  *event.mutable_receive_time() = ToProto(ctx.now());
  incoming.time = FromProto(event.event_time());
  ASSIGN_OR_RETURN(incoming.shipment, ResolveShipment(ctx.txn(), shop, report));
  return incoming;
}

// Takes one event into its shipment, which was loaded for update.
absl::Status TakeIn(runtime::WriteContext& ctx, store::ShipmentRow& row, v1::TrackingEvent& event,
                    Counts& counts) {
  v1::Shipment& shipment = row.shipment;
  const domain::News news = domain::JudgeEvent(shipment, event);
  ASSIGN_OR_RETURN(bool inserted, store::InsertEvent(ctx.txn(), shipment.name(), event));
  if (!inserted) {
    ++counts.known;
    return absl::OkStatus();
  }
  ++counts.created;
  ++row.event_count;
  row.news_time = ctx.now();
  const v1::TrackingStatus before = shipment.status();
  if (news != domain::News::kLate) {
    ++counts.applied;
    domain::ApplyEvent(shipment, event);
    *shipment.mutable_update_time() = ToProto(ctx.now());
  }
  RETURN_IF_ERROR(store::SaveShipment(ctx.txn(), row));
  if (news == domain::News::kMoved) {
    FollowSilence(ctx, before, row);
    ctx.Emit(shipment, domain::StatusEvent(shipment.status()));
  }
  return absl::OkStatus();
}

// The reports that make sense, by shipment and the carrier's time: locks are taken in one order
// everywhere, and a late row of one request doesn't come too late.
absl::StatusOr<std::vector<Incoming>> Sift(
    runtime::WriteContext& ctx, absl::string_view shop,
    const google::protobuf::RepeatedPtrField<v1::TrackingReport>& reports,
    google::protobuf::RepeatedPtrField<v1::ImportError>* errors) {
  std::vector<Incoming> incoming;
  incoming.reserve(reports.size());
  for (int i = 0; i < reports.size(); ++i) {
    absl::StatusOr<Incoming> understood = Understand(ctx, shop, i, reports[i]);
    if (understood.ok()) {
      incoming.push_back(*std::move(understood));
    } else {
      RETURN_IF_ERROR(ReportRow(i, reports[i].shipment(), understood.status(), errors));
    }
  }
  std::sort(incoming.begin(), incoming.end(), [](const Incoming& a, const Incoming& b) {
    return std::tie(a.shipment, a.time, a.index) < std::tie(b.shipment, b.time, b.index);
  });
  return incoming;
}

absl::StatusOr<Counts> Record(runtime::WriteContext& ctx, absl::string_view parent,
                              const google::protobuf::RepeatedPtrField<v1::TrackingReport>& reports,
                              google::protobuf::RepeatedPtrField<v1::ImportError>* errors) {
  const absl::string_view shop = ShopOf(parent);
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  ASSIGN_OR_RETURN(std::vector<Incoming> incoming, Sift(ctx, shop, reports, errors));
  Counts counts;
  absl::optional<store::ShipmentRow> row;
  v1::TrackingStatus before = v1::TRACKING_STATUS_UNSPECIFIED;
  for (size_t i = 0; i < incoming.size(); ++i) {
    Incoming& next = incoming[i];
    if (i == 0 || next.shipment != incoming[i - 1].shipment) {
      ASSIGN_OR_RETURN(row, store::FindShipmentForUpdate(ctx.txn(), next.shipment));
      if (row.has_value()) before = row->shipment.status();
    }
    if (!row.has_value()) {
      RETURN_IF_ERROR(
          ReportRow(next.index, next.shipment, shopdesk::NotFoundError(next.shipment), errors));
      continue;
    }
    RETURN_IF_ERROR(TakeIn(ctx, *row, next.event, counts));
    if (i + 1 == incoming.size() || incoming[i + 1].shipment != next.shipment) {
      RETURN_IF_ERROR(FollowUp(ctx, *row, before));
    }
  }
  SortByIndex(errors);
  return counts;
}

// Answers IngestTracking and RecordTracking, which differ in how the reports come only.
template <class Request, class Response>
absl::Status Answer(runtime::WriteContext& ctx, const Request& request, Response* response) {
  ASSIGN_OR_RETURN(const Counts counts,
                   Record(ctx, request.parent(), request.reports(), response->mutable_errors()));
  response->set_new_count(counts.created);
  response->set_applied_count(counts.applied);
  response->set_known_count(counts.known);
  return absl::OkStatus();
}

}  // namespace

absl::Status IngestTracking(runtime::WriteContext& ctx, const v1::IngestTrackingRequest& request,
                            v1::IngestTrackingResponse* response) {
  return Answer(ctx, request, response);
}

absl::Status RecordTracking(runtime::WriteContext& ctx, const v1::RecordTrackingRequest& request,
                            v1::RecordTrackingResponse* response) {
  return Answer(ctx, request, response);
}

absl::Status ListTrackingEvents(runtime::ReadContext& ctx,
                                const v1::ListTrackingEventsRequest& request,
                                v1::ListTrackingEventsResponse* response) {
  RETURN_IF_ERROR(store::LoadShipment(ctx.txn(), request.parent()).status());
  return ListPage(
      request, kTrackingEventPage, store::TrackingEventKey(INT64_MIN, ""),
      [&](const store::TrackingEventKey& after, int limit) {
        return store::ListEvents(ctx.txn(), request.parent(), after, limit);
      },
      store::TrackingEventKeyOf, *response, *response->mutable_events());
}

absl::Status CorrectTracking(runtime::WriteContext& ctx, const v1::CorrectTrackingRequest& request,
                             v1::Shipment* response) {
  ASSIGN_OR_RETURN(store::ShipmentRow row, store::LoadShipmentForUpdate(ctx.txn(), request.name()));
  RETURN_IF_ERROR(CheckEtag(request.etag(), row.shipment));
  const v1::TrackingStatus before = row.shipment.status();
  const std::string reason = privacy::Mask(option::v1::PII_FREE_TEXT, request.reason());
  ASSIGN_OR_RETURN(v1::TrackingEvent event,
                   domain::CorrectShipment(row.shipment, request.status(), reason, ctx.now()));
  RETURN_IF_ERROR(SaveStep(ctx, row, before, event));
  *response = std::move(row.shipment);
  return absl::OkStatus();
}

}  // namespace shopdesk::logistics::handlers
