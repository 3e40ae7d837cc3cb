#include "tools/shopdesk/replay/merging.h"

#include "absl/strings/str_cat.h"
#include "libs/base/resource_name.h"
#include "libs/base/role.h"
#include "libs/base/status_macros.h"
#include "tools/shopdesk/replay/special_case.h"

namespace shopdesk::cli {
namespace {

using Merging = orders::v1::MergedParcelService::Stub;

// An order is shipped an hour after it was placed; another has to be verified before, which it is
// two minutes after it was placed.
constexpr absl::Duration kMergeWithin = absl::Minutes(58);

}  // namespace

std::string MergeFinder::Match(const Invoice& invoice) {
  const bool can =
      !invoice.cod && !invoice.buyer_returns && SpecialCaseOf(invoice.number) == SpecialCase::kNone;
  if (!can) return std::string();
  const auto found = candidates_.find(invoice.buyer);
  const bool match = found != candidates_.end() && found->second.country == invoice.country &&
                     invoice.time - found->second.time < kMergeWithin;
  if (!match) {
    candidates_[invoice.buyer] = {invoice.number, invoice.country, invoice.time};
    return std::string();
  }
  std::string number = found->second.number;
  candidates_.erase(found);
  return number;
}

absl::Status ShipTogether(Desk& desk, absl::string_view number, absl::string_view other,
                          const Way& way) {
  const CallSettings packer = desk.As(Role::PACKING, kPacker);
  auto offer = desk.ForShop<orders::v1::OfferMergedParcelRequest>();
  for (const absl::string_view one : {number, other}) {
    offer.add_orders(desk.Name(absl::StrCat("orders/", EscapeId(one))));
  }
  offer.set_request_id(desk.RequestId(number, "offer merged"));
  ASSIGN_OR_RETURN(const orders::v1::MergedParcel parcel,
                   Invoke(packer, *desk.merged_parcels, &Merging::OfferMergedParcel, offer));
  orders::v1::AcceptMergedParcelRequest accept;
  accept.set_name(parcel.name());
  accept.set_request_id(desk.RequestId(number, "accept merged"));
  RETURN_IF_ERROR(
      Invoke(packer, *desk.merged_parcels, &Merging::AcceptMergedParcel, accept).status());
  orders::v1::ShipMergedParcelRequest ship;
  ship.set_name(parcel.name());
  ship.set_carrier_id(way.carrier_id);
  ship.set_mode(way.mode);
  ship.set_waybill_number(way.waybill_number);
  ship.set_request_id(desk.RequestId(number, "ship merged"));
  return Invoke(packer, *desk.merged_parcels, &Merging::ShipMergedParcel, ship).status();
}

}  // namespace shopdesk::cli
