#include "services/logistics/handlers/tracking/tracking.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/fold_code.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/privacy/mask.h"
#include "services/logistics/domain/shop/errors.h"
#include "services/logistics/domain/shop/events.h"
#include "services/logistics/domain/tracking/tracking.h"
#include "services/logistics/domain/tracking/tracking_codes.h"
#include "services/logistics/handlers/shipment/shipment_change.h"
#include "services/logistics/handlers/shop/import_rows.h"
#include "services/logistics/handlers/shop/policy.h"
#include "services/logistics/handlers/shop/work_kinds.h"
#include "services/logistics/store/shipment/shipment.h"
#include "services/logistics/store/tracking/tracking_event.h"

namespace shopdesk::logistics::handlers {
namespace {

// Events: usual, at most.
constexpr PageLimits kTrackingEventPage{100, 1000};

// A report that may be taken in: whose it is, what it says and where it stands.
struct Incoming {
  int index = 0;
  std::string shipment;
  v1::TrackingEvent event;
  domain::EventOrder order;
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
                                                        FoldCode(report.waybill_number())));
  if (name.empty()) {
    return shopdesk::NotFoundError(
        absl::StrCat("waybill ", report.waybill_number(), " of ", report.carrier_id()));
  }
  return name;
}

absl::StatusOr<Incoming> Understand(runtime::WriteContext& ctx, const v1::Policy& policy, int index,
                                    const v1::TrackingReport& report) {
  RETURN_IF_ERROR(CheckRow(report));
  Incoming incoming;
  incoming.index = index;
  incoming.event = report.event();
  v1::TrackingEvent& event = incoming.event;
  event.clear_name();
  ASSIGN_OR_RETURN(const v1::TrackingStatus::Value status,
                   domain::StatusOfCode(event.source(), event.code(), policy));
  event.set_status(status);
  privacy::MaskMessage(event);
  *event.mutable_receive_time() = ToProto(ctx.now());
  ASSIGN_OR_RETURN(incoming.shipment, ResolveShipment(ctx.txn(), ShopOf(policy.name()), report));
  // Its fingerprint is made once, and is in its name from now on.
  domain::NameEvent(incoming.shipment, event);
  incoming.order = domain::OrderOf(event);
  return incoming;
}

// Takes the reports of one shipment, which was loaded for update, in their order.
class Taker {
 public:
  Taker(runtime::WriteContext& ctx, store::ShipmentRow& row)
      : ctx_(ctx), row_(row), before_(row.shipment.status()) {}

  // INVALID_ARGUMENT for one that its shipment can't have.
  absl::Status Take(Incoming& next);
  // After the last.
  absl::Status Finish();
  const Counts& counts() const { return counts_; }

 private:
  // The usual case: it stands after all others.
  absl::Status Append(Incoming& next);
  // It stands before others: kept, and all are folded again by Refold.
  absl::Status Insert(Incoming& next);
  absl::Status Refold();
  // Saves the shipment after news, with what a change from `before` brings.
  absl::Status Save(v1::TrackingStatus::Value before);

  runtime::WriteContext& ctx_;
  store::ShipmentRow& row_;
  const v1::TrackingStatus::Value before_;
  Counts counts_;
  // Those that were inserted since the last fold.
  std::set<domain::EventOrder> inserted_;
  bool stale_ = false;
  bool belied_ = false;
};

absl::Status Taker::Take(Incoming& next) {
  RETURN_IF_ERROR(domain::CheckEventTime(row_.shipment, next.event, ctx_.now()));
  if (row_.event_count >= domain::kMaxEvents) {
    return InvalidFieldError(
        "event", absl::StrCat("must be one of ", domain::kMaxEvents,
                              " of its shipment, which has as many already: correct its status"));
  }
  return row_.latest < next.order ? Append(next) : Insert(next);
}

absl::Status Taker::Append(Incoming& next) {
  RETURN_IF_ERROR(Refold());
  const v1::TrackingStatus::Value before = row_.shipment.status();
  domain::TakeEvent(row_.shipment, next.event);
  ASSIGN_OR_RETURN(const bool is_new,
                   store::InsertEvent(ctx_.txn(), row_.shipment.name(), next.event));
  if (!is_new) {
    // An earlier release read its code in another way.
    ++counts_.known;
    stale_ = true;
    return absl::OkStatus();
  }
  ctx_.Emit(next.event, events::kTrackingEventRecorded);
  ++counts_.created;
  counts_.applied += next.event.applied() ? 1 : 0;
  belied_ = belied_ || domain::BeliesCancellation(row_.shipment, next.event);
  ++row_.event_count;
  row_.latest = next.order;
  return Save(before);
}

absl::Status Taker::Insert(Incoming& next) {
  next.event.set_applied(false);
  ASSIGN_OR_RETURN(const bool is_new,
                   store::InsertEvent(ctx_.txn(), row_.shipment.name(), next.event));
  if (!is_new) {
    ++counts_.known;
    return absl::OkStatus();
  }
  ctx_.Emit(next.event, events::kTrackingEventRecorded);
  ++counts_.created;
  ++row_.event_count;
  inserted_.insert(next.order);
  stale_ = true;
  return absl::OkStatus();
}

absl::Status Taker::Refold() {
  if (!std::exchange(stale_, false)) return absl::OkStatus();
  const v1::TrackingStatus::Value before = row_.shipment.status();
  ASSIGN_OR_RETURN(std::vector<v1::TrackingEvent> all,
                   store::ListAllEvents(ctx_.txn(), row_.shipment.name()));
  const domain::Folded folded = domain::FoldEvents(row_.shipment, all);
  for (const size_t i : folded.changed) {
    RETURN_IF_ERROR(store::SaveEvent(ctx_.txn(), row_.shipment.name(), all[i]));
    ctx_.Emit(all[i], events::kTrackingEventUpdated);
    if (all[i].applied()) {
      counts_.applied += static_cast<int>(inserted_.count(domain::OrderOf(all[i])));
    }
  }
  inserted_.clear();
  const bool was_cancelled = before == v1::TrackingStatus::CANCELLED ||
                             row_.shipment.status() == v1::TrackingStatus::CANCELLED;
  belied_ = belied_ || (folded.belies && was_cancelled);
  return Save(before);
}

absl::Status Taker::Save(v1::TrackingStatus::Value before) {
  row_.news_time = ctx_.now();
  *row_.shipment.mutable_update_time() = ToProto(ctx_.now());
  RETURN_IF_ERROR(store::SaveShipment(ctx_.txn(), row_));
  if (row_.shipment.status() == before) {
    ctx_.Emit(row_.shipment, events::kShipmentUpdated);
    return absl::OkStatus();
  }
  FollowSilence(ctx_, before, row_);
  ctx_.Emit(row_.shipment, domain::StatusEvent(row_.shipment.status()));
  return absl::OkStatus();
}

absl::Status Taker::Finish() {
  RETURN_IF_ERROR(Refold());
  if (belied_) {
    const v1::Shipment& shipment = row_.shipment;
    RETURN_IF_ERROR(work::Open(
        ctx_, kCancelledParcel,
        {.resource = shipment.name(), .buyer = shipment.buyer(), .order = shipment.order()}));
  }
  return FollowUp(ctx_, row_, before_, counts_.created > 0);
}

// The reports that make sense, by shipment and order: locks are taken in one order everywhere.
absl::StatusOr<std::vector<Incoming>> UnderstoodReports(
    runtime::WriteContext& ctx, const v1::Policy& policy,
    const google::protobuf::RepeatedPtrField<v1::TrackingReport>& reports, RowErrors* errors) {
  std::vector<Incoming> incoming;
  incoming.reserve(reports.size());
  for (int i = 0; i < reports.size(); ++i) {
    absl::StatusOr<Incoming> understood = Understand(ctx, policy, i, reports[i]);
    if (understood.ok()) {
      incoming.push_back(*std::move(understood));
    } else {
      RETURN_IF_ERROR(ReportRow(i, reports[i].shipment(), understood.status(), errors));
    }
  }
  std::sort(incoming.begin(), incoming.end(), [](const Incoming& a, const Incoming& b) {
    return std::tie(a.shipment, a.order, a.index) < std::tie(b.shipment, b.order, b.index);
  });
  return incoming;
}

// Takes in the reports of one shipment.
absl::Status TakeGroup(runtime::WriteContext& ctx, absl::Span<Incoming> group, Counts& counts,
                       RowErrors* errors) {
  const std::string& name = group[0].shipment;
  ASSIGN_OR_RETURN(absl::optional<store::ShipmentRow> row,
                   store::FindShipmentForUpdate(ctx.txn(), name));
  if (!row.has_value()) {
    for (const Incoming& next : group) {
      RETURN_IF_ERROR(ReportRow(next.index, name, shopdesk::NotFoundError(name), errors));
    }
    return absl::OkStatus();
  }
  Taker taker(ctx, *row);
  for (Incoming& next : group) {
    const absl::Status taken = taker.Take(next);
    if (!taken.ok()) RETURN_IF_ERROR(ReportRow(next.index, name, taken, errors));
  }
  RETURN_IF_ERROR(taker.Finish());
  counts.created += taker.counts().created;
  counts.applied += taker.counts().applied;
  counts.known += taker.counts().known;
  return absl::OkStatus();
}

absl::StatusOr<Counts> Record(runtime::WriteContext& ctx, absl::string_view parent,
                              const google::protobuf::RepeatedPtrField<v1::TrackingReport>& reports,
                              RowErrors* errors) {
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(parent)));
  ASSIGN_OR_RETURN(std::vector<Incoming> incoming, UnderstoodReports(ctx, policy, reports, errors));
  Counts counts;
  for (size_t begin = 0; begin < incoming.size();) {
    const std::string& name = incoming[begin].shipment;
    size_t end = begin;
    while (end < incoming.size() && incoming[end].shipment == name) ++end;
    RETURN_IF_ERROR(
        TakeGroup(ctx, absl::MakeSpan(incoming).subspan(begin, end - begin), counts, errors));
    begin = end;
  }
  SortByIndex(errors);
  return counts;
}

// Whether a shipment that was cancelled can have its number again.
absl::Status CheckNumber(runtime::WriteContext& ctx, const store::ShipmentRow& row) {
  if (!row.number_freed) return absl::OkStatus();
  const v1::Shipment& shipment = row.shipment;
  ASSIGN_OR_RETURN(const std::string holder,
                   store::FindHolder(ctx.txn(), ShopOf(shipment.name()),
                                     EscapeId(shipment.carrier_id()), shipment.waybill_number()));
  if (holder.empty()) return absl::OkStatus();
  return domain::WaybillTakenError(shipment.waybill_number(), holder);
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
      request, kTrackingEventPage, store::FromTheFirst(),
      [&](const store::TrackingEventKey& after, int limit) {
        return store::ListEvents(ctx.txn(), request.parent(), after, limit);
      },
      store::TrackingEventKeyOf, *response, *response->mutable_events());
}

absl::Status CorrectTracking(runtime::WriteContext& ctx, const v1::CorrectTrackingRequest& request,
                             v1::Shipment* response) {
  ASSIGN_OR_RETURN(store::ShipmentRow row, store::LoadShipmentForUpdate(ctx.txn(), request.name()));
  RETURN_IF_ERROR(CheckEtag(request.etag(), row.shipment));
  RETURN_IF_ERROR(CheckNumber(ctx, row));
  const v1::TrackingStatus::Value before = row.shipment.status();
  const std::string reason = privacy::Mask(option::v1::PII_FREE_TEXT, request.reason());
  ASSIGN_OR_RETURN(
      v1::TrackingEvent event,
      domain::CorrectShipment(row.shipment, row.latest, request.status(), reason, ctx.now()));
  RETURN_IF_ERROR(SaveStep(ctx, row, before, event));
  *response = std::move(row.shipment);
  return absl::OkStatus();
}

}  // namespace shopdesk::logistics::handlers
