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
      : SideStory(desk, invoice, "exchange"), sku_id_(invoice.sale_lines[0].SkuId()) {
    const absl::Time begin = times.delivered;
    Then(begin + kAskExchangeAfter, [this](absl::Time) { return Ask(); });
    Then(begin + kTakeInAfter, [this](absl::Time) { return TakeIn(); });
    Then(begin + kSendAgainAfter, [this](absl::Time now) { return SendAgain(now); });
    Then(begin + kArriveAgainAfter,
         [this](absl::Time now) { return Deliver(desk_, {again_}, now, RequestId("deliver")); });
    Then(begin + kConfirmAgainAfter, [this](absl::Time) {
      return Step<orders::v1::ConfirmSentAgainRequest>(Agent(), &Exchanges::ConfirmSentAgain,
                                                       "confirm")
          .status();
    });
  }

 private:
  CallSettings Packer() const { return desk_.As(Role::PACKING, kPacker); }

  // A step of the refund.
  template <class Request, class Method>
  absl::StatusOr<Refund> Step(const CallSettings& who, Method method, absl::string_view step,
                              Request request = Request()) {
    request.set_name(refund_);
    request.set_request_id(RequestId(step));
    return Invoke(who, *desk_.refunds, method, request);
  }

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
    RETURN_IF_ERROR(Step<orders::v1::AgreeRefundRequest>(desk_.As(Role::COMPLAINT, kComplaintAgent),
                                                         &Exchanges::AgreeRefund, "agree")
                        .status());
    orders::v1::SendBackGoodsRequest back;
    back.set_carrier_id("post");
    back.set_waybill_number(std::string(LastSegment(refund_)));
    return Step(Agent(), &Exchanges::SendBackGoods, "send back", back).status();
  }

  absl::Status TakeIn() {
    auto adjust = desk_.ForShop<catalog::v1::AdjustStockRequest>();
    adjust.set_reason(catalog::v1::MovementReason::RECEIVED);
    adjust.set_reference(std::string(number()));
    catalog::v1::StockAdjustment& bought = *adjust.add_lines();
    bought.set_sku_id(sku_id_);
    bought.set_bucket(catalog::v1::StockBucket::ON_HAND);
    bought.set_delta(1);
    adjust.set_request_id(RequestId("buy"));
    RETURN_IF_ERROR(
        Invoke(Packer(), *desk_.stock, &catalog::v1::StockService::Stub::AdjustStock, adjust)
            .status());
    orders::v1::ConfirmReturnedGoodsRequest confirm;
    orders::v1::IntakeLine& line = *confirm.add_lines();
    line.set_line(1);
    line.set_damaged(1);
    return Step(Packer(), &Exchanges::ConfirmReturnedGoods, "take in", confirm).status();
  }

  absl::Status SendAgain(absl::Time now) {
    ASSIGN_OR_RETURN(const Refund sent, Step<orders::v1::SendAgainRequest>(
                                            Packer(), &Exchanges::SendAgain, "send again"));
    again_ = {sent.replacement().shipment(), now};
    return absl::OkStatus();
  }

  const std::string sku_id_;
  std::string refund_;
  SentParcel again_;
};

}  // namespace

std::shared_ptr<SideStory> MakeExchangeStory(Desk& desk, const Invoice& invoice,
                                             const OrderTimes& times) {
  return std::make_shared<ExchangeStory>(desk, invoice, times);
}

}  // namespace shopdesk::cli
