#include <string>

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/role.h"
#include "libs/base/text.h"
#include "libs/base/utf8.h"
#include "services/feedback/domain/conversation/consultation.h"

namespace shopdesk::feedback::domain {
namespace {

// Characters: of the chat tool's ids, of agents' numbers, of what is said.
constexpr size_t kMaxId = 128;
constexpr size_t kMaxAgent = 64;
constexpr size_t kMaxText = 4000;
// A day: what is longer was never hung up.
constexpr int64_t kMaxCallSeconds = 24 * 60 * 60;
// 2000-01-01 and 2100-01-01: what lies outside is a broken clock.
constexpr int64_t kMinSeconds = 946684800;
constexpr int64_t kMaxSeconds = 4102444800;
constexpr int32_t kNanosPerSecond = 1000000000;

class RecordChecker {
 public:
  explicit RecordChecker(absl::Time now) : latest_(now + kClockSkew) {}

  void Id(absl::string_view field, const std::string& value, size_t max) {
    if (IsBlank(value)) violations_.Add(field, "is required");
    Length(field, value, max);
  }
  void Length(absl::string_view field, const std::string& value, size_t max) {
    if (CountCharacters(value) > max) {
      violations_.Add(field, absl::StrCat("must have at most ", max, " characters"));
    }
  }
  bool Time(absl::string_view field, bool set, const google::protobuf::Timestamp& time) {
    if (!set) {
      violations_.Add(field, "is required");
      return false;
    }
    const bool valid = time.seconds() >= kMinSeconds && time.seconds() < kMaxSeconds &&
                       time.nanos() >= 0 && time.nanos() < kNanosPerSecond;
    if (!valid) violations_.Add(field, "must be between the years 2000 and 2100");
    if (valid && FromProto(time) > latest_) {
      violations_.Add(field, absl::StrCat("must be at most ", absl::ToInt64Minutes(kClockSkew),
                                          " minutes from now (business time)"));
    }
    return valid;
  }
  void Add(absl::string_view field, absl::string_view what) { violations_.Add(field, what); }
  absl::Status ToStatus() const { return violations_.ToStatus(); }

 private:
  const absl::Time latest_;
  Violations violations_;
};

// An edit comes after what it edits.
void CheckTimes(const v1::Message& message, RecordChecker& check) {
  const bool sent =
      check.Time("message.message.send_time", message.has_send_time(), message.send_time());
  if (!message.has_edit_time()) return;
  const bool edited = check.Time("message.message.edit_time", true, message.edit_time());
  if (sent && edited && FromProto(message.edit_time()) < FromProto(message.send_time())) {
    check.Add("message.message.edit_time", "must not be before send_time");
  }
}

void CheckMessage(const v1::ConversationRecord::MessageRecord& record, RecordChecker& check) {
  check.Id("message.conversation_id", record.conversation_id(), kMaxId);
  check.Id("message.buyer", record.buyer(), kMaxId);
  check.Id("message.agent", record.agent(), kMaxAgent);
  if (!Role::Value_IsValid(record.role())) {
    check.Add("message.role", "must be a value of Role");
  }
  if (!record.has_message()) return check.Add("message.message", "is required");
  const v1::Message& message = record.message();
  check.Id("message.message.message_id", message.message_id(), kMaxId);
  if (message.sender() == v1::Message::SENDER_UNSPECIFIED ||
      !v1::Message::Sender_IsValid(message.sender())) {
    check.Add("message.message.sender", "must be BUYER, AGENT or ROBOT");
  }
  if (message.channel() == v1::Message::CHANNEL_UNSPECIFIED ||
      !v1::Message::Channel_IsValid(message.channel())) {
    check.Add("message.message.channel", "must be IM or PHONE");
  }
  check.Length("message.message.agent", message.agent(), kMaxAgent);
  check.Length("message.message.text", message.text(), kMaxText);
  check.Length("message.message.product_id", message.product_id(), kMaxId);
  CheckTimes(message, check);
  if (message.duration_seconds() < 0 || message.duration_seconds() > kMaxCallSeconds) {
    check.Add("message.message.duration_seconds", absl::StrCat("must be 0 to ", kMaxCallSeconds));
  }
}

void CheckTransfer(const v1::ConversationRecord::TransferRecord& record, RecordChecker& check) {
  check.Id("transfer.conversation_id", record.conversation_id(), kMaxId);
  check.Id("transfer.to_agent", record.to_agent(), kMaxAgent);
  check.Time("transfer.time", record.has_time(), record.time());
}

void CheckSession(const v1::ConversationRecord::OnlineSession& session, RecordChecker& check) {
  check.Id("online.agent", session.agent(), kMaxAgent);
  check.Id("online.session_id", session.session_id(), kMaxId);
  const bool start =
      check.Time("online.start_time", session.has_start_time(), session.start_time());
  const bool end = check.Time("online.end_time", session.has_end_time(), session.end_time());
  if (!start || !end) return;
  const absl::Duration length = FromProto(session.end_time()) - FromProto(session.start_time());
  if (length <= absl::ZeroDuration() || length > kLongestSession) {
    check.Add("online.end_time",
              absl::StrCat("must be after the start, by ", absl::ToInt64Hours(kLongestSession),
                           " hours at most"));
  }
}

}  // namespace

absl::Status CheckRecord(const v1::ConversationRecord& record, absl::Time now) {
  RecordChecker check(now);
  switch (record.record_case()) {
    case v1::ConversationRecord::kMessage:
      CheckMessage(record.message(), check);
      break;
    case v1::ConversationRecord::kTransfer:
      CheckTransfer(record.transfer(), check);
      break;
    case v1::ConversationRecord::kOnline:
      CheckSession(record.online(), check);
      break;
    case v1::ConversationRecord::RECORD_NOT_SET:
      check.Add("record", "must be a message, a transfer or an online session");
      break;
  }
  return check.ToStatus();
}

}  // namespace shopdesk::feedback::domain
