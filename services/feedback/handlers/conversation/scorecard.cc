#include "services/feedback/domain/conversation/scorecard.h"

#include <string>
#include <utility>
#include <vector>

#include "libs/base/clock.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/feedback/domain/shop/calendar.h"
#include "services/feedback/handlers/conversation/conversation.h"
#include "services/feedback/handlers/shop/policy.h"
#include "services/feedback/store/conversation/agent.h"
#include "services/feedback/store/conversation/consultation.h"
#include "services/feedback/store/conversation/order_error.h"
#include "services/feedback/store/conversation/quiz.h"
#include "services/feedback/store/trade/trade.h"

namespace shopdesk::feedback::handlers {
namespace {

// Each is reckoned from the days of its period.
constexpr PageLimits kScorecardPage{20, 100};

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

// Of the agent over the day, week or month that `date` is in; empty: today.
absl::StatusOr<v1::Scorecard> ScorecardOf(runtime::ReadContext& ctx, const v1::Policy& policy,
                                          const v1::Agent& agent,
                                          v1::GetScorecardRequest::Period period,
                                          const std::string& date) {
  ASSIGN_OR_RETURN(const absl::TimeZone zone, ZoneOf(policy.calendar()));
  Day day = DayOf(ctx.now(), zone);
  if (!date.empty()) {
    ASSIGN_OR_RETURN(day, ParseDay(date));
  }
  const domain::DayRange days = domain::PeriodOf(period, day);
  const absl::Time start = StartOf(days.first, zone);
  const absl::Time end = StartOf(days.last + 1, zone);
  const absl::string_view shop = ShopOf(agent.name());
  const absl::string_view id = LastSegment(agent.name());
  ASSIGN_OR_RETURN(domain::Tally tally, store::SumConsultations(ctx.txn(), shop, id, days));
  ASSIGN_OR_RETURN(tally.orders,
                   store::CountOrdersOf(ctx.txn(), shop, id, ToMillis(start), ToMillis(end)));
  ASSIGN_OR_RETURN(tally.order_errors,
                   store::CountErrorsOf(ctx.txn(), shop, id, ToMillis(start), ToMillis(end)));
  ASSIGN_OR_RETURN(const store::QuizSum quizzes,
                   store::SumQuizzes(ctx.txn(), shop, id, ToMillis(start), ToMillis(end)));
  tally.questions = quizzes.questions;
  tally.right_answers = quizzes.right_answers;
  ASSIGN_OR_RETURN(std::vector<TimeSpan> sessions, SessionsOf(ctx, agent, days, zone));
  const domain::OnlineTime online =
      domain::OnlineTimeOf(agent, policy, days, std::move(sessions), zone);
  v1::Scorecard card;
  card.set_agent(agent.name());
  card.set_period(period);
  *card.mutable_start_time() = ToProto(start);
  *card.mutable_end_time() = ToProto(end);
  for (v1::Figure& figure : domain::FiguresOf(agent, policy, tally, online)) {
    *card.add_figures() = std::move(figure);
  }
  return card;
}

}  // namespace

absl::Status GetScorecard(runtime::ReadContext& ctx, const v1::GetScorecardRequest& request,
                          v1::Scorecard* response) {
  const absl::string_view shop = ShopOf(request.name());
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), shop));
  ASSIGN_OR_RETURN(const v1::Agent agent,
                   store::LoadAgent(ctx.txn(), shop, LastSegment(request.name())));
  ASSIGN_OR_RETURN(*response, ScorecardOf(ctx, policy, agent, request.period(), request.date()));
  return absl::OkStatus();
}

absl::Status ListScorecards(runtime::ReadContext& ctx, const v1::ListScorecardsRequest& request,
                            v1::ListScorecardsResponse* response) {
  using Id = PageKey<std::string>;
  const absl::string_view shop = ShopOf(request.parent());
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), shop));
  return ListPage(
      request, kScorecardPage, Id(),
      [&](const Id& after, int limit) -> absl::StatusOr<std::vector<v1::Scorecard>> {
        ASSIGN_OR_RETURN(const std::vector<v1::Agent> agents,
                         store::ListAgents(ctx.txn(), shop, std::get<0>(after), limit));
        std::vector<v1::Scorecard> cards;
        for (const v1::Agent& agent : agents) {
          ASSIGN_OR_RETURN(cards.emplace_back(),
                           ScorecardOf(ctx, policy, agent, request.period(), request.date()));
        }
        return cards;
      },
      [](const v1::Scorecard& card) { return Id(LastSegment(card.agent())); }, *response,
      *response->mutable_scorecards());
}

}  // namespace shopdesk::feedback::handlers
