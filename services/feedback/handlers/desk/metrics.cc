#include "services/feedback/handlers/desk/metrics.h"

#include <memory>
#include <string>
#include <vector>

#include "libs/base/calendar.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/figures/sampler.h"
#include "libs/runtime/sampler.h"
#include "services/feedback/domain/conversation/scorecard.h"
#include "services/feedback/domain/review/ratings.h"
#include "services/feedback/handlers/shop/policy.h"
#include "services/feedback/store/conversation/agent.h"
#include "services/feedback/store/conversation/consultation.h"
#include "services/feedback/store/review/review.h"

namespace shopdesk::feedback::handlers {
namespace {

constexpr absl::Duration kFeedbackMetricsAge = absl::Minutes(5);
// Days of consultations that count, the present one included.
constexpr Day kAnsweredDays = 7;
constexpr int kAgentsAtOnce = 500;

// Answers and the sum of their scores, of all shops.
struct Answers {
  int64_t count = 0;
  int64_t sum = 0;

  void Add(const v1::Rating& rating) {
    count += rating.count();
    sum += rating.sum();
  }
};

struct FeedbackSums {
  Answers description;
  Answers service;
  Answers delivery;
  domain::Tally tally;
};

absl::Status AddConsultations(sql::Transaction& txn, absl::string_view shop,
                              const domain::DayRange& days, domain::Tally& sum) {
  std::string after;
  for (bool more = true; more;) {
    ASSIGN_OR_RETURN(const std::vector<v1::Agent> agents,
                     store::ListAgents(txn, shop, after, kAgentsAtOnce));
    for (const v1::Agent& agent : agents) {
      after = std::string(LastSegment(agent.name()));
      ASSIGN_OR_RETURN(const domain::Tally tally, store::SumConsultations(txn, shop, after, days));
      sum.responses += tally.responses;
      sum.wait_ms += tally.wait_ms;
      sum.consultations += tally.consultations;
      sum.answered += tally.answered;
      sum.buyers += tally.buyers;
      sum.buyers_ordered += tally.buyers_ordered;
    }
    more = agents.size() == static_cast<size_t>(kAgentsAtOnce);
  }
  return absl::OkStatus();
}

absl::Status AddShop(runtime::ReadContext& ctx, absl::string_view shop, FeedbackSums& sums) {
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), shop));
  ASSIGN_OR_RETURN(const absl::TimeZone zone, ZoneOf(policy.calendar()));
  ASSIGN_OR_RETURN(const v1::Ratings ratings,
                   store::SumRatings(ctx.txn(), shop, domain::RatingDays(ctx.now(), zone)));
  sums.description.Add(ratings.description());
  sums.service.Add(ratings.service());
  sums.delivery.Add(ratings.delivery());
  const Day today = DayOf(ctx.now(), zone);
  return AddConsultations(ctx.txn(), shop, {today - kAnsweredDays + 1, today}, sums.tally);
}

// Not a number while there is nothing to divide by: no data is no zero.
double Share(int64_t part, int64_t all) {
  return static_cast<double>(part) / static_cast<double>(all);
}

class AgentMetrics {
 public:
  explicit AgentMetrics(observe::Metrics& metrics)
      : item_(Score(metrics, "item")),
        service_(Score(metrics, "service")),
        shipping_(Score(metrics, "shipping")),
        response_(metrics.Gauge("shopdesk_response_seconds_avg",
                                "Mean wait for an answer in shift, last seven days. Every replica "
                                "tells the same: take max.")),
        answered_(metrics.Gauge("shopdesk_answer_ratio",
                                "Share of consultations that were answered, last seven days. Every "
                                "replica tells the same: take max.")),
        conversion_(metrics.Gauge("shopdesk_conversion_ratio",
                                  "Share of buyers who ordered within a day after they consulted "
                                  "an agent, last seven days. Every replica tells the same: take "
                                  "max.")) {}

  absl::Status Sample(runtime::ReadContext& ctx) {
    FeedbackSums sums;
    ASSIGN_OR_RETURN(const std::vector<std::string> shops, figures::ListShops(ctx.txn()));
    for (const std::string& shop : shops) RETURN_IF_ERROR(AddShop(ctx, shop, sums));
    item_.Set(Share(sums.description.sum, sums.description.count));
    service_.Set(Share(sums.service.sum, sums.service.count));
    shipping_.Set(Share(sums.delivery.sum, sums.delivery.count));
    response_.Set(Share(sums.tally.wait_ms, sums.tally.responses) / 1000);
    answered_.Set(Share(sums.tally.answered, sums.tally.consultations));
    conversion_.Set(Share(sums.tally.buyers_ordered, sums.tally.buyers));
    return absl::OkStatus();
  }

 private:
  static prometheus::Gauge& Score(observe::Metrics& metrics, const char* dimension) {
    return metrics.Gauge("shopdesk_dsr_score",
                         "Mean of the scores that count, 1 to 5, last six months. Every replica "
                         "tells the same: take max.",
                         {{"dimension", dimension}});
  }

  prometheus::Gauge& item_;
  prometheus::Gauge& service_;
  prometheus::Gauge& shipping_;
  prometheus::Gauge& response_;
  prometheus::Gauge& answered_;
  prometheus::Gauge& conversion_;
};

}  // namespace

std::function<void()> FeedbackMetrics(runtime::Runtime& runtime) {
  return runtime::Sampler(runtime, kFeedbackMetricsAge,
                          [metrics = std::make_shared<AgentMetrics>(runtime.metrics())](
                              runtime::ReadContext& ctx) { return metrics->Sample(ctx); });
}

}  // namespace shopdesk::feedback::handlers
