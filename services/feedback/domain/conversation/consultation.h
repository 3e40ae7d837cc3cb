#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "services/feedback/domain/shop/calendar.h"
#include "shopdesk/feedback/v1/conversation.pb.h"

// What conversations say about the agents who served them.
//
// A turn begins with a buyer's message that nobody waits on yet and ends with the next answer of a
// person: a message of an agent, or a call that somebody took. Robots' answers answer nobody. A
// turn belongs to the agent who answered it; while nobody has, to who serves the conversation. The
// wait is counted from the turn's first message, or from the transfer to the agent who answered if
// that came later, in his shift only; it is a sample if it began in his shift. A turn also ends
// when a guide says that it needs no answer.
//
// A consultation is what a buyer asks in one conversation on one day of the shop. What nobody
// answered is no question if a guide said so, or if it came within kSameTalk after a person's last
// answer and before the conversation went over to another agent: the rest of that talk ("thanks"),
// though midnight lies between.
namespace shopdesk::feedback::domain {

// INVALID_ARGUMENT with all that is wrong with a record whose fields keep their rules, fields named
// as in the record. A time later than kClockSkew after `now` is wrong.
absl::Status CheckRecord(const v1::ConversationRecord& record, absl::Time now);

// How far the clocks of chat tools may be ahead.
inline constexpr absl::Duration kClockSkew = absl::Minutes(5);

// Nobody works longer at a stretch: the agent's leaving was not recorded.
inline constexpr absl::Duration kLongestSession = absl::Hours(48);

// What a buyer adds within this time after an answer, and nobody answers, belongs to the same talk.
inline constexpr absl::Duration kSameTalk = absl::Minutes(30);

// A message without its text. Conversations are in the order of operator<.
struct Utterance {
  int64_t send_ms = 0;
  v1::Message::Sender sender = v1::Message::SENDER_UNSPECIFIED;
  std::string message_id;
  v1::Message::Channel channel = v1::Message::IM;
  int64_t duration_seconds = 0;
  // Who serves the conversation and, of an agent's message, who speaks.
  std::string agent;
};
bool operator<(const Utterance& a, const Utterance& b);

// From a message's record: who spoke, or served when a buyer spoke.
Utterance MakeUtterance(const v1::ConversationRecord::MessageRecord& record);

// Whether it ends a turn.
bool Answers(const Utterance& utterance);

// The conversation goes over to an agent.
struct Handover {
  int64_t time_ms = 0;
  std::string to_agent;
};

struct Turn {
  // Whose turn it is.
  std::string agent;
  // When the buyer wrote: at least once, ascending.
  std::vector<int64_t> asked_ms;
  // Since when the agent had it; at or after the first.
  int64_t waiting_since_ms = 0;
  absl::optional<int64_t> answered_ms;
  // The buyer called and was heard at once: answered, but no sample of a wait.
  bool at_once = false;
  // A guide said that it needs no answer.
  bool dismissed = false;
  // Messages until then, if nobody answers them, are the rest of the talk before.
  int64_t same_talk_ms = INT64_MIN;
};

// Whether the buyer waits.
bool IsWaiting(const Turn& turn);

// `utterances` in order, from an answer or from the beginning; `handovers` and the times until
// which the buyer's messages need no answer ascending.
std::vector<Turn> TurnsOf(absl::Span<const Utterance> utterances,
                          absl::Span<const Handover> handovers,
                          absl::Span<const int64_t> dismissed_ms);

// What one conversation adds to one agent's day.
struct ConsultationDay {
  std::string agent;
  Day day = 0;
  // The buyer's messages of that day.
  int64_t first_ms = 0;
  int64_t last_ms = 0;
  bool answered = false;
  // Waits that began that day, and their sum.
  int64_t responses = 0;
  int64_t wait_ms = 0;
};

// By agent and day. Agents missing in `agents` are always in shift.
std::vector<ConsultationDay> DaysOf(absl::Span<const Turn> turns,
                                    const std::map<std::string, v1::Agent>& agents,
                                    const absl::TimeZone& zone);

// Notes a new message in the conversation's times, count and who serves it. Whatever comes first,
// the conversation is the same in the end.
void NoteMessage(v1::Conversation& conversation,
                 const v1::ConversationRecord::MessageRecord& record);
// The same for a transfer; false if that very transfer is known.
bool NoteHandover(v1::Conversation& conversation, const Handover& handover);
std::vector<Handover> HandoversOf(const v1::Conversation& conversation);
// The same for messages that need no answer, from the first of them to the last one sent at
// `until_ms`.
void NoteNoAnswerNeeded(v1::Conversation& conversation, int64_t until_ms,
                        const type::v1::Actor& actor, absl::Time now);
std::vector<int64_t> DismissedOf(const v1::Conversation& conversation);

}  // namespace shopdesk::feedback::domain
