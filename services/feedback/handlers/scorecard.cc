#include "services/feedback/domain/scorecard.h"

#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/feedback/domain/calendar.h"
#include "services/feedback/handlers/conversation.h"
#include "services/feedback/handlers/policy.h"
#include "services/feedback/store/agent.h"
#include "services/feedback/store/consultation.h"
#include "services/feedback/store/order_error.h"
#include "services/feedback/store/trade.h"

namespace shopdesk::feedback::handlers {
namespace {

// The agent's sessions in the working days of the period.
absl::StatusOr<std::vector<TimeSpan>> SessionsOf(runtime::ReadContext& ctx, const v1::Agent& agent,
                                                 domain::DayRange days,
                                                 const absl::TimeZone& zone) {
  const absl::Time start = domain::WorkdayStart(agent, days.first, zone);
  const absl::Time end = domain::WorkdayStart(agent, days.last + 1, zone);
  ASSIGN_OR_RETURN(const std::vector<store::Session> sessions,
                   store::ListSessions(ctx.txn(), ShopOf(agent.name()), LastSegment(agent.name()),
                                       ToMillis(start), ToMillis(end)));
  std::vector<TimeSpan> spans;
  for (const store::Session& session : sessions) {
    spans.push_back({FromMillis(session.start_ms), FromMillis(session.end_ms)});
  }
  return spans;
}

}  // namespace

absl::Status GetScorecard(runtime::ReadContext& ctx, const v1::GetScorecardRequest& request,
                          v1::Scorecard* response) {
  const absl::string_view shop = ShopOf(request.name());
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), shop));
  ASSIGN_OR_RETURN(const absl::TimeZone zone, ZoneOf(policy.calendar()));
  const absl::string_view id = LastSegment(request.name());
  ASSIGN_OR_RETURN(const v1::Agent agent, store::LoadAgent(ctx.txn(), shop, id));
  Day day = DayOf(ctx.now(), zone);
  if (!request.date().empty()) {
    ASSIGN_OR_RETURN(day, ParseDay(request.date()));
  }
  const domain::DayRange days = domain::PeriodOf(request.period(), day);
  const int64_t start_ms = ToMillis(StartOf(days.first, zone));
  const int64_t end_ms = ToMillis(StartOf(days.last + 1, zone));
  ASSIGN_OR_RETURN(domain::Tally tally, store::SumConsultations(ctx.txn(), shop, id, days));
  ASSIGN_OR_RETURN(tally.orders, store::CountOrdersOf(ctx.txn(), shop, id, start_ms, end_ms));
  ASSIGN_OR_RETURN(tally.order_errors, store::CountErrorsOf(ctx.txn(), shop, id, start_ms, end_ms));
  ASSIGN_OR_RETURN(std::vector<TimeSpan> sessions, SessionsOf(ctx, agent, days, zone));
  const domain::OnlineTime online =
      domain::OnlineTimeOf(agent, policy, days, std::move(sessions), zone);
  response->set_agent(request.name());
  response->set_period(request.period());
  *response->mutable_start_time() = ToProto(StartOf(days.first, zone));
  *response->mutable_end_time() = ToProto(StartOf(days.last + 1, zone));
  for (v1::Figure& figure : domain::FiguresOf(agent, policy, tally, online)) {
    *response->add_figures() = std::move(figure);
  }
  return absl::OkStatus();
}

}  // namespace shopdesk::feedback::handlers
