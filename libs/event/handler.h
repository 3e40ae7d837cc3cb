#pragma once

#include <functional>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "libs/sql/database.h"
#include "shopdesk/event/v1/event.pb.h"

// What a follower does with an event.
namespace shopdesk::event {

using v1::Event;

// What an event changes here: run in the transaction that advances the cursor, perhaps more than
// once. Null: nothing.
using Effect = absl::AnyInvocable<absl::Status(sql::Transaction&)>;
// Decides what to do about an event. Runs outside of any transaction and may call other services,
// at least once, with request ids derived from follower name and event id. An error that is
// transient (IsTransient) is tried again for ever with back-off; any other, and any other of the
// effect, parks the event and all later ones of its resource. It sees the effects of all earlier
// events of the same top-level resource ("shops/1/orders/2" and what is below it); those of others
// may still be under way, or be decided about at the same time (FollowerOptions::at_once). One that
// decides by the event alone (FollowerOptions::by_event_alone) sees neither.
//
// A follower that catches up by a snapshot hands out the resources in it as events without a type
// (IsSnapshot): what is so now, whatever was told before, also of a past that a restore has undone.
// One may come more than once. Sequences as handlers see them always grow, also over a snapshot.
using Handler = std::function<absl::StatusOr<Effect>(const Event&)>;

inline bool IsSnapshot(const Event& event) { return event.type().empty(); }

}  // namespace shopdesk::event
