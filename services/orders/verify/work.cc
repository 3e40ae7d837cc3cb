#include "services/orders/verify/work.h"

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/verify/work.h"
#include "services/orders/handlers/refund/refund_change.h"
#include "services/orders/handlers/trade/order_upkeep.h"
#include "services/orders/handlers/trade/order_work.h"
#include "services/orders/handlers/trade/work_kinds.h"
#include "services/orders/store/refund/refund.h"
#include "services/orders/store/trade/order.h"

namespace shopdesk::orders::verify {
namespace {

// In the name of a refund, and of nothing else.
constexpr char kRefunds[] = "/refunds/";

}  // namespace

absl::Status LookAtOrderWork(shopdesk::verify::Page& page, const v1::Order& order) {
  const handlers::OrderUpkeep upkeep = handlers::UpkeepOf(order);
  for (int i = 0; i < handlers::kOrderWorkKinds; ++i) {
    const work::Kind& kind = handlers::OrderWorkKind(i);
    const bool wanted = upkeep.due[i] != absl::InfinitePast();
    // Receivers are verified where the policy wanted it when the order came to that.
    if (wanted && &kind == &handlers::kVerifyReceiver) continue;
    RETURN_IF_ERROR(shopdesk::verify::ExpectWork(page, kind, order.name(), wanted));
  }
  return shopdesk::verify::ExpectWork(page, handlers::kBankTransferPartial, order.name(),
                                      order.payment().state() == v1::PaymentState::PARTLY_PAID);
}

absl::Status LookAtRefundWork(shopdesk::verify::Page& page, const v1::Refund& refund) {
  RETURN_IF_ERROR(shopdesk::verify::ExpectWork(page, handlers::kRefundWork, refund.name(),
                                               handlers::WorkOf(refund) != nullptr));
  for (const handlers::RefundWork& work : handlers::kMoreRefundWork) {
    RETURN_IF_ERROR(
        shopdesk::verify::ExpectWork(page, *work.kind, refund.name(), work.needs(refund)));
  }
  return absl::OkStatus();
}

absl::Status LookAtWorkItem(shopdesk::verify::Page& page, const work::v1::WorkItem& item) {
  const auto gone = [&](const std::string& name) {
    page.Find(item.name(), absl::StrCat(name, ", which it is about, isn't there"));
    return absl::OkStatus();
  };
  if (!item.order().empty()) {
    const absl::Status order = store::LoadOrder(page.txn(), item.order()).status();
    if (absl::IsNotFound(order)) return gone(item.order());
    RETURN_IF_ERROR(order);
  }
  if (!absl::StrContains(item.resource(), kRefunds)) return absl::OkStatus();
  const absl::Status refund = store::LoadRefund(page.txn(), item.resource()).status();
  return absl::IsNotFound(refund) ? gone(item.resource()) : refund;
}

}  // namespace shopdesk::orders::verify
