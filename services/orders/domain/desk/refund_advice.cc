#include "services/orders/domain/desk/refund_advice.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/ratio.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/refund/refund.h"
#include "services/orders/domain/refund/refund_held.h"
#include "services/orders/domain/refund/refund_lines.h"
#include "services/orders/domain/trade/policy.h"

namespace shopdesk::orders::domain {
namespace {

using v1::RefundAdviceRule;
using Facts = RefundAdvice::Facts;

// Stored numbers, beside those of figures.cc and care/figure_names.h: never change one.
constexpr FigureName kRefundAdviceFigure = 45;         // by advice and agreement
constexpr FigureName kRefundAdviceOfAgentFigure = 46;  // by agreement and agent

// Where no rule of the policy matches.
constexpr char kNoRule[] = "no_rule";

RefundAdviceRule RuleOf(const char* id, RefundAdviceRule::Advice advice) {
  RefundAdviceRule rule;
  rule.set_rule_id(id);
  rule.set_advice(advice);
  return rule;
}

// What counts where the policy tells no rules; its comment says the same.
std::vector<RefundAdviceRule> DefaultRules(const v1::Policy& policy) {
  RefundAdviceRule not_sent = RuleOf("not_with_buyer", RefundAdviceRule::REFUND_ONLY);
  not_sent.set_with_buyer(false);
  RefundAdviceRule often = RuleOf("refund_only_often", RefundAdviceRule::ASK_EVIDENCE);
  often.set_refund_only_at_least(3);
  RefundAdviceRule cheap = RuleOf("cheaper_than_return", RefundAdviceRule::REFUND_ONLY);
  cheap.set_above_return_freight_minor(MinorOf(5, policy));
  RefundAdviceRule keeps = RuleOf("keeps_without_reason", RefundAdviceRule::REFUSE);
  keeps.set_money_only(true);
  keeps.add_reasons(v1::RefundReason::NO_REASON);
  return {not_sent, often, cheap, keeps, RuleOf("otherwise", RefundAdviceRule::RETURN)};
}

// What a rule says of the buyer's card.
bool CardMatches(const RefundAdviceRule& rule, const Facts& facts) {
  const bool asks_rate = rule.has_return_rate_at_least_bps() || rule.has_return_rate_at_most_bps();
  if (asks_rate && !facts.has_return_rate_bps()) return false;
  if (rule.has_return_rate_at_least_bps() &&
      facts.return_rate_bps() < rule.return_rate_at_least_bps()) {
    return false;
  }
  if (rule.has_return_rate_at_most_bps() &&
      facts.return_rate_bps() > rule.return_rate_at_most_bps()) {
    return false;
  }
  if (rule.has_cod_refused_at_least() && facts.cod_refused() < rule.cod_refused_at_least()) {
    return false;
  }
  if (rule.has_finished_at_least() && facts.finished() < rule.finished_at_least()) return false;
  return !rule.has_finished_at_most() || facts.finished() <= rule.finished_at_most();
}

bool RuleMatches(const RefundAdviceRule& rule, const Refund& refund, const Facts& facts) {
  if (!CardMatches(rule, facts)) return false;
  if (rule.has_above_return_freight_minor() &&
      facts.asked_minor() > facts.return_freight_minor() + rule.above_return_freight_minor()) {
    return false;
  }
  if (rule.has_refund_only_at_least() && facts.refund_only_count() < rule.refund_only_at_least()) {
    return false;
  }
  if (rule.has_with_buyer() && facts.with_buyer() != rule.with_buyer()) return false;
  if (rule.has_within_return_window() &&
      facts.within_return_window() != rule.within_return_window()) {
    return false;
  }
  const bool money_only = refund.kind() == v1::RefundKind::MONEY_ONLY;
  if (rule.has_money_only() && money_only != rule.money_only()) return false;
  return rule.reasons().empty() || std::find(rule.reasons().begin(), rule.reasons().end(),
                                             refund.reason()) != rule.reasons().end();
}

// Nothing is advised that the seller can't do: evidence is asked for by a refusal.
bool IsOverruled(RefundAdviceRule::Advice advice, const Refund& refund, const Facts& facts) {
  const bool refuses =
      advice == RefundAdviceRule::REFUSE || advice == RefundAdviceRule::ASK_EVIDENCE;
  if (refuses && !MayBeRefused(refund)) return true;
  return advice == RefundAdviceRule::REFUSE && facts.within_return_window();
}

// Who sends goods again has agreed, as he does who gives money.
bool Follows(RefundAdviceRule::Advice advice, RefundAdvice::Action action) {
  switch (advice) {
    case RefundAdviceRule::REFUND_ONLY:
      return action == RefundAdvice::REFUNDED || action == RefundAdvice::AGREED_AGAIN;
    case RefundAdviceRule::RETURN:
      return action == RefundAdvice::AGREED_RETURN || action == RefundAdvice::AGREED_AGAIN;
    default:
      return action == RefundAdvice::REFUSED;
  }
}

RefundAdvice::Action ActionOf(const Refund& refund) {
  if (WasReplaced(refund)) return RefundAdvice::AGREED_AGAIN;
  switch (refund.state()) {
    case RefundState::WAIT_SELLER_SEND_AGAIN:
      return RefundAdvice::AGREED_AGAIN;
    case RefundState::SUCCESS:
    case RefundState::PARTIAL:
      return RefundAdvice::REFUNDED;
    case RefundState::WAIT_BUYER_RETURN_GOODS:
      return RefundAdvice::AGREED_RETURN;
    case RefundState::SELLER_REFUSE_BUYER:
      return RefundAdvice::REFUSED;
    case RefundState::CLOSED:
      return RefundAdvice::NONE_BY_AGENT;
    default:
      return RefundAdvice::ACTION_UNSPECIFIED;
  }
}

// Which way an advice counts, as a stored number.
enum class Agreement { kOpen = 0, kFollowed = 1, kNot = 2, kNobody = 3 };

Agreement AgreementOf(const RefundAdvice& advice) {
  if (advice.action() == RefundAdvice::ACTION_UNSPECIFIED) return Agreement::kOpen;
  if (advice.agent().empty()) return Agreement::kNobody;
  return advice.followed() ? Agreement::kFollowed : Agreement::kNot;
}

void AddCount(Agreement agreement, int64_t count, v1::RefundAdviceFigures::Count& total) {
  total.set_advised(total.advised() + count);
  if (agreement == Agreement::kFollowed) total.set_followed(total.followed() + count);
  if (agreement == Agreement::kNot) total.set_not_followed(total.not_followed() + count);
  const int64_t acted = total.followed() + total.not_followed();
  if (acted > 0) total.set_agreement_bps(HalfUp(total.followed() * kAllBps, acted));
}

}  // namespace

bool IsRefundOnly(const Refund& refund) {
  const bool paid =
      refund.state() == RefundState::SUCCESS || refund.state() == RefundState::PARTIAL;
  if (!paid || refund.kind() != v1::RefundKind::MONEY_ONLY || refund.seller_initiated()) {
    return false;
  }
  return std::any_of(refund.lines().begin(), refund.lines().end(), [](const RefundLine& line) {
    return line.quantity() == 0 || line.quantity() > line.never_shipped();
  });
}

Facts FactsOf(const Order& order, const Refund& refund, int refund_only_count,
              const v1::BuyerCard& card, const v1::Policy& policy) {
  Facts facts;
  facts.set_asked_minor(refund.total().minor());
  facts.set_return_freight_minor(policy.return_freight_minor());
  facts.set_refund_only_count(refund_only_count);
  facts.set_with_buyer(
      std::any_of(refund.lines().begin(), refund.lines().end(), [](const RefundLine& line) {
        return line.quantity() == 0 || line.quantity() > line.never_shipped();
      }));
  facts.set_within_return_window(
      IsWithinReturn(order, refund.lines(), policy, FromProto(refund.create_time())));
  if (card.has_return_rate_bps()) facts.set_return_rate_bps(card.return_rate_bps());
  facts.set_cod_refused(card.cod_refused());
  facts.set_finished(card.finished());
  return facts;
}

absl::Status AdviseRefund(const Refund& refund, const Facts& facts, const v1::Policy& policy,
                          const Moment& moment, RefundAdvice& advice) {
  if (refund.state() != RefundState::WAIT_SELLER_AGREE) {
    return WrongStateError(refund.name(), RefundState::Value_Name(refund.state()), "AdviseRefund",
                           kRefundMachine.Allowed(refund.state()));
  }
  std::vector<RefundAdviceRule> rules(policy.refund_advice_rules().begin(),
                                      policy.refund_advice_rules().end());
  if (rules.empty()) rules = DefaultRules(policy);
  rules.push_back(RuleOf(
      kNoRule, facts.with_buyer() ? RefundAdviceRule::RETURN : RefundAdviceRule::REFUND_ONLY));
  const auto matched = std::find_if(rules.begin(), rules.end(), [&](const RefundAdviceRule& rule) {
    return RuleMatches(rule, refund, facts);
  });
  // What was done on an advice before is of a request that was revised since.
  advice.clear_action();
  advice.clear_act_time();
  advice.clear_agent();
  advice.clear_followed();
  advice.clear_rule_ids();
  advice.set_advice(matched->advice());
  advice.add_rule_ids(matched->rule_id());
  if (IsOverruled(advice.advice(), refund, facts)) {
    advice.set_advice(facts.with_buyer() ? RefundAdviceRule::RETURN
                                         : RefundAdviceRule::REFUND_ONLY);
    advice.add_rule_ids(kNeverRefuseWithinWindow);
  }
  *advice.mutable_facts() = facts;
  advice.set_buyer(refund.buyer());
  *advice.mutable_advise_time() = ToProto(moment.now);
  return absl::OkStatus();
}

bool NoteAction(const Refund& refund, RefundAdvice& advice) {
  const RefundAdvice::Action action = ActionOf(refund);
  if (action == RefundAdvice::ACTION_UNSPECIFIED ||
      advice.action() != RefundAdvice::ACTION_UNSPECIFIED ||
      (refund.has_update_time() &&
       FromProto(refund.update_time()) < FromProto(advice.advise_time()))) {
    return false;
  }
  const bool agent =
      refund.actor().kind() == type::v1::Actor::AGENT && action != RefundAdvice::NONE_BY_AGENT;
  advice.set_action(agent ? action : RefundAdvice::NONE_BY_AGENT);
  *advice.mutable_act_time() = refund.update_time();
  if (!agent) return true;
  advice.set_agent(refund.actor().id());
  advice.set_followed(Follows(advice.advice(), action));
  return true;
}

void CountRefundAdvice(const RefundAdvice& advice, Counts& counts) {
  const absl::Time time = FromProto(advice.advise_time());
  const int agreement = static_cast<int>(AgreementOf(advice));
  counts.Add(time, kRefundAdviceFigure, DimensionOf(static_cast<int>(advice.advice()), agreement),
             1);
  if (advice.agent().empty()) return;
  counts.Add(time, kRefundAdviceOfAgentFigure, DimensionOf(agreement, EscapeId(advice.agent())), 1);
}

v1::RefundAdviceFigures RefundAdviceFiguresOf(const Sums& period) {
  v1::RefundAdviceFigures figures;
  std::map<int, v1::RefundAdviceFigures::Count> counts;
  for (const auto& [dimension, count] : period.By(kRefundAdviceFigure)) {
    const auto agreement = static_cast<Agreement>(NumberOf(dimension, 1));
    AddCount(agreement, count, counts[NumberOf(dimension)]);
    AddCount(agreement, count, *figures.mutable_total());
  }
  for (auto& [advice, count] : counts) {
    count.set_advice(static_cast<RefundAdviceRule::Advice>(advice));
    *figures.add_advice() = std::move(count);
  }
  std::map<std::string, v1::RefundAdviceFigures::Count> agents;
  for (const auto& [dimension, count] : period.By(kRefundAdviceOfAgentFigure)) {
    AddCount(static_cast<Agreement>(NumberOf(dimension)), count,
             agents[std::string(PartOf(dimension, 1))]);
  }
  for (const auto& [escaped, count] : agents) {
    v1::RefundAdviceFigures::Agent& agent = *figures.add_agents();
    agent.set_agent(UnescapeId(escaped).value_or(escaped));
    agent.set_followed(count.followed());
    agent.set_not_followed(count.not_followed());
    agent.set_agreement_bps(count.agreement_bps());
  }
  return figures;
}

}  // namespace shopdesk::orders::domain
