#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "shopdesk/logistics/v1/carrier.pb.h"
#include "shopdesk/logistics/v1/quote.pb.h"
#include "shopdesk/logistics/v1/shipment.pb.h"

// The errors of logistics that have a reason of their own.
namespace shopdesk::logistics::domain {

// Reasons (docs/errors.md says what to do about each).
inline constexpr char kNoDelivery[] = "NO_DELIVERY";
// Also why a quote refuses a carrier.
inline constexpr char kNoCod[] = "NO_COD";
inline constexpr char kInterceptOpen[] = "INTERCEPT_OPEN";
inline constexpr char kIsReturn[] = "IS_RETURN";
inline constexpr char kNoReturn[] = "NO_RETURN";
// Also why a notice is suppressed.
inline constexpr char kDailyLimit[] = "DAILY_LIMIT";

// FAILED_PRECONDITION (NO_COD if collecting money is what is missing, else NO_DELIVERY): metadata
// region_code, refusals.
absl::Status NoOfferError(absl::string_view region_code, const v1::QuoteResponse& quote);
// FAILED_PRECONDITION (NO_DELIVERY): metadata region_code, refusals.
absl::Status NotReachedError(absl::string_view region_code, absl::string_view carrier_id,
                             v1::Mode::Value mode);
// FAILED_PRECONDITION (INTERCEPT_OPEN): metadata resource, intercept.
absl::Status InterceptOpenError(absl::string_view shipment_name, absl::string_view intercept_name);
// FAILED_PRECONDITION (IS_RETURN): metadata resource, refund.
absl::Status IsReturnError(const v1::Shipment& shipment);
// FAILED_PRECONDITION (NO_RETURN): metadata resource.
absl::Status NoReturnError(absl::string_view shipment_name);
// FAILED_PRECONDITION (DAILY_LIMIT): metadata resource.
absl::Status DailyLimitError(absl::string_view notice_name);
// ALREADY_EXISTS (ALREADY_EXISTS): metadata resource (the shipment that has the number),
// waybill_number.
absl::Status WaybillTakenError(absl::string_view waybill_number, absl::string_view holder);

}  // namespace shopdesk::logistics::domain
