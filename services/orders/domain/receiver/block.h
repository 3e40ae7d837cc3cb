#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "services/orders/domain/receiver/address.h"
#include "services/orders/domain/trade/trade.h"
#include "shopdesk/orders/v1/risk.pb.h"
#include "shopdesk/type/v1/address.pb.h"

// The block list: who and what is looked up in it.
namespace shopdesk::orders::domain {

// What an order is looked up by; each value is prefixed with its kind, so that none equals another
// kind's.
struct BlockKeys {
  std::string buyer;
  std::string phone;
  std::string address;
};
// The receiver in clear, its phone normalised.
BlockKeys BlockKeysOf(absl::string_view buyer, const type::v1::Receiver& receiver);

// What an entry blocks, in the form of BlockKeys; normalises its phone. INVALID_ARGUMENT unless it
// names exactly one of buyer, phone and address.
absl::StatusOr<std::string> BlockKeyOf(v1::BlockEntry& entry, absl::string_view region_code);

// What a shop that holds orders of blocked buyers does with one.
void HoldBlocked(Order& order, const Moment& moment);

}  // namespace shopdesk::orders::domain
