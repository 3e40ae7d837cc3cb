// A piece came damaged: the carrier pays for it, and the buyer keeps his goods.

#include "absl/strings/str_cat.h"
#include "libs/base/money.h"
#include "libs/base/role.h"
#include "libs/base/status_macros.h"
#include "tools/shopdesk/replay/side_story.h"

namespace shopdesk::cli {
namespace {

using logistics::v1::Claim;
using Claims = logistics::v1::ClaimService::Stub;

// After delivery.
constexpr absl::Duration kClaimAfter = absl::Hours(1);
constexpr absl::Duration kDecideAfter = absl::Hours(49);
constexpr absl::Duration kPayAfter = absl::Hours(73);

class ClaimStory final : public SideStory {
 public:
  // The loss is the price of a piece of the first line.
  ClaimStory(Desk& desk, const Invoice& invoice, const OrderTimes& times)
      : SideStory(desk, invoice, "claim"), loss_minor_(invoice.sale_lines[0].price_minor) {
    Then(times.delivered + kClaimAfter, [this](absl::Time) { return File(); });
    Then(times.delivered + kDecideAfter, [this](absl::Time) { return Decide(); });
    Then(times.delivered + kPayAfter, [this](absl::Time) { return Pay(); });
  }

 private:
  CallSettings Complaints() const { return desk_.As(Role::COMPLAINT, kComplaintAgent); }

  absl::Status File() {
    ASSIGN_OR_RETURN(const orders::v1::Order order, GetOrder());
    auto create = desk_.ForShop<logistics::v1::CreateClaimRequest>();
    create.set_shipment(order.parcels(0).shipment());
    create.set_kind(Claim::DAMAGE);
    *create.mutable_loss() = MakeMoney(order.total().currency_code(), loss_minor_);
    create.set_description("A piece is broken");
    create.set_request_id(RequestId("create"));
    ASSIGN_OR_RETURN(claim_, Invoke(Complaints(), *desk_.claims, &Claims::CreateClaim, create));
    for (const int kind : claim_.missing_documents()) {
      logistics::v1::AddClaimDocumentRequest add;
      add.set_name(claim_.name());
      add.set_kind(static_cast<Claim::Document::Kind>(kind));
      add.set_uri(absl::StrCat("dms/", Claim::Document::Kind_Name(kind)));
      add.set_request_id(RequestId(add.uri()));
      RETURN_IF_ERROR(Invoke(Complaints(), *desk_.claims, &Claims::AddClaimDocument, add).status());
    }
    logistics::v1::SubmitClaimRequest submit;
    submit.set_name(claim_.name());
    submit.set_request_id(RequestId("submit"));
    return Invoke(Complaints(), *desk_.claims, &Claims::SubmitClaim, submit).status();
  }

  // The carrier pays all of it, whatever he would have to.
  absl::Status Decide() {
    logistics::v1::DecideClaimRequest request;
    request.set_name(claim_.name());
    *request.mutable_approved() = claim_.loss();
    request.set_reason("The parcel fell from the belt");
    request.set_request_id(RequestId("decide"));
    return Invoke(Complaints(), *desk_.claims, &Claims::DecideClaim, request).status();
  }

  absl::Status Pay() {
    logistics::v1::RecordClaimPaymentRequest request;
    request.set_name(claim_.name());
    *request.mutable_paid() = claim_.loss();
    request.set_request_id(RequestId("pay"));
    return Invoke(desk_.As(Role::FINANCE, kFinance), *desk_.claims, &Claims::RecordClaimPayment,
                  request)
        .status();
  }

  const int64_t loss_minor_;
  Claim claim_;
};

}  // namespace

std::shared_ptr<SideStory> MakeClaimStory(Desk& desk, const Invoice& invoice,
                                          const OrderTimes& times) {
  return std::make_shared<ClaimStory>(desk, invoice, times);
}

}  // namespace shopdesk::cli
