// A faulty piece comes back, and another is sent. The shop buys one for it, so that the file's
// sales are still covered.

#include <string>

#include "libs/base/resource_name.h"
#include "libs/base/role.h"
#include "libs/base/status_macros.h"
#include "tools/shopdesk/replay/parcels.h"
#include "tools/shopdesk/replay/side_story.h"

namespace shopdesk::cli {
namespace {

using orders::v1::Refund;
using Exchanges = orders::v1::RefundService::Stub;

// After delivery.
constexpr absl::Duration kAskExchangeAfter = absl::Hours(2);
constexpr absl::Duration kTakeInAfter = absl::Hours(2 * 24);
constexpr absl::Duration kSendAgainAfter = absl::Hours(3 * 24);
constexpr absl::Duration kArriveAgainAfter = absl::Hours(5 * 24);
constexpr absl::Duration kConfirmAgainAfter = absl::Hours(5 * 24 + 1);

class ExchangeStory final : public SideStory {
 public:
  ExchangeStory(Desk& desk, const Invoice& invoice, const OrderTimes& times)
      : SideStory(desk, invoice, "exchange"), faulty_(invoice.sale_lines[0]) {
    faulty_.quantity = 1;
    const absl::Time begin = times.delivered;
    Then(begin + kAskExchangeAfter, [this](absl::Time) { return Ask(); });
    Then(begin + kTakeInAfter, [this](absl::Time) { return TakeIn(); });
    Then(begin + kSendAgainAfter, [this](absl::Time now) { return SendAgain(now); });
    Then(begin + kArriveAgainAfter,
         [this](absl::Time now) { return Deliver(desk_, {again_}, now, RequestId("deliver")); });
    Then(begin + kConfirmAgainAfter, [this](absl::Time) {
      return RefundStep<orders::v1::ConfirmSentAgainRequest>(Agent(), &Exchanges::ConfirmSentAgain,
                                                             refund_, "confirm")
          .status();
    });
  }

 private:
  absl::Status Ask() {
    orders::v1::OpenRefundRequest open;
    open.set_parent(order_);
    open.set_kind(orders::v1::RefundKind::EXCHANGE);
    open.set_reason(orders::v1::RefundReason::QUALITY);
    orders::v1::RefundLine& line = *open.add_lines();
    line.set_line(1);
    line.set_quantity(1);
    open.set_request_id(RequestId("open"));
    ASSIGN_OR_RETURN(const Refund refund,
                     Invoke(Agent(), *desk_.refunds, &Exchanges::OpenRefund, open));
    refund_ = refund.name();
    RETURN_IF_ERROR(
        RefundStep<orders::v1::AgreeRefundRequest>(desk_.As(Role::COMPLAINT, kComplaintAgent),
                                                   &Exchanges::AgreeRefund, refund_, "agree")
            .status());
    orders::v1::SendBackGoodsRequest back;
    back.set_carrier_id("post");
    back.set_waybill_number(std::string(LastSegment(refund_)));
    return RefundStep(Agent(), &Exchanges::SendBackGoods, refund_, "send back", back).status();
  }

  absl::Status TakeIn() {
    RETURN_IF_ERROR(Buy({faulty_}));
    orders::v1::ConfirmReturnedGoodsRequest confirm;
    orders::v1::IntakeLine& line = *confirm.add_lines();
    line.set_line(1);
    line.set_damaged(1);
    return RefundStep(Packer(), &Exchanges::ConfirmReturnedGoods, refund_, "take in", confirm)
        .status();
  }

  absl::Status SendAgain(absl::Time now) {
    ASSIGN_OR_RETURN(const Refund sent,
                     RefundStep<orders::v1::SendAgainRequest>(Packer(), &Exchanges::SendAgain,
                                                              refund_, "send again"));
    again_ = {sent.replacement().shipment(), now};
    return absl::OkStatus();
  }

  // A piece of the first line.
  SaleLine faulty_;
  std::string refund_;
  SentParcel again_;
};

}  // namespace

std::shared_ptr<SideStory> MakeExchangeStory(Desk& desk, const Invoice& invoice,
                                             const OrderTimes& times) {
  return std::make_shared<ExchangeStory>(desk, invoice, times);
}

}  // namespace shopdesk::cli
