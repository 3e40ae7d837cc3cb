#include "tools/shopdesk/replay/carrier_claim.h"

#include "absl/strings/str_cat.h"
#include "libs/base/role.h"
#include "libs/base/status_macros.h"

namespace shopdesk::cli {
namespace {

using logistics::v1::Claim;
using Claims = logistics::v1::ClaimService::Stub;

}  // namespace

absl::Status CarrierClaim::File(logistics::v1::CreateClaimRequest create) {
  const CallSettings complaints = desk_.As(Role::COMPLAINT, kComplaintAgent);
  create.set_parent(desk_.ForShop<logistics::v1::CreateClaimRequest>().parent());
  create.set_request_id(request_id_("create"));
  ASSIGN_OR_RETURN(claim_, Invoke(complaints, *desk_.claims, &Claims::CreateClaim, create));
  for (const int kind : claim_.missing_documents()) {
    logistics::v1::AddClaimDocumentRequest add;
    add.set_name(claim_.name());
    add.set_kind(static_cast<Claim::Document::Kind>(kind));
    add.set_uri(absl::StrCat("dms/", Claim::Document::Kind_Name(kind)));
    add.set_request_id(request_id_(add.uri()));
    RETURN_IF_ERROR(Invoke(complaints, *desk_.claims, &Claims::AddClaimDocument, add).status());
  }
  logistics::v1::SubmitClaimRequest submit;
  submit.set_name(claim_.name());
  submit.set_request_id(request_id_("submit"));
  return Invoke(complaints, *desk_.claims, &Claims::SubmitClaim, submit).status();
}

absl::Status CarrierClaim::Decide(absl::string_view reason) {
  logistics::v1::DecideClaimRequest request;
  request.set_name(claim_.name());
  *request.mutable_approved() = claim_.loss();
  request.set_reason(std::string(reason));
  request.set_request_id(request_id_("decide"));
  return Invoke(desk_.As(Role::COMPLAINT, kComplaintAgent), *desk_.claims, &Claims::DecideClaim,
                request)
      .status();
}

absl::Status CarrierClaim::Pay() {
  logistics::v1::RecordClaimPaymentRequest request;
  request.set_name(claim_.name());
  *request.mutable_paid() = claim_.loss();
  request.set_request_id(request_id_("pay"));
  return Invoke(desk_.As(Role::FINANCE, kFinance), *desk_.claims, &Claims::RecordClaimPayment,
                request)
      .status();
}

}  // namespace shopdesk::cli
