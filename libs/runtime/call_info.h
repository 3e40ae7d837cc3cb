#pragma once

#include <memory>
#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/time/time.h"
#include "shopdesk/type/v1/actor.pb.h"

namespace shopdesk::runtime {

// What a call brings along, whatever its transport.
struct CallInfo {
  // "/shopdesk.catalog.v1.StockService/ReserveStock"; for timers and followers "timer/<kind>",
  // "follower/<name>".
  std::string method;
  // Which program calls: the name in its certificate, else what it says of itself, else
  // "(unnamed)".
  std::string caller;
  // For whom it calls.
  type::v1::Actor actor;
  // The shop that must be known here (escaped id); empty: none need be.
  std::string shop;
  std::string request_id;
  std::string traceparent;
  absl::Time deadline = absl::InfiniteFuture();
  // The actor is a buyer, who reaches nothing but his own (Owners).
  bool own_only = false;
  // The shops that the caller may name (escaped ids); null: all.
  std::shared_ptr<const absl::flat_hash_set<std::string>> shops;
};

}  // namespace shopdesk::runtime
