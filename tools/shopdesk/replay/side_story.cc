#include "tools/shopdesk/replay/side_story.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "tools/shopdesk/replay/buyers.h"

namespace shopdesk::cli {

SideStory::SideStory(Desk& desk, const Invoice& invoice, absl::string_view what)
    : desk_(desk),
      order_(desk.Name(absl::StrCat("orders/", EscapeId(invoice.number)))),
      buyer_(invoice.buyer),
      number_(absl::StrCat(invoice.number, "/", what)) {}

absl::Time SideStory::due() const {
  return taken_ < steps_.size() ? steps_[taken_].due : absl::InfiniteFuture();
}

void SideStory::Then(absl::Time due, std::function<absl::Status(absl::Time)> take) {
  steps_.push_back({due, std::move(take)});
}

CallSettings SideStory::Agent() const { return desk_.As(Role::AGENT, AgentOf(buyer_)); }

absl::StatusOr<orders::v1::Order> SideStory::GetOrder() const {
  orders::v1::GetOrderRequest request;
  request.set_name(order_);
  return Invoke(desk_.settings, *desk_.orders, &orders::v1::OrderService::Stub::GetOrder, request);
}

absl::Status SideStory::Buy(const std::vector<SaleLine>& lines) const {
  auto adjust = desk_.ForShop<catalog::v1::AdjustStockRequest>();
  adjust.set_reason(catalog::v1::MovementReason::RECEIVED);
  adjust.set_reference(number_);
  for (const SaleLine& line : lines) {
    catalog::v1::StockAdjustment& bought = *adjust.add_lines();
    bought.set_sku_id(line.SkuId());
    bought.set_bucket(catalog::v1::StockBucket::ON_HAND);
    bought.set_delta(line.quantity);
  }
  adjust.set_request_id(RequestId("buy"));
  return Invoke(Packer(), *desk_.stock, &catalog::v1::StockService::Stub::AdjustStock, adjust)
      .status();
}

std::shared_ptr<SideStory> MakeSideStory(Desk& desk, const Invoice& invoice,
                                         const OrderTimes& times) {
  if (invoice.buyer_returns) return nullptr;
  switch (SpecialCaseOf(invoice.number)) {
    case SpecialCase::kPromiseKept:
      return MakePromiseStory(desk, invoice, times, true);
    case SpecialCase::kPromiseBroken:
      return MakePromiseStory(desk, invoice, times, false);
    case SpecialCase::kLate:
      return MakeLateStory(desk, invoice, times);
    case SpecialCase::kClaimed:
      return MakeClaimStory(desk, invoice, times);
    case SpecialCase::kExchanged:
      return MakeExchangeStory(desk, invoice, times);
    case SpecialCase::kLost:
      return MakeLostStory(desk, invoice, times);
    case SpecialCase::kPriceDropped:
      return MakePriceDropStory(desk, invoice, times);
    default:
      return nullptr;
  }
}

}  // namespace shopdesk::cli
