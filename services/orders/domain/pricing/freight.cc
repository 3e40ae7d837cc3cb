#include "services/orders/domain/pricing/freight.h"

#include <algorithm>
#include <string>

#include "libs/base/error.h"
#include "libs/base/money.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/payment/payment.h"
#include "services/orders/domain/trade/errors.h"

namespace shopdesk::orders::domain {
namespace {

using namespace v1;  // NOLINT: the states
using type::v1::Money;

// Logistics' reason in a refusal: the carrier collects no money. (It is that of its error, too, but
// the domain knows no clients.)
constexpr char kNoCod[] = "NO_COD";
// Logistics' codes of the parts of a price that the carrier takes for collecting money, and for
// insuring the goods.
constexpr char kCollectionFee[] = "cod";
constexpr char kPremium[] = "insurance";

}  // namespace

absl::StatusOr<logistics::v1::Mode::Value> ParseMode(absl::string_view mode,
                                                     absl::string_view field) {
  logistics::v1::Mode::Value parsed = logistics::v1::Mode::MODE_UNSPECIFIED;
  if (mode.empty() || (logistics::v1::Mode::Value_Parse(std::string(mode), &parsed) &&
                       parsed != logistics::v1::Mode::MODE_UNSPECIFIED)) {
    return parsed;
  }
  return InvalidFieldError(field, "must be a transport mode of logistics, e.g. COURIER_ROAD");
}

int64_t FreightMinor(const Order& order, const logistics::v1::Offer& offer) {
  int64_t minor = offer.total().minor();
  for (const logistics::v1::Offer::Part& part : offer.parts()) {
    const bool covered = part.code() == kCollectionFee && IsCod(order);
    if (covered || part.code() == kPremium) minor -= part.minor();
  }
  return minor;
}

absl::StatusOr<int64_t> ChooseFreight(const Order& order,
                                      const logistics::v1::QuoteResponse& quote) {
  if (!quote.offers().empty()) return FreightMinor(order, quote.offers(0));
  const bool no_cod =
      std::any_of(quote.refusals().begin(), quote.refusals().end(),
                  [](const logistics::v1::Refusal& refusal) { return refusal.reason() == kNoCod; });
  if (no_cod && IsCod(order)) {
    return NoCodDeliveryError(quote);
  }
  return NoDeliveryError(quote);
}

absl::Status SetFreight(Order& order, const Policy& policy, int64_t freight_minor) {
  const std::string& currency = policy.currency_code();
  *order.mutable_freight() = MakeMoney(currency, freight_minor);
  ASSIGN_OR_RETURN(Money total, Add(order.goods_total(), order.freight()));
  int64_t surcharge = 0;
  if (IsCod(order)) {
    ASSIGN_OR_RETURN(surcharge, CodSurchargeMinor(policy, total.minor()));
  }
  *order.mutable_cod_surcharge() = MakeMoney(currency, surcharge);
  ASSIGN_OR_RETURN(total, Add(total, order.cod_surcharge()));
  *order.mutable_total() = total;
  *order.mutable_payment()->mutable_due() = total;
  const int64_t limit = policy.cod_limit_minor();
  const bool above = IsCod(order) && !policy.cod_limit_off() && total.minor() > limit;
  return above ? CodLimitExceededError(limit, total) : absl::OkStatus();
}

}  // namespace shopdesk::orders::domain
