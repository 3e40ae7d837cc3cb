#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "shopdesk/type/v1/address.pb.h"

namespace shopdesk::cli {

// Who receives a buyer's orders: made up, always the same for the same buyer, valid for the country
// that the file names (a phone number of that country, a postal code where one is needed).
type::v1::Receiver MakeReceiver(absl::string_view buyer, absl::string_view country);

// The agent who serves a buyer.
std::string AgentOf(absl::string_view buyer);

}  // namespace shopdesk::cli
