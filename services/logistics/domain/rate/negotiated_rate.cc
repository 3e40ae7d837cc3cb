#include "services/logistics/domain/rate/negotiated_rate.h"

#include <algorithm>
#include <cstdint>

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "services/logistics/domain/carrier/mode.h"

namespace shopdesk::logistics::domain {
namespace {

// Basis points in the whole.
constexpr int64_t kWholeBps = 10'000;

}  // namespace

absl::Status CheckNegotiatedRate(const v1::NegotiatedRate& rate, const v1::Carrier& carrier) {
  Violations violations;
  if (rate.mode() != v1::Mode::MODE_UNSPECIFIED && !HasMode(carrier, rate.mode())) {
    violations.Add("mode",
                   absl::StrCat("the carrier doesn't have ", v1::Mode::Value_Name(rate.mode())));
  }
  const type::v1::TimeRange& valid = rate.valid_time();
  if (valid.has_start_time() && valid.has_end_time() &&
      FromProto(valid.end_time()) <= FromProto(valid.start_time())) {
    violations.Add("valid_time", "must end after it starts");
  }
  return violations.ToStatus();
}

int64_t NegotiatedBase(const v1::NegotiatedRate& rate, int64_t base_minor) {
  // Amounts are below 10^15 and shares at most 10^4: the product fits.
  const int64_t discount = (base_minor * rate.discount_bps() + kWholeBps / 2) / kWholeBps;
  return std::min(base_minor, std::max(base_minor - discount, rate.floor_minor()));
}

}  // namespace shopdesk::logistics::domain
