#include "services/orders/verify/price_protection.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/types/optional.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/verify/timer.h"
#include "services/orders/domain/pricing/price_protection.h"
#include "services/orders/domain/trade/lines.h"
#include "services/orders/handlers/pricing/price_protection.h"
#include "services/orders/store/pricing/price_protection.h"
#include "services/orders/store/refund/refund.h"
#include "services/orders/store/trade/order.h"

namespace shopdesk::orders::verify {
namespace {

using shopdesk::verify::Page;

constexpr sql::Statement kListProtectedLines = {
    "orders.list_protected_lines",
    "SELECT order_id, line FROM protected_lines WHERE shop = $1 AND (order_id, line) > ($2, $3)"
    " ORDER BY order_id, line LIMIT $4"};

// The drop whose refund this is; its id stands in the refund's, before the line.
std::string DropOf(const v1::Refund& refund) {
  v1::ProtectedLine line;
  line.set_line(refund.lines_size() == 1 ? refund.lines(0).line() : 0);
  const std::string end = absl::StrCat("-", line.line());
  const size_t begin = domain::PriceDropRefundId(v1::PriceDrop(), line).size() - end.size();
  absl::string_view id = LastSegment(refund.name());
  if (!absl::ConsumeSuffix(&id, end) || id.size() < begin) return "";
  return absl::StrCat(ShopNameOf(refund.name()), "/priceDrops/", id.substr(begin));
}

}  // namespace

absl::Status LookAtPriceDrop(Page& page, const v1::PriceDrop& drop) {
  if (drop.state() != v1::PriceDrop::SETTLING) return absl::OkStatus();
  return shopdesk::verify::RequireTimer(page, handlers::kPriceDropStep, drop.name(),
                                        absl::InfiniteFuture());
}

absl::Status LookAtSettledLines(Page& page, const v1::Order& order) {
  ASSIGN_OR_RETURN(const std::vector<v1::Refund> refunds,
                   store::LoadRefundsOf(page.txn(), order.name()));
  // The prices at which each line was settled.
  std::map<int32_t, std::set<int64_t>> prices;
  for (const v1::Refund& refund : refunds) {
    if (!domain::IsOfPriceDrop(refund)) continue;
    const std::string name = DropOf(refund);
    const absl::StatusOr<v1::PriceDrop> drop = store::LoadPriceDrop(page.txn(), name);
    if (absl::IsNotFound(drop.status())) {
      page.Find(refund.name(), "the price drop that it is of isn't there");
      continue;
    }
    RETURN_IF_ERROR(drop.status());
    const int64_t price = drop->unit_price().minor();
    if (!prices[refund.lines(0).line()].insert(price).second) {
      page.Find(refund.name(), absl::StrCat("its line was settled at ", price, " before"));
    }
  }
  for (const auto& [line, settled] : prices) {
    const absl::StatusOr<domain::Protection> protection =
        store::LoadProtection(page.txn(), order.name(), line);
    if (!protection.ok() && !absl::IsNotFound(protection.status())) return protection.status();
    if (protection.ok() && protection->unit_minor == *settled.begin()) continue;
    page.Find(order.name(),
              absl::StrCat("its line ", line, " was settled at ", *settled.begin(), ", and ",
                           protection.ok() ? absl::StrCat("is kept with ", protection->unit_minor)
                                           : "isn't in protection"));
  }
  return absl::OkStatus();
}

absl::Status LookAtProtectedLines(Page& page) {
  std::vector<std::string> key = SplitKey(page.after()).value_or(std::vector<std::string>{"", "0"});
  int64_t last = 0;
  if (key.size() != 2 || !absl::SimpleAtoi(key[1], &last)) key = {"", "0"};
  std::vector<std::pair<std::string, int32_t>> lines;
  RETURN_IF_ERROR(page.txn().Query(
      kListProtectedLines, {page.shop(), key[0], last, shopdesk::verify::kPageRows},
      [&](const sql::Row& row) {
        page.CountRow();
        lines.emplace_back(std::string(row.Text(0)), static_cast<int32_t>(row.Int(1)));
        return absl::OkStatus();
      }));
  for (const auto& [order_id, line] : lines) {
    const std::string name = absl::StrCat("shops/", page.shop(), "/orders/", order_id);
    ASSIGN_OR_RETURN(const absl::optional<v1::Order> order, store::FindOrder(page.txn(), name));
    if (order.has_value() && domain::FindLine(*order, line) != nullptr) continue;
    page.Find(name, absl::StrCat("its line ", line, " is in price protection, and isn't there"));
  }
  if (lines.size() == static_cast<size_t>(shopdesk::verify::kPageRows)) {
    page.GoOnAfter(JoinKey({lines.back().first, absl::StrCat(lines.back().second)}));
  }
  return absl::OkStatus();
}

}  // namespace shopdesk::orders::verify
