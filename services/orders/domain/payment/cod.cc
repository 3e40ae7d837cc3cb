#include "services/orders/domain/payment/cod.h"

#include <algorithm>
#include <string>

#include "libs/base/calendar.h"
#include "libs/base/clock.h"
#include "libs/base/contact.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/trade/policy.h"
#include "services/orders/domain/trade/ship_by.h"

namespace shopdesk::orders::domain {
namespace {

using namespace v1;  // NOLINT: the states

}  // namespace

void StartCodContact(Order& order, const Policy& policy, const Moment& moment) {
  const absl::Duration wait = absl::Seconds(policy.cod_first_contact_seconds());
  const absl::Time due = CalendarOf(policy).AddServiceTime(moment.now, wait);
  *order.mutable_cod_contact()->mutable_deadline_time() = ToProto(due);
  SetDeadline(order, kCodUnreachable, due - wait + absl::Seconds(policy.cod_confirm_seconds()));
}

bool WasCodContacted(const Order& order) {
  return FirstContact(order.contacts(), type::v1::ContactPurpose::CONFIRM_COD) !=
         absl::InfiniteFuture();
}

void MissCodContact(Order& order) { order.mutable_cod_contact()->set_missed(true); }

absl::Status RecordCodContact(Order& order, type::v1::ContactChannel::Value channel,
                              const Policy& policy, const Moment& moment) {
  type::v1::ContactReport report;
  report.set_purpose(type::v1::ContactPurpose::CONFIRM_COD);
  report.set_channel(channel);
  report.set_outcome(type::v1::ContactOutcome::REACHED);
  return AddContact(report, moment.actor, moment.now, policy.contact_rule(),
                    *order.mutable_contacts())
      .status();
}

absl::Status ReleaseCodUnconfirmed(Order& order, absl::string_view reason, const Policy& policy,
                                   const Moment& moment) {
  RETURN_IF_ERROR(Move(order, kCodRelease, moment));
  order.set_cod_release_reason(std::string(reason));
  StartShipBy(order, policy, moment);
  return absl::OkStatus();
}

bool WasCodConfirmed(const Order& order) {
  return std::any_of(order.history().begin(), order.history().end(),
                     [](const StateChange& change) { return change.event() == kCodConfirm; });
}

}  // namespace shopdesk::orders::domain
