#pragma once

#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "shopdesk/logistics/v1/carrier.pb.h"
#include "shopdesk/orders/v1/order.pb.h"

// Where goods are sent from: the return addresses of the stock locations that they lie at. What is
// sent from one address can go in one parcel.
namespace shopdesk::orders::domain {

// The location whose address counts where the goods' own has none, or nobody chose one.
inline constexpr char kMainLocation[] = "main";

// The places of the locations that have an address, by location.
using Senders = std::map<std::string, logistics::v1::Origin>;

// The location whose address stands for goods that lie at `location`; empty: the shop has none for
// them.
std::string SenderAt(const Senders& senders, const std::string& location);
// SEVERAL_SENDERS (metadata resource, senders) if not all of these lines are sent from one address.
absl::Status CheckOneSender(const v1::Order& order,
                            const google::protobuf::RepeatedPtrField<v1::LineQuantity>& lines,
                            const Senders& senders);

}  // namespace shopdesk::orders::domain
