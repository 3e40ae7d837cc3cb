#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "services/logistics/store/shipment/shipment.h"
#include "shopdesk/logistics/v1/problem_parcel.pb.h"

// What problems and their shipments do to each other. The shipment is locked before its problem,
// everywhere.
namespace shopdesk::logistics::handlers {

// The timer that ends the state of a problem.
inline constexpr char kProblemDeadline[] = "problem_deadline";
// The timer that finds a parcel which nobody fetches.
inline constexpr char kPickupTimer[] = "shipment_unclaimed";

// Opens a problem of a shipment that has none, and names it there. `note` is masked.
absl::StatusOr<v1::ProblemParcel> OpenProblem(runtime::WriteContext& ctx, store::ShipmentRow& row,
                                              v1::ProblemParcel::Reason reason,
                                              absl::string_view note, absl::string_view owner);

// Saves a problem that was in `before`, with event, timer and work; one that is CLOSED is no longer
// named by its shipment, and a parcel that still waits to be fetched is watched again.
absl::Status SaveProblem(runtime::WriteContext& ctx, v1::ProblemParcel::State before,
                         v1::ProblemParcel& problem, store::ShipmentRow& row);

// Opens a problem of a parcel that the carrier has tried to bring often enough, in vain: once for
// each shipment, so that reports that come late, twice or in another order make no difference.
absl::Status FollowAttempts(runtime::WriteContext& ctx, store::ShipmentRow& row);

// A shipment has got another status than `before`: trouble that the carrier reports is opened, an
// open problem that its news solve is closed, and a parcel that waits to be fetched is watched.
absl::Status FollowProblem(runtime::WriteContext& ctx, v1::TrackingStatus::Value before,
                           store::ShipmentRow& row);

// News leave a shipment where it was: trouble that the carrier reports again is opened again, if it
// happened after the last problem ended. So news that come late or twice open nothing.
absl::Status FollowFurtherTrouble(runtime::WriteContext& ctx, store::ShipmentRow& row);

}  // namespace shopdesk::logistics::handlers
