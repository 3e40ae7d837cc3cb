#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "services/orders/domain/trade/sender.h"
#include "services/orders/domain/trade/trade.h"
#include "shopdesk/logistics/v1/quote.pb.h"
#include "shopdesk/orders/v1/policy.pb.h"

// What logistics is told of goods that are to be sent, in the fields of a quote: parcels, goods'
// value, declared value, what is to be collected. Who asks what it costs and who has it made tell
// the same, so that what no carrier takes is refused when it is ordered.
namespace shopdesk::orders::domain {

// All of the order, as the policy insures it: a consignment for each address that goods of it are
// sent from.
std::vector<logistics::v1::QuoteRequest> ConsignAll(const Order& order, const v1::Policy& policy,
                                                    const Senders& senders);
// One of its parcels, intended or not.
logistics::v1::QuoteRequest Consign(const Order& order, const v1::Parcel& parcel);

// What an order puts into a parcel that it shares.
struct SharedPart {
  const Order& order;
  v1::Parcel parcel;
};
logistics::v1::QuoteRequest Consign(const std::vector<SharedPart>& parts);
// How money for the parcel is shared among its parts: by what they are insured for, else by what
// their goods were sold for.
std::vector<int64_t> WeightsOf(const std::vector<SharedPart>& parts);
// What is still to ship of orders that would go together from one address, as the policy insures
// them.
logistics::v1::QuoteRequest ConsignTogether(const std::vector<Order>& orders,
                                            const v1::Policy& policy, const Senders& senders);
// The consignment is sent from where goods lie at that location.
void SendFrom(const Senders& senders, const std::string& location,
              logistics::v1::QuoteRequest& consignment);

// What pieces of a parcel were sold for.
type::v1::Money GoodsValue(const Order& order, const v1::Parcel& parcel);
// What goods of this worth are insured for: what is asked for, 0 being not at all; else as the
// policy says. INVALID_ARGUMENT (declared_value) for another currency, or less than nothing.
absl::StatusOr<absl::optional<type::v1::Money>> DeclaredValue(
    const v1::Policy& policy, const absl::optional<type::v1::Money>& asked,
    const type::v1::Money& goods);

}  // namespace shopdesk::orders::domain
