#include "services/orders/domain/packing/shortage.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/trade/errors.h"
#include "services/orders/domain/trade/lines.h"

namespace shopdesk::orders::domain {
namespace {

using AnswerRequest = v1::AnswerShortageRequest;

constexpr Transition<Shortage::State> kShortageTransitions[] = {
    {Shortage::ASKED, "wait", Shortage::WAITING, "", "ship_by"},
    {Shortage::ASKED, "substitute", Shortage::SUBSTITUTED, "the whole line, at the same price"},
    {Shortage::ASKED, "refund", Shortage::REFUNDED, "or nobody answered in time"},
    {Shortage::ASKED, "find", Shortage::FOUND},
    {Shortage::ASKED, "lapse", Shortage::LAPSED,
     "the order ended otherwise, or its refund is asked"},
};

constexpr EventCall kShortageCalls[] = {
    {"wait", "AnswerShortage"},
    {"substitute", "AnswerShortage"},
    {"refund", "AnswerShortage"},
    {"find", "AnswerShortage"},
};

constexpr StateMachine<Shortage::State> kShortageMachine("Shortage", kShortageTransitions,
                                                         kShortageCalls);

const char* EventOfAnswer(AnswerRequest::Answer answer) {
  switch (answer) {
    case AnswerRequest::WAIT:
      return "wait";
    case AnswerRequest::SUBSTITUTE:
      return "substitute";
    case AnswerRequest::REFUND:
      return "refund";
    default:
      return "find";
  }
}

absl::Status MoveShortage(Shortage& shortage, absl::string_view event, const Moment& moment) {
  ASSIGN_OR_RETURN(const Shortage::State next,
                   kShortageMachine.Next(shortage.name(), shortage.state(), event));
  shortage.set_state(next);
  *shortage.mutable_answered_by() = moment.actor;
  *shortage.mutable_answer_time() = ToProto(moment.now);
  return absl::OkStatus();
}

void PutBack(Order& order, const Shortage& shortage) {
  OrderLine& line = *FindLine(order, shortage.line());
  const int64_t quantity = std::min(shortage.quantity(), line.short_());
  line.set_short_(line.short_() - quantity);
  line.set_to_ship(line.to_ship() + quantity);
}

std::string LocationIn(const PackingJob& job, const Order& order, int32_t number) {
  for (const PackingLine& line : job.lines()) {
    if (line.order() == order.name() && line.line() == number) return line.location();
  }
  return "";
}

}  // namespace

const StateMachine<Shortage::State>& ShortageMachine() { return kShortageMachine; }

absl::StatusOr<Shortage> ReportShortage(Order& order, PackingJob& job,
                                        const v1::ReportShortageRequest& request,
                                        const v1::Policy& policy, const Moment& moment) {
  Shortage shortage;
  shortage.set_location(LocationIn(job, order, request.line()));
  RETURN_IF_ERROR(TakeOutShort(job, order.name(), request.line(), request.quantity()));
  OrderLine& line = *FindLine(order, request.line());
  if (request.quantity() > line.to_ship()) {
    return ShipQuantityExceededError(order, request.line(), line.to_ship());
  }
  // Nobody is asked about pieces whose money is asked back already.
  if (request.quantity() > FreeToShip(order, line)) return LinesLockedError(order, request.line());
  line.set_to_ship(line.to_ship() - request.quantity());
  line.set_short_(line.short_() + request.quantity());
  shortage.set_state(Shortage::ASKED);
  shortage.set_order(order.name());
  shortage.set_line(request.line());
  shortage.set_sku_id(line.sku_id());
  shortage.set_quantity(request.quantity());
  if (request.has_counted()) shortage.set_counted(request.counted());
  shortage.set_packing_job(job.name());
  shortage.set_buyer(order.buyer());
  *shortage.mutable_created_by() = moment.actor;
  *shortage.mutable_create_time() = ToProto(moment.now);
  *shortage.mutable_due_time() =
      ToProto(moment.now + absl::Seconds(policy.shortage_answer_seconds()));
  return shortage;
}

absl::Status AnswerShortage(Order& order, Shortage& shortage, const AnswerRequest& request,
                            const Moment& moment) {
  RETURN_IF_ERROR(MoveShortage(shortage, EventOfAnswer(request.answer()), moment));
  shortage.set_channel(request.channel());
  if (request.answer() == AnswerRequest::WAIT) *shortage.mutable_wait_time() = request.wait_time();
  if (request.answer() == AnswerRequest::SUBSTITUTE) {
    shortage.set_substitute_sku_id(request.substitute_sku_id());
  }
  PutBack(order, shortage);
  return absl::OkStatus();
}

absl::Status ExpireShortage(Order& order, Shortage& shortage, const Moment& moment) {
  RETURN_IF_ERROR(MoveShortage(shortage, "refund", moment));
  PutBack(order, shortage);
  return absl::OkStatus();
}

absl::Status LeaveToRefund(Order& order, Shortage& shortage, const Moment& moment) {
  RETURN_IF_ERROR(MoveShortage(shortage, "lapse", moment));
  PutBack(order, shortage);
  return absl::OkStatus();
}

absl::Status LapseShortage(Shortage& shortage, const Moment& moment) {
  return MoveShortage(shortage, "lapse", moment);
}

absl::Status CheckShortageAnswer(const AnswerRequest& request) {
  Violations violations;
  const bool waits = request.answer() == AnswerRequest::WAIT;
  const bool substitutes = request.answer() == AnswerRequest::SUBSTITUTE;
  if (waits != request.has_wait_time()) {
    violations.Add("wait_time", waits ? "is required for WAIT" : "is of WAIT only");
  }
  if (substitutes == request.substitute_sku_id().empty()) {
    violations.Add("substitute_sku_id",
                   substitutes ? "is required for SUBSTITUTE" : "is of SUBSTITUTE only");
  }
  const bool told = request.channel() != type::v1::ContactChannel::CONTACT_CHANNEL_UNSPECIFIED;
  if (!told && request.answer() != AnswerRequest::PIECES_FOUND) {
    violations.Add("channel", "is required for what the buyer says");
  }
  return violations.ToStatus();
}

}  // namespace shopdesk::orders::domain
