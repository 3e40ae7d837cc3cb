#include "services/feedback/domain/follow_up/late_parcel.h"

#include <string>
#include <vector>

#include "libs/base/clock.h"
#include "libs/base/contact.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/feedback/domain/review/ratings.h"
#include "services/feedback/domain/shop/names.h"
#include "services/feedback/domain/shop/states.h"

namespace shopdesk::feedback::domain {

using v1::LateParcel;

bool HasEnded(const logistics::v1::Shipment& shipment) {
  switch (shipment.status()) {
    case logistics::v1::TrackingStatus::DELIVERED:
    case logistics::v1::TrackingStatus::REFUSED:
    case logistics::v1::TrackingStatus::RETURNING:
    case logistics::v1::TrackingStatus::RETURNED:
    case logistics::v1::TrackingStatus::CANCELLED:
      return true;
    default:
      return false;
  }
}

bool HasEnded(const orders::v1::Order& order) {
  switch (order.state()) {
    case orders::v1::OrderState::TRADE_FINISHED:
    case orders::v1::OrderState::TRADE_CLOSED:
    case orders::v1::OrderState::TRADE_CLOSED_UNPAID:
    case orders::v1::OrderState::TRADE_CLOSED_COD_REFUSED:
      return true;
    default:
      return false;
  }
}

LateParcel MakeLateParcel(const logistics::v1::Shipment& shipment, absl::string_view buyer,
                          absl::Time late_time, absl::Time due, absl::Time now) {
  LateParcel parcel;
  parcel.set_name(LateParcelName(ShopOf(shipment.name()), LastSegment(shipment.name())));
  parcel.set_shipment(shipment.name());
  parcel.set_order(shipment.order());
  *parcel.mutable_merged_orders() = shipment.merged_orders();
  parcel.set_buyer(std::string(buyer));
  parcel.set_carrier_id(shipment.carrier_id());
  parcel.set_waybill_number(shipment.waybill_number());
  parcel.set_state(LateParcel::TO_TELL);
  *parcel.mutable_late_time() = ToProto(late_time);
  if (shipment.has_promised_time()) *parcel.mutable_promised_time() = shipment.promised_time();
  *parcel.mutable_due_time() = ToProto(due);
  *parcel.mutable_create_time() = ToProto(now);
  return parcel;
}

std::vector<std::string> OrdersIn(const LateParcel& parcel) {
  std::vector<std::string> orders = {parcel.order()};
  orders.insert(orders.end(), parcel.merged_orders().begin(), parcel.merged_orders().end());
  return orders;
}

absl::Status AddLateParcelContact(LateParcel& parcel, const type::v1::ContactReport& report,
                                  const type::v1::ContactRule& rule, const type::v1::Actor& actor,
                                  absl::Time now) {
  ASSIGN_OR_RETURN(const LateParcel::State told,
                   kLateParcelStates.Next(parcel.name(), parcel.state(), "contact"));
  RETURN_IF_ERROR(AddContact(report, actor, now, rule, *parcel.mutable_contacts()).status());
  if (report.outcome() == type::v1::ContactOutcome::REACHED) {
    parcel.set_state(told);
    *parcel.mutable_tell_time() = ToProto(now);
  } else if (Exhausted(parcel.contacts(), type::v1::ContactPurpose::LATE_PARCEL, rule)) {
    ASSIGN_OR_RETURN(const LateParcel::State unreached,
                     kLateParcelStates.Next(parcel.name(), parcel.state(), "unreachable"));
    parcel.set_state(unreached);
  }
  return absl::OkStatus();
}

bool NoteEnd(LateParcel& parcel, absl::Time end) {
  if (parcel.has_end_time() || !kLateParcelStates.Can(parcel.state(), "arrive")) return false;
  *parcel.mutable_end_time() = ToProto(end);
  const bool told_first = parcel.has_tell_time() && FromProto(parcel.tell_time()) < end;
  if (parcel.state() == LateParcel::TO_TELL || (parcel.has_tell_time() && !told_first)) {
    parcel.set_state(LateParcel::OVERTAKEN);
  }
  return true;
}

bool NoteTradeEnd(LateParcel& parcel) {
  const auto next = kLateParcelStates.Next(parcel.name(), parcel.state(), "end_trade");
  if (next.ok()) parcel.set_state(*next);
  return next.ok();
}

v1::DeliveryScore MakeDeliveryScore(int64_t count, int64_t sum) {
  v1::DeliveryScore score;
  score.set_sample_size(count);
  if (count < kLeastScores) {
    score.set_verdict(v1::Figure::NO_DATA);
  } else {
    score.set_mean(MeanOf(sum, count));
  }
  return score;
}

}  // namespace shopdesk::feedback::domain
