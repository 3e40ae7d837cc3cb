#pragma once

#include "libs/base/state_machine.h"
#include "shopdesk/orders/v1/refund.pb.h"

// The refund machine: docs/states/refunds.md is drawn from its table. Everything that changes a
// refund's state goes through its Next.
namespace shopdesk::orders::domain {

using v1::Refund;
using v1::RefundLine;
using v1::RefundState;

// Events of a refund.
inline constexpr char kRefundOpen[] = "open";
inline constexpr char kRefundGive[] = "give";
inline constexpr char kRefundAgreeMoney[] = "agree_money";
inline constexpr char kRefundAgreeReturn[] = "agree_return";
inline constexpr char kRefundAgreeAgain[] = "agree_again";
inline constexpr char kRefundRefuse[] = "refuse";
inline constexpr char kRefundRevise[] = "revise";
inline constexpr char kRefundWithdraw[] = "withdraw";
inline constexpr char kRefundEscalate[] = "escalate";
inline constexpr char kRefundSubmitEvidence[] = "submit_evidence";
inline constexpr char kRefundSendBack[] = "send_back";
inline constexpr char kRefundCorrectWaybill[] = "correct_waybill";
inline constexpr char kRefundTrackReturn[] = "track_return";
inline constexpr char kRefundPayAtScan[] = "pay_at_scan";
inline constexpr char kRefundConfirmGoods[] = "confirm_goods";
inline constexpr char kRefundRefuseGoods[] = "refuse_goods";
inline constexpr char kRefundGrantAll[] = "grant_all";
inline constexpr char kRefundGrantPart[] = "grant_part";
inline constexpr char kRefundGrantNothing[] = "grant_nothing";
inline constexpr char kRefundTakeIn[] = "take_in";
inline constexpr char kRefundOffer[] = "offer";
inline constexpr char kRefundAcceptOffer[] = "accept_offer";
inline constexpr char kRefundRefuseOffer[] = "refuse_offer";
inline constexpr char kRefundSendAgain[] = "send_again";
inline constexpr char kRefundMoved[] = "moved";
inline constexpr char kRefundConfirmAgain[] = "confirm_again";
inline constexpr char kRefundPayInstead[] = "pay_instead";
inline constexpr char kRefundExpire[] = "expire";

// What the deadline of a waiting state does: Refund.deadline_event.
inline constexpr char kAutoAgree[] = "auto_agree";
inline constexpr char kAutoClose[] = "auto_close";
inline constexpr char kAutoSuccess[] = "auto_success";
inline constexpr char kAutoAccept[] = "auto_accept";
inline constexpr char kAutoRefund[] = "auto_refund";
inline constexpr char kAutoDecide[] = "auto_decide";
// Of goods that were paid for at their first scan (scan_payment_states.h).
inline constexpr char kAutoOwe[] = "auto_owe";

// REFUND_STATE_UNSPECIFIED is a refund that doesn't exist yet.
inline constexpr Transition<RefundState::Value> kRefundTransitions[] = {
    {v1::RefundState::REFUND_STATE_UNSPECIFIED, kRefundOpen, v1::RefundState::WAIT_SELLER_AGREE,
     "something is left; within its window; not refused for good before",
     "auto_agree after refund_agree_seconds; before hand-over after "
     "refund_agree_unshipped_seconds"},
    {v1::RefundState::REFUND_STATE_UNSPECIFIED, kRefundGive, v1::RefundState::SUCCESS,
     "the seller gives; something is left"},

    {v1::RefundState::WAIT_SELLER_AGREE, kRefundAgreeMoney, v1::RefundState::SUCCESS,
     "nothing has to come back"},
    {v1::RefundState::WAIT_SELLER_AGREE, kRefundAgreeReturn,
     v1::RefundState::WAIT_BUYER_RETURN_GOODS, "goods have to come back",
     "auto_close after refund_send_back_seconds"},
    {v1::RefundState::WAIT_SELLER_AGREE, kRefundAgreeAgain, v1::RefundState::WAIT_SELLER_SEND_AGAIN,
     "RESEND", "auto_refund after refund_send_again_seconds"},
    {v1::RefundState::WAIT_SELLER_AGREE, kRefundRefuse, v1::RefundState::SELLER_REFUSE_BUYER,
     "asked after hand-over, and not without reason in time",
     "auto_close after refund_escalate_seconds"},
    {v1::RefundState::WAIT_SELLER_AGREE, kRefundWithdraw, v1::RefundState::CLOSED},

    {v1::RefundState::WAIT_BUYER_RETURN_GOODS, kRefundSendBack,
     v1::RefundState::WAIT_SELLER_CONFIRM_GOODS, "",
     "auto_success after refund_confirm_goods_seconds; by surface after "
     "refund_confirm_goods_surface_seconds"},
    {v1::RefundState::WAIT_BUYER_RETURN_GOODS, kRefundWithdraw, v1::RefundState::CLOSED},
    {v1::RefundState::WAIT_BUYER_RETURN_GOODS, kRefundExpire, v1::RefundState::CLOSED,
     "the deadline has come"},

    {v1::RefundState::WAIT_SELLER_CONFIRM_GOODS, kRefundCorrectWaybill,
     v1::RefundState::WAIT_SELLER_CONFIRM_GOODS, "not scanned yet", "as it was"},
    {v1::RefundState::WAIT_SELLER_CONFIRM_GOODS, kRefundTrackReturn,
     v1::RefundState::WAIT_SELLER_CONFIRM_GOODS,
     "first scan, signed for, or not signed for after all",
     "signed for: auto_success after refund_intake_seconds, if that is sooner; not, after all: as "
     "it was before"},
    {v1::RefundState::WAIT_SELLER_CONFIRM_GOODS, kRefundPayAtScan, v1::RefundState::SUCCESS,
     "first scan; as the scan payment's table says", "the scan payment's"},
    {v1::RefundState::WAIT_SELLER_CONFIRM_GOODS, kRefundConfirmGoods, v1::RefundState::SUCCESS,
     "the goods are as they had to be, or all is offered; the deadline has come"},
    {v1::RefundState::WAIT_SELLER_CONFIRM_GOODS, kRefundTakeIn,
     v1::RefundState::WAIT_SELLER_SEND_AGAIN, "EXCHANGE, REPAIR; the goods are as they had to be",
     "auto_refund after refund_send_again_seconds"},
    {v1::RefundState::WAIT_SELLER_CONFIRM_GOODS, kRefundRefuseGoods,
     v1::RefundState::SELLER_REFUSE_GOODS, "", "auto_close after refund_escalate_seconds"},
    {v1::RefundState::WAIT_SELLER_CONFIRM_GOODS, kRefundWithdraw, v1::RefundState::CLOSED},

    {v1::RefundState::WAIT_SELLER_CONFIRM_GOODS, kRefundOffer, v1::RefundState::WAIT_BUYER_ACCEPT,
     "goods are broken, wrong or missing", "auto_accept after refund_offer_seconds"},

    {v1::RefundState::WAIT_BUYER_ACCEPT, kRefundAcceptOffer, v1::RefundState::PARTIAL},
    {v1::RefundState::WAIT_BUYER_ACCEPT, kRefundRefuseOffer, v1::RefundState::PLATFORM_REVIEW, "",
     "auto_decide after refund_review_seconds"},
    {v1::RefundState::WAIT_BUYER_ACCEPT, kRefundWithdraw, v1::RefundState::CLOSED},

    {v1::RefundState::WAIT_SELLER_SEND_AGAIN, kRefundSendAgain, v1::RefundState::WAIT_BUYER_CONFIRM,
     "what is not a repair is reserved", "auto_success after the time of receipt of its mode"},
    {v1::RefundState::WAIT_SELLER_SEND_AGAIN, kRefundPayInstead, v1::RefundState::SUCCESS,
     "none left, another price, or the deadline has come"},
    {v1::RefundState::WAIT_SELLER_SEND_AGAIN, kRefundWithdraw, v1::RefundState::CLOSED,
     "nothing came back, and no shipment is being made"},

    {v1::RefundState::WAIT_BUYER_CONFIRM, kRefundConfirmAgain, v1::RefundState::SUCCESS,
     "the buyer says so; the deadline has come, and the parcel is not in trouble"},
    {v1::RefundState::WAIT_BUYER_CONFIRM, kRefundMoved, v1::RefundState::WAIT_BUYER_CONFIRM,
     "tracking says so",
     "delivered: auto_success after refund_confirm_again_seconds, from delivery; in trouble: "
     "auto_refund after as long; moving again: auto_success after the time of receipt of its "
     "mode"},
    {v1::RefundState::WAIT_BUYER_CONFIRM, kRefundPayInstead, v1::RefundState::SUCCESS,
     "the parcel came back; the deadline has come, and it is in trouble"},

    {v1::RefundState::SELLER_REFUSE_BUYER, kRefundRevise, v1::RefundState::WAIT_SELLER_AGREE,
     "as for open", "as for open"},
    {v1::RefundState::SELLER_REFUSE_BUYER, kRefundEscalate, v1::RefundState::PLATFORM_REVIEW, "",
     "auto_decide after refund_review_seconds"},
    {v1::RefundState::SELLER_REFUSE_BUYER, kRefundWithdraw, v1::RefundState::CLOSED},
    {v1::RefundState::SELLER_REFUSE_BUYER, kRefundExpire, v1::RefundState::CLOSED,
     "the deadline has come; then refused for good"},

    {v1::RefundState::SELLER_REFUSE_GOODS, kRefundEscalate, v1::RefundState::PLATFORM_REVIEW, "",
     "auto_decide after refund_review_seconds"},
    {v1::RefundState::SELLER_REFUSE_GOODS, kRefundWithdraw, v1::RefundState::CLOSED},
    {v1::RefundState::SELLER_REFUSE_GOODS, kRefundExpire, v1::RefundState::CLOSED,
     "the deadline has come; then refused for good"},

    {v1::RefundState::PLATFORM_REVIEW, kRefundSubmitEvidence, v1::RefundState::PLATFORM_REVIEW,
     "until evidence_due_time", "as it was"},
    {v1::RefundState::PLATFORM_REVIEW, kRefundGrantAll, v1::RefundState::SUCCESS,
     "granted is the total asked; the deadline has come, and review_default is for the buyer"},
    {v1::RefundState::PLATFORM_REVIEW, kRefundGrantPart, v1::RefundState::PARTIAL,
     "granted is less"},
    {v1::RefundState::PLATFORM_REVIEW, kRefundGrantNothing, v1::RefundState::CLOSED,
     "granted is 0; the deadline has come, and review_default is for the seller; then refused for "
     "good"},
    {v1::RefundState::PLATFORM_REVIEW, kRefundWithdraw, v1::RefundState::CLOSED},
};
// What a deadline raises is its own step, though a call may raise the same.
inline constexpr EventCall kRefundCalls[] = {
    {kRefundOpen, "OpenRefund"},
    {kRefundGive, "OpenRefund"},
    {kRefundAgreeMoney, "AgreeRefund"},
    {kRefundAgreeReturn, "AgreeRefund"},
    {kRefundAgreeAgain, "AgreeRefund"},
    {kRefundRefuse, "RefuseRefund"},
    {kRefundRevise, "ReviseRefund"},
    {kRefundWithdraw, "WithdrawRefund"},
    {kRefundEscalate, "EscalateRefund"},
    {kRefundSubmitEvidence, "SubmitRefundEvidence"},
    {kRefundSendBack, "SendBackGoods"},
    {kRefundCorrectWaybill, "CorrectReturnWaybill"},
    {kRefundConfirmGoods, "ConfirmReturnedGoods"},
    {kRefundTakeIn, "ConfirmReturnedGoods"},
    {kRefundOffer, "ConfirmReturnedGoods"},
    {kRefundAcceptOffer, "AcceptRefundOffer"},
    {kRefundRefuseOffer, "RefuseRefundOffer"},
    {kRefundRefuseGoods, "RefuseReturnedGoods"},
    {kRefundSendAgain, "SendAgain"},
    {kRefundConfirmAgain, "ConfirmSentAgain"},
    {kRefundGrantAll, "DecideRefund"},
    {kRefundGrantPart, "DecideRefund"},
    {kRefundGrantNothing, "DecideRefund"},
};
inline constexpr StateMachine<RefundState::Value> kRefundMachine("Refund", kRefundTransitions,
                                                                 kRefundCalls);

// Goods are sent for it; goods come back; what is sent is taken from the stock.
inline bool SendsGoods(v1::RefundKind::Value kind) {
  return kind == v1::RefundKind::EXCHANGE || kind == v1::RefundKind::REPAIR ||
         kind == v1::RefundKind::RESEND;
}
inline bool TakesGoodsBack(v1::RefundKind::Value kind) {
  return kind == v1::RefundKind::RETURN_AND_REFUND || kind == v1::RefundKind::EXCHANGE ||
         kind == v1::RefundKind::REPAIR;
}
inline bool TakesFromStock(v1::RefundKind::Value kind) {
  return kind == v1::RefundKind::EXCHANGE || kind == v1::RefundKind::RESEND;
}

// Nothing more happens to the refund.
inline bool IsEnded(RefundState::Value state) {
  return state == v1::RefundState::SUCCESS || state == v1::RefundState::PARTIAL ||
         state == v1::RefundState::CLOSED;
}

}  // namespace shopdesk::orders::domain
