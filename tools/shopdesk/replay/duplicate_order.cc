#include "tools/shopdesk/replay/duplicate_order.h"

#include "absl/strings/str_cat.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "tools/shopdesk/replay/buyers.h"

namespace shopdesk::cli {
namespace {

using orders::v1::DuplicatePair;

// When the steps are due, after the first order.
constexpr absl::Duration kSteps[] = {absl::Minutes(1), absl::Minutes(3), absl::Minutes(10)};
constexpr int kOrdersPage = 1000;

}  // namespace

DuplicateOrder::DuplicateOrder(Desk& desk, const Invoice& invoice)
    : desk_(desk),
      invoice_(invoice),
      number_(absl::StrCat(invoice.number, "-again")),
      name_(desk.Name(absl::StrCat("orders/", EscapeId(number_)))) {
  invoice_.sale_lines.resize(1);
}

absl::Time DuplicateOrder::due() const {
  return next_ == Step::kDone ? absl::InfiniteFuture() : invoice_.time + kSteps[taken()];
}

absl::Status DuplicateOrder::TakeStep(absl::Time) {
  switch (next_) {
    case Step::kPlace: {
      ASSIGN_OR_RETURN(const bool open, FirstIsOpen());
      next_ = open ? Step::kDecide : Step::kDone;
      return open ? Place() : absl::OkStatus();
    }
    case Step::kDecide:
      next_ = Step::kTakeOut;
      return Decide();
    case Step::kTakeOut:
      next_ = Step::kDone;
      return Adjust(-1);
    case Step::kDone:
      break;
  }
  return absl::OkStatus();
}

absl::Status DuplicateOrder::Hurry() {
  return next_ == Step::kDecide ? TakeStep(invoice_.time) : absl::OkStatus();
}

absl::StatusOr<bool> DuplicateOrder::FirstIsOpen() const {
  orders::v1::GetOrderRequest request;
  request.set_name(desk_.Name(absl::StrCat("orders/", EscapeId(invoice_.number))));
  ASSIGN_OR_RETURN(
      const orders::v1::Order first,
      Invoke(desk_.settings, *desk_.orders, &orders::v1::OrderService::Stub::GetOrder, request));
  return first.state() == orders::v1::OrderState::WAIT_BUYER_PAY ||
         first.state() == orders::v1::OrderState::WAIT_SELLER_SEND_GOODS;
}

absl::Status DuplicateOrder::Place() {
  RETURN_IF_ERROR(Adjust(1));
  orders::v1::PlaceOrderRequest request;
  request.set_parent(absl::StrCat("shops/", EscapeId(desk_.shop)));
  request.set_order_id(number_);
  request.set_buyer(invoice_.buyer);
  request.set_agent(AgentOf(invoice_.buyer));
  orders::v1::PlaceOrderLine& line = *request.add_lines();
  line.set_sku_id(invoice_.sale_lines[0].SkuId());
  line.set_quantity(1);
  *request.mutable_receiver() = MakeReceiver(invoice_);
  request.set_payment_method(orders::v1::PaymentMethod::ESCROW);
  request.set_request_id(desk_.RequestId(number_, "place"));
  return Invoke(desk_.settings, *desk_.orders, &orders::v1::OrderService::Stub::PlaceOrder, request)
      .status();
}

absl::Status DuplicateOrder::Decide() {
  orders::v1::ListDuplicatePairsRequest list;
  list.set_parent(absl::StrCat("shops/", EscapeId(desk_.shop)));
  list.set_state(DuplicatePair::OPEN);
  list.set_page_size(kOrdersPage);
  while (true) {
    ASSIGN_OR_RETURN(const orders::v1::ListDuplicatePairsResponse page,
                     Invoke(desk_.settings, *desk_.duplicates,
                            &orders::v1::DuplicateService::Stub::ListDuplicatePairs, list));
    for (const DuplicatePair& pair : page.duplicate_pairs()) {
      if (pair.second_order() != name_) continue;
      orders::v1::DecideDuplicateRequest request;
      request.set_name(pair.name());
      request.set_decision(DuplicatePair::KEEP_FIRST);
      request.set_reason("Ordered twice by mistake");
      request.set_request_id(desk_.RequestId(number_, absl::StrCat("decide ", pair.name())));
      RETURN_IF_ERROR(Invoke(desk_.settings, *desk_.duplicates,
                             &orders::v1::DuplicateService::Stub::DecideDuplicate, request)
                          .status());
      // That closes the order, and so its other pairs.
      return absl::OkStatus();
    }
    // A repeated replay comes past what it decided already.
    if (page.next_page_token().empty()) return absl::OkStatus();
    list.set_page_token(page.next_page_token());
  }
}

absl::Status DuplicateOrder::Adjust(int64_t delta) {
  catalog::v1::AdjustStockRequest request;
  request.set_parent(absl::StrCat("shops/", EscapeId(desk_.shop)));
  request.set_reason(delta > 0 ? catalog::v1::MovementReason::RECEIVED
                               : catalog::v1::MovementReason::CORRECTED);
  request.set_reference(number_);
  catalog::v1::StockAdjustment& line = *request.add_lines();
  line.set_sku_id(invoice_.sale_lines[0].SkuId());
  line.set_bucket(catalog::v1::StockBucket::ON_HAND);
  line.set_delta(delta);
  request.set_request_id(desk_.RequestId(number_, delta > 0 ? "put in" : "take out"));
  return Invoke(desk_.settings, *desk_.stock, &catalog::v1::StockService::Stub::AdjustStock,
                request)
      .status();
}

}  // namespace shopdesk::cli
