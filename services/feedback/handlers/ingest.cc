#include "services/feedback/handlers/ingest.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/runtime/personal_data.h"
#include "services/feedback/domain/calendar.h"
#include "services/feedback/domain/consultation.h"
#include "services/feedback/domain/events.h"
#include "services/feedback/domain/names.h"
#include "services/feedback/handlers/policy.h"
#include "services/feedback/handlers/work_kinds.h"
#include "services/feedback/store/agent.h"
#include "services/feedback/store/consultation.h"
#include "services/feedback/store/conversation.h"
#include "services/feedback/store/trade.h"

namespace shopdesk::feedback::handlers {
namespace {

using Records = google::protobuf::RepeatedPtrField<v1::ConversationRecord>;
using MessageRecord = v1::ConversationRecord::MessageRecord;

// What a batch changes of one conversation.
struct ConversationChange {
  v1::Conversation conversation;
  bool created = false;
  bool transferred = false;
  // The earliest moment from which it is not as it was; INT64_MAX: nothing new.
  int64_t since_ms = INT64_MAX;
};

// One batch: checks every row, then takes the conversations one after the other in the order of
// their ids, so that batches that run at once lock in one order.
class Batch {
 public:
  Batch(runtime::WriteContext& ctx, absl::string_view shop, absl::TimeZone zone,
        const runtime::Validator& rows, const Records& records)
      : ctx_(ctx), shop_(shop), zone_(zone), rows_(rows), records_(records) {}

  absl::Status Run();

  int new_count() const { return new_count_; }
  int known_count() const { return known_count_; }
  const std::map<int, std::string>& errors() const { return errors_; }

 private:
  absl::Status CheckRow(int index);
  // Nullopt if there is no such agent; `id` is escaped.
  absl::StatusOr<const absl::optional<v1::Agent>*> FindAgent(const std::string& id);
  absl::StatusOr<bool> CheckAgent(int index, const std::string& number);
  absl::Status LockBuyers();
  absl::Status TakeConversation(const std::string& id, const std::vector<int>& indices);
  absl::Status TakeMessage(int index, const MessageRecord& record, ConversationChange& change);
  void TakeTransfer(const v1::ConversationRecord::TransferRecord& record,
                    ConversationChange& change);
  absl::Status TakeSession(const v1::ConversationRecord::OnlineSession& session);
  absl::Status Recount(int64_t since_ms, v1::Conversation& conversation);
  // On the guides' list while the buyer waits; `waited`: he did before.
  absl::Status UpdateWork(const v1::Conversation& conversation, bool waited);
  void Count(bool is_new) { ++(is_new ? new_count_ : known_count_); }

  runtime::WriteContext& ctx_;
  const absl::string_view shop_;
  const absl::TimeZone zone_;
  const runtime::Validator& rows_;
  const Records& records_;
  std::map<std::string, std::vector<int>> by_conversation_;
  std::vector<int> sessions_;
  std::map<std::string, absl::optional<v1::Agent>> agents_;
  std::map<int, std::string> errors_;
  int new_count_ = 0;
  int known_count_ = 0;
};

absl::Status Batch::Run() {
  for (int i = 0; i < records_.size(); ++i) RETURN_IF_ERROR(CheckRow(i));
  RETURN_IF_ERROR(LockBuyers());
  for (const auto& [id, indices] : by_conversation_) {
    RETURN_IF_ERROR(TakeConversation(id, indices));
  }
  for (const int index : sessions_) RETURN_IF_ERROR(TakeSession(records_[index].online()));
  return absl::OkStatus();
}

absl::Status Batch::CheckRow(int index) {
  const v1::ConversationRecord& record = records_[index];
  absl::Status status = rows_.Check(record);
  if (status.ok()) status = domain::CheckRecord(record);
  if (!status.ok()) {
    errors_[index] = std::string(status.message());
    return absl::OkStatus();
  }
  switch (record.record_case()) {
    case v1::ConversationRecord::kMessage: {
      const MessageRecord& message = record.message();
      ASSIGN_OR_RETURN(bool known, CheckAgent(index, message.agent()));
      const bool speaks =
          message.message().sender() == v1::Message::AGENT && !message.message().agent().empty();
      if (known && speaks) {
        ASSIGN_OR_RETURN(known, CheckAgent(index, message.message().agent()));
      }
      if (known) by_conversation_[EscapeId(message.conversation_id())].push_back(index);
      break;
    }
    case v1::ConversationRecord::kTransfer: {
      ASSIGN_OR_RETURN(const bool known, CheckAgent(index, record.transfer().to_agent()));
      if (known) by_conversation_[EscapeId(record.transfer().conversation_id())].push_back(index);
      break;
    }
    default: {
      ASSIGN_OR_RETURN(const bool known, CheckAgent(index, record.online().agent()));
      if (known) sessions_.push_back(index);
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<const absl::optional<v1::Agent>*> Batch::FindAgent(const std::string& id) {
  const auto found = agents_.find(id);
  if (found != agents_.end()) return &found->second;
  ASSIGN_OR_RETURN(absl::optional<v1::Agent> agent, store::FindAgent(ctx_.txn(), shop_, id));
  return &agents_.emplace(id, std::move(agent)).first->second;
}

absl::StatusOr<bool> Batch::CheckAgent(int index, const std::string& number) {
  const std::string id = EscapeId(number);
  ASSIGN_OR_RETURN(const absl::optional<v1::Agent>* agent, FindAgent(id));
  if (agent->has_value()) return true;
  errors_[index] = absl::StrCat(domain::AgentName(shop_, id), " does not exist; create it first");
  return false;
}

absl::Status Batch::LockBuyers() {
  std::set<std::string> buyers;
  for (const auto& [id, indices] : by_conversation_) {
    for (const int index : indices) {
      if (records_[index].has_message()) buyers.insert(records_[index].message().buyer());
    }
  }
  for (const std::string& buyer : buyers) {
    RETURN_IF_ERROR(store::LockBuyer(ctx_.txn(), shop_, buyer));
  }
  return absl::OkStatus();
}

absl::Status Batch::TakeConversation(const std::string& id, const std::vector<int>& indices) {
  ConversationChange change;
  ASSIGN_OR_RETURN(change.conversation,
                   store::LockConversation(ctx_.txn(), shop_, id, change.created));
  for (const int index : indices) {
    if (records_[index].has_message()) {
      RETURN_IF_ERROR(TakeMessage(index, records_[index].message(), change));
    } else {
      TakeTransfer(records_[index].transfer(), change);
    }
  }
  if (change.since_ms == INT64_MAX) return absl::OkStatus();
  v1::Conversation& conversation = change.conversation;
  RETURN_IF_ERROR(Recount(change.since_ms, conversation));
  RETURN_IF_ERROR(store::SaveConversation(ctx_.txn(), conversation));
  if (change.created) ctx_.Emit(conversation, events::kConversationStarted);
  if (change.transferred) ctx_.Emit(conversation, events::kConversationTransferred);
  return absl::OkStatus();
}

absl::Status Batch::TakeMessage(int index, const MessageRecord& record,
                                ConversationChange& change) {
  v1::Conversation& conversation = change.conversation;
  if (!conversation.buyer().empty() && conversation.buyer() != record.buyer()) {
    errors_[index] = absl::StrCat("message.buyer: ", conversation.name(), " is another buyer's");
    return absl::OkStatus();
  }
  const absl::string_view id = LastSegment(conversation.name());
  ASSIGN_OR_RETURN(const bool known,
                   store::HasMessage(ctx_.txn(), shop_, id, record.message().message_id()));
  Count(!known);
  if (known) return absl::OkStatus();
  const domain::Utterance utterance = domain::MakeUtterance(record);
  v1::Message message = record.message();
  ASSIGN_OR_RETURN(
      *message.mutable_text(),
      runtime::SealText(ctx_, conversation.name(), absl::StrCat("message/", message.message_id()),
                        record.message().text()));
  RETURN_IF_ERROR(store::InsertMessage(ctx_.txn(), shop_, id, utterance, message));
  domain::NoteMessage(conversation, record);
  change.since_ms = std::min(change.since_ms, utterance.send_ms);
  return absl::OkStatus();
}

void Batch::TakeTransfer(const v1::ConversationRecord::TransferRecord& record,
                         ConversationChange& change) {
  const domain::Handover handover = {ToMillis(FromProto(record.time())), record.to_agent()};
  const bool is_new = domain::NoteHandover(change.conversation, handover);
  Count(is_new);
  if (!is_new) return;
  change.transferred = true;
  change.since_ms = std::min(change.since_ms, handover.time_ms);
}

absl::Status Batch::TakeSession(const v1::ConversationRecord::OnlineSession& session) {
  const store::Session times = {ToMillis(FromProto(session.start_time())),
                                ToMillis(FromProto(session.end_time()))};
  ASSIGN_OR_RETURN(const bool is_new,
                   store::InsertSession(ctx_.txn(), shop_, EscapeId(session.agent()),
                                        session.session_id(), times));
  Count(is_new);
  return absl::OkStatus();
}

// Cuts the conversation into turns anew, not from its beginning but from the day of the last answer
// before what is new: earlier days can't change. Turns that began before that day are seen whole,
// since reading begins at the last answer before it.
absl::Status Batch::Recount(int64_t since_ms, v1::Conversation& conversation) {
  Day first = INT64_MIN;
  int64_t read_from_ms = INT64_MIN;
  const absl::string_view id = LastSegment(conversation.name());
  ASSIGN_OR_RETURN(const absl::optional<int64_t> settled_ms,
                   store::FindLastAnswerBefore(ctx_.txn(), shop_, id, since_ms));
  if (settled_ms.has_value()) {
    first = DayOf(FromMillis(*settled_ms), zone_);
    ASSIGN_OR_RETURN(
        const absl::optional<int64_t> before_ms,
        store::FindLastAnswerBefore(ctx_.txn(), shop_, id, ToMillis(StartOf(first, zone_))));
    read_from_ms = before_ms.value_or(INT64_MIN);
  }
  ASSIGN_OR_RETURN(const std::vector<domain::Utterance> utterances,
                   store::ListUtterancesSince(ctx_.txn(), shop_, id, read_from_ms));
  std::vector<domain::Handover> handovers = domain::HandoversOf(conversation);
  for (domain::Handover& handover : handovers) handover.to_agent = EscapeId(handover.to_agent);
  const std::vector<domain::Turn> turns = domain::TurnsOf(utterances, handovers);
  std::map<std::string, v1::Agent> agents;
  for (const domain::Turn& turn : turns) {
    ASSIGN_OR_RETURN(const absl::optional<v1::Agent>* agent, FindAgent(turn.agent));
    if (agent->has_value()) agents.emplace(turn.agent, **agent);
  }
  const bool waited = conversation.has_unanswered_since();
  conversation.clear_unanswered_since();
  if (!turns.empty() && !turns.back().answered_ms.has_value()) {
    *conversation.mutable_unanswered_since() = ToProto(FromMillis(turns.back().asked_ms.front()));
  }
  RETURN_IF_ERROR(UpdateWork(conversation, waited));
  return store::ReplaceConsultations(ctx_.txn(), shop_, id, conversation.buyer(), first,
                                     domain::DaysOf(turns, agents, zone_));
}

absl::Status Batch::UpdateWork(const v1::Conversation& conversation, bool waited) {
  if (conversation.has_unanswered_since()) {
    return work::Open(ctx_.txn(), kUnansweredConsultation,
                      {.resource = conversation.name(),
                       .buyer = conversation.buyer(),
                       .agent = conversation.agent(),
                       .due = FromProto(conversation.unanswered_since())},
                      ctx_.now());
  }
  if (!waited) return absl::OkStatus();
  return work::Close(ctx_.txn(), kUnansweredConsultation, conversation.name());
}

template <class Request, class Response>
absl::Status IngestBatch(runtime::WriteContext& ctx, const Request& request, Response* response,
                         const runtime::Validator& rows) {
  const absl::string_view shop = ShopOf(request.parent());
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), shop));
  ASSIGN_OR_RETURN(const absl::TimeZone zone, ZoneOf(policy.calendar()));
  Batch batch(ctx, shop, zone, rows, request.records());
  RETURN_IF_ERROR(batch.Run());
  response->set_new_count(batch.new_count());
  response->set_known_count(batch.known_count());
  for (const auto& [index, message] : batch.errors()) {
    v1::IngestError& error = *response->add_errors();
    error.set_index(index);
    error.set_message(message);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status IngestConversations(runtime::WriteContext& ctx,
                                 const v1::IngestConversationsRequest& request,
                                 v1::IngestConversationsResponse* response,
                                 const runtime::Validator& rows) {
  return IngestBatch(ctx, request, response, rows);
}

absl::Status RecordConversations(runtime::WriteContext& ctx,
                                 const v1::RecordConversationsRequest& request,
                                 v1::RecordConversationsResponse* response,
                                 const runtime::Validator& rows) {
  return IngestBatch(ctx, request, response, rows);
}

}  // namespace shopdesk::feedback::handlers
