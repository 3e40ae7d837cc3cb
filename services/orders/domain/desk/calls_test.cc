#include "libs/testing/calls.h"

#include "gtest/gtest.h"
#include "services/orders/domain/care/compensation.h"
#include "services/orders/domain/care/promise.h"
#include "services/orders/domain/desk/order_error.h"
#include "services/orders/domain/packing/hand_over.h"
#include "services/orders/domain/packing/merged_parcel.h"
#include "services/orders/domain/packing/shortage.h"
#include "services/orders/domain/payment/payment.h"
#include "services/orders/domain/placing/duplicate.h"
#include "services/orders/domain/receiver/receiver.h"
#include "services/orders/domain/refund/refund_states.h"
#include "services/orders/domain/refund/scan_payment_states.h"
#include "services/orders/domain/trade/reminder.h"
#include "services/orders/domain/trade/ship_by.h"
#include "services/orders/domain/trade/trade.h"
#include "services/orders/domain/transfer/payout.h"
#include "shopdesk/orders/v1/payment.pb.h"
#include "shopdesk/orders/v1/receiver.pb.h"
#include "shopdesk/orders/v1/shipping.pb.h"
#include "shopdesk/orders/v1/transfer.pb.h"

namespace shopdesk::orders::domain {
namespace {

using shopdesk::testing::ExpectCallsAre;

// What a WRONG_STATE names as possible can be called.
TEST(CallsTest, ErrorsNameCallsOfOrders) {
  const std::set<std::string> rpcs = shopdesk::testing::RpcsOf(
      {v1::Order::descriptor()->file(), v1::RecordPaymentRequest::descriptor()->file(),
       v1::AskReceiverRequest::descriptor()->file(), v1::ShipOrderRequest::descriptor()->file(),
       v1::MatchStatementLineRequest::descriptor()->file(), v1::Payout::descriptor()->file(),
       v1::Refund::descriptor()->file(), v1::DuplicatePair::descriptor()->file(),
       v1::OrderError::descriptor()->file(), v1::Promise::descriptor()->file(),
       v1::Compensation::descriptor()->file(), v1::LogContactRequest::descriptor()->file(),
       v1::PackingJob::descriptor()->file(), v1::HandOverList::descriptor()->file(),
       v1::Shortage::descriptor()->file(), v1::MergedParcel::descriptor()->file()});
  ExpectCallsAre(rpcs, TradeMachine(),
                 {"cod_unreachable", "unpaid_close", "auto_confirm", "sign", "refuse_cod",
                  "cod_finish", "unsign", "reopen"});
  ExpectCallsAre(rpcs, PaymentMachine(),
                 {"collect_part", "collect", "uncollect", "unremit", "unsign", "reopen"});
  ExpectCallsAre(rpcs, VerificationMachine(), {});
  ExpectCallsAre(rpcs, ShipDateMachine(), {});
  ExpectCallsAre(rpcs, ReminderMachine(),
                 {"due", "by_hand", "hold_out", "sent", "not_sent", "withdrawn"});
  ExpectCallsAre(rpcs, DuplicateMachine(), {"lapse", "reopen"});
  ExpectCallsAre(rpcs, PayoutMachine(), {});
  ExpectCallsAre(rpcs, kRefundMachine,
                 {"expire", "moved", "pay_at_scan", "pay_instead", "track_return"});
  ExpectCallsAre(rpcs, kScanPaymentMachine,
                 {"pay_at_scan", "arrive", "take_back_arrival", "leave", "owe"});
  ExpectCallsAre(rpcs, OrderErrorMachine(), {"stand"});
  ExpectCallsAre(rpcs, PromiseMachine(), {"break"});
  ExpectCallsAre(rpcs, CompensationMachine(), {});
  ExpectCallsAre(rpcs, PackingMachine(), {});
  ExpectCallsAre(rpcs, HandOverMachine(), {});
  ExpectCallsAre(rpcs, ShortageMachine(), {"lapse"});
  ExpectCallsAre(rpcs, MergedParcelMachine(), {"dissolve"});
}

}  // namespace
}  // namespace shopdesk::orders::domain
