#include "services/logistics/domain/shop/errors.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"

namespace shopdesk::logistics::domain {
namespace {

// Refusals: as many as an error names, since it must stay readable and a shop may have hundreds.
constexpr int kNamedRefusals = 8;

std::string Refusal(absl::string_view carrier_id, v1::Mode::Value mode) {
  return absl::StrCat(carrier_id, "/", v1::Mode::Value_Name(mode));
}

}  // namespace

absl::Status NoOfferError(absl::string_view region_code, const v1::QuoteResponse& quote) {
  std::string refusals;
  bool no_cod = false;
  // The first that breaks a limit says which.
  v1::Refusal broken;
  for (int i = 0; i < quote.refusals_size(); ++i) {
    const v1::Refusal& refusal = quote.refusals(i);
    no_cod = no_cod || refusal.reason() == kNoCod;
    if (broken.limit().empty() && !refusal.limit().empty()) broken = refusal;
    if (i >= kNamedRefusals) continue;
    absl::StrAppend(&refusals, i == 0 ? "" : ", ", Refusal(refusal.carrier_id(), refusal.mode()),
                    ": ", refusal.reason());
  }
  return Error(absl::StatusCode::kFailedPrecondition, no_cod ? kNoCod : kNoDelivery,
               no_cod ? "no carrier that reaches the address collects money: send it prepaid, or "
                        "choose another carrier"
                      : "no rate of carrier and mode reaches the address with these parcels: quote "
                        "for the reasons and choose another",
               {{"region_code", std::string(region_code)},
                {"refusals", refusals},
                {"limit", broken.limit()},
                {"allowed", broken.has_allowed() ? absl::StrCat(broken.allowed()) : ""},
                {"actual", broken.has_actual() ? absl::StrCat(broken.actual()) : ""},
                {"goods", broken.goods()}});
}

absl::Status NotReachedError(absl::string_view region_code, absl::string_view carrier_id,
                             v1::Mode::Value mode) {
  return Error(
      absl::StatusCode::kFailedPrecondition, kNoDelivery,
      "carrier and mode of the shipment don't reach the new address: recall it, and send "
      "it another way",
      {{"region_code", std::string(region_code)}, {"refusals", Refusal(carrier_id, mode)}});
}

absl::Status InterceptOpenError(absl::string_view shipment_name, absl::string_view intercept_name) {
  return Error(
      absl::StatusCode::kFailedPrecondition, kInterceptOpen,
      "a recall or change of address is under way: wait for it, or fail it",
      {{"resource", std::string(shipment_name)}, {"intercept", std::string(intercept_name)}});
}

absl::Status IsReturnError(const v1::Shipment& shipment) {
  return Error(absl::StatusCode::kFailedPrecondition, kIsReturn,
               "the buyer sends the parcel back to the shop: nothing is collected for it, and only "
               "he can recall it",
               {{"resource", shipment.name()}, {"refund", shipment.refund()}});
}

absl::Status NoReturnError(absl::string_view shipment_name) {
  return Error(absl::StatusCode::kFailedPrecondition, kNoReturn,
               "the parcel goes to the buyer: cancel the shipment, and make another one with the "
               "right number",
               {{"resource", std::string(shipment_name)}});
}

absl::Status ClaimOpenError(absl::string_view shipment_name, absl::string_view claim_name) {
  return Error(absl::StatusCode::kFailedPrecondition, kClaimOpen,
               "the shipment has a claim: go on with it, or withdraw it",
               {{"resource", std::string(shipment_name)}, {"claim", std::string(claim_name)}});
}

absl::Status ClaimTooLateError(absl::string_view resource_name, absl::Time deadline) {
  return Error(absl::StatusCode::kFailedPrecondition, kClaimTooLate,
               "the time to file or to appeal is over",
               {{"resource", std::string(resource_name)},
                {"deadline", absl::FormatTime(absl::RFC3339_sec, deadline, absl::UTCTimeZone())}});
}

absl::Status DocumentsMissingError(const v1::Claim& claim) {
  std::string missing;
  for (const int kind : claim.missing_documents()) {
    absl::StrAppend(&missing, missing.empty() ? "" : ", ",
                    v1::Claim::Document::Kind_Name(static_cast<v1::Claim::Document::Kind>(kind)));
  }
  return Error(absl::StatusCode::kFailedPrecondition, kDocumentsMissing,
               absl::StrCat("the claim lacks ", missing, ": add them first"),
               {{"resource", claim.name()}, {"missing", missing}});
}

absl::Status TooManyDocumentsError(absl::string_view claim_name, int allowed) {
  return Error(absl::StatusCode::kResourceExhausted, kTooManyDocuments,
               absl::StrCat("a claim has ", allowed, " documents at most"),
               {{"resource", std::string(claim_name)}, {"allowed", absl::StrCat(allowed)}});
}

absl::Status ProblemOpenError(absl::string_view shipment_name, absl::string_view problem_name) {
  return Error(
      absl::StatusCode::kFailedPrecondition, kProblemOpen,
      "the shipment has an open problem: go on with it",
      {{"resource", std::string(shipment_name)}, {"problem_parcel", std::string(problem_name)}});
}

absl::Status DailyLimitError(absl::string_view notice_name) {
  return Error(absl::StatusCode::kFailedPrecondition, kDailyLimit,
               "the buyer had as many unasked notices today as the policy allows: retry "
               "another day",
               {{"resource", std::string(notice_name)}});
}

absl::Status WaybillTakenError(absl::string_view waybill_number, absl::string_view holder) {
  return Error(
      absl::StatusCode::kAlreadyExists, kAlreadyExistsReason,
      absl::StrCat("the carrier's waybill number ", waybill_number, " belongs to ", holder,
                   ": check the number"),
      {{"resource", std::string(holder)}, {"waybill_number", std::string(waybill_number)}});
}

}  // namespace shopdesk::logistics::domain
