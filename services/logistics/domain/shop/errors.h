#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "shopdesk/logistics/v1/carrier.pb.h"
#include "shopdesk/logistics/v1/claim.pb.h"
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
inline constexpr char kClaimOpen[] = "CLAIM_OPEN";
inline constexpr char kClaimTooLate[] = "CLAIM_TOO_LATE";
inline constexpr char kDocumentsMissing[] = "DOCUMENTS_MISSING";
inline constexpr char kTooManyDocuments[] = "TOO_MANY_DOCUMENTS";
inline constexpr char kProblemOpen[] = "PROBLEM_OPEN";
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
// FAILED_PRECONDITION (CLAIM_OPEN): metadata resource, claim.
absl::Status ClaimOpenError(absl::string_view shipment_name, absl::string_view claim_name);
// FAILED_PRECONDITION (CLAIM_TOO_LATE): metadata resource, deadline.
absl::Status ClaimTooLateError(absl::string_view resource_name, absl::Time deadline);
// FAILED_PRECONDITION (DOCUMENTS_MISSING): metadata resource, missing.
absl::Status DocumentsMissingError(const v1::Claim& claim);
// RESOURCE_EXHAUSTED (TOO_MANY_DOCUMENTS): metadata resource, allowed.
absl::Status TooManyDocumentsError(absl::string_view claim_name, int allowed);
// FAILED_PRECONDITION (PROBLEM_OPEN): metadata resource, problem_parcel.
absl::Status ProblemOpenError(absl::string_view shipment_name, absl::string_view problem_name);
// FAILED_PRECONDITION (DAILY_LIMIT): metadata resource.
absl::Status DailyLimitError(absl::string_view notice_name);
// ALREADY_EXISTS (ALREADY_EXISTS): metadata resource (the shipment that has the number),
// waybill_number.
absl::Status WaybillTakenError(absl::string_view waybill_number, absl::string_view holder);

}  // namespace shopdesk::logistics::domain
