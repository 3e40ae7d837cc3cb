#include "services/feedback/handlers/conversation/ingest.h"

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
#include "libs/base/row_error.h"
#include "libs/base/status_macros.h"
#include "libs/runtime/personal_data.h"
#include "services/feedback/domain/conversation/consultation.h"
#include "services/feedback/domain/conversation/message.h"
#include "services/feedback/domain/conversation/question.h"
#include "services/feedback/domain/shop/errors.h"
#include "services/feedback/domain/shop/events.h"
#include "services/feedback/domain/shop/names.h"
#include "services/feedback/handlers/conversation/consultation.h"
#include "services/feedback/handlers/conversation/repeated_question.h"
#include "services/feedback/handlers/shop/policy.h"
#include "services/feedback/handlers/shop/stored_now.h"
#include "services/feedback/store/conversation/consultation.h"
#include "services/feedback/store/conversation/conversation.h"
#include "services/feedback/store/conversation/question.h"
#include "services/feedback/store/trade/trade.h"

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

// Whether a message doesn't say that yet. An edit is told by its time; a text without one is the
// first, or else an edit of this moment, whose time `text` gets.
absl::StatusOr<bool> IsNewText(runtime::WriteContext& ctx, absl::string_view conversation_name,
                               const v1::Message& known, v1::FormerText& text) {
  std::set<std::string> slots;
  bool said_already = false;
  for (const v1::FormerText& one : domain::TextsOf(known)) {
    const std::string slot = domain::TextSlot(known.message_id(), one);
    slots.insert(slot);
    ASSIGN_OR_RETURN(const std::string original,
                     ctx.vault().OpenText(ctx.txn(), conversation_name, slot));
    said_already = said_already || original == text.text();
  }
  if (slots.count(domain::TextSlot(known.message_id(), text)) == 0) return true;
  if (text.has_edit_time() || said_already) return false;
  // Each text has a slot of its own, also those of one moment.
  absl::Time time = StoredNow(ctx);
  do {
    *text.mutable_edit_time() = ToProto(time);
    time += absl::Milliseconds(1);
  } while (slots.count(domain::TextSlot(known.message_id(), text)) != 0);
  return true;
}

// One batch: checks every row, then takes the conversations one after the other in the order of
// their ids, so that batches that run at once lock in one order.
class Batch {
 public:
  Batch(runtime::WriteContext& ctx, absl::string_view shop, absl::TimeZone zone,
        const runtime::Validator& rows, const Records& records)
      : ctx_(ctx),
        shop_(shop),
        zone_(zone),
        rows_(rows),
        records_(records),
        agents_(ctx.txn(), shop) {}

  absl::Status Run();

  int new_count() const { return new_count_; }
  int known_count() const { return known_count_; }
  const std::map<int, absl::Status>& errors() const { return errors_; }

 private:
  absl::Status CheckRow(int index);
  // Whether what he did at that time can be taken.
  absl::StatusOr<bool> CheckAgent(int index, const std::string& number,
                                  const google::protobuf::Timestamp& time);
  absl::Status LockBuyers();
  absl::Status TakeConversation(const std::string& id, const std::vector<int>& indices);
  absl::Status TakeMessage(int index, const MessageRecord& record, ConversationChange& change);
  void TakeTransfer(const v1::ConversationRecord::TransferRecord& record,
                    ConversationChange& change);
  // Another text of a message that is known.
  absl::Status TakeText(int index, const v1::Message& said, absl::string_view conversation_name,
                        v1::Message known);
  // Counts what a message asks of the product that it names.
  absl::Status TakeQuestion(const MessageRecord& record, const v1::Message& masked,
                            absl::string_view conversation);
  absl::Status TakeSession(int index);
  void Count(bool is_new) { ++(is_new ? new_count_ : known_count_); }

  runtime::WriteContext& ctx_;
  const absl::string_view shop_;
  const absl::TimeZone zone_;
  const runtime::Validator& rows_;
  const Records& records_;
  std::map<std::string, std::vector<int>> by_conversation_;
  std::vector<int> sessions_;
  Agents agents_;
  std::map<int, absl::Status> errors_;
  int new_count_ = 0;
  int known_count_ = 0;
};

absl::Status Batch::Run() {
  for (int i = 0; i < records_.size(); ++i) RETURN_IF_ERROR(CheckRow(i));
  RETURN_IF_ERROR(LockBuyers());
  for (const auto& [id, indices] : by_conversation_) {
    RETURN_IF_ERROR(TakeConversation(id, indices));
  }
  for (const int index : sessions_) RETURN_IF_ERROR(TakeSession(index));
  return absl::OkStatus();
}

absl::Status Batch::CheckRow(int index) {
  const v1::ConversationRecord& record = records_[index];
  absl::Status status = rows_.Check(record);
  if (status.ok()) status = domain::CheckRecord(record, ctx_.now());
  if (!status.ok()) {
    errors_[index] = status;
    return absl::OkStatus();
  }
  switch (record.record_case()) {
    case v1::ConversationRecord::kMessage: {
      const MessageRecord& message = record.message();
      ASSIGN_OR_RETURN(bool known,
                       CheckAgent(index, message.agent(), message.message().send_time()));
      const bool speaks =
          message.message().sender() == v1::Message::AGENT && !message.message().agent().empty();
      if (known && speaks) {
        ASSIGN_OR_RETURN(
            known, CheckAgent(index, message.message().agent(), message.message().send_time()));
      }
      if (known) by_conversation_[EscapeId(message.conversation_id())].push_back(index);
      break;
    }
    case v1::ConversationRecord::kTransfer: {
      ASSIGN_OR_RETURN(const bool known,
                       CheckAgent(index, record.transfer().to_agent(), record.transfer().time()));
      if (known) by_conversation_[EscapeId(record.transfer().conversation_id())].push_back(index);
      break;
    }
    default: {
      ASSIGN_OR_RETURN(const bool known,
                       CheckAgent(index, record.online().agent(), record.online().start_time()));
      if (known) sessions_.push_back(index);
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> Batch::CheckAgent(int index, const std::string& number,
                                       const google::protobuf::Timestamp& time) {
  const std::string id = EscapeId(number);
  ASSIGN_OR_RETURN(const absl::optional<v1::Agent>* agent, agents_.Find(id));
  if (agent->has_value()) {
    const v1::Agent& known = **agent;
    if (!known.closed() || FromProto(time) < FromProto(known.close_time())) return true;
    errors_[index] = domain::ClosedError(known.name());
    return false;
  }
  errors_[index] = shopdesk::NotFoundError(domain::AgentName(shop_, id));
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
  RETURN_IF_ERROR(Recount(ctx_, agents_, zone_, change.since_ms, conversation));
  RETURN_IF_ERROR(store::SaveConversation(ctx_.txn(), conversation));
  if (change.created) ctx_.Emit(conversation, events::kConversationStarted);
  if (change.transferred) ctx_.Emit(conversation, events::kConversationTransferred);
  if (!change.created && !change.transferred) {
    ctx_.Emit(conversation, events::kConversationUpdated);
  }
  return absl::OkStatus();
}

absl::Status Batch::TakeMessage(int index, const MessageRecord& record,
                                ConversationChange& change) {
  v1::Conversation& conversation = change.conversation;
  if (!conversation.buyer().empty() && conversation.buyer() != record.buyer()) {
    errors_[index] = InvalidFieldError("message.buyer",
                                       absl::StrCat(conversation.name(), " is another buyer's"));
    return absl::OkStatus();
  }
  const absl::string_view id = LastSegment(conversation.name());
  ASSIGN_OR_RETURN(absl::optional<v1::Message> known,
                   store::FindMessage(ctx_.txn(), shop_, id, record.message().message_id()));
  if (known.has_value()) {
    return TakeText(index, record.message(), conversation.name(), *std::move(known));
  }
  Count(true);
  const domain::Utterance utterance = domain::MakeUtterance(record);
  v1::Message message = record.message();
  message.clear_former_texts();
  const std::string slot = domain::TextSlot(message.message_id(), domain::TextsOf(message).back());
  ASSIGN_OR_RETURN(*message.mutable_text(),
                   runtime::SealText(ctx_, conversation.name(), slot, record.message().text()));
  RETURN_IF_ERROR(store::InsertMessage(ctx_.txn(), shop_, id, utterance, message));
  RETURN_IF_ERROR(TakeQuestion(record, message, id));
  domain::NoteMessage(conversation, record);
  change.since_ms = std::min(change.since_ms, utterance.send_ms);
  return absl::OkStatus();
}

absl::Status Batch::TakeQuestion(const MessageRecord& record, const v1::Message& masked,
                                 absl::string_view conversation) {
  if (masked.sender() != v1::Message::BUYER || masked.product_id().empty()) {
    return absl::OkStatus();
  }
  store::Asking asking;
  asking.key = domain::QuestionKey(masked.text());
  if (asking.key.empty()) return absl::OkStatus();
  asking.product = domain::ProductName(shop_, EscapeId(masked.product_id()));
  asking.buyer = record.buyer();
  asking.time_ms = ToMillis(FromProto(masked.send_time()));
  asking.conversation = std::string(conversation);
  asking.message_id = masked.message_id();
  RETURN_IF_ERROR(store::AddAsking(ctx_.txn(), shop_, asking));
  ScheduleQuestionCount(ctx_, asking.product);
  return absl::OkStatus();
}

absl::Status Batch::TakeText(int index, const v1::Message& said,
                             absl::string_view conversation_name, v1::Message known) {
  v1::FormerText text;
  text.set_text(said.text());
  if (said.has_edit_time()) *text.mutable_edit_time() = said.edit_time();
  ASSIGN_OR_RETURN(const bool is_new, IsNewText(ctx_, conversation_name, known, text));
  if (is_new && known.former_texts_size() >= domain::kMostFormerTexts) {
    errors_[index] = InvalidFieldError(
        "message.message.text",
        absl::StrCat("the message was edited ", domain::kMostFormerTexts, " times already"));
    return absl::OkStatus();
  }
  Count(is_new);
  if (!is_new) return absl::OkStatus();
  ASSIGN_OR_RETURN(*text.mutable_text(),
                   runtime::SealText(ctx_, conversation_name,
                                     domain::TextSlot(known.message_id(), text), said.text()));
  domain::AddText(known, text);
  return store::UpdateMessage(ctx_.txn(), shop_, LastSegment(conversation_name), known);
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

absl::Status Batch::TakeSession(int index) {
  const v1::ConversationRecord::OnlineSession& session = records_[index].online();
  const std::string agent = EscapeId(session.agent());
  const store::Session times = {ToMillis(FromProto(session.start_time())),
                                ToMillis(FromProto(session.end_time()))};
  ASSIGN_OR_RETURN(const absl::optional<store::Session> known,
                   store::FindSession(ctx_.txn(), shop_, agent, session.session_id()));
  if (known.has_value()) {
    const int64_t length_ms =
        std::max(times.end_ms, known->end_ms) - std::min(times.start_ms, known->start_ms);
    if (length_ms > absl::ToInt64Milliseconds(domain::kLongestSession)) {
      errors_[index] =
          InvalidFieldError("online.session_id", "a session of that id is known at another time");
      return absl::OkStatus();
    }
  }
  ASSIGN_OR_RETURN(const bool is_new,
                   store::StretchSession(ctx_.txn(), shop_, agent, session.session_id(), times));
  Count(is_new);
  return absl::OkStatus();
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
  for (const auto& [index, status] : batch.errors()) {
    *response->add_errors() = MakeRowError(index, "", status);
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
