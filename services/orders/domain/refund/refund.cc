#include "services/orders/domain/refund/refund.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/money.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/refund/refund_evidence.h"
#include "services/orders/domain/refund/refund_held.h"
#include "services/orders/domain/refund/refund_intake.h"
#include "services/orders/domain/refund/refund_replacement.h"
#include "services/orders/domain/refund/refund_step.h"
#include "services/orders/domain/refund/refund_success.h"
#include "services/orders/domain/refund/settlement.h"
#include "services/orders/domain/trade/errors.h"

namespace shopdesk::orders::domain {
namespace {

using v1::LedgerEntry;
using v1::Policy;

bool AllUnshipped(const Refund& refund) {
  return !refund.lines().empty() &&
         std::all_of(refund.lines().begin(), refund.lines().end(), [](const RefundLine& line) {
           return line.quantity() > 0 && line.quantity() == line.never_shipped();
         });
}

// Whether pieces that the buyer has must come back for it.
bool NeedsGoods(const Refund& refund) {
  return TakesGoodsBack(refund.kind()) &&
         std::any_of(refund.lines().begin(), refund.lines().end(),
                     [](const RefundLine& line) { return line.quantity() > line.never_shipped(); });
}

// Who is to blame for the way back pays for it.
v1::ReturnFreightPayer::Value FreightPayerOf(v1::RefundReason::Value reason) {
  switch (reason) {
    case v1::RefundReason::QUALITY:
    case v1::RefundReason::NOT_AS_DESCRIBED:
    case v1::RefundReason::WRONG_GOODS:
    case v1::RefundReason::DAMAGED_ON_THE_WAY:
      return v1::ReturnFreightPayer::SHOP;
    default:
      return v1::ReturnFreightPayer::BUYER;
  }
}

// Whether all that is to come back was asked without reason in time.
bool IsWithoutReason(const Refund& refund) {
  return !refund.lines().empty() &&
         std::all_of(refund.lines().begin(), refund.lines().end(), [](const RefundLine& line) {
           return line.no_reason_rule() != v1::NoReasonRule::NO_REASON_RULE_UNSPECIFIED ||
                  (line.quantity() > 0 && line.quantity() == line.never_shipped());
         });
}

absl::Status CheckTrade(const Order& order, bool freight_only) {
  switch (order.state()) {
    case v1::OrderState::TRADE_CLOSED:
      // All goods were refunded; freight may not have been.
      if (freight_only) return absl::OkStatus();
      return WrongStateError(order.name(), v1::OrderState::Value_Name(order.state()), "OpenRefund",
                             "");
    case v1::OrderState::WAIT_SELLER_SEND_GOODS:
    case v1::OrderState::SELLER_CONSIGNED_PART:
    case v1::OrderState::WAIT_BUYER_CONFIRM_GOODS:
    case v1::OrderState::TRADE_BUYER_SIGNED:
    case v1::OrderState::TRADE_FINISHED:
      return absl::OkStatus();
    default:
      return WrongStateError(order.name(), v1::OrderState::Value_Name(order.state()), "OpenRefund",
                             TradeMachine().Allowed(order.state()));
  }
}

absl::Status CheckLines(const Order& order, const Refund& refund) {
  const bool nothing_paid = IsCod(order) && order.payment().paid_minor() == 0;
  if (nothing_paid && !AllUnshipped(refund)) {
    return WrongStateError(order.name(), v1::OrderState::Value_Name(order.state()),
                           "OpenRefund of goods that the carrier has not been paid for",
                           TradeMachine().Allowed(order.state()));
  }
  if (refund.kind() == v1::RefundKind::MONEY_ONLY) return absl::OkStatus();
  Violations violations;
  for (int i = 0; i < refund.lines_size(); ++i) {
    if (refund.lines(i).quantity() > 0) continue;
    violations.Add(absl::StrCat("lines[", i, "].quantity"), "is required unless MONEY_ONLY");
  }
  return violations.ToStatus();
}

absl::Status CheckRefusedBefore(absl::Span<const Refund> others, const Refund& refund) {
  if (refund.reason() == v1::RefundReason::QUALITY) return absl::OkStatus();
  for (const Refund& other : others) {
    if (!other.refused_for_good() || other.reason() != refund.reason()) continue;
    for (const RefundLine& before : other.lines()) {
      for (const RefundLine& line : refund.lines()) {
        if (before.line() != line.line()) continue;
        return RefusedBeforeError(other, line.line());
      }
    }
  }
  return absl::OkStatus();
}

absl::Status CheckFreightOnly(const RefundRequest& request) {
  Violations violations;
  if (!request.lines.empty()) violations.Add("lines", "must be empty with freight_only");
  if (request.freight_minor.value_or(0) <= 0) {
    violations.Add("freight_minor", "must be more than 0 with freight_only");
  }
  if (request.kind != v1::RefundKind::MONEY_ONLY)
    violations.Add("kind", "must be MONEY_ONLY with freight_only");
  return violations.ToStatus();
}

// What only the service, or the seller, knows: nobody asks for it.
absl::Status CheckReason(v1::RefundReason::Value reason) {
  const bool told = reason == v1::RefundReason::PAID_OUT_OF_STOCK_REFUND ||
                    reason == v1::RefundReason::GOODS_CAME_BACK;
  return told ? InvalidFieldError("reason", "must be one that a buyer can have") : absl::OkStatus();
}

// Sets what is asked: lines, freight, total.
absl::Status Fill(const Order& order, absl::Span<const Refund> others, const RefundRequest& request,
                  Refund& refund) {
  RETURN_IF_ERROR(CheckTrade(order, request.freight_only));
  refund.set_kind(request.kind);
  refund.set_reason(request.reason);
  refund.clear_lines();
  if (request.freight_only) {
    RETURN_IF_ERROR(CheckFreightOnly(request));
  } else {
    ASSIGN_OR_RETURN(*refund.mutable_lines(),
                     ResolveLines(order, others, request.kind, request.reason, request.lines));
  }
  RETURN_IF_ERROR(CheckLines(order, refund));
  NoteHeld(order, others, refund);
  refund.set_before_shipping(AllUnshipped(refund));
  const int64_t most = FreightLeftMinor(order, others);
  const int64_t all = IsAllBeforeShipping(order, refund.lines()) ? most : 0;
  refund.set_freight_minor(request.freight_minor.value_or(all));
  if (refund.freight_minor() > most) {
    return FreightExceededError(order, most);
  }
  *refund.mutable_total() = MakeMoney(order.total().currency_code(), AskedMinor(refund));
  return absl::OkStatus();
}

// Sets what is asked again and again: checks, locks, the seller's deadline.
absl::Status Ask(Order& order, absl::Span<const Refund> others, absl::string_view event,
                 const Policy& policy, const Moment& moment, Refund& refund) {
  RETURN_IF_ERROR(CheckReason(refund.reason()));
  RETURN_IF_ERROR(CheckWindow(order, others, refund.lines(), refund.kind(), refund.reason(), policy,
                              FromProto(refund.create_time())));
  RETURN_IF_ERROR(SetNoReasonRules(order, policy, FromProto(refund.create_time()), refund));
  RETURN_IF_ERROR(CheckRefusedBefore(others, refund));
  RETURN_IF_ERROR(OpenRefundOn(order, LockedBy(refund), moment));
  RETURN_IF_ERROR(StepRefund(refund, event, moment));
  SetRefundDeadline(refund, kAutoAgree,
                    refund.before_shipping() ? policy.refund_agree_unshipped_seconds()
                                             : policy.refund_agree_seconds(),
                    moment);
  return absl::OkStatus();
}

void Start(const Order& order, const Moment& moment, Refund& refund) {
  refund.set_buyer(order.buyer());
  *refund.mutable_create_time() = ToProto(moment.now);
}

}  // namespace

absl::Status AskRefund(Order& order, absl::Span<const Refund> others, const RefundRequest& request,
                       const Policy& policy, const Moment& moment, Refund& refund) {
  Start(order, moment, refund);
  RETURN_IF_ERROR(Fill(order, others, request, refund));
  return Ask(order, others, kRefundOpen, policy, moment, refund);
}

absl::Status GiveRefund(Order& order, absl::Span<const Refund> others, const RefundRequest& request,
                        const Policy& policy, const Moment& moment, Refund& refund,
                        std::vector<LedgerEntry>& ledger) {
  if (SendsGoods(request.kind)) {
    return InvalidFieldError("kind",
                             "must be MONEY_ONLY or RETURN_AND_REFUND with seller_initiated");
  }
  Start(order, moment, refund);
  RETURN_IF_ERROR(Fill(order, others, request, refund));
  refund.set_seller_initiated(true);
  const bool goods_back = NeedsGoods(refund);
  if (goods_back) refund.set_inspection(request.inspection);
  const int64_t most = PayableMinor(order);
  RETURN_IF_ERROR(SucceedRefund(order, refund, kRefundGive, {.goods_back = goods_back}, policy,
                                moment, ledger));
  return refund.has_unpaid() ? AmountExceededError(order, 0, most) : absl::OkStatus();
}

absl::Status ReviseRefund(Order& order, absl::Span<const Refund> others,
                          const RefundRequest& request, const Policy& policy, const Moment& moment,
                          Refund& refund) {
  if (!kRefundMachine.Can(refund.state(), kRefundRevise)) {
    return kRefundMachine.Next(refund.name(), refund.state(), kRefundRevise).status();
  }
  RETURN_IF_ERROR(CloseRefundOn(order, LockedBy(refund), moment));
  RefundRequest whole = request;
  if (whole.kind == v1::RefundKind::REFUND_KIND_UNSPECIFIED) whole.kind = refund.kind();
  if (whole.reason == v1::RefundReason::REFUND_REASON_UNSPECIFIED) whole.reason = refund.reason();
  if (whole.lines.empty()) {
    whole.lines = refund.lines();
    for (RefundLine& line : whole.lines) {
      if (whole.kind != v1::RefundKind::EXCHANGE) line.clear_exchange_sku_id();
    }
  }
  whole.freight_only = whole.lines.empty();
  whole.freight_minor = refund.freight_minor();
  RETURN_IF_ERROR(Fill(order, others, whole, refund));
  refund.clear_refusal();
  return Ask(order, others, kRefundRevise, policy, moment, refund);
}

absl::Status AgreeRefund(Order& order, Refund& refund, const Policy& policy, const Moment& moment,
                         std::vector<LedgerEntry>& ledger) {
  if (refund.kind() == v1::RefundKind::RESEND) {
    return AwaitReplacement(refund, kRefundAgreeAgain, policy, moment);
  }
  if (!NeedsGoods(refund)) {
    return SucceedRefund(order, refund, kRefundAgreeMoney, {}, policy, moment, ledger);
  }
  RETURN_IF_ERROR(StepRefund(refund, kRefundAgreeReturn, moment));
  refund.set_return_freight_payer(FreightPayerOf(refund.reason()));
  SetRefundDeadline(refund, kAutoClose, policy.refund_send_back_seconds(), moment);
  return absl::OkStatus();
}

bool MayBeRefused(const Refund& refund) {
  return !refund.before_shipping() && !IsWithoutReason(refund);
}

absl::Status RefuseRefund(Refund& refund, absl::string_view refusal, const Policy& policy,
                          const Moment& moment) {
  RETURN_IF_ERROR(StepRefund(refund, kRefundRefuse, moment));
  if (!MayBeRefused(refund)) return NotRefusableError(refund);
  refund.set_refusal(std::string(refusal));
  SetRefundDeadline(refund, kAutoClose, policy.refund_escalate_seconds(), moment);
  return absl::OkStatus();
}

absl::Status WithdrawRefund(Order& order, Refund& refund, const Moment& moment) {
  // Goods that are in, or about to go, can't be left where they are.
  const bool waits = refund.state() == v1::RefundState::WAIT_SELLER_SEND_AGAIN;
  const bool being_sent = refund.replacement().state() == v1::Replacement::INTENDED;
  if (waits && (being_sent || TakesGoodsBack(refund.kind()))) return TooLateToWithdrawError(refund);
  return CloseRefund(order, refund, kRefundWithdraw, moment);
}

absl::Status EscalateRefund(Refund& refund, const Policy& policy, const Moment& moment) {
  return EnterReview(refund, kRefundEscalate, policy, moment);
}

absl::Status DecideRefund(Order& order, Refund& refund, const type::v1::Money& granted,
                          const Policy& policy, const Moment& moment,
                          std::vector<LedgerEntry>& ledger) {
  if (granted.currency_code() != refund.total().currency_code()) {
    return InvalidFieldError("granted.currency_code",
                             absl::StrCat("must be ", refund.total().currency_code()));
  }
  if (granted.minor() < 0) return InvalidFieldError("granted.minor", "must not be negative");
  if (granted.minor() == 0 && refund.total().minor() > 0) {
    RETURN_IF_ERROR(CloseRefund(order, refund, kRefundGrantNothing, moment));
    refund.set_refused_for_good(true);
    return absl::OkStatus();
  }
  if (granted.minor() > refund.total().minor()) {
    return GrantExceededError(refund);
  }
  Success success;
  success.goods_back = !refund.return_waybill_number().empty();
  const bool part = granted.minor() < refund.total().minor();
  if (part) success.granted_minor = granted.minor();
  return SucceedRefund(order, refund, part ? kRefundGrantPart : kRefundGrantAll, success, policy,
                       moment, ledger);
}

absl::Status SendBackGoods(Refund& refund, const ReturnWaybill& waybill, const Policy& policy,
                           const Moment& moment) {
  const std::string& currency = refund.total().currency_code();
  if (waybill.freight.has_value() && waybill.freight->currency_code() != currency) {
    return InvalidFieldError("freight.currency_code", absl::StrCat("must be ", currency));
  }
  if (waybill.freight.has_value() && waybill.freight->minor() < 0) {
    return InvalidFieldError("freight.minor", "must not be negative");
  }
  RETURN_IF_ERROR(StepRefund(refund, kRefundSendBack, moment));
  if (waybill.freight.has_value()) *refund.mutable_return_freight() = *waybill.freight;
  refund.set_return_carrier_id(waybill.carrier_id);
  refund.set_return_waybill_number(waybill.waybill_number);
  SetRefundDeadline(refund, kAutoSuccess,
                    waybill.surface ? policy.refund_confirm_goods_surface_seconds()
                                    : policy.refund_confirm_goods_seconds(),
                    moment);
  return absl::OkStatus();
}

absl::Status ConfirmReturnedGoods(Order& order, Refund& refund, v1::Inspection::Value inspection,
                                  const Policy& policy, const Moment& moment,
                                  std::vector<LedgerEntry>& ledger) {
  refund.set_inspection(inspection);
  if (!SendsGoods(refund.kind())) {
    return SucceedRefund(order, refund, kRefundConfirmGoods, {.goods_back = true}, policy, moment,
                         ledger);
  }
  RETURN_IF_ERROR(AwaitReplacement(refund, kRefundTakeIn, policy, moment));
  for (RefundLine& line : *refund.mutable_lines()) line.set_came_back(line.quantity());
  return absl::OkStatus();
}

absl::Status RefuseReturnedGoods(Refund& refund, absl::string_view refusal, const Policy& policy,
                                 const Moment& moment) {
  RETURN_IF_ERROR(StepRefund(refund, kRefundRefuseGoods, moment));
  refund.set_refusal(std::string(refusal));
  SetRefundDeadline(refund, kAutoClose, policy.refund_escalate_seconds(), moment);
  return absl::OkStatus();
}

absl::Status ExpireRefund(Order& order, Refund& refund, const Policy& policy, const Moment& moment,
                          std::vector<LedgerEntry>& ledger) {
  switch (refund.state()) {
    case v1::RefundState::WAIT_SELLER_AGREE:
      return AgreeRefund(order, refund, policy, moment, ledger);
    case v1::RefundState::WAIT_SELLER_CONFIRM_GOODS:
      // Nobody looked at the goods: they stay out of the stock until they are counted.
      return ConfirmReturnedGoods(order, refund, v1::Inspection::INSPECTION_UNSPECIFIED, policy,
                                  moment, ledger);
    case v1::RefundState::WAIT_SELLER_SEND_AGAIN:
      return PayInstead(order, refund, v1::Replacement::NOT_SENT, policy, moment, ledger);
    case v1::RefundState::WAIT_BUYER_ACCEPT:
      return AcceptOffer(order, refund, policy, moment, ledger);
    case v1::RefundState::WAIT_BUYER_CONFIRM:
      return ExpireReplacement(order, refund, policy, moment, ledger);
    case v1::RefundState::PLATFORM_REVIEW: {
      const type::v1::Money granted =
          MakeMoney(refund.total().currency_code(), DefaultGrantMinor(refund, policy));
      return DecideRefund(order, refund, granted, policy, moment, ledger);
    }
    case v1::RefundState::SELLER_REFUSE_BUYER:
    case v1::RefundState::SELLER_REFUSE_GOODS:
      refund.set_refused_for_good(true);
      return CloseRefund(order, refund, kRefundExpire, moment);
    default:
      return CloseRefund(order, refund, kRefundExpire, moment);
  }
}

}  // namespace shopdesk::orders::domain
