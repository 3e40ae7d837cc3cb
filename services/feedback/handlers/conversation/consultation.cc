#include "services/feedback/handlers/conversation/consultation.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/feedback/domain/shop/calendar.h"
#include "services/feedback/domain/shop/events.h"
#include "services/feedback/handlers/shop/policy.h"
#include "services/feedback/handlers/shop/work_kinds.h"
#include "services/feedback/store/conversation/agent.h"
#include "services/feedback/store/conversation/consultation.h"
#include "services/feedback/store/conversation/conversation.h"
#include "services/feedback/store/trade/trade.h"

namespace shopdesk::feedback::handlers {
namespace {

// On the guides' list while the buyer waits; `waited`: he did before.
absl::Status UpdateWork(runtime::WriteContext& ctx, const v1::Conversation& conversation,
                        bool waited) {
  if (conversation.has_unanswered_since()) {
    return work::Open(ctx, kUnansweredConsultation,
                      {.resource = conversation.name(),
                       .buyer = conversation.buyer(),
                       .agent = conversation.agent(),
                       .due = FromProto(conversation.unanswered_since())});
  }
  if (!waited) return absl::OkStatus();
  return work::Close(ctx, kUnansweredConsultation, conversation.name());
}

// From where on to read so that turns that are open at a moment are seen whole.
absl::StatusOr<int64_t> ReadFrom(sql::Transaction& txn, const v1::Conversation& conversation,
                                 int64_t time_ms) {
  ASSIGN_OR_RETURN(const absl::optional<int64_t> answer_ms,
                   store::FindLastAnswerBefore(txn, ShopOf(conversation.name()),
                                               LastSegment(conversation.name()), time_ms));
  return answer_ms.value_or(INT64_MIN);
}

}  // namespace

absl::StatusOr<const absl::optional<v1::Agent>*> Agents::Find(const std::string& id) {
  const auto found = agents_.find(id);
  if (found != agents_.end()) return &found->second;
  ASSIGN_OR_RETURN(absl::optional<v1::Agent> agent, store::FindAgent(txn_, shop_, id));
  return &agents_.emplace(id, std::move(agent)).first->second;
}

absl::StatusOr<std::vector<domain::Turn>> LoadTurns(sql::Transaction& txn,
                                                    const v1::Conversation& conversation,
                                                    int64_t since_ms) {
  ASSIGN_OR_RETURN(const std::vector<domain::Utterance> utterances,
                   store::ListUtterancesSince(txn, ShopOf(conversation.name()),
                                              LastSegment(conversation.name()), since_ms));
  std::vector<domain::Handover> handovers = domain::HandoversOf(conversation);
  for (domain::Handover& handover : handovers) handover.to_agent = EscapeId(handover.to_agent);
  return domain::TurnsOf(utterances, handovers, domain::DismissedOf(conversation));
}

// Cuts the conversation into turns anew, not from its beginning but from the day of the last answer
// before what is new: earlier days can't change. Turns that began before that day are seen whole,
// since reading begins at the last answer before it.
absl::Status Recount(runtime::WriteContext& ctx, Agents& agents, const absl::TimeZone& zone,
                     int64_t since_ms, v1::Conversation& conversation) {
  Day first = INT64_MIN;
  ASSIGN_OR_RETURN(int64_t read_from_ms, ReadFrom(ctx.txn(), conversation, since_ms));
  if (read_from_ms != INT64_MIN) {
    first = DayOf(FromMillis(read_from_ms), zone);
    ASSIGN_OR_RETURN(read_from_ms,
                     ReadFrom(ctx.txn(), conversation, ToMillis(StartOf(first, zone))));
  }
  ASSIGN_OR_RETURN(const std::vector<domain::Turn> turns,
                   LoadTurns(ctx.txn(), conversation, read_from_ms));
  std::map<std::string, v1::Agent> known;
  for (const domain::Turn& turn : turns) {
    ASSIGN_OR_RETURN(const absl::optional<v1::Agent>* agent, agents.Find(turn.agent));
    if (agent->has_value()) known.emplace(turn.agent, **agent);
  }
  const bool waited = conversation.has_unanswered_since();
  conversation.clear_unanswered_since();
  if (!turns.empty() && domain::IsWaiting(turns.back())) {
    *conversation.mutable_unanswered_since() = ToProto(FromMillis(turns.back().asked_ms.front()));
  }
  RETURN_IF_ERROR(UpdateWork(ctx, conversation, waited));
  return store::ReplaceConsultations(ctx.txn(), ShopOf(conversation.name()),
                                     LastSegment(conversation.name()), conversation.buyer(), first,
                                     domain::DaysOf(turns, known, zone));
}

absl::StatusOr<std::string> FindLastAnswerer(sql::Transaction& txn, absl::string_view shop,
                                             absl::string_view buyer, int64_t from_ms,
                                             int64_t to_ms) {
  ASSIGN_OR_RETURN(const std::vector<v1::Conversation> conversations,
                   store::ListConversationsOfBuyerSince(txn, shop, buyer, from_ms));
  std::pair<int64_t, std::string> last = {INT64_MIN, ""};
  for (const v1::Conversation& conversation : conversations) {
    ASSIGN_OR_RETURN(const int64_t read_from_ms, ReadFrom(txn, conversation, from_ms));
    ASSIGN_OR_RETURN(const std::vector<domain::Turn> turns,
                     LoadTurns(txn, conversation, read_from_ms));
    for (const domain::Turn& turn : turns) {
      const int64_t answered_ms = turn.answered_ms.value_or(INT64_MIN);
      if (answered_ms < from_ms || answered_ms > to_ms) continue;
      last = std::max(last, {answered_ms, turn.agent});
    }
  }
  return last.second;
}

absl::Status NoteNoAnswerNeeded(runtime::WriteContext& ctx, const work::v1::WorkItem& item) {
  const absl::string_view shop = ShopOf(item.resource());
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), shop));
  ASSIGN_OR_RETURN(const absl::TimeZone zone, ZoneOf(policy.calendar()));
  RETURN_IF_ERROR(store::LockBuyer(ctx.txn(), shop, item.buyer()));
  bool created = false;
  ASSIGN_OR_RETURN(v1::Conversation conversation,
                   store::LockConversation(ctx.txn(), shop, LastSegment(item.resource()), created));
  if (created) return NotFoundError(item.resource());
  // Answered meanwhile.
  if (!conversation.has_unanswered_since()) return absl::OkStatus();
  const int64_t since_ms = ToMillis(FromProto(conversation.unanswered_since()));
  ASSIGN_OR_RETURN(const int64_t read_from_ms, ReadFrom(ctx.txn(), conversation, since_ms));
  ASSIGN_OR_RETURN(const std::vector<domain::Turn> turns,
                   LoadTurns(ctx.txn(), conversation, read_from_ms));
  domain::NoteNoAnswerNeeded(conversation, turns.back().asked_ms.back(), item.finished_by(),
                             FromProto(item.finish_time()));
  Agents agents(ctx.txn(), shop);
  RETURN_IF_ERROR(Recount(ctx, agents, zone, since_ms, conversation));
  RETURN_IF_ERROR(store::SaveConversation(ctx.txn(), conversation));
  ctx.Emit(conversation, events::kConversationNoAnswerNeeded);
  return absl::OkStatus();
}

}  // namespace shopdesk::feedback::handlers
