#pragma once

#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "shopdesk/orders/v1/order.pb.h"
#include "shopdesk/work/v1/work.pb.h"
#include "tools/shopdesk/suite.h"

namespace shopdesk::cli {

// The kinds of work of all services (docs/work.md).
inline constexpr const char* kWorkKinds[] = {"appeal",
                                             "bad_review",
                                             "bank_transfer_partial",
                                             "broken_promise",
                                             "cancelled_parcel",
                                             "carrier_money_unbooked",
                                             "claim_payment",
                                             "briefing_held",
                                             "cod_contact",
                                             "cod_freight_missing",
                                             "cod_freight_twice",
                                             "cod_money",
                                             "compensation",
                                             "complaint",
                                             "drafted_error",
                                             "duplicate_pair",
                                             "freight_bill_differs",
                                             "held_order",
                                             "invitation_due",
                                             "late_parcel",
                                             "late_parcel_call",
                                             "listed_too_high",
                                             "log_replaced",
                                             "low_stock",
                                             "merge_orders",
                                             "missed_pickup",
                                             "open_bargain",
                                             "open_claim",
                                             "open_enquiry",
                                             "open_intercept",
                                             "oversold_reservation",
                                             "parked_event",
                                             "parked_timer",
                                             "payment_reminder",
                                             "payout",
                                             "price_protection",
                                             "problem_parcel",
                                             "prohibited_wording",
                                             "promise",
                                             "proposed_transfer",
                                             "publish_refused",
                                             "put_back",
                                             "red_remark",
                                             "refund",
                                             "refund_unpaid",
                                             "remedy",
                                             "removed_sku_returned",
                                             "repeated_question",
                                             "return_claim",
                                             "return_insurance_claim",
                                             "send_goods_back",
                                             "ship_by",
                                             "shortage",
                                             "similar_sku",
                                             "stock_not_booked",
                                             "ticket",
                                             "ticket_overdue",
                                             "tracking_contradicted",
                                             "troubled_parcel",
                                             "unanswered_consultation",
                                             "uncounted_return",
                                             "undelivered_notice",
                                             "unknown_cod_line",
                                             "unknown_freight_line",
                                             "unknown_transfer",
                                             "verify_finding",
                                             "verify_receiver"};
// INVALID_ARGUMENT that says what there is for a kind that doesn't exist; it may be empty.
absl::Status CheckKind(absl::string_view kind);

// Adds to the summary of "held_order" which holds the order has.
void AddHolds(const orders::v1::Order& order, work::v1::WorkItem& item);

struct WorkItems {
  // The soonest due first.
  std::vector<work::v1::WorkItem> items;
  // There are more than the limit.
  bool more = false;
  // The first error; what the other services answered is there.
  absl::Status status;
};

// The items of all four services that match a request and are wanted, at most `limit`; 0: all.
WorkItems ReadWorkItems(const Suite& suite, const work::v1::ListWorkItemsRequest& request,
                        size_t limit, absl::FunctionRef<bool(const work::v1::WorkItem&)> wanted);

}  // namespace shopdesk::cli
