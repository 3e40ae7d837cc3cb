#include "services/orders/domain/refund/refund_intake.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/money.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/refund/refund_evidence.h"
#include "services/orders/domain/refund/refund_replacement.h"
#include "services/orders/domain/refund/refund_step.h"
#include "services/orders/domain/trade/errors.h"

namespace shopdesk::orders::domain {
namespace {

using v1::IntakeLine;
using v1::RefundReason;

// By the number of the line.
using IntakeByLine = std::map<int32_t, IntakeLine>;

int64_t Counted(const IntakeLine& intake) {
  return intake.sellable() + intake.damaged() + intake.wrong() + intake.missing();
}

int64_t Expected(const RefundLine& line) { return line.quantity() - line.never_shipped(); }

absl::StatusOr<IntakeByLine> CheckIntake(const Refund& refund, const IntakeLines& intake) {
  std::map<int32_t, int64_t> expected;
  for (const RefundLine& line : refund.lines()) {
    if (Expected(line) > 0) expected[line.line()] = Expected(line);
  }
  Violations violations;
  IntakeByLine by_line;
  for (int i = 0; i < intake.size(); ++i) {
    const std::string field = absl::StrCat("lines[", i, "]");
    const auto found = expected.find(intake[i].line());
    if (found == expected.end()) {
      violations.Add(absl::StrCat(field, ".line"), "nothing of it was to come back");
    } else if (Counted(intake[i]) != found->second) {
      violations.Add(absl::StrCat(field, ".missing"),
                     absl::StrCat("sellable, damaged, wrong and missing must add up to ",
                                  found->second, ", not ", Counted(intake[i])));
    }
    if (!by_line.emplace(intake[i].line(), intake[i]).second) {
      violations.Add(absl::StrCat(field, ".line"), "is there twice");
    }
  }
  for (const auto& [line, pieces] : expected) {
    if (by_line.count(line) == 0) violations.Add("lines", absl::StrCat("lacks line ", line));
  }
  RETURN_IF_ERROR(violations.ToStatus());
  return by_line;
}

// Pieces that came as they had to: what is asked for being broken or something else may be so.
int64_t AsTheyHadTo(const Refund& refund, const IntakeLine& intake) {
  const bool broken = refund.kind() == v1::RefundKind::REPAIR ||
                      refund.reason() == RefundReason::QUALITY ||
                      refund.reason() == RefundReason::DAMAGED_ON_THE_WAY;
  const bool wrong = refund.reason() == RefundReason::WRONG_GOODS;
  return intake.sellable() + (broken ? intake.damaged() : 0) + (wrong ? intake.wrong() : 0);
}

// What is offered for a line that `good` pieces came back of.
absl::StatusOr<int64_t> OfferOf(const Order& order, const RefundLine& line,
                                const IntakeLine& intake, int64_t good) {
  if (intake.has_offer_minor()) {
    if (intake.offer_minor() > line.amount_minor()) {
      return AmountExceededError(order, line.line(), line.amount_minor());
    }
    return intake.offer_minor();
  }
  const int64_t pieces = good + line.never_shipped();
  if (pieces == line.quantity()) return line.amount_minor();
  ASSIGN_OR_RETURN(const type::v1::Money share,
                   MultiplyRatio(MakeMoney(order.total().currency_code(), line.amount_minor()),
                                 pieces, line.quantity()));
  return share.minor();
}

// Notes what came, with what is offered for each line; answers whether all came as it had to.
absl::StatusOr<bool> NoteIntake(const Order& order, const IntakeByLine& by_line,
                                const Moment& moment, Refund& refund) {
  v1::RefundEvidence evidence;
  int64_t offered = refund.freight_minor();
  bool complete = true;
  refund.clear_intake();
  for (const RefundLine& line : refund.lines()) {
    const auto found = by_line.find(line.line());
    if (found == by_line.end()) {
      offered += line.amount_minor();
      continue;
    }
    IntakeLine& noted = *refund.add_intake();
    noted = found->second;
    const int64_t good = AsTheyHadTo(refund, noted);
    complete = complete && good == Expected(line);
    ASSIGN_OR_RETURN(const int64_t offer, OfferOf(order, line, noted, good));
    noted.set_offer_minor(offer);
    offered += offer;
    evidence.mutable_files()->MergeFrom(noted.pictures());
  }
  *refund.mutable_offer() = MakeMoney(order.total().currency_code(), offered);
  if (!evidence.files().empty()) AddShopEvidence(refund, std::move(evidence), moment);
  return complete;
}

}  // namespace

absl::StatusOr<bool> CountIntake(const Order& order, Refund& refund, const IntakeLines& intake,
                                 const Moment& moment) {
  ASSIGN_OR_RETURN(const IntakeByLine by_line, CheckIntake(refund, intake));
  return NoteIntake(order, by_line, moment, refund);
}

absl::Status TakeIn(Order& order, Refund& refund, const IntakeLines& intake,
                    const v1::Policy& policy, const Moment& moment,
                    std::vector<v1::LedgerEntry>& ledger) {
  RETURN_IF_ERROR(kRefundMachine.Next(refund.name(), refund.state(), kRefundOffer).status());
  ASSIGN_OR_RETURN(const IntakeByLine by_line, CheckIntake(refund, intake));
  ASSIGN_OR_RETURN(const bool complete, NoteIntake(order, by_line, moment, refund));
  if (complete && SendsGoods(refund.kind())) {
    RETURN_IF_ERROR(AwaitReplacement(refund, kRefundTakeIn, policy, moment));
    refund.clear_offer();
    for (RefundLine& line : *refund.mutable_lines()) {
      const IntakeLine& noted = by_line.at(line.line());
      line.set_came_back(noted.sellable() + noted.damaged());
    }
    return absl::OkStatus();
  }
  if (refund.offer().minor() == refund.total().minor()) {
    refund.clear_offer();
    return SucceedRefund(order, refund, kRefundConfirmGoods, {.goods_back = true}, policy, moment,
                         ledger);
  }
  RETURN_IF_ERROR(StepRefund(refund, kRefundOffer, moment));
  SetRefundDeadline(refund, kAutoAccept, policy.refund_offer_seconds(), moment);
  return absl::OkStatus();
}

absl::Status AcceptOffer(Order& order, Refund& refund, const v1::Policy& policy,
                         const Moment& moment, std::vector<v1::LedgerEntry>& ledger) {
  std::map<int32_t, int64_t> offers;
  for (const IntakeLine& noted : refund.intake()) offers[noted.line()] = noted.offer_minor();
  Success success{.goods_back = true, .granted_minor = refund.offer().minor()};
  for (const RefundLine& line : refund.lines()) {
    const auto found = offers.find(line.line());
    success.lines_minor.push_back(found == offers.end() ? line.amount_minor() : found->second);
  }
  return SucceedRefund(order, refund, kRefundAcceptOffer, success, policy, moment, ledger);
}

absl::Status RefuseOffer(Refund& refund, const v1::Policy& policy, const Moment& moment) {
  return EnterReview(refund, kRefundRefuseOffer, policy, moment);
}

}  // namespace shopdesk::orders::domain
