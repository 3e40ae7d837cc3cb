#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "shopdesk/type/v1/address.pb.h"
#include "tools/shopdesk/replay/shop_file.h"

namespace shopdesk::cli {

// Who receives a buyer's orders: made up, always the same for the same buyer, valid for the country
// (or Chinese province) that the file names (a phone number of that country, a postal code where
// one is needed).
type::v1::Receiver MakeReceiver(const Invoice& invoice);

// The agent who serves a buyer.
std::string AgentOf(absl::string_view buyer);

}  // namespace shopdesk::cli
