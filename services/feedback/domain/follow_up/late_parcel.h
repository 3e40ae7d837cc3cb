#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "shopdesk/feedback/v1/conversation.pb.h"
#include "shopdesk/feedback/v1/follow_up.pb.h"
#include "shopdesk/logistics/v1/shipment.pb.h"
#include "shopdesk/orders/v1/order.pb.h"

// The rules of late parcels. Errors are those of FollowUpService.
namespace shopdesk::feedback::domain {

// Whether the parcel reached the buyer, or never will.
bool HasEnded(const logistics::v1::Shipment& shipment);
// Whether the trade is over: nobody is to be told of its parcels any more.
bool HasEnded(const orders::v1::Order& order);
v1::LateParcel MakeLateParcel(const logistics::v1::Shipment& shipment, absl::string_view buyer,
                              absl::Time late_time, absl::Time due, absl::Time now);
// The names of the orders whose goods are in it.
std::vector<std::string> OrdersIn(const v1::LateParcel& parcel);
// The promise in the report is in its masked form.
absl::Status AddLateParcelContact(v1::LateParcel& parcel, const type::v1::ContactReport& report,
                                  const type::v1::ContactRule& rule, const type::v1::Actor& actor,
                                  absl::Time now);
// The parcel ended at that time, by the carrier: false if that is known. Who was told later was not
// told first.
bool NoteEnd(v1::LateParcel& parcel, absl::Time end);

// All trades of it ended: false if nobody was to be told.
bool NoteTradeEnd(v1::LateParcel& parcel);

// A mean says nothing under so many reviews.
inline constexpr int64_t kLeastScores = 10;
v1::DeliveryScore MakeDeliveryScore(int64_t count, int64_t sum);

}  // namespace shopdesk::feedback::domain
