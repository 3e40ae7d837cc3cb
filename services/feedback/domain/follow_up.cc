#include "services/feedback/domain/follow_up.h"

#include <string>

#include "absl/algorithm/container.h"
#include "libs/base/clock.h"
#include "libs/base/contact.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/feedback/domain/names.h"
#include "services/feedback/domain/ratings.h"
#include "services/feedback/domain/states.h"

namespace shopdesk::feedback::domain {
namespace {

using Invitation = v1::ReviewInvitation;
using v1::LateParcel;

absl::Status Step(Invitation& invitation, const char* event) {
  ASSIGN_OR_RETURN(const Invitation::State next,
                   kInvitationStates.Next(invitation.name(), invitation.state(), event));
  invitation.set_state(next);
  return absl::OkStatus();
}

}  // namespace

bool KeepsGoods(const orders::v1::Order& order) {
  return absl::c_any_of(order.lines(), [](const orders::v1::OrderLine& line) {
    return line.quantity() > line.returned() + line.refunded() + line.short_();
  });
}

Invitation MakeInvitation(absl::string_view order, absl::string_view buyer, absl::Time now) {
  Invitation invitation;
  invitation.set_name(InvitationName(ShopOf(order), LastSegment(order)));
  invitation.set_order(std::string(order));
  invitation.set_buyer(std::string(buyer));
  invitation.set_state(Invitation::DUE);
  *invitation.mutable_create_time() = ToProto(now);
  return invitation;
}

absl::Status SendInvitation(Invitation& invitation, const type::v1::Actor& actor, absl::Time now,
                            absl::Duration effect) {
  RETURN_IF_ERROR(Step(invitation, "send"));
  *invitation.mutable_actor() = actor;
  *invitation.mutable_send_time() = ToProto(now);
  *invitation.mutable_effect_until_time() = ToProto(now + effect);
  return absl::OkStatus();
}

absl::Status DropInvitation(Invitation& invitation) { return Step(invitation, "drop"); }

bool NoteReviewed(Invitation& invitation, absl::Time now) {
  if (invitation.state() == Invitation::DUE) return DropInvitation(invitation).ok();
  if (invitation.state() != Invitation::SENT) return false;
  if (now > FromProto(invitation.effect_until_time())) return false;
  *invitation.mutable_review_time() = ToProto(now);
  return Step(invitation, "review").ok();
}

bool HasEnded(const logistics::v1::Shipment& shipment) {
  switch (shipment.status()) {
    case logistics::v1::DELIVERED:
    case logistics::v1::REFUSED:
    case logistics::v1::RETURNING:
    case logistics::v1::RETURNED:
    case logistics::v1::CANCELLED:
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

absl::Status AddLateParcelContact(LateParcel& parcel, const type::v1::ContactReport& report,
                                  const type::v1::ContactRule& rule, const type::v1::Actor& actor,
                                  absl::Time now) {
  ASSIGN_OR_RETURN(const LateParcel::State told,
                   kLateParcelStates.Next(parcel.name(), parcel.state(), "contact"));
  RETURN_IF_ERROR(AddContact(report, actor, now, rule, *parcel.mutable_contacts()).status());
  if (report.outcome() == type::v1::REACHED) {
    parcel.set_state(told);
    *parcel.mutable_tell_time() = ToProto(now);
  } else if (Exhausted(parcel.contacts(), type::v1::LATE_PARCEL, rule)) {
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
