#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/base/clock.h"
#include "libs/base/figure.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/runtime/context.h"
#include "libs/runtime/runtime.h"
#include "libs/sql/message.h"
#include "shopdesk/event/v1/event.pb.h"
#include "shopdesk/figures/v1/figures.pb.h"

// Figures by day of the shop. What a source (an order with all that belongs to it) adds is counted
// from its rows whenever an event tells that it changed, in the transaction of the follower's
// cursor; the difference to what it added before goes to the sums. So it doesn't matter how often
// or in what order the news come, and a figure is what the rows are, as far as the events were
// followed.
namespace shopdesk::figures {

// How a service counts.
struct Definition {
  // One more with each change of what is counted: what an earlier one counted is counted anew, in
  // the background. While programs of two versions work side by side, what the earlier one counts
  // is counted again by the later one.
  int64_t version = 1;
  // The names of the sources that an event may have changed; none: it changes no figure.
  std::function<std::vector<std::string>(const event::v1::Event&)> sources_of;
  // What a source adds now; NOT_FOUND, which adds nothing, if there is none (any more). Runs in the
  // transaction that keeps it.
  std::function<absl::Status(sql::Transaction&, absl::string_view source, Counts&)> count;
  // Tells what `count` will read, as far as that is known before (sql::Reads).
  std::function<void(absl::string_view source, sql::Reads&)> announce = nullptr;
  // All sources of a shop: each selects names in column 0, $1 = shop (escaped id) and name > $2 in
  // their order, at most $3. The feed's snapshots do (runtime::SnapshotTable).
  std::vector<sql::Statement> sources;
  // What is only ever appended (Counts::Append): no source keeps it.
  std::vector<FigureName> appended = {};
  // Reads the zone of the shop's days from a stored revision of its policy (ZoneOf).
  std::function<absl::StatusOr<ZoneSince>(const sql::Row&, int column)> zone_of;
};

// Definition::zone_of for a service's PolicyRevision.
template <class Revision>
absl::StatusOr<ZoneSince> ZoneOfRevision(const sql::Row& row, int column) {
  Revision revision;
  RETURN_IF_ERROR(sql::ParseColumn(row, column, revision));
  ASSIGN_OR_RETURN(const absl::TimeZone zone, ZoneOf(revision.policy().calendar()));
  return ZoneSince{FromProto(revision.create_time()), zone};
}

// Follows the service's own events as "<service>.figures", and counts anew when it is asked to.
void Follow(runtime::Runtime& runtime, Definition definition);

// The sums of a shop (escaped id) over days.
absl::StatusOr<Sums> Sum(runtime::ReadContext& ctx, absl::string_view shop, const Days& days);
// Sums of a wide figure of a shop (escaped id), by dimension and month, `limit` at most.
absl::StatusOr<std::vector<MonthSum>> SumWide(sql::Transaction& txn, absl::string_view shop,
                                              const WideRange& range, int limit);

// What happened before this time is in the sums: the time of the first event that isn't counted, or
// the present one.
absl::StatusOr<google::protobuf::Timestamp> AsOf(runtime::ReadContext& ctx);

// Answers what `answer` makes of the sums of the request's period.
template <class Request, class Response>
absl::Status AnswerSums(runtime::ReadContext& ctx, const Request& request,
                        Response (*answer)(const Sums&), Response* response) {
  ASSIGN_OR_RETURN(const Days days, DaysOf(request.period()));
  ASSIGN_OR_RETURN(const Sums sums, Sum(ctx, ShopOf(request.parent()), days));
  *response = answer(sums);
  ASSIGN_OR_RETURN(*response->mutable_as_of(), AsOf(ctx));
  return absl::OkStatus();
}

absl::Status GetFigureState(runtime::ReadContext& ctx, const v1::GetFigureStateRequest& request,
                            v1::FigureState* response);
absl::Status RebuildFigures(runtime::WriteContext& ctx, const v1::RebuildFiguresRequest& request,
                            v1::FigureState* response);

}  // namespace shopdesk::figures
