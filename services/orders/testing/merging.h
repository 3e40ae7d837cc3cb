#pragma once

#include <string>
#include <vector>

#include "services/orders/handlers/packing/merged_parcel.h"
#include "services/orders/handlers/packing/merged_shipping.h"
#include "services/orders/testing/packing.h"

namespace shopdesk::orders::testing {

// A world in which orders of a buyer are offered as one parcel, and buyers pay what is quoted.
class MergingTest : public PackingTest {
 protected:
  MergingTest() {
    v1::Policy policy = TestPolicy();
    policy.set_freight(v1::Policy::QUOTED);
    policy.set_offer_merged_parcels(true);
    EXPECT_THAT(world_.SetPolicy(policy, "merging"), shopdesk::testing::IsOk());
  }

  std::vector<v1::MergedParcel> Parcels(
      v1::MergedParcel::State state = v1::MergedParcel::STATE_UNSPECIFIED) {
    v1::ListMergedParcelsRequest request;
    request.set_parent("shops/s");
    request.set_state(state);
    const auto page =
        world_.Read<v1::ListMergedParcelsResponse>(request, handlers::ListMergedParcels);
    EXPECT_THAT(page, shopdesk::testing::IsOk());
    if (!page.ok()) return {};
    return {page->merged_parcels().begin(), page->merged_parcels().end()};
  }
  v1::MergedParcel Merged(const std::string& name) {
    v1::GetMergedParcelRequest request;
    request.set_name(name);
    const auto parcel = world_.Read<v1::MergedParcel>(request, handlers::GetMergedParcel);
    EXPECT_THAT(parcel, shopdesk::testing::IsOk());
    return parcel.value_or(v1::MergedParcel());
  }
  absl::StatusOr<v1::MergedParcel> AcceptIt(const std::string& name) {
    v1::AcceptMergedParcelRequest request;
    request.set_name(name);
    request.set_request_id(NextId());
    return world_.Workflow<v1::MergedParcel>(request, handlers::AcceptMergedParcel,
                                             static_cast<clients::Logistics&>(world_.logistics()));
  }
  absl::StatusOr<v1::MergedParcel> DeclineIt(const std::string& name) {
    v1::DeclineMergedParcelRequest request;
    request.set_name(name);
    request.set_request_id(NextId());
    return world_.Write<v1::MergedParcel>(request, handlers::DeclineMergedParcel);
  }
  absl::StatusOr<v1::MergedParcel> ShipMerged(const std::string& name,
                                              const std::string& request_id = "") {
    v1::ShipMergedParcelRequest request;
    request.set_name(name);
    request.set_request_id(request_id.empty() ? NextId() : request_id);
    return world_.Workflow<v1::MergedParcel>(request, handlers::ShipMergedParcel,
                                             static_cast<clients::Logistics&>(world_.logistics()));
  }
};

}  // namespace shopdesk::orders::testing
