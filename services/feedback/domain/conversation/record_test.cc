#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/role.h"
#include "libs/runtime/validate.h"
#include "services/feedback/domain/conversation/consultation.h"

namespace shopdesk::feedback::domain {
namespace {

google::protobuf::Timestamp TimeAt(int64_t seconds) {
  google::protobuf::Timestamp time;
  time.set_seconds(seconds);
  return time;
}
constexpr int64_t kSeconds = 1700000000;
constexpr int64_t kSkewSeconds = 5 * 60;

v1::ConversationRecord GoodMessage() {
  v1::ConversationRecord record;
  auto* message = record.mutable_message();
  message->set_conversation_id("c");
  message->set_buyer("b");
  message->set_agent("7");
  message->mutable_message()->set_message_id("m");
  message->mutable_message()->set_sender(v1::Message::BUYER);
  message->mutable_message()->set_channel(v1::Message::IM);
  message->mutable_message()->set_text("在吗");
  *message->mutable_message()->mutable_send_time() = TimeAt(kSeconds);
  return record;
}

v1::ConversationRecord GoodSession() {
  v1::ConversationRecord record;
  record.mutable_online()->set_agent("7");
  record.mutable_online()->set_session_id("s");
  *record.mutable_online()->mutable_start_time() = TimeAt(kSeconds - 48 * 3600);
  *record.mutable_online()->mutable_end_time() = TimeAt(kSeconds);
  return record;
}

v1::ConversationRecord GoodTransfer() {
  v1::ConversationRecord record;
  record.mutable_transfer()->set_conversation_id("c");
  record.mutable_transfer()->set_to_agent("8");
  *record.mutable_transfer()->mutable_time() = TimeAt(kSeconds);
  return record;
}

// As a row is checked: by the rules of its fields first.
absl::Status Check(const v1::ConversationRecord& record) {
  static const runtime::Validator& rules =
      *new runtime::Validator(*v1::ConversationRecord::descriptor());
  const absl::Status status = rules.Check(record);
  return status.ok() ? CheckRecord(record, absl::FromUnixSeconds(kSeconds)) : status;
}

void ExpectWrong(const v1::ConversationRecord& record, const std::string& field) {
  const absl::Status status = Check(record);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << field;
  EXPECT_NE(status.ToString().find(field), std::string::npos) << field << ": " << status;
}

TEST(RecordTest, GoodOnes) {
  EXPECT_TRUE(Check(GoodMessage()).ok());
  EXPECT_TRUE(Check(GoodSession()).ok());
  EXPECT_TRUE(Check(GoodTransfer()).ok());
  v1::ConversationRecord record = GoodMessage();
  std::string text;
  for (int i = 0; i < 4000; ++i) text += "字";
  record.mutable_message()->mutable_message()->set_text(text);
  EXPECT_TRUE(Check(record).ok()) << "length is in characters";
}

TEST(RecordTest, EmptyRecord) { ExpectWrong({}, "record"); }

TEST(RecordTest, MessagesFieldByField) {
  using Record = v1::ConversationRecord;
  const auto expect = [](const char* field, void (*change)(v1::Message&)) {
    Record record = GoodMessage();
    change(*record.mutable_message()->mutable_message());
    ExpectWrong(record, absl::StrCat("message.message.", field));
  };
  expect("message_id", [](v1::Message& m) { m.clear_message_id(); });
  expect("message_id", [](v1::Message& m) { m.set_message_id(std::string(129, 'x')); });
  expect("sender", [](v1::Message& m) { m.clear_sender(); });
  expect("sender", [](v1::Message& m) { m.set_sender(static_cast<v1::Message::Sender>(9)); });
  expect("channel", [](v1::Message& m) { m.clear_channel(); });
  expect("agent", [](v1::Message& m) { m.set_agent(std::string(65, 'x')); });
  expect("text", [](v1::Message& m) { m.set_text(std::string(4001, 'x')); });
  expect("send_time", [](v1::Message& m) { m.clear_send_time(); });
  expect("send_time", [](v1::Message& m) { m.mutable_send_time()->set_seconds(0); });
  expect("send_time", [](v1::Message& m) { m.mutable_send_time()->set_nanos(-1); });
  expect("send_time", [](v1::Message& m) { m.mutable_send_time()->set_seconds(4102444800); });
  expect("duration_seconds", [](v1::Message& m) { m.set_duration_seconds(-1); });
  expect("duration_seconds", [](v1::Message& m) { m.set_duration_seconds(86401); });
  expect("product_id", [](v1::Message& m) { m.set_product_id(std::string(129, 'x')); });
}

TEST(RecordTest, MessageRecordsFieldByField) {
  const auto expect = [](const char* field,
                         void (*change)(v1::ConversationRecord::MessageRecord&)) {
    v1::ConversationRecord record = GoodMessage();
    change(*record.mutable_message());
    ExpectWrong(record, absl::StrCat("message.", field));
  };
  using Record = v1::ConversationRecord::MessageRecord;
  expect("conversation_id", [](Record& r) { r.clear_conversation_id(); });
  expect("buyer", [](Record& r) { r.clear_buyer(); });
  expect("buyer", [](Record& r) { r.set_buyer(" \u200b"); });
  expect("agent", [](Record& r) { r.clear_agent(); });
  expect("role", [](Record& r) { r.set_role(static_cast<Role::Value>(77)); });
  expect("message", [](Record& r) { r.clear_message(); });
}

TEST(RecordTest, NothingComesFromTheFuture) {
  const auto time = TimeAt(kSeconds + kSkewSeconds);
  const auto later = TimeAt(kSeconds + kSkewSeconds + 1);
  v1::ConversationRecord record = GoodMessage();
  *record.mutable_message()->mutable_message()->mutable_send_time() = time;
  EXPECT_TRUE(Check(record).ok()) << "clocks differ a little";
  *record.mutable_message()->mutable_message()->mutable_send_time() = later;
  ExpectWrong(record, "message.message.send_time");
  record = GoodMessage();
  *record.mutable_message()->mutable_message()->mutable_edit_time() = later;
  ExpectWrong(record, "message.message.edit_time");
  record = GoodTransfer();
  *record.mutable_transfer()->mutable_time() = later;
  ExpectWrong(record, "transfer.time");
  record = GoodSession();
  *record.mutable_online()->mutable_start_time() = TimeAt(kSeconds);
  *record.mutable_online()->mutable_end_time() = time;
  EXPECT_TRUE(Check(record).ok());
  *record.mutable_online()->mutable_end_time() = later;
  ExpectWrong(record, "online.end_time");
}

TEST(RecordTest, AnEditIsNotBeforeItsMessage) {
  v1::ConversationRecord record = GoodMessage();
  *record.mutable_message()->mutable_message()->mutable_edit_time() = TimeAt(kSeconds - 1);
  ExpectWrong(record, "message.message.edit_time");
  *record.mutable_message()->mutable_message()->mutable_edit_time() = TimeAt(kSeconds);
  EXPECT_TRUE(Check(record).ok());
}

TEST(RecordTest, TransfersAndSessions) {
  v1::ConversationRecord record = GoodTransfer();
  record.mutable_transfer()->clear_to_agent();
  ExpectWrong(record, "transfer.to_agent");
  record = GoodTransfer();
  record.mutable_transfer()->clear_time();
  ExpectWrong(record, "transfer.time");
  record = GoodTransfer();
  record.mutable_transfer()->clear_conversation_id();
  ExpectWrong(record, "transfer.conversation_id");
  for (const int64_t length : {int64_t{0}, int64_t{-5}, int64_t{48 * 3600 + 1}}) {
    record = GoodSession();
    *record.mutable_online()->mutable_start_time() = TimeAt(kSeconds - length);
    ExpectWrong(record, "online.end_time");
  }
  record = GoodSession();
  record.mutable_online()->clear_session_id();
  ExpectWrong(record, "online.session_id");
}

}  // namespace
}  // namespace shopdesk::feedback::domain
