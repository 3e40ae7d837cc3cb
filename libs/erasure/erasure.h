#pragma once

#include <cstdint>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/message.h"
#include "libs/rpc/host.h"
#include "libs/runtime/context.h"
#include "shopdesk/erasure/v1/erasure.pb.h"

// The erasure of a buyer's personal data in one service: begun by a call or an event, done in small
// steps by a timer, reported by ErasureService.
namespace shopdesk::erasure {

// The kind of the timer that takes the next step; its resource is the erasure.
inline constexpr char kStepTimer[] = "erasure_step";

// How long until what waits is looked at again.
inline constexpr absl::Duration kAgain = absl::Hours(24);

// What the feed tells of an erasure, in every service that has any.
inline constexpr char kBegunEvent[] = "erasure.begun";
inline constexpr char kDoneEvent[] = "erasure.done";

// The feed's snapshot of erasures (runtime::SnapshotTable).
extern const sql::Statement kSnapshot;

// Begins an erasure of what came before `create_time`; one of that name that there is stays as it
// is. Emits kBegunEvent.
absl::StatusOr<v1::Erasure> Begin(runtime::WriteContext& ctx, absl::string_view name,
                                  absl::string_view buyer, absl::Time create_time);

// What a step came to.
struct Step {
  // Resources that were erased.
  int64_t erased = 0;
  // Resources that have to wait.
  int64_t waiting = 0;
  // Where the next step goes on; empty: all was looked at.
  std::string cursor;
};
// Takes the next step of the erasure, from a cursor on, which is empty at first: bounded, as it is
// one transaction.
using StepFn = absl::FunctionRef<absl::StatusOr<Step>(
    runtime::WriteContext& ctx, const v1::Erasure& erasure, const std::string& cursor)>;
// What kStepTimer does: a step, and the timer for the next; when all was looked at and nothing
// waits, the erasure is done (kDoneEvent).
absl::Status TakeStep(runtime::WriteContext& ctx, const timer::Due& due, StepFn step);

// What tells of resources that a step empties (privacy::TellFn).
inline auto TellIn(runtime::WriteContext& ctx) {
  return [&ctx](const google::protobuf::Message& resource, absl::string_view name,
                absl::string_view event) { ctx.EmitMessage(resource, name, event); };
}

absl::Status GetErasure(runtime::ReadContext& ctx, const v1::GetErasureRequest& request,
                        v1::Erasure* response);
// Serves ErasureService, and erasures in the feed's snapshot.
void Serve(rpc::Host& host);

}  // namespace shopdesk::erasure
