#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "libs/base/state_machine.h"
#include "services/orders/domain/trade/moment.h"
#include "shopdesk/orders/v1/order.pb.h"

// The trade machine: docs/states/orders.md is drawn from its table. Everything that changes an
// order's state goes through Move.
namespace shopdesk::orders::domain {

using v1::Order;
using v1::OrderLine;
using v1::OrderState;

// Events of the trade; timers of the same name raise those that time raises.
inline constexpr char kCodConfirm[] = "cod_confirm";
inline constexpr char kCodRelease[] = "cod_release";
inline constexpr char kCodDecline[] = "cod_decline";
inline constexpr char kCodUnreachable[] = "cod_unreachable";
inline constexpr char kPay[] = "pay";
inline constexpr char kClose[] = "close";
inline constexpr char kUnpaidClose[] = "unpaid_close";
inline constexpr char kShipPart[] = "ship_part";
inline constexpr char kShipRest[] = "ship_rest";
inline constexpr char kRefundRest[] = "refund_rest";
inline constexpr char kRefundAll[] = "refund_all";
inline constexpr char kConfirmReceipt[] = "confirm_receipt";
inline constexpr char kAutoConfirm[] = "auto_confirm";
inline constexpr char kSign[] = "sign";
inline constexpr char kRefuseCod[] = "refuse_cod";
inline constexpr char kUnsign[] = "unsign";
inline constexpr char kReopen[] = "reopen";
inline constexpr char kCodFinish[] = "cod_finish";

const StateMachine<OrderState::Value>& TradeMachine();

// Takes the order through `event`: sets the state and writes the history. FAILED_PRECONDITION
// (WRONG_STATE) if the table has no such row.
absl::Status Move(Order& order, absl::string_view event, const Moment& moment);

// Finished or closed: nothing more happens to the trade, but that a refused COD order reopens when
// its goods turn out not to have come back.
bool IsFinal(OrderState::Value state);
// Closed in whichever way.
bool IsClosed(OrderState::Value state);
// Something may still be shipped, now or once it is paid or confirmed.
bool HasUnshipped(OrderState::Value state);
// Paid or confirmed, and something is to be shipped now.
bool AwaitsShipping(OrderState::Value state);
bool IsCod(const Order& order);
bool IsBankTransfer(const Order& order);

// The deadline of the present state; `event` names what happens then. Past the time nothing happens
// by itself unless `event` is one of TimedEvents().
void SetDeadline(Order& order, absl::string_view event, absl::Time time);
void ClearDeadline(Order& order);

// The deadline events that a timer of the same name raises. "ship_by" is a promise only.
inline constexpr char kShipBy[] = "ship_by";
inline constexpr char kPaidOutOfStockRefund[] = "paid_out_of_stock_refund";
bool IsTimed(absl::string_view deadline_event);

// Timers that are no deadlines of a state.
inline constexpr char kPaymentReminder[] = "payment_reminder";
inline constexpr char kCodFirstContact[] = "cod_first_contact";
inline constexpr char kShipByWarning[] = "ship_by_warning";

// The trade ends: no deadline, no holds, no top-up asked, and what is still reserved is given back.
void End(Order& order);

}  // namespace shopdesk::orders::domain
