// A parcel is signed for by a stranger: it is lost. The shop buys all that was in it and sends that
// in its place, so that the file's sales are still covered, and the carrier pays.

#include <string>
#include <vector>

#include "libs/base/role.h"
#include "libs/base/status_macros.h"
#include "tools/shopdesk/replay/carrier_claim.h"
#include "tools/shopdesk/replay/packing.h"
#include "tools/shopdesk/replay/parcels.h"
#include "tools/shopdesk/replay/side_story.h"

namespace shopdesk::cli {
namespace {

using orders::v1::Refund;
using Refunds = orders::v1::RefundService::Stub;

// After the delivery that was none.
constexpr absl::Duration kMissedAfter = absl::Hours(2);
constexpr absl::Duration kAskAgainAfter = absl::Hours(3);
constexpr absl::Duration kSendInPlaceAfter = absl::Hours(24);
constexpr absl::Duration kClaimLossAfter = absl::Hours(25);
constexpr absl::Duration kDecideLossAfter = absl::Hours(49);
constexpr absl::Duration kArriveInPlaceAfter = absl::Hours(3 * 24);
constexpr absl::Duration kConfirmInPlaceAfter = absl::Hours(3 * 24 + 1);
constexpr absl::Duration kPayLossAfter = absl::Hours(4 * 24);

class LostStory final : public SideStory {
 public:
  LostStory(Desk& desk, const Invoice& invoice, const OrderTimes& times)
      : SideStory(desk, invoice, "lost"),
        lines_(invoice.sale_lines),
        claim_(desk, [this](absl::string_view step) { return RequestId(step); }) {
    const absl::Time begin = times.delivered;
    Then(begin + kMissedAfter, [this](absl::Time) { return Miss(); });
    Then(begin + kAskAgainAfter, [this](absl::Time) { return Ask(); });
    Then(begin + kSendInPlaceAfter, [this](absl::Time now) { return SendInPlace(now); });
    Then(begin + kClaimLossAfter, [this](absl::Time) { return Claim(); });
    Then(begin + kDecideLossAfter,
         [this](absl::Time) { return claim_.Decide("The driver doesn't know who signed"); });
    Then(begin + kArriveInPlaceAfter,
         [this](absl::Time now) { return Deliver(desk_, {again_}, now, RequestId("deliver")); });
    Then(begin + kConfirmInPlaceAfter, [this](absl::Time) { return Confirm(); });
    Then(begin + kPayLossAfter, [this](absl::Time) { return claim_.Pay(); });
  }

 private:
  absl::Status Miss() {
    ASSIGN_OR_RETURN(const orders::v1::Order order, GetOrder());
    goods_ = order.goods_total();
    lost_ = order.parcels(0).shipment();
    logistics::v1::CorrectTrackingRequest request;
    request.set_name(lost_);
    request.set_status(logistics::v1::TrackingStatus::EXCEPTION);
    request.set_reason("Signed for, and not by the buyer");
    request.set_request_id(RequestId("correct"));
    return Invoke(desk_.As(Role::COMPLAINT, kComplaintAgent), *desk_.shipments,
                  &logistics::v1::ShipmentService::Stub::CorrectTracking, request)
        .status();
  }

  absl::Status Ask() {
    RETURN_IF_ERROR(Buy(lines_));
    orders::v1::OpenRefundRequest open;
    open.set_parent(order_);
    open.set_kind(orders::v1::RefundKind::RESEND);
    open.set_reason(orders::v1::RefundReason::NOT_RECEIVED);
    for (const SaleLine& bought : lines_) {
      orders::v1::RefundLine& line = *open.add_lines();
      line.set_line(open.lines_size());
      line.set_quantity(bought.quantity);
    }
    open.set_request_id(RequestId("open"));
    ASSIGN_OR_RETURN(const Refund refund,
                     Invoke(Agent(), *desk_.refunds, &Refunds::OpenRefund, open));
    refund_ = refund.name();
    return RefundStep<orders::v1::AgreeRefundRequest>(desk_.As(Role::COMPLAINT, kComplaintAgent),
                                                      &Refunds::AgreeRefund, refund_, "agree")
        .status();
  }

  absl::Status SendInPlace(absl::Time now) {
    ASSIGN_OR_RETURN(const Refund sent, RefundStep<orders::v1::SendAgainRequest>(
                                            Packer(), &Refunds::SendAgain, refund_, "send again"));
    again_ = {sent.replacement().shipment(), now};
    return absl::OkStatus();
  }

  absl::Status Claim() {
    logistics::v1::CreateClaimRequest create;
    create.set_shipment(lost_);
    create.set_kind(logistics::v1::Claim::LOSS);
    *create.mutable_loss() = goods_;
    create.set_description("The parcel is with somebody else");
    return claim_.File(create);
  }

  // The buyer has got what was sent in its place, and with it all that he ordered.
  absl::Status Confirm() {
    RETURN_IF_ERROR(RefundStep<orders::v1::ConfirmSentAgainRequest>(
                        Agent(), &Refunds::ConfirmSentAgain, refund_, "confirm")
                        .status());
    orders::v1::ConfirmReceiptRequest request;
    request.set_name(order_);
    request.set_request_id(RequestId("receipt"));
    return Invoke(desk_.settings, *desk_.shipping,
                  &orders::v1::ShippingService::Stub::ConfirmReceipt, request)
        .status();
  }

  const std::vector<SaleLine> lines_;
  CarrierClaim claim_;
  type::v1::Money goods_;
  std::string lost_;
  std::string refund_;
  SentParcel again_;
};

}  // namespace

std::shared_ptr<SideStory> MakeLostStory(Desk& desk, const Invoice& invoice,
                                         const OrderTimes& times) {
  if (invoice.sale_lines.size() > kMostScannedLines) return nullptr;
  return std::make_shared<LostStory>(desk, invoice, times);
}

}  // namespace shopdesk::cli
