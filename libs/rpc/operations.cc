#include "libs/rpc/operations.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/page.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"
#include "shopdesk/clock/v1/clock.pb.h"
#include "shopdesk/event/v1/event.pb.h"

namespace shopdesk::rpc {
namespace {

using namespace event::v1;  // NOLINT: the messages of the service below

// Rows of a list of what waits for an operator.
constexpr PageLimits kParkedPage{100, 1000};

constexpr sql::Statement kListParkedEvents = {
    "rpc.list_parked_events",
    "SELECT follower, sequence, error, parked_ms, payload FROM parked_events"
    " WHERE released = 0 AND (follower, sequence) > ($1, $2)"
    " ORDER BY follower, sequence LIMIT $3"};

absl::Status ListFollowers(runtime::WorkflowContext&, const ListFollowersRequest&,
                           ListFollowersResponse* response, runtime::Runtime& runtime) {
  for (const event::Follower* follower : runtime.followers()) {
    const event::FollowerState state = follower->State();
    Follower* out = response->add_followers();
    out->set_name(state.name);
    out->set_cursor(state.cursor);
    out->set_head(state.head);
    out->set_applied_count(state.applied_count);
    out->set_parked_count(state.parked_count);
    out->set_stopped(state.stopped);
    out->set_resync_count(state.resyncs);
    if (!state.error.ok()) out->set_error(std::string(state.error.message()));
  }
  return absl::OkStatus();
}

absl::Status ListParkedEvents(runtime::ReadContext& ctx, const ListParkedEventsRequest& request,
                              ListParkedEventsResponse* response) {
  using Key = PageKey<std::string, int64_t>;
  const auto list = [&](const Key& after, int limit) -> absl::StatusOr<std::vector<ParkedEvent>> {
    std::vector<ParkedEvent> found;
    RETURN_IF_ERROR(
        ctx.txn().Query(kListParkedEvents, {std::get<0>(after), std::get<1>(after), limit},
                        [&](const sql::Row& row) {
                          ParkedEvent& parked = found.emplace_back();
                          parked.set_follower(std::string(row.Text(0)));
                          parked.set_error(std::string(row.Text(2)));
                          *parked.mutable_park_time() = ToProto(FromMillis(row.Int(3)));
                          RETURN_IF_ERROR(sql::ParseColumn(row, 4, *parked.mutable_event()));
                          parked.mutable_event()->set_sequence(row.Int(1));
                          return absl::OkStatus();
                        }));
    return found;
  };
  const auto key_of = [](const ParkedEvent& parked) {
    return Key(parked.follower(), parked.event().sequence());
  };
  return ListPage(request, kParkedPage, Key(), list, key_of, *response,
                  *response->mutable_parked_events());
}

absl::Status ReleaseParkedEvents(runtime::WorkflowContext&,
                                 const ReleaseParkedEventsRequest& request,
                                 ReleaseParkedEventsResponse* response, runtime::Runtime& runtime) {
  for (event::Follower* follower : runtime.followers()) {
    if (follower->State().name != request.follower()) continue;
    ASSIGN_OR_RETURN(const int released, follower->Release(request.resource_name()));
    response->set_released_count(released);
    return absl::OkStatus();
  }
  return NotFoundError(absl::StrCat("follower ", request.follower()));
}

absl::Status ListParkedTimers(runtime::WorkflowContext&, const ListParkedTimersRequest& request,
                              ListParkedTimersResponse* response, runtime::Runtime& runtime) {
  using Key = PageKey<std::string, std::string>;
  const auto list = [&](const Key& after, int limit) -> absl::StatusOr<std::vector<ParkedTimer>> {
    std::vector<ParkedTimer> found;
    ASSIGN_OR_RETURN(const std::vector<timer::Parked> timers,
                     runtime.timers().ListParked(std::get<0>(after), std::get<1>(after), limit));
    for (const timer::Parked& timer : timers) {
      ParkedTimer& parked = found.emplace_back();
      parked.set_kind(timer.due.kind);
      parked.set_resource_name(timer.due.resource_name);
      *parked.mutable_due_time() = ToProto(timer.due.due_time);
      parked.set_attempts(timer.attempts);
      parked.set_error(timer.error);
    }
    return found;
  };
  const auto key_of = [](const ParkedTimer& parked) {
    return Key(parked.kind(), parked.resource_name());
  };
  return ListPage(request, kParkedPage, Key(), list, key_of, *response,
                  *response->mutable_parked_timers());
}

absl::Status ReleaseParkedTimer(runtime::WorkflowContext&, const ReleaseParkedTimerRequest& request,
                                ReleaseParkedTimerResponse*, runtime::Runtime& runtime) {
  RETURN_IF_ERROR(runtime.timers().Release(request.kind(), request.resource_name()));
  runtime.timers().NotifyScheduled();
  return absl::OkStatus();
}

absl::Status GetClock(runtime::WorkflowContext& ctx, const clock::v1::GetClockRequest&,
                      clock::v1::GetClockResponse* response, runtime::Runtime& runtime) {
  *response->mutable_now() = ToProto(ctx.now());
  response->set_controlled(runtime.clock().controlled());
  return absl::OkStatus();
}

absl::Status AdvanceTo(runtime::WorkflowContext& ctx, const clock::v1::AdvanceToRequest& request,
                       clock::v1::AdvanceToResponse* response, runtime::Runtime& runtime) {
  ASSIGN_OR_RETURN(
      const int64_t work,
      runtime.AdvanceTo(FromProto(request.time()), ctx.call().deadline,
                        runtime::FeedHeads(request.heads().begin(), request.heads().end())));
  ASSIGN_OR_RETURN(const event::Cursor head, runtime.events().Head(ctx.call().deadline));
  ASSIGN_OR_RETURN(const absl::Time now, runtime.clock().Follow(ctx.call().deadline));
  *response->mutable_now() = ToProto(now);
  response->set_work_done(work);
  response->set_head(head.sequence);
  return absl::OkStatus();
}

}  // namespace

void AddOperationsService(Host& host) {
  Routes operations = host.Service("shopdesk.event.v1.Operations");
  operations.Inquire("ListFollowers", ListFollowers, host.runtime());
  operations.Query("ListParkedEvents", ListParkedEvents);
  operations.Inquire("ReleaseParkedEvents", ReleaseParkedEvents, host.runtime());
  operations.Inquire("ListParkedTimers", ListParkedTimers, host.runtime());
  operations.Inquire("ReleaseParkedTimer", ReleaseParkedTimer, host.runtime());
}

void AddClockService(Host& host) {
  Routes clock = host.Service("shopdesk.clock.v1.ClockControl");
  clock.Inquire("GetClock", GetClock, host.runtime());
  clock.Workflow("AdvanceTo", AdvanceTo, host.runtime());
}

}  // namespace shopdesk::rpc
