#pragma once

#include "libs/base/state_machine.h"
#include "shopdesk/orders/v1/refund_scan.pb.h"

// The goods of a refund that was paid at the first scan of their way back: docs/states/refunds.md
// is drawn from this table too. The refund itself has succeeded.
namespace shopdesk::orders::domain {

using v1::ScanPayment;

inline constexpr char kScanPay[] = "pay_at_scan";
inline constexpr char kScanArrive[] = "arrive";
inline constexpr char kScanTakeBack[] = "take_back_arrival";
inline constexpr char kScanTakeIn[] = "take_in_all";
inline constexpr char kScanTakeShort[] = "take_in_less";
inline constexpr char kScanLeave[] = "leave";
inline constexpr char kScanOwe[] = "owe";
inline constexpr char kScanRecover[] = "recover";
inline constexpr char kScanWriteOff[] = "write_off";

// STATE_UNSPECIFIED is a refund that wasn't paid at a scan.
inline constexpr Transition<ScanPayment::State> kScanPaymentTransitions[] = {
    {ScanPayment::STATE_UNSPECIFIED, kScanPay, ScanPayment::GOODS_AWAITED,
     "RETURN_AND_REFUND; at most scan_refund_most_units; the buyer's return rate is known and at "
     "most scan_refund_rate_bps",
     "auto_owe when the seller's time to confirm the goods would have been over"},
    {ScanPayment::GOODS_AWAITED, kScanArrive, ScanPayment::GOODS_AWAITED, "signed for",
     "auto_owe after refund_intake_seconds, if that is sooner"},
    {ScanPayment::GOODS_AWAITED, kScanTakeBack, ScanPayment::GOODS_AWAITED,
     "not signed for, after all", "auto_owe when it would have been without"},
    {ScanPayment::GOODS_AWAITED, kScanTakeIn, ScanPayment::GOODS_IN,
     "the goods are as they had to be"},
    {ScanPayment::GOODS_AWAITED, kScanTakeShort, ScanPayment::OWED,
     "goods are broken, wrong or missing"},
    {ScanPayment::GOODS_AWAITED, kScanLeave, ScanPayment::GOODS_IN,
     "the deadline has come; signed for, and nobody looked at them"},
    {ScanPayment::GOODS_AWAITED, kScanOwe, ScanPayment::OWED,
     "the deadline has come; nothing was signed for"},
    {ScanPayment::OWED, kScanArrive, ScanPayment::OWED, "signed for"},
    {ScanPayment::OWED, kScanTakeBack, ScanPayment::OWED, "not signed for, after all"},
    {ScanPayment::OWED, kScanTakeIn, ScanPayment::GOODS_IN, "they came late, as they had to be"},
    {ScanPayment::OWED, kScanTakeShort, ScanPayment::OWED, "they came late; less is owed"},
    {ScanPayment::OWED, kScanRecover, ScanPayment::RECOVERED},
    {ScanPayment::OWED, kScanWriteOff, ScanPayment::WRITTEN_OFF},
    {ScanPayment::WRITTEN_OFF, kScanTakeIn, ScanPayment::GOODS_IN,
     "they came after all, as they had to be"},
    {ScanPayment::WRITTEN_OFF, kScanTakeShort, ScanPayment::OWED, "they came after all"},
};
inline constexpr EventCall kScanPaymentCalls[] = {
    {kScanTakeIn, "ConfirmReturnedGoods"},
    {kScanTakeShort, "ConfirmReturnedGoods"},
    {kScanRecover, "SettleReturnClaim"},
    {kScanWriteOff, "SettleReturnClaim"},
};
inline constexpr StateMachine<ScanPayment::State> kScanPaymentMachine("ScanPayment",
                                                                      kScanPaymentTransitions,
                                                                      kScanPaymentCalls);

}  // namespace shopdesk::orders::domain
