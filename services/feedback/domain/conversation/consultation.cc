#include "services/feedback/domain/conversation/consultation.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "libs/base/clock.h"
#include "libs/base/role.h"
#include "services/feedback/domain/conversation/shift.h"

namespace shopdesk::feedback::domain {
namespace {

int64_t MillisOf(const google::protobuf::Timestamp& timestamp) {
  return ToMillis(FromProto(timestamp));
}

google::protobuf::Timestamp TimestampOf(int64_t millis) { return ToProto(FromMillis(millis)); }

const int64_t kSameTalkMillis = absl::ToInt64Milliseconds(kSameTalk);

// Takes all that happens one by one, in the order of time, and cuts it into turns.
class TurnCutter {
 public:
  void Take(const Handover& handover) {
    talked_ms_.reset();
    if (!open_) return;
    turns_.back().agent = handover.to_agent;
    turns_.back().waiting_since_ms = std::max(turns_.back().asked_ms.front(), handover.time_ms);
    handed_to_ = handover.to_agent;
  }

  void Take(const Utterance& utterance) {
    const bool answers = Answers(utterance);
    if (utterance.sender == v1::Message::BUYER) {
      const bool begins = !open_;
      if (begins) Begin(utterance);
      turns_.back().asked_ms.push_back(utterance.send_ms);
      turns_.back().agent = utterance.agent;
      if (begins) turns_.back().waiting_since_ms = utterance.send_ms;
      if (begins && answers) turns_.back().at_once = true;
    }
    if (answers && open_) Close(utterance);
    if (answers) talked_ms_ = utterance.send_ms;
  }

  void Dismiss() {
    if (open_) turns_.back().dismissed = true;
    open_ = false;
  }

  std::vector<Turn> Finish() && { return std::move(turns_); }

 private:
  void Begin(const Utterance& utterance) {
    Turn& turn = turns_.emplace_back();
    turn.agent = utterance.agent;
    if (talked_ms_.has_value()) turn.same_talk_ms = *talked_ms_ + kSameTalkMillis;
    handed_to_.clear();
    open_ = true;
  }

  // Only the agent to whom it was handed over may count from then.
  void Close(const Utterance& utterance) {
    Turn& turn = turns_.back();
    turn.agent = utterance.agent;
    if (handed_to_ != turn.agent) turn.waiting_since_ms = turn.asked_ms.front();
    turn.answered_ms = utterance.send_ms;
    open_ = false;
  }

  std::vector<Turn> turns_;
  bool open_ = false;
  std::string handed_to_;
  // When the agent who has the conversation spoke last.
  absl::optional<int64_t> talked_ms_;
};

// Whether a message of the turn is part of a consultation.
bool IsQuestion(const Turn& turn, int64_t asked_ms) {
  return turn.answered_ms.has_value() || (!turn.dismissed && asked_ms > turn.same_talk_ms);
}

// What a turn adds to the sample of waits, if it does.
void CountWait(const Turn& turn, const v1::Agent& agent, const absl::TimeZone& zone,
               ConsultationDay& row) {
  if (!turn.answered_ms.has_value() || turn.at_once) return;
  const absl::Time since = FromMillis(turn.waiting_since_ms);
  if (!InShift(agent, since, zone)) return;
  ++row.responses;
  row.wait_ms +=
      absl::ToInt64Milliseconds(TimeInShift(agent, since, FromMillis(*turn.answered_ms), zone));
}

// Who serves the conversation from a time on, unless it is known who does later; of what happens in
// one moment a transfer comes last, then the greater number.
void NoteAgent(v1::Conversation& conversation, int64_t time_ms, const std::string& agent,
               bool transferred) {
  if (conversation.has_last_time()) {
    const int64_t last_ms = MillisOf(conversation.last_time());
    if (time_ms < last_ms) return;
    if (time_ms == last_ms) {
      const bool by_transfer = !conversation.transfers().empty() &&
                               MillisOf(conversation.transfers().rbegin()->time()) == last_ms;
      if (std::tie(transferred, agent) < std::tie(by_transfer, conversation.agent())) return;
    }
  }
  *conversation.mutable_last_time() = TimestampOf(time_ms);
  conversation.set_agent(agent);
}

// Of two roles said in one moment the greater one is kept.
void NoteRole(v1::Conversation& conversation, int64_t time_ms, Role::Value role) {
  if (role == Role::ROLE_UNSPECIFIED) return;
  const int64_t said_ms =
      conversation.has_role_time() ? MillisOf(conversation.role_time()) : INT64_MIN;
  if (std::pair(time_ms, role) < std::pair(said_ms, conversation.role())) return;
  *conversation.mutable_role_time() = TimestampOf(time_ms);
  conversation.set_role(role);
}

}  // namespace

bool IsWaiting(const Turn& turn) { return !turn.answered_ms.has_value() && !turn.dismissed; }

bool operator<(const Utterance& a, const Utterance& b) {
  return std::tie(a.send_ms, a.sender, a.message_id) < std::tie(b.send_ms, b.sender, b.message_id);
}

Utterance MakeUtterance(const v1::ConversationRecord::MessageRecord& record) {
  const v1::Message& message = record.message();
  const bool speaks = message.sender() == v1::Message::AGENT && !message.agent().empty();
  return {.send_ms = MillisOf(message.send_time()),
          .sender = message.sender(),
          .message_id = message.message_id(),
          .channel = message.channel(),
          .duration_seconds = message.duration_seconds(),
          .agent = speaks ? message.agent() : record.agent()};
}

bool Answers(const Utterance& utterance) {
  const bool call = utterance.channel == v1::Message::PHONE;
  const bool heard = utterance.duration_seconds > 0;
  switch (utterance.sender) {
    case v1::Message::AGENT:
      return !call || heard;
    case v1::Message::BUYER:
      return call && heard;
    default:
      return false;
  }
}

std::vector<Turn> TurnsOf(absl::Span<const Utterance> utterances,
                          absl::Span<const Handover> handovers,
                          absl::Span<const int64_t> dismissed_ms) {
  TurnCutter cutter;
  auto handover = handovers.begin();
  auto dismissed = dismissed_ms.begin();
  // What happens in the moment of an utterance comes after it.
  const auto take_before = [&](int64_t time_ms) {
    while (handover != handovers.end() && handover->time_ms < time_ms) cutter.Take(*handover++);
    for (; dismissed != dismissed_ms.end() && *dismissed < time_ms; ++dismissed) cutter.Dismiss();
  };
  for (const Utterance& utterance : utterances) {
    take_before(utterance.send_ms);
    cutter.Take(utterance);
  }
  take_before(INT64_MAX);
  return std::move(cutter).Finish();
}

std::vector<ConsultationDay> DaysOf(absl::Span<const Turn> turns,
                                    const std::map<std::string, v1::Agent>& agents,
                                    const absl::TimeZone& zone) {
  std::map<std::pair<std::string, Day>, ConsultationDay> days;
  for (const Turn& turn : turns) {
    for (const int64_t asked_ms : turn.asked_ms) {
      if (!IsQuestion(turn, asked_ms)) continue;
      const Day day = DayOf(FromMillis(asked_ms), zone);
      auto [found, inserted] = days.try_emplace({turn.agent, day});
      ConsultationDay& row = found->second;
      if (inserted) row = {.agent = turn.agent, .day = day, .first_ms = asked_ms};
      row.last_ms = std::max(row.last_ms, asked_ms);
      row.answered = row.answered || turn.answered_ms.has_value();
    }
    // The day of the first message, so that a wait is in a day that has a consultation.
    const auto row = days.find({turn.agent, DayOf(FromMillis(turn.asked_ms.front()), zone)});
    if (row == days.end()) continue;
    const auto known = agents.find(turn.agent);
    CountWait(turn, known != agents.end() ? known->second : v1::Agent::default_instance(), zone,
              row->second);
  }
  std::vector<ConsultationDay> rows;
  for (auto& entry : days) rows.push_back(std::move(entry.second));
  return rows;
}

void NoteMessage(v1::Conversation& conversation,
                 const v1::ConversationRecord::MessageRecord& record) {
  const int64_t send_ms = MillisOf(record.message().send_time());
  if (!conversation.has_start_time() || send_ms < MillisOf(conversation.start_time())) {
    *conversation.mutable_start_time() = TimestampOf(send_ms);
  }
  NoteAgent(conversation, send_ms, record.agent(), /*transferred=*/false);
  NoteRole(conversation, send_ms, record.role());
  if (conversation.buyer().empty()) conversation.set_buyer(record.buyer());
  conversation.set_message_count(conversation.message_count() + 1);
}

bool NoteHandover(v1::Conversation& conversation, const Handover& handover) {
  auto& transfers = *conversation.mutable_transfers();
  const auto at = std::find_if(transfers.begin(), transfers.end(), [&](const auto& transfer) {
    return std::pair(MillisOf(transfer.time()), absl::string_view(transfer.to_agent())) >=
           std::pair(handover.time_ms, absl::string_view(handover.to_agent));
  });
  const int position = static_cast<int>(at - transfers.begin());
  if (at != transfers.end() && MillisOf(at->time()) == handover.time_ms &&
      at->to_agent() == handover.to_agent) {
    return false;
  }
  const bool latest =
      !conversation.has_last_time() || handover.time_ms >= MillisOf(conversation.last_time());
  const std::string before = conversation.agent();
  NoteAgent(conversation, handover.time_ms, handover.to_agent, /*transferred=*/true);
  v1::Conversation::Transfer* added = transfers.Add();
  *added->mutable_time() = TimestampOf(handover.time_ms);
  added->set_to_agent(handover.to_agent);
  if (latest) added->set_from_agent(before);
  for (int i = transfers.size() - 1; i > position; --i) transfers.SwapElements(i, i - 1);
  if (position > 0) transfers[position].set_from_agent(transfers[position - 1].to_agent());
  if (position + 1 < transfers.size()) {
    transfers[position + 1].set_from_agent(handover.to_agent);
  }
  return true;
}

std::vector<Handover> HandoversOf(const v1::Conversation& conversation) {
  std::vector<Handover> handovers;
  for (const v1::Conversation::Transfer& transfer : conversation.transfers()) {
    handovers.push_back({MillisOf(transfer.time()), transfer.to_agent()});
  }
  return handovers;
}

void NoteNoAnswerNeeded(v1::Conversation& conversation, int64_t until_ms,
                        const type::v1::Actor& actor, absl::Time now) {
  auto& all = *conversation.mutable_no_answers_needed();
  v1::Conversation::NoAnswerNeeded& added = *all.Add();
  *added.mutable_until_time() = TimestampOf(until_ms);
  *added.mutable_actor() = actor;
  *added.mutable_create_time() = ToProto(now);
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
    return MillisOf(a.until_time()) < MillisOf(b.until_time());
  });
}

std::vector<int64_t> DismissedOf(const v1::Conversation& conversation) {
  std::vector<int64_t> dismissed_ms;
  for (const v1::Conversation::NoAnswerNeeded& one : conversation.no_answers_needed()) {
    dismissed_ms.push_back(MillisOf(one.until_time()));
  }
  return dismissed_ms;
}

}  // namespace shopdesk::feedback::domain
