#include "services/orders/domain/cod.h"

#include <algorithm>
#include <string>

#include "libs/base/calendar.h"
#include "libs/base/clock.h"
#include "libs/base/contact.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/placing.h"
#include "services/orders/domain/policy.h"
#include "services/orders/domain/roles.h"
#include "services/orders/domain/ship_by.h"

namespace shopdesk::orders::domain {
namespace {

using namespace v1;  // NOLINT: the states

constexpr int64_t kFirstContactSeconds = 30 * 60;

}  // namespace

void StartCodContact(Order& order, const Policy& policy, const Moment& moment) {
  const int64_t seconds = policy.cod_first_contact_seconds() > 0
                              ? policy.cod_first_contact_seconds()
                              : kFirstContactSeconds;
  *order.mutable_cod_contact()->mutable_deadline_time() =
      ToProto(CalendarOf(policy).AddServiceTime(moment.now, absl::Seconds(seconds)));
}

bool WasCodContacted(const Order& order) {
  return FirstContact(order.contacts(), type::v1::CONFIRM_COD) != absl::InfiniteFuture();
}

void MissCodContact(Order& order) { order.mutable_cod_contact()->set_missed(true); }

absl::Status RecordCodContact(Order& order, type::v1::ContactChannel channel, const Policy& policy,
                              const Moment& moment) {
  type::v1::ContactReport report;
  report.set_purpose(type::v1::CONFIRM_COD);
  report.set_channel(channel);
  report.set_outcome(type::v1::REACHED);
  return AddContact(report, moment.actor, moment.now, policy.contact_rule(),
                    *order.mutable_contacts())
      .status();
}

absl::Status ReleaseCodUnconfirmed(Order& order, absl::string_view reason, const Policy& policy,
                                   const Moment& moment) {
  RETURN_IF_ERROR(Move(order, kCodRelease, moment));
  RETURN_IF_ERROR(RequireLead(moment.actor, "release a COD order that is not confirmed"));
  order.set_cod_release_reason(std::string(reason));
  StartShipBy(order, policy, moment);
  return absl::OkStatus();
}

bool WasCodConfirmed(const Order& order) {
  return std::any_of(order.history().begin(), order.history().end(),
                     [](const StateChange& change) { return change.event() == kCodConfirm; });
}

absl::StatusOr<Order> MakeReorder(const Order& declined, absl::string_view name,
                                  PaymentMethod method, const Policy& policy,
                                  const Moment& moment) {
  if (method == COD) return InvalidFieldError("reorder_method", "must be another method than COD");
  Order order;
  order.set_name(std::string(name));
  order.set_buyer(declined.buyer());
  order.set_agent(declined.agent());
  *order.mutable_lines() = declined.lines();
  *order.mutable_verification() = declined.verification();
  *order.mutable_delivery() = declined.delivery();
  order.set_order_kind(declined.order_kind());
  order.set_language_code(declined.language_code());
  if (declined.has_phone_expire_time()) {
    *order.mutable_phone_expire_time() = declined.phone_expire_time();
  }
  *order.mutable_goods_total() = declined.goods_total();
  order.set_reservation(declined.reservation());
  // Tied to the other order still, if it was confirmed: it has to be tied to this one.
  order.set_reservation_state(declined.reservation_state() == Order::LOST ? Order::LOST
                                                                          : Order::TENTATIVE);
  *order.mutable_create_time() = ToProto(moment.now);
  order.mutable_payment()->set_method(method);
  order.set_reorder_of(declined.name());
  RETURN_IF_ERROR(SetFreight(order, policy, declined.freight().minor()));
  Open(order, policy, moment);
  return order;
}

}  // namespace shopdesk::orders::domain
