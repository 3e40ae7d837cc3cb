#include "services/orders/domain/receiver/contact.h"

#include "libs/base/contact.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/payment/payment.h"
#include "services/orders/domain/receiver/receiver.h"
#include "services/orders/domain/trade/events.h"

namespace shopdesk::orders::domain {
namespace {

bool WaitsForVerification(const Order& order) {
  return HasUnshipped(order.state()) &&
         VerificationMachine().Can(order.verification().state(), kUnreachable) &&
         order.verification().state() != v1::Verification::UNREACHABLE;
}

}  // namespace

absl::StatusOr<std::string> LogContact(Order& order, const type::v1::ContactReport& report,
                                       const v1::Policy& policy, const Moment& moment) {
  if (IsFinal(order.state())) {
    return WrongStateError(order.name(), v1::OrderState::Value_Name(order.state()), "LogContact",
                           "");
  }
  RETURN_IF_ERROR(
      AddContact(report, moment.actor, moment.now, policy.contact_rule(), *order.mutable_contacts())
          .status());
  if (report.purpose() == type::v1::ContactPurpose::CONFIRM_COD &&
      order.state() == v1::OrderState::WAIT_COD_CONFIRM &&
      Exhausted(order.contacts(), report.purpose(), policy.contact_rule())) {
    RETURN_IF_ERROR(
        CloseUnpaid(order, kCodUnreachable, v1::CloseReason::BUYER_UNREACHABLE, policy, moment));
    return events::kOrderClosed;
  }
  if (report.purpose() == type::v1::ContactPurpose::VERIFY_RECEIVER &&
      WaitsForVerification(order) && IsUnreachable(order, policy)) {
    RETURN_IF_ERROR(Verify(order, kUnreachable, report.channel(), moment));
    return events::kOrderReceiverUnreachable;
  }
  return events::kOrderContactLogged;
}

}  // namespace shopdesk::orders::domain
