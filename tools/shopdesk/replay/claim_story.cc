// A piece came damaged: the carrier pays for it, and the buyer keeps his goods.

#include "libs/base/money.h"
#include "libs/base/status_macros.h"
#include "tools/shopdesk/replay/carrier_claim.h"
#include "tools/shopdesk/replay/side_story.h"

namespace shopdesk::cli {
namespace {

// After delivery.
constexpr absl::Duration kClaimAfter = absl::Hours(1);
constexpr absl::Duration kDecideAfter = absl::Hours(49);
constexpr absl::Duration kPayAfter = absl::Hours(73);

class ClaimStory final : public SideStory {
 public:
  // The loss is the price of a piece of the first line.
  ClaimStory(Desk& desk, const Invoice& invoice, const OrderTimes& times)
      : SideStory(desk, invoice, "claim"),
        loss_minor_(invoice.sale_lines[0].price_minor),
        claim_(desk, [this](absl::string_view step) { return RequestId(step); }) {
    Then(times.delivered + kClaimAfter, [this](absl::Time) { return File(); });
    Then(times.delivered + kDecideAfter,
         [this](absl::Time) { return claim_.Decide("The parcel fell from the belt"); });
    Then(times.delivered + kPayAfter, [this](absl::Time) { return claim_.Pay(); });
  }

 private:
  absl::Status File() {
    ASSIGN_OR_RETURN(const orders::v1::Order order, GetOrder());
    logistics::v1::CreateClaimRequest create;
    create.set_shipment(order.parcels(0).shipment());
    create.set_kind(logistics::v1::Claim::DAMAGE);
    *create.mutable_loss() = MakeMoney(order.total().currency_code(), loss_minor_);
    create.set_description("A piece is broken");
    return claim_.File(create);
  }

  const int64_t loss_minor_;
  CarrierClaim claim_;
};

}  // namespace

std::shared_ptr<SideStory> MakeClaimStory(Desk& desk, const Invoice& invoice,
                                          const OrderTimes& times) {
  return std::make_shared<ClaimStory>(desk, invoice, times);
}

}  // namespace shopdesk::cli
