#include "tools/shopdesk/replay/order_life.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "libs/base/calendar.h"
#include "libs/base/clock.h"
#include "libs/base/money.h"
#include "libs/base/resource_name.h"
#include "libs/base/role.h"
#include "libs/base/status_macros.h"
#include "tools/shopdesk/replay/buyers.h"
#include "tools/shopdesk/replay/merging.h"
#include "tools/shopdesk/replay/packing.h"

namespace shopdesk::cli {
namespace {

using orders::v1::Order;

// A receiver whom nobody confirmed is taken to be right this long after payment, two hours before
// ship-by.
constexpr absl::Duration kShipUnverified = absl::Minutes(46 * 60 + 1);
constexpr int kReminderMinute = 15 * 60;

// Half an hour after the reminder of an order placed then.
absl::Time AfterReminder(absl::Time placed, const std::string& time_zone) {
  type::v1::ShopCalendar shop;
  shop.set_time_zone(time_zone);
  const absl::StatusOr<Calendar> calendar = Calendar::Make(shop);
  const absl::Time old_enough = placed + absl::Minutes(30);
  return (calendar.ok() ? calendar->NextMinute(old_enough, kReminderMinute) : old_enough) +
         absl::Minutes(30);
}

int LastDigit(const std::string& number) {
  const char last = number.back();
  return last >= '0' && last <= '9' ? last - '0' : -1;
}

// By rule, so that a repetition writes the same: most buyers are content.
void SetGrades(int digit, SpecialCase special_case, feedback::v1::SubmitReviewRequest& request) {
  request.set_grade(special_case == SpecialCase::kBadReview ? feedback::v1::Grade::BAD
                    : digit == 8                            ? feedback::v1::Grade::NEUTRAL
                                                            : feedback::v1::Grade::GOOD);
  request.mutable_scores()->set_description(digit == 8 ? 3 : 5);
  request.mutable_scores()->set_service(digit == 4 ? 4 : 5);
  // Who doesn't answer a question doesn't count in its rating.
  request.mutable_scores()->set_delivery(digit == 6 ? 0 : 4);
  if (digit == 8) request.set_text("Nice, but smaller than I thought");
}

void AddMessage(const Invoice& invoice, feedback::v1::Message::Sender sender, absl::Time time,
                const char* text, feedback::v1::RecordConversationsRequest& request) {
  feedback::v1::ConversationRecord::MessageRecord& record =
      *request.add_records()->mutable_message();
  record.set_conversation_id(invoice.number);
  record.set_buyer(invoice.buyer);
  record.set_agent(AgentOf(invoice.buyer));
  record.set_role(Role::PRE_SALE);
  feedback::v1::Message& message = *record.mutable_message();
  message.set_message_id(absl::StrCat(request.records_size()));
  message.set_sender(sender);
  message.set_channel(feedback::v1::Message::IM);
  if (sender == feedback::v1::Message::AGENT) message.set_agent(record.agent());
  message.set_text(text);
  *message.mutable_send_time() = ToProto(time);
}

}  // namespace

OrderLife::OrderLife(Desk& desk, const Invoice& invoice, const ShopRules& rules)
    : desk_(desk),
      invoice_(invoice),
      special_case_(rules.special_cases ? SpecialCaseOf(invoice.number) : SpecialCase::kNone),
      name_(desk.Name(absl::StrCat("orders/", EscapeId(invoice.number)))),
      currency_(rules.currency) {
  if (special_case_ == SpecialCase::kReminded)
    invoice_.pay_time = AfterReminder(invoice.time, rules.time_zone);
  ship_time_ = invoice_.pay_time +
               (special_case_ == SpecialCase::kSilent ? kShipUnverified : absl::Minutes(59));
  deliver_time_ = ship_time_ + absl::Hours(special_case_ == SpecialCase::kLate ? 95 : 47);
  refunded_whole_ = invoice.refund_minor > 0 && invoice.refund_minor == invoice.GoodsMinor();
  steps_ = Plan(rules);
}

std::string OrderLife::RequestId(absl::string_view step) const {
  return desk_.RequestId(invoice_.number, step);
}

bool OrderLife::ByTransfer() const {
  return special_case_ == SpecialCase::kTransfer || special_case_ == SpecialCase::kTransferInParts;
}

bool OrderLife::ConfirmedByBuyer() const {
  const int digit = LastDigit(invoice_.number);
  return digit >= 1 && digit <= 5;
}

bool OrderLife::Reviewed() const {
  const int digit = LastDigit(invoice_.number);
  return digit >= 0 && digit % 2 == 0;
}

std::vector<OrderLife::Step> OrderLife::Plan(const ShopRules& rules) const {
  if (invoice_.pay_time == absl::InfiniteFuture()) return {};
  if (refunded_whole_) return {Step::kPay, Step::kRefund};
  std::vector<Step> steps = {Step::kPay};
  if (rules.verified) steps.push_back(Step::kVerify);
  if (special_case_ == SpecialCase::kSilent)
    steps.insert(steps.end(), {Step::kAskAgain, Step::kAskLast});
  steps.push_back(Step::kShip);
  if (special_case_ == SpecialCase::kLate) steps.push_back(Step::kTellLate);
  steps.push_back(Step::kDeliver);
  if (invoice_.refund_minor > 0) steps.push_back(Step::kRefund);
  if (ConfirmedByBuyer()) steps.push_back(Step::kConfirmReceipt);
  if (Reviewed()) steps.push_back(Step::kReview);
  if (special_case_ == SpecialCase::kBadReview) steps.push_back(Step::kMakeGood);
  return steps;
}

absl::Time OrderLife::due() const {
  switch (next()) {
    case Step::kPay:
      return invoice_.pay_time;
    case Step::kVerify:
      return invoice_.pay_time + absl::Minutes(1);
    case Step::kAskAgain:
      return invoice_.pay_time + absl::Minutes(1) + absl::Hours(2);
    case Step::kAskLast:
      return invoice_.pay_time + absl::Minutes(1) + absl::Hours(4);
    case Step::kShip:
      return ship_time_;
    case Step::kTellLate:
      return ship_time_ + kLateAfter + absl::Hours(1);
    case Step::kDeliver:
      return deliver_time_;
    case Step::kConfirmReceipt:
      return deliver_time_ + absl::Hours(24);
    case Step::kRefund:
      return refunded_whole_ ? invoice_.pay_time + absl::Minutes(30)
                             : deliver_time_ + absl::Hours(1);
    case Step::kReview:
    case Step::kMakeGood:
      // A day after the trade finished: by the buyer, 7 days after a COD parcel was signed, or 10
      // days after shipping.
      return absl::Hours(next() == Step::kReview ? 24 : 26) +
             (ConfirmedByBuyer() ? deliver_time_ + absl::Hours(24)
              : invoice_.cod     ? deliver_time_ + absl::Hours(7 * 24)
                                 : ship_time_ + absl::Hours(10 * 24));
    case Step::kDone:
      break;
  }
  return absl::InfiniteFuture();
}

absl::Status OrderLife::Place() {
  RETURN_IF_ERROR(ReportConversation());
  orders::v1::PlaceOrderRequest request;
  request.set_parent(absl::StrCat("shops/", EscapeId(desk_.shop)));
  request.set_order_id(invoice_.number);
  request.set_buyer(invoice_.buyer);
  request.set_agent(AgentOf(invoice_.buyer));
  for (const SaleLine& line : invoice_.sale_lines) {
    orders::v1::PlaceOrderLine& added = *request.add_lines();
    added.set_sku_id(line.SkuId());
    added.set_quantity(line.quantity);
    units_ += line.quantity;
  }
  lines_ = invoice_.sale_lines.size();
  *request.mutable_receiver() = MakeReceiver(invoice_);
  destination_.set_region_code(request.receiver().address().region_code());
  destination_.set_administrative_area(request.receiver().address().administrative_area());
  request.set_payment_method(invoice_.cod   ? orders::v1::PaymentMethod::COD
                             : ByTransfer() ? orders::v1::PaymentMethod::BANK_TRANSFER
                                            : orders::v1::PaymentMethod::ESCROW);
  request.set_request_id(RequestId("place"));
  ASSIGN_OR_RETURN(Order order, Invoke(desk_.settings, *desk_.orders,
                                       &orders::v1::OrderService::Stub::PlaceOrder, request));
  due_ = order.payment().due();
  surcharge_ = order.cod_surcharge();
  goods_ = order.goods_total();
  invoice_.sale_lines.clear();
  return ByTransfer() ? ChooseAccount() : absl::OkStatus();
}

absl::Status OrderLife::ChooseAccount() {
  orders::v1::ChooseBankAccountRequest request;
  request.set_name(name_);
  if (special_case_ == SpecialCase::kTransfer) {
    request.set_reason(orders::v1::BankTransfer::INCONVENIENT);
  } else {
    request.set_reason(orders::v1::BankTransfer::CONCERN);
    request.set_article(desk_.Name("articles/escrow"));
  }
  request.set_request_id(RequestId("account"));
  return Invoke(desk_.settings, *desk_.transfers,
                &orders::v1::TransferService::Stub::ChooseBankAccount, request)
      .status();
}

absl::Status OrderLife::TakeStep(absl::Time now) {
  const Step step = next();
  ++taken_;
  switch (step) {
    case Step::kPay:
      return ByTransfer() ? PayByTransfer() : Pay();
    case Step::kVerify:
      return special_case_ == SpecialCase::kSilent ? Ask(type::v1::ContactChannel::IM) : Verify();
    case Step::kAskAgain:
      return Ask(type::v1::ContactChannel::PHONE);
    case Step::kAskLast:
      return Ask(type::v1::ContactChannel::SMS);
    case Step::kShip:
      ship_time_ = now;
      if (special_case_ == SpecialCase::kSilent && hurried_) RETURN_IF_ERROR(Verify());
      return Ship();
    case Step::kTellLate:
      return hurried_ ? absl::OkStatus() : TellLate();
    case Step::kDeliver:
      deliver_time_ = now;
      return goes_along_ ? absl::OkStatus() : Deliver(desk_, parcels_, now, RequestId("deliver"));
    case Step::kConfirmReceipt:
      return ConfirmReceipt();
    case Step::kRefund:
      return Refund();
    case Step::kReview:
      return Review();
    case Step::kMakeGood:
      return MakeGood();
    case Step::kDone:
      break;
  }
  return absl::OkStatus();
}

absl::Status OrderLife::Pay() {
  if (invoice_.cod) {
    orders::v1::ConfirmCodRequest request;
    request.set_name(name_);
    *request.mutable_surcharge_told() = surcharge_;
    request.set_channel(type::v1::ContactChannel::PHONE);
    request.set_request_id(RequestId("confirm-cod"));
    return Invoke(desk_.settings, *desk_.payments, &orders::v1::PaymentService::Stub::ConfirmCod,
                  request)
        .status();
  }
  orders::v1::RecordPaymentRequest request;
  request.set_name(name_);
  request.set_transaction_id(absl::StrCat("pay-", invoice_.number));
  *request.mutable_amount() = due_;
  request.set_payee_account(desk_.payee);
  request.set_request_id(RequestId("pay"));
  return Invoke(desk_.settings, *desk_.payments, &orders::v1::PaymentService::Stub::RecordPayment,
                request)
      .status();
}

absl::Status OrderLife::PayByTransfer() {
  orders::v1::ClaimTransferRequest claim;
  claim.set_name(name_);
  *claim.mutable_amount() = due_;
  claim.set_request_id(RequestId("claim"));
  RETURN_IF_ERROR(Invoke(desk_.settings, *desk_.transfers,
                         &orders::v1::TransferService::Stub::ClaimTransfer, claim)
                      .status());
  orders::v1::RecordStatementLinesRequest lines;
  lines.set_parent(desk_.Name(absl::StrCat("bankAccounts/", kBankAccount)));
  // The first part is too little by one unit of the currency, or by half.
  const int64_t missing =
      special_case_ == SpecialCase::kTransferInParts ? std::min<int64_t>(100, due_.minor() / 2) : 0;
  for (const int64_t minor : {due_.minor() - missing, missing}) {
    if (minor == 0) continue;
    orders::v1::StatementRow& row = *lines.add_rows();
    row.set_line_id(absl::StrCat(invoice_.number, "-", lines.rows_size()));
    *row.mutable_amount() = MakeMoney(currency_, minor);
    *row.mutable_value_time() = ToProto(invoice_.pay_time);
    row.set_payer_name(invoice_.buyer);
    row.set_payer_account(absl::StrFormat("6222%012d", invoice_.first_row));
    row.set_reference(absl::StrCat("order ", invoice_.number));
  }
  lines.set_request_id(RequestId("statement"));
  ASSIGN_OR_RETURN(const orders::v1::RecordStatementLinesResponse response,
                   Invoke(desk_.settings, *desk_.transfers,
                          &orders::v1::TransferService::Stub::RecordStatementLines, lines));
  if (response.errors().empty()) return absl::OkStatus();
  return absl::InternalError(absl::StrCat("the transfer of order ", invoice_.number,
                                          " was refused: ", response.errors(0).message()));
}

absl::Status OrderLife::Verify() {
  orders::v1::ConfirmReceiverRequest request;
  request.set_name(name_);
  request.set_channel(type::v1::ContactChannel::IM);
  request.set_gift(special_case_ == SpecialCase::kGift);
  request.set_request_id(RequestId("verify"));
  return Invoke(desk_.settings, *desk_.receivers,
                &orders::v1::ReceiverService::Stub::ConfirmReceiver, request)
      .status();
}

absl::Status OrderLife::Ask(type::v1::ContactChannel::Value channel) {
  // Who is in a hurry is reached before shipping.
  if (hurried_) return absl::OkStatus();
  orders::v1::AskReceiverRequest request;
  request.set_name(name_);
  request.set_channel(channel);
  request.set_request_id(RequestId(absl::StrCat("ask ", channel)));
  return Invoke(desk_.settings, *desk_.receivers, &orders::v1::ReceiverService::Stub::AskReceiver,
                request)
      .status();
}

absl::StatusOr<Way> OrderLife::ChooseWay() {
  logistics::v1::QuoteRequest quote;
  *quote.mutable_destination() = destination_;
  const int64_t units = units_ + (other_ == nullptr ? 0 : other_->units_);
  quote.add_parcels()->set_weight_grams(std::max<int64_t>(1, units * kPieceGrams));
  const int64_t goods = goods_.minor() + (other_ == nullptr ? 0 : other_->goods_.minor());
  *quote.mutable_goods_value() = MakeMoney(currency_, goods);
  if (invoice_.cod) *quote.mutable_cod_amount() = due_;
  if (special_case_ == SpecialCase::kInsured) *quote.mutable_declared_value() = goods_;
  return CheapestWay(desk_, quote, invoice_.first_row);
}

absl::Status OrderLife::Ship() {
  // In the parcel of another, which has been shipped.
  if (goes_along_) return absl::OkStatus();
  ASSIGN_OR_RETURN(const Way way, ChooseWay());
  if (other_ != nullptr) {
    RETURN_IF_ERROR(ShipTogether(desk_, invoice_.number, other_->number(), way));
    ASSIGN_OR_RETURN(const Order order, Get());
    NoteParcels(order);
    return absl::OkStatus();
  }
  const bool packed = special_case_ == SpecialCase::kPacked && lines_ <= kMostScannedLines;
  if (packed) RETURN_IF_ERROR(PackOrder(desk_, invoice_.number, way));
  orders::v1::ShipOrderRequest request;
  request.set_name(name_);
  request.set_carrier_id(way.carrier_id);
  request.set_mode(way.mode);
  request.set_waybill_number(way.waybill_number);
  if (special_case_ == SpecialCase::kInsured) *request.mutable_declared_value() = goods_;
  request.set_request_id(RequestId("ship"));
  ASSIGN_OR_RETURN(const Order order,
                   Invoke(desk_.settings, *desk_.shipping,
                          &orders::v1::ShippingService::Stub::ShipOrder, request));
  NoteParcels(order);
  return packed ? HandOver(desk_, invoice_.number, way) : absl::OkStatus();
}

void OrderLife::NoteParcels(const Order& order) {
  parcels_.clear();
  for (const orders::v1::Parcel& parcel : order.parcels()) {
    parcels_.push_back({parcel.shipment(), FromProto(parcel.ship_time())});
  }
}

absl::Status OrderLife::TellLate() {
  for (const SentParcel& parcel : parcels_) {
    feedback::v1::RecordLateParcelContactRequest request;
    request.set_name(desk_.Name(absl::StrCat("lateParcels/", LastSegment(parcel.shipment))));
    request.mutable_contact()->set_purpose(type::v1::ContactPurpose::LATE_PARCEL);
    request.mutable_contact()->set_channel(type::v1::ContactChannel::PHONE);
    request.mutable_contact()->set_outcome(type::v1::ContactOutcome::REACHED);
    request.mutable_contact()->set_promise("It comes tomorrow");
    request.set_request_id(RequestId("tell"));
    RETURN_IF_ERROR(Invoke(desk_.settings, *desk_.feedback_follow_ups,
                           &feedback::v1::FollowUpService::Stub::RecordLateParcelContact, request)
                        .status());
  }
  return absl::OkStatus();
}

absl::Status OrderLife::ConfirmReceipt() {
  ASSIGN_OR_RETURN(Order order, Get());
  // Everything went back meanwhile, or a repeated replay comes past what it did already.
  if (order.state() != orders::v1::OrderState::WAIT_BUYER_CONFIRM_GOODS) return absl::OkStatus();
  orders::v1::ConfirmReceiptRequest request;
  request.set_name(name_);
  request.set_request_id(RequestId("confirm"));
  return Invoke(desk_.settings, *desk_.shipping, &orders::v1::ShippingService::Stub::ConfirmReceipt,
                request)
      .status();
}

absl::Status OrderLife::Refund() {
  orders::v1::OpenRefundRequest open;
  open.set_parent(name_);
  open.set_kind(orders::v1::RefundKind::MONEY_ONLY);
  open.set_request_id(RequestId("refund"));
  if (refunded_whole_) {
    open.set_reason(orders::v1::RefundReason::NOT_WANTED_BEFORE_SHIPPING);
  } else {
    open.set_reason(orders::v1::RefundReason::NOT_AS_DESCRIBED);
    orders::v1::RefundLine& line = *open.add_lines();
    line.set_line(1);
    line.set_amount_minor(invoice_.refund_minor);
  }
  ASSIGN_OR_RETURN(
      const orders::v1::Refund refund,
      Invoke(desk_.settings, *desk_.refunds, &orders::v1::RefundService::Stub::OpenRefund, open));
  orders::v1::AgreeRefundRequest agree;
  agree.set_name(refund.name());
  agree.set_request_id(RequestId("agree"));
  return Invoke(desk_.settings, *desk_.refunds, &orders::v1::RefundService::Stub::AgreeRefund,
                agree)
      .status();
}

absl::Status OrderLife::Review() {
  ASSIGN_OR_RETURN(Order order, Get());
  if (order.state() != orders::v1::OrderState::TRADE_FINISHED) return absl::OkStatus();
  for (const orders::v1::OrderLine& line : order.lines()) {
    if (line.returned() + line.refunded() >= line.quantity()) continue;
    feedback::v1::SubmitReviewRequest request;
    request.set_order(name_);
    request.set_line(line.line());
    request.set_buyer(invoice_.buyer);
    SetGrades(LastDigit(invoice_.number), special_case_, request);
    request.set_request_id(RequestId("review"));
    ASSIGN_OR_RETURN(const feedback::v1::Review review,
                     Invoke(desk_.settings, *desk_.reviews,
                            &feedback::v1::ReviewService::Stub::SubmitReview, request));
    review_ = review.name();
    return absl::OkStatus();
  }
  return absl::OkStatus();
}

absl::Status OrderLife::MakeGood() {
  if (review_.empty()) return absl::OkStatus();
  const std::string name = desk_.Name(absl::StrCat("reviewCases/", LastSegment(review_)));
  feedback::v1::RecordCaseContactRequest contact;
  contact.set_name(name);
  contact.mutable_contact()->set_purpose(type::v1::ContactPurpose::BAD_REVIEW);
  contact.mutable_contact()->set_channel(type::v1::ContactChannel::PHONE);
  contact.mutable_contact()->set_outcome(type::v1::ContactOutcome::REACHED);
  contact.set_request_id(RequestId("case contact"));
  using Cases = feedback::v1::ReviewCaseService::Stub;
  RETURN_IF_ERROR(
      Invoke(desk_.settings, *desk_.cases, &Cases::RecordCaseContact, contact).status());
  feedback::v1::FindCaseCauseRequest cause;
  cause.set_name(name);
  cause.set_cause(feedback::v1::CaseCause::SIZE_OR_COLOUR);
  cause.set_request_id(RequestId("case cause"));
  RETURN_IF_ERROR(Invoke(desk_.settings, *desk_.cases, &Cases::FindCaseCause, cause).status());
  feedback::v1::OfferCaseSolutionRequest offer;
  offer.set_name(name);
  offer.set_text("A coupon for the next order");
  offer.set_request_id(RequestId("case solution"));
  RETURN_IF_ERROR(Invoke(desk_.settings, *desk_.cases, &Cases::OfferCaseSolution, offer).status());
  feedback::v1::CloseReviewCaseRequest close;
  close.set_name(name);
  close.set_outcome(feedback::v1::CloseReviewCaseRequest::RESOLVED);
  close.set_request_id(RequestId("case close"));
  RETURN_IF_ERROR(Invoke(desk_.settings, *desk_.cases, &Cases::CloseReviewCase, close).status());
  feedback::v1::ChangeReviewRequest change;
  change.set_name(review_);
  change.set_buyer(invoice_.buyer);
  change.set_grade(feedback::v1::Grade::GOOD);
  change.set_text("The shop cared");
  change.set_request_id(RequestId("change review"));
  return Invoke(desk_.settings, *desk_.reviews, &feedback::v1::ReviewService::Stub::ChangeReview,
                change)
      .status();
}

absl::Status OrderLife::ReportConversation() {
  const absl::Time asked = invoice_.time - absl::Minutes(10);
  const absl::Duration pause = absl::Seconds(2 + std::max(LastDigit(invoice_.number), 0) % 5);
  feedback::v1::RecordConversationsRequest request;
  request.set_parent(absl::StrCat("shops/", EscapeId(desk_.shop)));
  AddMessage(invoice_, feedback::v1::Message::BUYER, asked, "Is it in stock?", request);
  AddMessage(invoice_, feedback::v1::Message::AGENT, asked + pause, "Yes, it ships today.",
             request);
  request.set_request_id(RequestId("talk"));
  ASSIGN_OR_RETURN(feedback::v1::RecordConversationsResponse response,
                   Invoke(desk_.settings, *desk_.conversations,
                          &feedback::v1::ConversationService::Stub::RecordConversations, request));
  if (response.errors().empty()) return absl::OkStatus();
  return absl::InternalError(absl::StrCat("the conversation of order ", invoice_.number,
                                          " was refused: ", response.errors(0).message()));
}

absl::StatusOr<Order> OrderLife::Get() {
  orders::v1::GetOrderRequest request;
  request.set_name(name_);
  return Invoke(desk_.settings, *desk_.orders, &orders::v1::OrderService::Stub::GetOrder, request);
}

}  // namespace shopdesk::cli
