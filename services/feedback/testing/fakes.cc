#include "services/feedback/testing/fakes.h"

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"

namespace shopdesk::feedback::testing {

absl::StatusOr<orders::v1::Order> FakeOrders::GetOrder(const runtime::Context&,
                                                       const std::string& name) {
  MutexLock lock(mutex_);
  ++calls_;
  if (!failure_.ok()) return failure_;
  const auto found = orders_.find(name);
  if (found == orders_.end()) return NotFoundError(name);
  return found->second;
}

void FakeOrders::Put(const orders::v1::Order& order) {
  MutexLock lock(mutex_);
  orders_[order.name()] = order;
}

void FakeOrders::Fail(absl::Status failure) {
  MutexLock lock(mutex_);
  failure_ = std::move(failure);
}

int FakeOrders::calls() {
  MutexLock lock(mutex_);
  return calls_;
}

orders::v1::Order PlacedOrder(const std::string& id, const std::string& buyer, absl::Time placed) {
  orders::v1::Order order;
  order.set_name(absl::StrCat("shops/1/orders/", id));
  order.set_buyer(buyer);
  order.set_state(orders::v1::OrderState::WAIT_BUYER_PAY);
  *order.mutable_create_time() = ToProto(placed);
  orders::v1::StateChange* change = order.add_history();
  change->set_state(order.state());
  *change->mutable_time() = ToProto(placed);
  for (int line = 1; line <= 2; ++line) {
    orders::v1::OrderLine* added = order.add_lines();
    added->set_line(line);
    added->set_quantity(3);
    added->set_delivered(3);
    added->mutable_snapshot()->set_product(absl::StrCat("shops/1/products/p", line));
  }
  return order;
}

orders::v1::Order FinishedOrder(const std::string& id, const std::string& buyer,
                                absl::Time finished) {
  orders::v1::Order order = PlacedOrder(id, buyer, finished - absl::Hours(24 * 4));
  order.set_state(orders::v1::OrderState::TRADE_FINISHED);
  orders::v1::StateChange* change = order.add_history();
  change->set_state(order.state());
  *change->mutable_time() = ToProto(finished);
  return order;
}

v1::ConversationRecord MessageAt(absl::Time time, v1::Message::Sender sender,
                                 const std::string& conversation, const std::string& agent,
                                 const std::string& buyer) {
  v1::ConversationRecord record;
  v1::ConversationRecord::MessageRecord* message = record.mutable_message();
  message->set_conversation_id(conversation);
  message->set_buyer(buyer);
  message->set_agent(agent);
  message->mutable_message()->set_message_id(
      absl::StrCat(conversation, "-", sender, "-", ToMillis(time)));
  message->mutable_message()->set_sender(sender);
  message->mutable_message()->set_channel(v1::Message::IM);
  message->mutable_message()->set_text("hello");
  *message->mutable_message()->mutable_send_time() = ToProto(time);
  return record;
}

v1::ConversationRecord TransferAt(absl::Time time, const std::string& to,
                                  const std::string& conversation) {
  v1::ConversationRecord record;
  record.mutable_transfer()->set_conversation_id(conversation);
  record.mutable_transfer()->set_to_agent(to);
  *record.mutable_transfer()->mutable_time() = ToProto(time);
  return record;
}

v1::ConversationRecord OnlineAt(absl::Time start, absl::Duration length, const std::string& agent) {
  v1::ConversationRecord record;
  record.mutable_online()->set_agent(agent);
  record.mutable_online()->set_session_id(absl::StrCat("s", ToMillis(start)));
  *record.mutable_online()->mutable_start_time() = ToProto(start);
  *record.mutable_online()->mutable_end_time() = ToProto(start + length);
  return record;
}

}  // namespace shopdesk::feedback::testing
