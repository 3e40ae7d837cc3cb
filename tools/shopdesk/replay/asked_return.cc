#include "tools/shopdesk/replay/asked_return.h"

#include "absl/strings/str_cat.h"
#include "libs/base/resource_name.h"
#include "libs/base/role.h"
#include "libs/base/status_macros.h"
#include "tools/shopdesk/replay/buyers.h"

namespace shopdesk::cli {
namespace {

using orders::v1::Refund;
using orders::v1::Return;
using Refunds = orders::v1::RefundService::Stub;

AskedReturn AskedBy(absl::string_view invoice) {
  switch (invoice.empty() ? ' ' : invoice.back()) {
    case '3':
    case '6':
    case '7':
      return AskedReturn::kNoReason;
    case '2':
    case '5':
    case '8':
      return AskedReturn::kShort;
    default:
      return AskedReturn::kUnasked;
  }
}

bool IsOfOneLine(const Return& matched) {
  return matched.matches_size() == 1 && matched.unmatched_quantity() == 0;
}

// A return on its way through the desk.
class Asked {
 public:
  Asked(Desk& desk, const std::string& id, const Return& matched)
      : desk_(desk), id_(id), match_(matched.matches(0)), buyer_(matched.buyer()) {}

  absl::Status Open(AskedReturn how) {
    orders::v1::OpenRefundRequest request;
    request.set_parent(match_.order());
    request.set_kind(orders::v1::RefundKind::RETURN_AND_REFUND);
    request.set_reason(how == AskedReturn::kShort ? orders::v1::RefundReason::NOT_AS_DESCRIBED
                                                  : orders::v1::RefundReason::NO_REASON);
    orders::v1::RefundLine& line = *request.add_lines();
    line.set_line(match_.line());
    line.set_quantity(match_.quantity() + (how == AskedReturn::kShort ? 1 : 0));
    request.set_request_id(desk_.RequestId(id_, "open"));
    ASSIGN_OR_RETURN(const Refund refund,
                     Invoke(Agent(), *desk_.refunds, &Refunds::OpenRefund, request));
    refund_ = refund.name();
    return absl::OkStatus();
  }

  absl::Status SendBack() {
    RETURN_IF_ERROR(Step(desk_.As(Role::COMPLAINT, kComplaintAgent), &Refunds::AgreeRefund, "agree",
                         orders::v1::AgreeRefundRequest()));
    orders::v1::SendBackGoodsRequest back;
    back.set_carrier_id("post");
    back.set_waybill_number(id_);
    return Step(Agent(), &Refunds::SendBackGoods, "send back", back);
  }

  absl::Status TakeIn(AskedReturn how) {
    orders::v1::ConfirmReturnedGoodsRequest confirm;
    if (how == AskedReturn::kShort) {
      orders::v1::IntakeLine& line = *confirm.add_lines();
      line.set_line(match_.line());
      line.set_sellable(match_.quantity());
      line.set_missing(1);
    } else {
      confirm.set_inspection(orders::v1::Inspection::RESTOCK);
    }
    RETURN_IF_ERROR(
        Step(desk_.As(Role::PACKING, kPacker), &Refunds::ConfirmReturnedGoods, "take in", confirm));
    if (how != AskedReturn::kShort) return absl::OkStatus();
    return Step(Agent(), &Refunds::AcceptRefundOffer, "accept",
                orders::v1::AcceptRefundOfferRequest());
  }

 private:
  CallSettings Agent() const { return desk_.As(Role::AGENT, AgentOf(buyer_)); }

  template <class Method, class Request>
  absl::Status Step(const CallSettings& who, Method method, absl::string_view step,
                    Request request) {
    request.set_name(refund_);
    request.set_request_id(desk_.RequestId(id_, step));
    return Invoke(who, *desk_.refunds, method, request).status();
  }

  Desk& desk_;
  const std::string id_;
  const Return::Match match_;
  const std::string buyer_;
  std::string refund_;
};

}  // namespace

absl::StatusOr<AskedReturn> HowAsked(Desk& desk, absl::string_view invoice,
                                     const orders::v1::AcceptReturnRequest& request,
                                     const Return& matched) {
  const AskedReturn how = AskedBy(invoice);
  if (how == AskedReturn::kUnasked || !IsOfOneLine(matched)) return AskedReturn::kUnasked;
  if (how != AskedReturn::kShort) return how;
  orders::v1::AcceptReturnRequest more = request;
  more.set_quantity(request.quantity() + 1);
  more.set_validate_only(true);
  more.set_request_id(desk.RequestId(request.return_id(), "match one more"));
  ASSIGN_OR_RETURN(const Return with_one,
                   Invoke(desk.settings, *desk.refunds, &Refunds::AcceptReturn, more));
  const bool is_left = IsOfOneLine(with_one) &&
                       with_one.matches(0).order() == matched.matches(0).order() &&
                       with_one.matches(0).line() == matched.matches(0).line();
  return is_left ? how : AskedReturn::kUnasked;
}

absl::Status TakeBackAsked(Desk& desk, const std::string& id, const Return& matched,
                           AskedReturn how) {
  Asked asked(desk, id, matched);
  RETURN_IF_ERROR(asked.Open(how));
  RETURN_IF_ERROR(asked.SendBack());
  return asked.TakeIn(how);
}

}  // namespace shopdesk::cli
