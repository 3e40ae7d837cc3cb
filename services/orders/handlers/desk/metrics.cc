#include "services/orders/handlers/desk/metrics.h"

#include <limits>
#include <map>
#include <memory>
#include <string>

#include "libs/base/calendar.h"
#include "libs/base/status_macros.h"
#include "libs/figures/figures.h"
#include "libs/figures/sampler.h"
#include "libs/runtime/sampler.h"
#include "services/orders/domain/desk/figures.h"
#include "services/orders/domain/trade/trade.h"
#include "services/orders/handlers/trade/policy.h"

namespace shopdesk::orders::handlers {
namespace {

using v1::OrderFigures;
using v1::OrderState;

constexpr absl::Duration kOrderMetricsAge = absl::Minutes(1);
// Days after which a carrier should have paid out what he collected.
constexpr Day kRemittanceDays = 7;

// Of all shops.
struct DeskSums {
  std::map<OrderState::Value, int64_t> orders;
  int64_t reminded = 0;
  int64_t reminded_paid = 0;
  OrderFigures::CodRates::Rate confirmed;
  OrderFigures::CodRates::Rate unconfirmed;
  // By currency.
  std::map<std::string, int64_t> overdue;
};

void AddRate(const OrderFigures::CodRates::Rate& rate, OrderFigures::CodRates::Rate& sum) {
  sum.set_delivered(sum.delivered() + rate.delivered());
  sum.set_refused(sum.refused() + rate.refused());
}

absl::Status AddShop(runtime::ReadContext& ctx, absl::string_view shop, DeskSums& sums) {
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), shop));
  ASSIGN_OR_RETURN(const absl::TimeZone zone, ZoneOf(policy.calendar()));
  const Day due = DayOf(ctx.now(), zone) - kRemittanceDays;
  constexpr Day kFirst = std::numeric_limits<Day>::min();
  ASSIGN_OR_RETURN(const Sums all,
                   figures::Sum(ctx, shop, {kFirst, std::numeric_limits<Day>::max()}));
  ASSIGN_OR_RETURN(const Sums to_due, figures::Sum(ctx, shop, {kFirst, due}));
  const OrderFigures figures = domain::OrderFiguresOf(all, all);
  for (const OrderFigures::StateCount& count : figures.orders_by_state()) {
    if (!domain::IsFinal(count.state())) sums.orders[count.state()] += count.orders();
  }
  sums.reminded += figures.reminders().reminded();
  sums.reminded_paid += figures.reminders().reminded_paid();
  AddRate(figures.cod_rates().confirmed(), sums.confirmed);
  AddRate(figures.cod_rates().unconfirmed(), sums.unconfirmed);
  sums.overdue[policy.currency_code()] += domain::CodOverdueMinor(to_due, all);
  return absl::OkStatus();
}

// A counter for each way in which a COD order ends.
class CodEnds {
 public:
  CodEnds(observe::Metrics& metrics, const char* confirmed)
      : signed_(Counter(metrics, confirmed, "signed")),
        refused_(Counter(metrics, confirmed, "refused")) {}
  void Set(const OrderFigures::CodRates::Rate& rate) {
    signed_.Set(rate.delivered());
    refused_.Set(rate.refused());
  }

 private:
  static prometheus::Counter& Counter(observe::Metrics& metrics, const char* confirmed,
                                      const char* outcome) {
    return metrics.Counter(
        "shopdesk_cod_orders_ended_total",
        "COD orders that were signed or refused at the door. Every replica tells the same: take "
        "max.",
        {{"confirmed", confirmed}, {"outcome", outcome}});
  }

  figures::TotalCounter signed_;
  figures::TotalCounter refused_;
};

class DeskMetrics {
 public:
  explicit DeskMetrics(observe::Metrics& metrics)
      : metrics_(metrics),
        reminded_(metrics.Counter("shopdesk_reminded_orders_total",
                                  "Orders whose buyers were reminded to pay. Every replica tells "
                                  "the same: take max.")),
        reminded_paid_(metrics.Counter("shopdesk_reminded_orders_paid_total",
                                       "Of those, paid within a day of it. Every replica tells "
                                       "the same: take max.")),
        confirmed_(metrics, "yes"),
        unconfirmed_(metrics, "no") {
    for (int state = OrderState::Value_MIN; state <= OrderState::Value_MAX; ++state) {
      const auto value = static_cast<OrderState::Value>(state);
      if (value != OrderState::ORDER_STATE_UNSPECIFIED && !domain::IsFinal(value)) {
        orders_[value] = &metrics.Gauge(
            "shopdesk_orders", "Open orders by state. Every replica tells the same: take max.",
            {{"state", OrderState::Value_Name(value)}});
      }
    }
  }

  absl::Status Sample(runtime::ReadContext& ctx) {
    DeskSums sums;
    ASSIGN_OR_RETURN(const std::vector<std::string> shops, figures::ListShops(ctx.txn()));
    for (const std::string& shop : shops) RETURN_IF_ERROR(AddShop(ctx, shop, sums));
    for (const auto& [state, gauge] : orders_) gauge->Set(static_cast<double>(sums.orders[state]));
    reminded_.Set(sums.reminded);
    reminded_paid_.Set(sums.reminded_paid);
    confirmed_.Set(sums.confirmed);
    unconfirmed_.Set(sums.unconfirmed);
    for (const auto& [currency, owed] : sums.overdue) {
      metrics_
          .Gauge("shopdesk_cod_money_overdue_minor",
                 "What carriers collected seven days ago or before and haven't paid out, in minor "
                 "units. Every replica tells the same: take max.",
                 {{"currency", currency}})
          .Set(static_cast<double>(owed));
    }
    return absl::OkStatus();
  }

 private:
  observe::Metrics& metrics_;
  std::map<OrderState::Value, prometheus::Gauge*> orders_;
  figures::TotalCounter reminded_;
  figures::TotalCounter reminded_paid_;
  CodEnds confirmed_;
  CodEnds unconfirmed_;
};

}  // namespace

std::function<void()> OrderMetrics(runtime::Runtime& runtime) {
  return runtime::Sampler(runtime, kOrderMetricsAge,
                          [metrics = std::make_shared<DeskMetrics>(runtime.metrics())](
                              runtime::ReadContext& ctx) { return metrics->Sample(ctx); });
}

}  // namespace shopdesk::orders::handlers
