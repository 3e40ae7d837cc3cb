#include "services/logistics/domain/tracking/tracking_codes.h"

#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "libs/base/error.h"

namespace shopdesk::logistics::domain {
namespace {

// state of a parcel, 0 to 14, and the states of "advanced" queries below them.
constexpr CodeMapping kKuaidi100Codes[] = {
    // 在途, on the way: arrived in the city of delivery, trunk line, handed on.
    {"0", v1::TrackingStatus::IN_TRANSIT},
    {"1001", v1::TrackingStatus::IN_TRANSIT},
    {"1002", v1::TrackingStatus::IN_TRANSIT},
    {"1003", v1::TrackingStatus::IN_TRANSIT},
    // 揽收, collection: ordered, waiting for the courier, collected.
    {"1", v1::TrackingStatus::PICKED_UP},
    {"101", v1::TrackingStatus::INFO_RECEIVED},
    {"102", v1::TrackingStatus::INFO_RECEIVED},
    {"103", v1::TrackingStatus::PICKED_UP},
    // 疑难, trouble: not signed in time, no news in time, refused, delivery failed, not fetched in
    // time, out of reach by phone, outside the area, held up, damaged, waybill cancelled.
    {"2", v1::TrackingStatus::EXCEPTION},
    {"201", v1::TrackingStatus::EXCEPTION},
    {"202", v1::TrackingStatus::EXCEPTION},
    {"203", v1::TrackingStatus::REFUSED},
    {"204", v1::TrackingStatus::ATTEMPT_FAILED},
    {"205", v1::TrackingStatus::EXCEPTION},
    {"206", v1::TrackingStatus::ATTEMPT_FAILED},
    {"207", v1::TrackingStatus::EXCEPTION},
    {"208", v1::TrackingStatus::EXCEPTION},
    {"209", v1::TrackingStatus::EXCEPTION},
    {"210", v1::TrackingStatus::CANCELLED},
    // 签收, signed: by the receiver, after trouble, by somebody else, at a locker or station.
    {"3", v1::TrackingStatus::DELIVERED},
    {"301", v1::TrackingStatus::DELIVERED},
    {"302", v1::TrackingStatus::DELIVERED},
    {"303", v1::TrackingStatus::DELIVERED},
    {"304", v1::TrackingStatus::DELIVERED},
    // 退签, back and signed for by the sender; waybill cancelled.
    {"4", v1::TrackingStatus::RETURNED},
    {"401", v1::TrackingStatus::CANCELLED},
    // 派件, out for delivery; put into a locker or station.
    {"5", v1::TrackingStatus::OUT_FOR_DELIVERY},
    {"501", v1::TrackingStatus::AVAILABLE_FOR_PICKUP},
    // 退回, on the way back. 转投, handed to another carrier.
    {"6", v1::TrackingStatus::RETURNING},
    {"7", v1::TrackingStatus::IN_TRANSIT},
    // 清关, customs: waiting, going on, done, trouble.
    {"8", v1::TrackingStatus::CUSTOMS},
    {"10", v1::TrackingStatus::CUSTOMS},
    {"11", v1::TrackingStatus::CUSTOMS},
    {"12", v1::TrackingStatus::IN_TRANSIT},
    {"13", v1::TrackingStatus::EXCEPTION},
    // 拒签, refused by the receiver.
    {"14", v1::TrackingStatus::REFUSED},
    // The single scans of a parcel tell the state by its word.
    {"在途", v1::TrackingStatus::IN_TRANSIT},
    {"到达派件城市", v1::TrackingStatus::IN_TRANSIT},
    {"干线", v1::TrackingStatus::IN_TRANSIT},
    {"转递", v1::TrackingStatus::IN_TRANSIT},
    {"揽收", v1::TrackingStatus::PICKED_UP},
    {"已下单", v1::TrackingStatus::INFO_RECEIVED},
    {"待揽收", v1::TrackingStatus::INFO_RECEIVED},
    {"已揽收", v1::TrackingStatus::PICKED_UP},
    {"疑难", v1::TrackingStatus::EXCEPTION},
    {"超时未签收", v1::TrackingStatus::EXCEPTION},
    {"超时未更新", v1::TrackingStatus::EXCEPTION},
    {"拒收", v1::TrackingStatus::REFUSED},
    {"派件异常", v1::TrackingStatus::ATTEMPT_FAILED},
    {"柜或驿站超时未取", v1::TrackingStatus::EXCEPTION},
    {"无法联系", v1::TrackingStatus::ATTEMPT_FAILED},
    {"超区", v1::TrackingStatus::EXCEPTION},
    {"滞留", v1::TrackingStatus::EXCEPTION},
    {"破损", v1::TrackingStatus::EXCEPTION},
    {"销单", v1::TrackingStatus::CANCELLED},
    {"签收", v1::TrackingStatus::DELIVERED},
    {"本人签收", v1::TrackingStatus::DELIVERED},
    {"派件异常后签收", v1::TrackingStatus::DELIVERED},
    {"代签", v1::TrackingStatus::DELIVERED},
    {"投柜或站签收", v1::TrackingStatus::DELIVERED},
    {"退签", v1::TrackingStatus::RETURNED},
    {"派件", v1::TrackingStatus::OUT_FOR_DELIVERY},
    {"投柜或驿站", v1::TrackingStatus::AVAILABLE_FOR_PICKUP},
    {"退回", v1::TrackingStatus::RETURNING},
    {"转投", v1::TrackingStatus::IN_TRANSIT},
    {"转单", v1::TrackingStatus::IN_TRANSIT},
    {"清关", v1::TrackingStatus::CUSTOMS},
    {"待清关", v1::TrackingStatus::CUSTOMS},
    {"清关中", v1::TrackingStatus::CUSTOMS},
    {"已清关", v1::TrackingStatus::IN_TRANSIT},
    {"清关异常", v1::TrackingStatus::EXCEPTION},
    {"拒签", v1::TrackingStatus::REFUSED},
};

// State, and StateEx where it says more.
constexpr CodeMapping kKdniaoCodes[] = {
    // No track yet; waiting for the courier; collected.
    {"0", v1::TrackingStatus::PENDING},
    {"10", v1::TrackingStatus::INFO_RECEIVED},
    {"1", v1::TrackingStatus::PICKED_UP},
    // On the way: in the city of delivery, being delivered, at a hub, at the branch of delivery,
    // sent by the branch of origin, in a locker or station.
    {"2", v1::TrackingStatus::IN_TRANSIT},
    {"201", v1::TrackingStatus::IN_TRANSIT},
    {"202", v1::TrackingStatus::OUT_FOR_DELIVERY},
    {"204", v1::TrackingStatus::IN_TRANSIT},
    {"205", v1::TrackingStatus::IN_TRANSIT},
    {"206", v1::TrackingStatus::IN_TRANSIT},
    {"211", v1::TrackingStatus::AVAILABLE_FOR_PICKUP},
    // Signed: as usual, after trouble, by somebody else, at a locker or station.
    {"3", v1::TrackingStatus::DELIVERED},
    {"301", v1::TrackingStatus::DELIVERED},
    {"302", v1::TrackingStatus::DELIVERED},
    {"304", v1::TrackingStatus::DELIVERED},
    {"311", v1::TrackingStatus::DELIVERED},
    // Trouble: sent without a scan, not signed in time, no news in time, refused, delivery failed,
    // return signed for, return not signed for, not fetched in time, intercepted, damaged, sending
    // cancelled, out of reach, late, taken out again, delivered again, address or phone wrong,
    // missorted, outside the area.
    {"4", v1::TrackingStatus::EXCEPTION},
    {"401", v1::TrackingStatus::EXCEPTION},
    {"402", v1::TrackingStatus::EXCEPTION},
    {"403", v1::TrackingStatus::EXCEPTION},
    {"404", v1::TrackingStatus::REFUSED},
    {"405", v1::TrackingStatus::ATTEMPT_FAILED},
    {"406", v1::TrackingStatus::RETURNED},
    {"407", v1::TrackingStatus::RETURNING},
    {"412", v1::TrackingStatus::EXCEPTION},
    {"413", v1::TrackingStatus::INTERCEPTED},
    {"414", v1::TrackingStatus::EXCEPTION},
    {"415", v1::TrackingStatus::CANCELLED},
    {"416", v1::TrackingStatus::ATTEMPT_FAILED},
    {"417", v1::TrackingStatus::EXCEPTION},
    {"418", v1::TrackingStatus::IN_TRANSIT},
    {"419", v1::TrackingStatus::OUT_FOR_DELIVERY},
    {"420", v1::TrackingStatus::EXCEPTION},
    {"421", v1::TrackingStatus::EXCEPTION},
    {"422", v1::TrackingStatus::EXCEPTION},
    {"423", v1::TrackingStatus::EXCEPTION},
    // Handed on. Customs: waiting, going on, done, trouble.
    {"5", v1::TrackingStatus::IN_TRANSIT},
    {"6", v1::TrackingStatus::CUSTOMS},
    {"601", v1::TrackingStatus::CUSTOMS},
    {"602", v1::TrackingStatus::CUSTOMS},
    {"603", v1::TrackingStatus::IN_TRANSIT},
    {"604", v1::TrackingStatus::EXCEPTION},
};

// tag, and subtag where the message has one.
constexpr CodeMapping kAftershipCodes[] = {
    {"Pending", v1::TrackingStatus::PENDING},
    {"Pending_001", v1::TrackingStatus::PENDING},
    {"Pending_002", v1::TrackingStatus::PENDING},
    {"Pending_003", v1::TrackingStatus::PENDING},
    {"Pending_004", v1::TrackingStatus::PENDING},
    {"Pending_005", v1::TrackingStatus::PENDING},
    {"Pending_006", v1::TrackingStatus::PENDING},
    {"InfoReceived", v1::TrackingStatus::INFO_RECEIVED},
    {"InfoReceived_001", v1::TrackingStatus::INFO_RECEIVED},
    {"InTransit", v1::TrackingStatus::IN_TRANSIT},
    {"InTransit_001", v1::TrackingStatus::IN_TRANSIT},
    // Accepted by the carrier.
    {"InTransit_002", v1::TrackingStatus::PICKED_UP},
    {"InTransit_003", v1::TrackingStatus::IN_TRANSIT},
    {"InTransit_004", v1::TrackingStatus::IN_TRANSIT},
    // Customs: done, begun.
    {"InTransit_005", v1::TrackingStatus::IN_TRANSIT},
    {"InTransit_006", v1::TrackingStatus::CUSTOMS},
    {"InTransit_007", v1::TrackingStatus::IN_TRANSIT},
    {"InTransit_008", v1::TrackingStatus::IN_TRANSIT},
    {"InTransit_009", v1::TrackingStatus::IN_TRANSIT},
    {"InTransit_010", v1::TrackingStatus::IN_TRANSIT},
    {"OutForDelivery", v1::TrackingStatus::OUT_FOR_DELIVERY},
    {"OutForDelivery_001", v1::TrackingStatus::OUT_FOR_DELIVERY},
    {"OutForDelivery_003", v1::TrackingStatus::OUT_FOR_DELIVERY},
    {"OutForDelivery_004", v1::TrackingStatus::OUT_FOR_DELIVERY},
    {"AttemptFail", v1::TrackingStatus::ATTEMPT_FAILED},
    {"AttemptFail_001", v1::TrackingStatus::ATTEMPT_FAILED},
    {"AttemptFail_002", v1::TrackingStatus::ATTEMPT_FAILED},
    {"AttemptFail_003", v1::TrackingStatus::ATTEMPT_FAILED},
    {"Delivered", v1::TrackingStatus::DELIVERED},
    {"Delivered_001", v1::TrackingStatus::DELIVERED},
    {"Delivered_002", v1::TrackingStatus::DELIVERED},
    {"Delivered_003", v1::TrackingStatus::DELIVERED},
    {"Delivered_004", v1::TrackingStatus::DELIVERED},
    {"Delivered_005", v1::TrackingStatus::DELIVERED},
    {"AvailableForPickup", v1::TrackingStatus::AVAILABLE_FOR_PICKUP},
    {"AvailableForPickup_001", v1::TrackingStatus::AVAILABLE_FOR_PICKUP},
    {"Exception", v1::TrackingStatus::EXCEPTION},
    {"Exception_001", v1::TrackingStatus::EXCEPTION},
    {"Exception_002", v1::TrackingStatus::EXCEPTION},
    // Refused by the receiver.
    {"Exception_003", v1::TrackingStatus::REFUSED},
    // Held by customs.
    {"Exception_004", v1::TrackingStatus::CUSTOMS},
    {"Exception_005", v1::TrackingStatus::EXCEPTION},
    {"Exception_006", v1::TrackingStatus::EXCEPTION},
    {"Exception_007", v1::TrackingStatus::EXCEPTION},
    {"Exception_008", v1::TrackingStatus::EXCEPTION},
    {"Exception_009", v1::TrackingStatus::EXCEPTION},
    // On the way back, and back.
    {"Exception_010", v1::TrackingStatus::RETURNING},
    {"Exception_011", v1::TrackingStatus::RETURNED},
    {"Exception_012", v1::TrackingStatus::EXCEPTION},
    {"Exception_013", v1::TrackingStatus::EXCEPTION},
    {"Exception_016", v1::TrackingStatus::EXCEPTION},
    {"Exception_017", v1::TrackingStatus::EXCEPTION},
    {"Exception_018", v1::TrackingStatus::EXCEPTION},
    {"Expired", v1::TrackingStatus::EXPIRED},
    {"Expired_001", v1::TrackingStatus::EXPIRED},
};

// status, and "status/status_detail" where the detail says more.
constexpr CodeMapping kEasypostCodes[] = {
    // Nobody has heard of it yet.
    {"unknown", v1::TrackingStatus::PENDING},
    {"pre_transit", v1::TrackingStatus::INFO_RECEIVED},
    {"in_transit", v1::TrackingStatus::IN_TRANSIT},
    {"in_transit/received_at_origin_facility", v1::TrackingStatus::PICKED_UP},
    {"in_transit/delivery_exception", v1::TrackingStatus::EXCEPTION},
    {"in_transit/transit_exception", v1::TrackingStatus::EXCEPTION},
    {"in_transit/missorted", v1::TrackingStatus::EXCEPTION},
    {"in_transit/held", v1::TrackingStatus::EXCEPTION},
    {"in_transit/awaiting_information", v1::TrackingStatus::EXCEPTION},
    {"in_transit/address_correction", v1::TrackingStatus::EXCEPTION},
    {"in_transit/damaged", v1::TrackingStatus::EXCEPTION},
    {"in_transit/lost", v1::TrackingStatus::EXCEPTION},
    {"in_transit/refused", v1::TrackingStatus::REFUSED},
    {"in_transit/return", v1::TrackingStatus::RETURNING},
    {"out_for_delivery", v1::TrackingStatus::OUT_FOR_DELIVERY},
    {"available_for_pickup", v1::TrackingStatus::AVAILABLE_FOR_PICKUP},
    {"delivered", v1::TrackingStatus::DELIVERED},
    {"return_to_sender", v1::TrackingStatus::RETURNING},
    {"failure", v1::TrackingStatus::EXCEPTION},
    {"failure/delivery_exception", v1::TrackingStatus::ATTEMPT_FAILED},
    {"failure/refused", v1::TrackingStatus::REFUSED},
    {"failure/return", v1::TrackingStatus::RETURNING},
    {"cancelled", v1::TrackingStatus::CANCELLED},
    {"error", v1::TrackingStatus::EXCEPTION},
    {"error/expired", v1::TrackingStatus::EXPIRED},
};

v1::TrackingStatus::Value FindCode(absl::string_view source, absl::string_view code) {
  for (const CodeMapping& mapping : CodesOf(source)) {
    if (code == mapping.code) return mapping.status;
  }
  return v1::TrackingStatus::TRACKING_STATUS_UNSPECIFIED;
}

// The code of which `code` says more; empty if it isn't made like one that does. The states of
// kuaidi100 and kdniao have two digits more then: "209" of "2", "1004" of kuaidi100's "0" (which
// its two-digit states, from "10" on, leave to it).
absl::string_view MainCode(absl::string_view source, absl::string_view code) {
  if (source == kAftership || source == kEasypost) {
    const size_t end = code.find(source == kAftership ? '_' : '/');
    return end == absl::string_view::npos ? absl::string_view() : code.substr(0, end);
  }
  const bool digits =
      std::all_of(code.begin(), code.end(), [](unsigned char c) { return absl::ascii_isdigit(c); });
  if (!digits) return {};
  if (code.size() == 3) return code.substr(0, 1);
  if (source == kKuaidi100 && code.size() == 4 && absl::StartsWith(code, "10")) return "0";
  return {};
}

}  // namespace

absl::Span<const CodeMapping> CodesOf(absl::string_view source) {
  if (source == kKuaidi100) return kKuaidi100Codes;
  if (source == kKdniao) return kKdniaoCodes;
  if (source == kAftership) return kAftershipCodes;
  if (source == kEasypost) return kEasypostCodes;
  return {};
}

bool IsBuiltIn(absl::string_view source) {
  return source == kCanonical || !CodesOf(source).empty();
}

absl::StatusOr<v1::TrackingStatus::Value> StatusOfCode(absl::string_view source,
                                                       absl::string_view code,
                                                       const v1::Policy& policy) {
  if (source == kCanonical) {
    v1::TrackingStatus::Value status = v1::TrackingStatus::TRACKING_STATUS_UNSPECIFIED;
    v1::TrackingStatus::Value_Parse(std::string(code), &status);
    return status;
  }
  if (IsBuiltIn(source)) {
    const v1::TrackingStatus::Value status = FindCode(source, code);
    if (status != v1::TrackingStatus::TRACKING_STATUS_UNSPECIFIED) return status;
    return FindCode(source, MainCode(source, code));
  }
  for (const v1::TrackingSource& known : policy.tracking_sources()) {
    if (known.source() != source) continue;
    for (const v1::TrackingSource::Code& mapping : known.codes()) {
      if (mapping.code() == code) return mapping.status();
    }
    return v1::TrackingStatus::TRACKING_STATUS_UNSPECIFIED;
  }
  return InvalidFieldError(
      "event.source",
      "must be CANONICAL, KUAIDI100, KDNIAO, AFTERSHIP, EASYPOST or one of the "
      "policy's tracking_sources");
}

}  // namespace shopdesk::logistics::domain
