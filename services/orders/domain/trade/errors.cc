#include "services/orders/domain/trade/errors.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "libs/base/error.h"
#include "libs/base/money.h"
#include "libs/base/role.h"

namespace shopdesk::orders::domain {
namespace {

using absl::StatusCode;
using logistics::v1::QuoteResponse;
using type::v1::Money;
using v1::Hold;
using v1::Order;
using v1::Payout;
using v1::Refund;

// A message names carriers up to about this length: there may be dozens.
constexpr size_t kEnoughRefusals = 300;

// Why carriers don't deliver, for people.
std::string RefusalText(const QuoteResponse& quote) {
  std::string text;
  for (const logistics::v1::Refusal& refusal : quote.refusals()) {
    if (text.size() >= kEnoughRefusals) break;
    absl::StrAppend(&text, text.empty() ? "" : "; ", refusal.carrier_id(), " ",
                    logistics::v1::Mode::Value_Name(refusal.mode()), ": ", refusal.reason());
  }
  return text;
}

// The limit of a carrier that stands in the way: the first that is named, as metadata say it.
// Empty: none does.
struct LimitText {
  std::string limit;
  std::string allowed;
  std::string actual;
  std::string goods;
};

LimitText LimitOf(const QuoteResponse& quote) {
  for (const logistics::v1::Refusal& refusal : quote.refusals()) {
    if (refusal.limit().empty()) continue;
    return {refusal.limit(), refusal.has_allowed() ? absl::StrCat(refusal.allowed()) : "",
            refusal.has_actual() ? absl::StrCat(refusal.actual()) : "", refusal.goods()};
  }
  return {};
}

// For people: "; max_grams: 31000, allowed 30000", "; prohibited_goods: battery".
std::string TextOf(const LimitText& broken) {
  if (broken.limit.empty()) return "";
  if (!broken.goods.empty()) return absl::StrCat("; ", broken.limit, ": ", broken.goods);
  return absl::StrCat("; ", broken.limit, ": ", broken.actual, ", allowed ", broken.allowed);
}

// "sf COURIER_ROAD", or what of it is wished.
std::string CourierText(absl::string_view carrier_id, absl::string_view mode) {
  return absl::StrCat(carrier_id, carrier_id.empty() || mode.empty() ? "" : " ", mode);
}

absl::Status LeftToRefundError(const Order& order, absl::string_view reason, absl::string_view line,
                               absl::string_view unit, int64_t asked, int64_t most) {
  return Error(StatusCode::kFailedPrecondition, reason,
               absl::StrCat("line ", line, " of ", order.name(), ": ", asked, " ", unit,
                            " asked, at most ", most, " left to refund"),
               {{"resource", order.name()},
                {"line", std::string(line)},
                {"asked", absl::StrCat(asked)},
                {"most", absl::StrCat(most)}});
}

}  // namespace

absl::Status OutOfStockError(const Order& order) {
  return Error(
      StatusCode::kResourceExhausted, reasons::kOutOfStock,
      absl::StrCat(order.name(), ": its reservation is gone and nothing is left; close the order"),
      {{"resource", order.name()}});
}

absl::Status AboveRoleLimitError(Role::Value role, absl::string_view sku_id, const Money& lowest) {
  return Error(StatusCode::kFailedPrecondition, reasons::kAboveRoleLimit,
               absl::StrCat("the role \"", RoleName(role), "\" may sell ", sku_id, " for ",
                            FormatMoney(lowest), " at the lowest"),
               {{"sku", std::string(sku_id)}, {"lowest", absl::StrCat(lowest.minor())}});
}

absl::Status BelowFloorError(absl::string_view sku_id, const Money& floor) {
  return Error(StatusCode::kFailedPrecondition, reasons::kBelowFloor,
               absl::StrCat("nobody may sell ", sku_id, " below ", FormatMoney(floor)),
               {{"sku", std::string(sku_id)}, {"floor", absl::StrCat(floor.minor())}});
}

absl::Status DearerThanConfirmedError(const Order& order, int64_t confirmed_minor) {
  return Error(
      StatusCode::kFailedPrecondition, reasons::kDearerThanConfirmed,
      absl::StrCat(order.name(), " would cost ", FormatMoney(order.total()),
                   "; the buyer confirmed less"),
      {{"confirmed", absl::StrCat(confirmed_minor)}, {"now", absl::StrCat(order.total().minor())}});
}

absl::Status PriceDiffersError(const v1::OrderLine& line,
                               const catalog::v1::SkuSnapshot& snapshot) {
  const Money& from = line.snapshot().price();
  return Error(
      StatusCode::kFailedPrecondition, reasons::kPriceDiffers,
      absl::StrCat(snapshot.sku_id(), " costs ", FormatMoney(snapshot.price()), ", ", line.sku_id(),
                   " ", FormatMoney(from), "; refund the line and order the other"),
      {{"from", absl::StrCat(from.minor())}, {"to", absl::StrCat(snapshot.price().minor())}});
}

absl::Status TooManyChangesError(const Order& order, int most) {
  return Error(
      StatusCode::kFailedPrecondition, reasons::kTooManyChanges,
      absl::StrCat(order.name(), " was changed ", most, " times; close it and place another"),
      {{"resource", order.name()}});
}

absl::Status NoCodDeliveryError(const QuoteResponse& quote) {
  return Error(
      StatusCode::kFailedPrecondition, reasons::kCodNotPossible,
      absl::StrCat("no carrier collects money at this address (", RefusalText(quote), ")"));
}

absl::Status CodLimitExceededError(int64_t limit_minor, const Money& total) {
  return Error(StatusCode::kFailedPrecondition, reasons::kCodNotPossible,
               absl::StrCat("cash on delivery goes up to ",
                            FormatMoney(MakeMoney(total.currency_code(), limit_minor)),
                            "; this order comes to ", FormatMoney(total)),
               {{"limit", absl::StrCat(limit_minor)}, {"total", absl::StrCat(total.minor())}});
}

absl::Status CodRefusedTooOftenError(int refusals) {
  return Error(StatusCode::kFailedPrecondition, reasons::kCodNotPossible,
               absl::StrCat("the buyer refused ", refusals,
                            " cash-on-delivery orders at the door; choose another method"),
               {{"refusals", absl::StrCat(refusals)}});
}

absl::Status NoDeliveryError(const QuoteResponse& quote) {
  const LimitText broken = LimitOf(quote);
  return Error(StatusCode::kFailedPrecondition, reasons::kNoDelivery,
               absl::StrCat("no carrier and mode take this to this address (", RefusalText(quote),
                            TextOf(broken), ")"),
               {{"limit", broken.limit},
                {"allowed", broken.allowed},
                {"actual", broken.actual},
                {"goods", broken.goods}});
}

absl::Status CourierNotPossibleError(const v1::DeliveryChoice& wish, const QuoteResponse& wished,
                                     const QuoteResponse& others) {
  std::vector<std::string> possible;
  for (const logistics::v1::Offer& offer : others.offers()) {
    possible.push_back(
        CourierText(offer.carrier_id(), logistics::v1::Mode::Value_Name(offer.mode())));
  }
  const std::string alternatives = absl::StrJoin(possible, ", ");
  const std::string courier = CourierText(wish.carrier_id(), wish.mode());
  const std::string refusal = wished.refusals().empty() ? "" : wished.refusals(0).reason();
  const LimitText broken = LimitOf(wished);
  return Error(
      StatusCode::kFailedPrecondition, reasons::kCourierNotPossible,
      absl::StrCat(courier, " doesn't deliver to this address", refusal.empty() ? "" : ": ",
                   refusal, TextOf(broken), "; possible are ", alternatives),
      {{"courier", courier},
       {"refusal", refusal},
       {"alternatives", alternatives},
       {"limit", broken.limit},
       {"allowed", broken.allowed},
       {"actual", broken.actual},
       {"goods", broken.goods}});
}

absl::Status FreightChangedError(const Order& order, int64_t paid_minor, int64_t now_minor) {
  const std::string& currency = order.total().currency_code();
  return Error(
      StatusCode::kFailedPrecondition, reasons::kFreightChanged,
      absl::StrCat(order.name(), ": freight is ", FormatMoney(MakeMoney(currency, now_minor)),
                   " now, ", FormatMoney(MakeMoney(currency, paid_minor)), " was paid"),
      {{"paid", absl::StrCat(paid_minor)}, {"now", absl::StrCat(now_minor)}});
}

absl::Status AmountMismatchError(const Order& order, int64_t due_minor, const Money& paid) {
  return Error(StatusCode::kFailedPrecondition, reasons::kAmountMismatch,
               absl::StrCat(order.name(), ": ",
                            FormatMoney(MakeMoney(order.total().currency_code(), due_minor)),
                            " are due, ", FormatMoney(paid), " were paid"),
               {{"due", absl::StrCat(due_minor)}, {"paid", absl::StrCat(paid.minor())}});
}

absl::Status PayeeMismatchError(const Order& order) {
  return Error(StatusCode::kFailedPrecondition, reasons::kPayeeMismatch,
               absl::StrCat(order.name(), ": the payment went to another account than the shop's"));
}

absl::Status SurchargeMismatchError(const Order& order, const Money& told) {
  const int64_t due = order.cod_surcharge().minor();
  return Error(StatusCode::kFailedPrecondition, reasons::kSurchargeMismatch,
               absl::StrCat(order.name(), ": the surcharge is ",
                            FormatMoney(MakeMoney(order.total().currency_code(), due)),
                            "; tell the buyer this amount"),
               {{"due", absl::StrCat(due)}, {"told", absl::StrCat(told.minor())}});
}

absl::Status TransactionReusedError(absl::string_view transaction_id,
                                    absl::string_view order_name) {
  return Error(StatusCode::kAlreadyExists, reasons::kTransactionReused,
               absl::StrCat("transaction ", transaction_id, " paid ", order_name),
               {{"order", std::string(order_name)}});
}

absl::Status TooYoungError(const Order& order, int64_t seconds_left) {
  return Error(StatusCode::kFailedPrecondition, reasons::kTooYoung,
               absl::StrCat(order.name(), " can be closed in ", seconds_left, " s"),
               {{"seconds_left", absl::StrCat(seconds_left)}});
}

absl::Status NoBankAccountError(absl::string_view shop_name) {
  return Error(StatusCode::kFailedPrecondition, reasons::kNoBankAccount,
               "the shop has no open bank account; create one",
               {{"resource", std::string(shop_name)}});
}

absl::Status NoAccountChosenError(const Order& order) {
  return Error(StatusCode::kFailedPrecondition, reasons::kNoAccountChosen,
               absl::StrCat(order.name(), " has no bank account yet; choose one"),
               {{"resource", order.name()}});
}

absl::Status TooManyClaimsError(const Order& order, int most) {
  return Error(StatusCode::kFailedPrecondition, reasons::kTooManyClaims,
               absl::StrCat(order.name(), " has ", most, " claims; match by hand"),
               {{"resource", order.name()}});
}

absl::Status CurrencyMismatchError(const v1::StatementLine& line, const Order& order) {
  return Error(StatusCode::kFailedPrecondition, reasons::kCurrencyMismatch,
               absl::StrCat(line.name(), ": ", FormatMoney(line.amount()),
                            " can't pay an order of ", FormatMoney(order.total())),
               {{"resource", line.name()}, {"currency", order.total().currency_code()}});
}

absl::Status PayeeMissingError(const Payout& payout) {
  return Error(StatusCode::kFailedPrecondition, reasons::kPayeeMissing,
               absl::StrCat(payout.name(), " has no payee; ask the buyer for his account"),
               {{"resource", payout.name()}});
}

absl::Status NoPayeeYetError(const Payout& payout) {
  return Error(StatusCode::kFailedPrecondition, reasons::kPayeeMissing,
               absl::StrCat(payout.name(), " has no payee yet"), {{"resource", payout.name()}});
}

absl::Status SecondPersonRequiredError(const Payout& payout) {
  return Error(StatusCode::kFailedPrecondition, reasons::kSecondPersonRequired,
               absl::StrCat(payout.name(), " was asked by \"", payout.asked_by().id(),
                            "\"; somebody else has to approve it"),
               {{"resource", payout.name()}, {"asked_by", payout.asked_by().id()}});
}

absl::Status BuyerBlockedError() {
  return Error(StatusCode::kFailedPrecondition, reasons::kBuyerBlocked,
               "the shop takes no orders of this buyer, or to this phone or address");
}

absl::Status ReceiverNotVerifiedError(const Order& order) {
  const std::string state = v1::Verification::State_Name(order.verification().state());
  return Error(StatusCode::kFailedPrecondition, reasons::kReceiverNotVerified,
               absl::StrCat(order.name(), ": the receiver is ", state,
                            "; confirm or change the receiver first"),
               {{"resource", order.name()}, {"state", state}});
}

absl::Status PhoneExpiredError(const Order& order) {
  return Error(StatusCode::kFailedPrecondition, reasons::kPhoneExpired,
               absl::StrCat(order.name(), ": the receiver's virtual number has expired; change ",
                            "the receiver"),
               {{"resource", order.name()}});
}

absl::Status TooLateError(const Order& order) {
  return Error(StatusCode::kFailedPrecondition, reasons::kTooLate,
               absl::StrCat(order.name(), ": its parcels are out for delivery or further"),
               {{"resource", order.name()}});
}

absl::Status OnHoldError(const Order& order) {
  const Hold& hold = order.holds(0);
  return Error(StatusCode::kFailedPrecondition, reasons::kOnHold,
               absl::StrCat(order.name(), " is on hold: ", hold.reason()),
               {{"resource", order.name()}, {"hold", Hold::Kind_Name(hold.kind())}});
}

absl::Status HeldAlreadyError(const Order& order, Hold::Kind kind) {
  return Error(StatusCode::kAlreadyExists, reasons::kHeldAlready,
               absl::StrCat(order.name(), " is on a ", Hold::Kind_Name(kind), " hold already"),
               {{"resource", order.name()}, {"hold", Hold::Kind_Name(kind)}});
}

absl::Status NotHeldError(const Order& order, Hold::Kind kind) {
  return Error(StatusCode::kFailedPrecondition, reasons::kNotHeld,
               absl::StrCat(order.name(), " is on no ", Hold::Kind_Name(kind), " hold"),
               {{"resource", order.name()}, {"hold", Hold::Kind_Name(kind)}});
}

absl::Status LiftNotAllowedError(const Order& order, const Hold& hold, Role::Value role) {
  const std::string roles = absl::StrJoin(hold.lift_roles(), ", ", [](std::string* out, int lifts) {
    out->append(RoleName(static_cast<Role::Value>(lifts)));
  });
  return Error(
      StatusCode::kPermissionDenied, reasons::kLiftNotAllowed,
      hold.lift_roles().empty()
          ? absl::StrCat("this hold of ", order.name(), " goes with its cause: ", hold.reason())
          : absl::StrCat("this hold of ", order.name(), " is lifted by ", roles),
      {{"role", RoleName(role)}, {"lift_roles", roles}});
}

absl::Status RedRemarkError(const Order& order) {
  return Error(StatusCode::kFailedPrecondition, reasons::kRedRemark,
               absl::StrCat(order.name(), ": read red remark ", order.red_remark(),
                            ", then acknowledge it or name it in seen_remark"),
               {{"resource", order.name()}, {"remark", absl::StrCat(order.red_remark())}});
}

absl::Status TooManyRemarksError(const Order& order, int64_t most) {
  return Error(StatusCode::kResourceExhausted, reasons::kTooManyRemarks,
               absl::StrCat(order.name(), " has ", most, " remarks already"),
               {{"resource", order.name()}});
}

absl::Status OrderExistsError(const Order& order) {
  return Error(StatusCode::kFailedPrecondition, reasons::kOrderExists,
               absl::StrCat(order.name(), " is there, and was not taken over from this side"),
               {{"resource", order.name()}});
}

absl::Status ChangedHereError(const Order& order) {
  return Error(StatusCode::kFailedPrecondition, reasons::kChangedHere,
               absl::StrCat(order.name(), " has been changed here since it was taken over"),
               {{"resource", order.name()}});
}

absl::Status BookedAlreadyError(const Order& order, absl::string_view field,
                                absl::string_view booked) {
  return Error(
      StatusCode::kFailedPrecondition, reasons::kBookedAlready,
      absl::StrCat(order.name(), ": ", field, " would take back what is booked, ", booked),
      {{"resource", order.name()}, {"field", std::string(field)}, {"booked", std::string(booked)}});
}

absl::Status CarriedOutElsewhereError(const Order& order) {
  return Error(StatusCode::kFailedPrecondition, reasons::kCarriedOutElsewhere,
               absl::StrCat(order.name(), " was taken over from ", order.imported().source(),
                            ", which is where it is changed, paid and shipped"),
               {{"resource", order.name()}, {"source", order.imported().source()}});
}

absl::Status ShopCurrencyError(absl::string_view shop_name, absl::string_view currency_code) {
  return Error(StatusCode::kFailedPrecondition, reasons::kCurrencyMismatch,
               absl::StrCat(shop_name, " sells in ", currency_code),
               {{"resource", std::string(shop_name)}, {"currency", std::string(currency_code)}});
}

absl::Status TooManyNotesError(absl::string_view card_name, int64_t most) {
  return Error(StatusCode::kResourceExhausted, reasons::kTooManyNotes,
               absl::StrCat(card_name, " has ", most, " notes already"),
               {{"resource", std::string(card_name)}});
}

absl::Status NotResponsibleError(const v1::OrderError& error) {
  return Error(StatusCode::kPermissionDenied, reasons::kNotResponsible,
               absl::StrCat(error.name(), " can only be contested by agent ", error.agent()),
               {{"agent", error.agent()}});
}

absl::Status OwnErrorError(const v1::OrderError& error) {
  return Error(StatusCode::kPermissionDenied, reasons::kOwnError,
               absl::StrCat(error.name(), ": another lead than the responsible agent decides"),
               {{"agent", error.agent()}});
}

absl::Status PromiseNotMetError(const v1::Promise& promise, const Money& given) {
  return Error(StatusCode::kFailedPrecondition, reasons::kPromiseNotMet,
               absl::StrCat(promise.name(), ": ", FormatMoney(promise.amount()), " were promised, ",
                            FormatMoney(given), " given"),
               {{"resource", promise.name()},
                {"promised", absl::StrCat(promise.amount().minor())},
                {"given", absl::StrCat(given.minor())}});
}

absl::Status NothingGivenError(const v1::Promise& promise, absl::string_view kept_by) {
  return Error(StatusCode::kFailedPrecondition, reasons::kPromiseNotMet,
               absl::StrCat(promise.name(), ": ", kept_by, " gave the buyer nothing so far"),
               {{"resource", promise.name()},
                {"promised", absl::StrCat(promise.amount().minor())},
                {"given", "0"}});
}

absl::Status AboveBudgetError(const v1::Compensation& compensation, v1::Compensation::Budget budget,
                              int64_t left_minor) {
  const std::string left =
      FormatMoney(MakeMoney(compensation.amount().currency_code(), left_minor));
  return Error(StatusCode::kFailedPrecondition, reasons::kAboveBudget,
               absl::StrCat(compensation.name(), ": ", FormatMoney(compensation.amount()),
                            " are more than the ", left, " that are left of your budget ",
                            v1::Compensation::Budget_Name(budget), "; the owner can give it"),
               {{"resource", compensation.name()},
                {"budget", v1::Compensation::Budget_Name(budget)},
                {"left", absl::StrCat(left_minor)}});
}

absl::Status SecondPersonRequiredError(const v1::Compensation& compensation) {
  return Error(StatusCode::kFailedPrecondition, reasons::kSecondPersonRequired,
               absl::StrCat(compensation.name(),
                            " has to be approved by somebody else than who "
                            "asked for it"),
               {{"resource", compensation.name()}, {"asked_by", compensation.created_by().id()}});
}

absl::Status LinesLockedError(const Order& order, int32_t line) {
  return Error(StatusCode::kFailedPrecondition, reasons::kLinesLocked,
               absl::StrCat(order.name(), ": line ", line, " is locked by an open refund"),
               {{"resource", order.name()}, {"line", absl::StrCat(line)}});
}

absl::Status SkuLineLockedError(const Order& order, int32_t line) {
  return Error(StatusCode::kFailedPrecondition, reasons::kLinesLocked,
               absl::StrCat(order.name(), ": an open refund locks line ", line),
               {{"resource", order.name()}, {"line", absl::StrCat(line)}});
}

absl::Status ShipQuantityExceededError(const Order& order, int32_t line, int64_t most) {
  return Error(StatusCode::kFailedPrecondition, reasons::kQuantityExceeded,
               absl::StrCat(order.name(), ": line ", line, " has ", most, " left to ship"),
               {{"line", absl::StrCat(line)}, {"most", absl::StrCat(most)}});
}

absl::Status NothingToShipError(const Order& order) {
  return Error(StatusCode::kFailedPrecondition, reasons::kQuantityExceeded,
               absl::StrCat(order.name(), ": nothing is left to ship"),
               {{"line", "0"}, {"most", "0"}});
}

absl::Status SeveralSendersError(const Order& order, const std::set<std::string>& senders) {
  const std::string named = absl::StrJoin(senders, ", ");
  return Error(StatusCode::kFailedPrecondition, reasons::kSeveralSenders,
               absl::StrCat(order.name(), ": its goods are sent from different addresses (", named,
                            "), by a parcel each; name the lines that go from one of them"),
               {{"resource", order.name()}, {"senders", named}});
}

absl::Status AlreadyExtendedError(const Order& order) {
  return Error(StatusCode::kFailedPrecondition, reasons::kAlreadyExtended,
               absl::StrCat(order.name(), ": receipt was extended before; it can be once"),
               {{"resource", order.name()}});
}

absl::Status RefundOpenError(const Order& order) {
  return Error(StatusCode::kFailedPrecondition, reasons::kRefundOpen,
               absl::StrCat(order.name(), " has ", order.open_refunds(),
                            " open refund(s); settle or withdraw them first"),
               {{"resource", order.name()}});
}

absl::Status BeingPackedError(const Order& order) {
  return Error(StatusCode::kFailedPrecondition, reasons::kBeingPacked,
               absl::StrCat(order.name(), " is being packed: ", order.packing_job()),
               {{"resource", order.name()}, {"packing_job", order.packing_job()}});
}

absl::Status NotPrintedError(const v1::PackingJob& job) {
  return Error(StatusCode::kFailedPrecondition, reasons::kNotPrinted,
               absl::StrCat(job.name(), " was not printed: call PrintPackingJob"),
               {{"resource", job.name()}});
}

absl::Status NotPackedError(const v1::PackingJob& job) {
  const std::string& state = v1::PackingJob::State_Name(job.state());
  return Error(StatusCode::kFailedPrecondition, reasons::kNotPacked,
               absl::StrCat(job.name(), " is ", state,
                            job.has_ship_time() ? "" : " and not shipped", ": pack it, then ship"),
               {{"resource", job.name()}, {"state", state}});
}

absl::Status PrintOutdatedError(const v1::PackingJob& job, const Order& order,
                                absl::string_view what) {
  return Error(
      StatusCode::kFailedPrecondition, reasons::kPrintOutdated,
      absl::StrCat(order.name(), ": ", what, " is newer than what was printed at version ",
                   job.print_version(), ": print ", job.name(), " anew"),
      {{"resource", order.name()}, {"packing_job", job.name()}, {"what", std::string(what)}});
}

absl::Status ShortQuantityExceededError(const v1::PackingJob& job, int32_t line, int64_t most) {
  return Error(StatusCode::kFailedPrecondition, reasons::kQuantityExceeded,
               absl::StrCat("line ", line, " of ", job.name(), ": at most ", most,
                            " pieces are still to be scanned"),
               {{"line", absl::StrCat(line)}, {"most", absl::StrCat(most)}});
}

absl::Status WrongCarrierError(const v1::HandOverList& list, absl::string_view parcel,
                               absl::string_view carrier_id) {
  return Error(StatusCode::kFailedPrecondition, reasons::kWrongCarrier,
               absl::StrCat(parcel, " goes by ", carrier_id, ", ", list.name(), " is of ",
                            list.carrier_id()),
               {{"resource", std::string(parcel)}, {"carrier", std::string(carrier_id)}});
}

absl::Status ListFullError(const v1::HandOverList& list, int most) {
  return Error(StatusCode::kResourceExhausted, reasons::kListFull,
               absl::StrCat(list.name(), " has ", most, " parcels: open another"),
               {{"resource", list.name()}});
}

absl::Status MergedError(const Order& order) {
  return Error(
      StatusCode::kFailedPrecondition, reasons::kMerged,
      absl::StrCat(order.name(), " goes in one parcel with others: ", order.merged_parcel()),
      {{"resource", order.name()}, {"merged_parcel", order.merged_parcel()}});
}

absl::Status NotMergeableError(const Order& order, absl::string_view why) {
  return Error(StatusCode::kFailedPrecondition, reasons::kNotMergeable,
               absl::StrCat(order.name(), " can't share a parcel: ", why),
               {{"resource", order.name()}, {"why", std::string(why)}});
}

absl::Status QuantityExceededError(const Order& order, int32_t line, int64_t most) {
  return Error(StatusCode::kFailedPrecondition, reasons::kQuantityExceeded,
               absl::StrCat(order.name(), ": line ", line, " has ", most, " left"),
               {{"line", absl::StrCat(line)}, {"most", absl::StrCat(most)}});
}

absl::Status AmountExceededError(const Order& order, int32_t line, int64_t most_minor) {
  return Error(StatusCode::kFailedPrecondition, reasons::kAmountExceeded,
               absl::StrCat(order.name(), ": at most ", most_minor, " can be paid back"),
               {{"line", absl::StrCat(line)}, {"most", absl::StrCat(most_minor)}});
}

absl::Status RefundQuantityExceededError(const Order& order, int32_t line, int64_t asked,
                                         int64_t most) {
  return LeftToRefundError(order, reasons::kQuantityExceeded, absl::StrCat(line), "pieces", asked,
                           most);
}

absl::Status RefundAmountExceededError(const Order& order, int32_t line, int64_t asked_minor,
                                       int64_t most_minor) {
  return LeftToRefundError(order, reasons::kAmountExceeded, absl::StrCat(line), "(minor units)",
                           asked_minor, most_minor);
}

absl::Status NothingToRefundError(const Order& order) {
  return LeftToRefundError(order, reasons::kQuantityExceeded, "any", "pieces", 1, 0);
}

absl::Status FreightExceededError(const Order& order, int64_t most_minor) {
  return Error(
      StatusCode::kFailedPrecondition, reasons::kAmountExceeded,
      absl::StrCat("at most ", most_minor, " (minor units) of freight is left to refund"),
      {{"resource", order.name()}, {"line", "freight"}, {"most", absl::StrCat(most_minor)}});
}

absl::Status GrantExceededError(const Refund& refund) {
  return Error(StatusCode::kFailedPrecondition, reasons::kAmountExceeded,
               absl::StrCat("at most the ", FormatMoney(refund.total()), " asked can be granted"),
               {{"resource", refund.name()}, {"most", absl::StrCat(refund.total().minor())}});
}

absl::Status NotRefusableError(const Refund& refund) {
  return Error(
      StatusCode::kFailedPrecondition, reasons::kNotRefusable,
      absl::StrCat(refund.name(),
                   " can't be refused, since it was asked before hand-over, or without reason in "
                   "time; agree to it"),
      {{"resource", refund.name()}});
}

absl::Status EvidenceOverError(const Refund& refund, absl::Time ended) {
  const std::string text = absl::FormatTime(absl::RFC3339_sec, ended, absl::UTCTimeZone());
  return Error(StatusCode::kFailedPrecondition, reasons::kEvidenceOver,
               absl::StrCat(refund.name(), ": the platform took evidence until ", text),
               {{"resource", refund.name()}, {"ended", text}});
}

absl::Status TooMuchEvidenceError(const Refund& refund, int most) {
  return Error(
      StatusCode::kFailedPrecondition, reasons::kTooMuchEvidence,
      absl::StrCat(refund.name(), " has evidence of ", most, " submissions of that side, the most"),
      {{"resource", refund.name()}});
}

absl::Status ReasonRequiredError(const Order& order, int32_t line, absl::string_view category) {
  return Error(StatusCode::kFailedPrecondition, reasons::kReasonRequired,
               absl::StrCat("line ", line, " of ", order.name(), ": goods of ", category,
                            " don't come back without a reason; give one"),
               {{"resource", order.name()},
                {"line", absl::StrCat(line)},
                {"category", std::string(category)}});
}

absl::Status ScannedError(const Refund& refund) {
  return Error(
      StatusCode::kFailedPrecondition, reasons::kTooLate,
      absl::StrCat(refund.name(), ": the carrier has scanned the parcel; its number stays"),
      {{"resource", refund.name()}});
}

absl::Status NotReservedError(const Refund& refund) {
  return Error(StatusCode::kFailedPrecondition, reasons::kNotReserved,
               absl::StrCat(refund.name(), ": what is to be sent is being reserved; send it then"),
               {{"resource", refund.name()}});
}

absl::Status TooLateToWithdrawError(const Refund& refund) {
  return Error(
      StatusCode::kFailedPrecondition, reasons::kTooLate,
      absl::StrCat(refund.name(),
                   " can't be withdrawn: its goods are at the shop, or on their way again"),
      {{"resource", refund.name()}});
}

absl::Status RefusedBeforeError(const Refund& refused, int32_t line) {
  return Error(StatusCode::kFailedPrecondition, reasons::kRefusedBefore,
               absl::StrCat("line ", line, " was refused for this reason: ", refused.name(),
                            "; give another reason"),
               {{"resource", refused.name()}, {"line", absl::StrCat(line)}});
}

absl::Status WindowOverError(const Order& order, int32_t line, absl::Time ended) {
  const std::string text = absl::FormatTime(ended, absl::UTCTimeZone());
  return Error(StatusCode::kFailedPrecondition, reasons::kWindowOver,
               absl::StrCat("line ", line, " of ", order.name(),
                            " could be given back for this reason until ", text),
               {{"resource", order.name()}, {"line", absl::StrCat(line)}, {"ended", text}});
}

absl::Status NotDeliveredError(absl::Span<const std::string> order_names) {
  const std::string orders = absl::StrJoin(order_names, ",");
  return Error(StatusCode::kFailedPrecondition, reasons::kNotDelivered,
               absl::StrCat("these orders match but are not delivered: ", orders,
                            "; record their delivery first"),
               {{"orders", orders}});
}

}  // namespace shopdesk::orders::domain
