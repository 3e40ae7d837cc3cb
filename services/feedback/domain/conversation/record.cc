#include <string>

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "services/feedback/domain/conversation/consultation.h"

namespace shopdesk::feedback::domain {
namespace {

// 2000-01-01 and 2100-01-01: what lies outside is a broken clock.
constexpr int64_t kMinSeconds = 946684800;
constexpr int64_t kMaxSeconds = 4102444800;

class TimeChecker {
 public:
  explicit TimeChecker(absl::Time now) : latest_(now + kClockSkew) {}

  // Whether it may be compared with others.
  bool Time(absl::string_view field, const google::protobuf::Timestamp& time) {
    const bool valid = time.seconds() >= kMinSeconds && time.seconds() < kMaxSeconds;
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
void CheckMessage(const v1::Message& message, TimeChecker& check) {
  const bool sent = check.Time("message.message.send_time", message.send_time());
  if (!message.has_edit_time()) return;
  const bool edited = check.Time("message.message.edit_time", message.edit_time());
  if (sent && edited && FromProto(message.edit_time()) < FromProto(message.send_time())) {
    check.Add("message.message.edit_time", "must not be before send_time");
  }
}

void CheckSession(const v1::ConversationRecord::OnlineSession& session, TimeChecker& check) {
  const bool start = check.Time("online.start_time", session.start_time());
  const bool end = check.Time("online.end_time", session.end_time());
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
  TimeChecker check(now);
  switch (record.record_case()) {
    case v1::ConversationRecord::kMessage:
      CheckMessage(record.message().message(), check);
      break;
    case v1::ConversationRecord::kTransfer:
      check.Time("transfer.time", record.transfer().time());
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
