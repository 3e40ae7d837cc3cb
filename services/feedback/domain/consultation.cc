#include "services/feedback/domain/consultation.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "libs/base/clock.h"
#include "services/feedback/domain/shift.h"

namespace shopdesk::feedback::domain {
namespace {

int64_t MillisOf(const google::protobuf::Timestamp& timestamp) {
  return ToMillis(FromProto(timestamp));
}

google::protobuf::Timestamp TimestampOf(int64_t millis) { return ToProto(FromMillis(millis)); }

// Takes the utterances and handovers one by one, in the order of time, and cuts them into turns.
class TurnCutter {
 public:
  void Take(const Handover& handover) {
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
  }

  std::vector<Turn> Finish() && { return std::move(turns_); }

 private:
  void Begin(const Utterance& utterance) {
    turns_.emplace_back().agent = utterance.agent;
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
};

}  // namespace

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
                          absl::Span<const Handover> handovers) {
  TurnCutter cutter;
  auto handover = handovers.begin();
  for (const Utterance& utterance : utterances) {
    while (handover != handovers.end() && handover->time_ms < utterance.send_ms) {
      cutter.Take(*handover++);
    }
    cutter.Take(utterance);
  }
  while (handover != handovers.end()) cutter.Take(*handover++);
  return std::move(cutter).Finish();
}

std::vector<ConsultationDay> DaysOf(absl::Span<const Turn> turns,
                                    const std::map<std::string, v1::Agent>& agents,
                                    const absl::TimeZone& zone) {
  std::map<std::pair<std::string, Day>, ConsultationDay> days;
  for (const Turn& turn : turns) {
    for (const int64_t asked_ms : turn.asked_ms) {
      const Day day = DayOf(FromMillis(asked_ms), zone);
      auto [found, inserted] = days.try_emplace({turn.agent, day});
      ConsultationDay& row = found->second;
      if (inserted) row = {.agent = turn.agent, .day = day, .first_ms = asked_ms};
      row.last_ms = std::max(row.last_ms, asked_ms);
      row.answered = row.answered || turn.answered_ms.has_value();
    }
    if (!turn.answered_ms.has_value() || turn.at_once) continue;
    const auto known = agents.find(turn.agent);
    const v1::Agent& agent = known != agents.end() ? known->second : v1::Agent::default_instance();
    const absl::Time since = FromMillis(turn.waiting_since_ms);
    if (!InShift(agent, since, zone)) continue;
    // The day of the first message, so that a wait is in a day that has a consultation.
    ConsultationDay& row = days.at({turn.agent, DayOf(FromMillis(turn.asked_ms.front()), zone)});
    ++row.responses;
    row.wait_ms +=
        absl::ToInt64Milliseconds(TimeInShift(agent, since, FromMillis(*turn.answered_ms), zone));
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
  if (!conversation.has_last_time() || send_ms >= MillisOf(conversation.last_time())) {
    *conversation.mutable_last_time() = TimestampOf(send_ms);
    conversation.set_agent(record.agent());
    if (record.role() != v1::SERVICE_ROLE_UNSPECIFIED) conversation.set_role(record.role());
  }
  if (conversation.buyer().empty()) conversation.set_buyer(record.buyer());
  conversation.set_message_count(conversation.message_count() + 1);
}

bool NoteHandover(v1::Conversation& conversation, const Handover& handover) {
  auto& transfers = *conversation.mutable_transfers();
  int position = transfers.size();
  for (int i = 0; i < transfers.size(); ++i) {
    const int64_t time_ms = MillisOf(transfers[i].time());
    if (time_ms == handover.time_ms && transfers[i].to_agent() == handover.to_agent) return false;
    if (time_ms > handover.time_ms) position = std::min(position, i);
  }
  const bool latest =
      !conversation.has_last_time() || handover.time_ms >= MillisOf(conversation.last_time());
  v1::Conversation::Transfer* added = transfers.Add();
  *added->mutable_time() = TimestampOf(handover.time_ms);
  added->set_to_agent(handover.to_agent);
  if (latest) {
    added->set_from_agent(conversation.agent());
    conversation.set_agent(handover.to_agent);
    *conversation.mutable_last_time() = added->time();
  }
  for (int i = transfers.size() - 1; i > position; --i) transfers.SwapElements(i, i - 1);
  if (!latest && position > 0) {
    transfers[position].set_from_agent(transfers[position - 1].to_agent());
  }
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

}  // namespace shopdesk::feedback::domain
