#include "tools/shopdesk/replay/parcels.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "re2/re2.h"

namespace shopdesk::cli {
namespace {

// The number that the carrier gives a parcel, by the first of its rules that is as simple as
// JT[0-9]{13}; empty if none is: then the service makes one.
absl::StatusOr<std::string> CarriersNumber(Desk& desk, const std::string& carrier_id,
                                           int64_t parcel) {
  static const RE2& kSimple = *new RE2("([A-Z0-9]*)\\[0-9\\]\\{([0-9]+)(?:,[0-9]+)?\\}");
  logistics::v1::GetCarrierRequest request;
  request.set_name(desk.Name(absl::StrCat("carriers/", EscapeId(carrier_id))));
  ASSIGN_OR_RETURN(const logistics::v1::Carrier carrier,
                   Invoke(desk.settings, *desk.carriers,
                          &logistics::v1::CarrierService::Stub::GetCarrier, request));
  for (const logistics::v1::WaybillRule& rule : carrier.waybill_rules()) {
    std::string prefix;
    int digits = 0;
    if (rule.check() == "none" && RE2::FullMatch(rule.pattern(), kSimple, &prefix, &digits)) {
      return absl::StrCat(prefix, absl::StrFormat("%0*d", digits, parcel));
    }
  }
  return std::string();
}

void AddReport(const char* source, const char* code, const char* text, absl::Time time,
               const std::string& shipment, logistics::v1::RecordTrackingRequest& request) {
  logistics::v1::TrackingReport& report = *request.add_reports();
  report.set_shipment(shipment);
  report.mutable_event()->set_source(source);
  report.mutable_event()->set_code(code);
  report.mutable_event()->set_text(text);
  *report.mutable_event()->mutable_event_time() = ToProto(time);
}

}  // namespace

absl::StatusOr<Way> CheapestWay(Desk& desk, const logistics::v1::QuoteRequest& quote,
                                int64_t parcel) {
  logistics::v1::QuoteRequest request = quote;
  request.set_parent(absl::StrCat("shops/", EscapeId(desk.shop)));
  request.set_max_offers(1);
  ASSIGN_OR_RETURN(
      const logistics::v1::QuoteResponse offers,
      Invoke(desk.settings, *desk.quotes, &logistics::v1::QuoteService::Stub::Quote, request));
  if (offers.offers().empty()) {
    return absl::FailedPreconditionError(absl::StrCat("no carrier goes to ",
                                                      quote.destination().region_code(), " ",
                                                      quote.destination().administrative_area()));
  }
  Way way;
  way.carrier_id = offers.offers(0).carrier_id();
  way.mode = logistics::v1::Mode::Value_Name(offers.offers(0).mode());
  ASSIGN_OR_RETURN(way.waybill_number, CarriersNumber(desk, way.carrier_id, parcel));
  return way;
}

absl::Status Deliver(Desk& desk, const std::vector<SentParcel>& parcels, absl::Time now,
                     const std::string& request_id) {
  auto request = desk.ForShop<logistics::v1::RecordTrackingRequest>();
  for (const SentParcel& parcel : parcels) {
    const absl::Duration way = now - parcel.shipped;
    AddReport("KUAIDI100", "1", "Collected", parcel.shipped + way / 8, parcel.shipment, request);
    AddReport("KUAIDI100", "0", "In transit", parcel.shipped + way / 4, parcel.shipment, request);
    AddReport("AFTERSHIP", "OutForDelivery", "Out for delivery", parcel.shipped + way * 0.9,
              parcel.shipment, request);
    AddReport("KDNIAO", "3", "Signed", now, parcel.shipment, request);
  }
  request.set_request_id(request_id);
  ASSIGN_OR_RETURN(const logistics::v1::RecordTrackingResponse response,
                   Invoke(desk.settings, *desk.shipments,
                          &logistics::v1::ShipmentService::Stub::RecordTracking, request));
  if (response.errors().empty()) return absl::OkStatus();
  return absl::InternalError(absl::StrCat("tracking was refused: ", response.errors(0).message()));
}

}  // namespace shopdesk::cli
