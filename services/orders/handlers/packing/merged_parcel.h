#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/runtime/context.h"
#include "services/orders/clients/logistics.h"
#include "services/orders/handlers/trade/order_change.h"
#include "services/orders/store/packing/merged_parcel.h"
#include "shopdesk/orders/v1/merged_parcel.pb.h"

// MergedParcelService, but for shipping (merged_shipping.h).
namespace shopdesk::orders::handlers {

absl::Status OfferMergedParcel(runtime::WriteContext& ctx,
                               const v1::OfferMergedParcelRequest& request,
                               v1::MergedParcel* response);
absl::Status GetMergedParcel(runtime::ReadContext& ctx, const v1::GetMergedParcelRequest& request,
                             v1::MergedParcel* response);
absl::Status ListMergedParcels(runtime::ReadContext& ctx,
                               const v1::ListMergedParcelsRequest& request,
                               v1::ListMergedParcelsResponse* response);
absl::Status AcceptMergedParcel(runtime::WorkflowContext& ctx,
                                const v1::AcceptMergedParcelRequest& request,
                                v1::MergedParcel* response, clients::Logistics& logistics);
absl::Status DeclineMergedParcel(runtime::WriteContext& ctx,
                                 const v1::DeclineMergedParcelRequest& request,
                                 v1::MergedParcel* response);

// A parcel that is being changed, and its orders, which are its lock, in the order of their names.
struct MergedChange {
  std::vector<OrderChange> orders;
  v1::MergedParcel parcel;
};
// Loads for update and checks the etag, if one is given. NOT_FOUND.
absl::StatusOr<MergedChange> LoadMergedForChange(runtime::WriteContext& ctx, absl::string_view name,
                                                 absl::string_view etag = "");
absl::Status SaveMerged(runtime::WriteContext& ctx, v1::MergedParcel& parcel, const char* event);
// The orders of an accepted parcel go apart: each is packed and shipped by itself, or offered anew.
// They are saved, and what was begun to be packed is to be put back. WRONG_STATE.
absl::Status DissolveMerged(runtime::WriteContext& ctx, MergedChange& change);

// A keyed hash of buyer, receiver and wished courier. NOT_FOUND once the receiver was erased.
absl::StatusOr<std::string> MergeKey(runtime::WriteContext& ctx, const v1::Order& order);
// NOT_MERGEABLE (RECEIVER) for the first that goes to somebody else, elsewhere or otherwise than
// those before it: an offer is reviewed after what changed it.
absl::Status CheckSameReceiver(runtime::WriteContext& ctx, const std::vector<OrderChange>& orders);
// An order was paid, or changed: it is offered in one parcel with those that are like it, where the
// shop's policy wants that, and leaves the one that it isn't like any more.
absl::Status ReviewMerge(runtime::WriteContext& ctx, absl::string_view order_name);

}  // namespace shopdesk::orders::handlers
