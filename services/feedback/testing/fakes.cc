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

class FakeFeed::FeedSource final : public event::Source {
 public:
  explicit FeedSource(FakeFeed& feed) : feed_(feed) {}
  absl::StatusOr<event::Page> Read(const event::Cursor& cursor, int limit,
                                   absl::Time deadline) override {
    MutexLock lock(feed_.mutex_);
    while (!cancelled_ && static_cast<int64_t>(feed_.events_.size()) <= cursor.sequence &&
           absl::Now() < deadline) {
      feed_.changed_.WaitFor(feed_.mutex_, deadline - absl::Now());
    }
    event::Page page;
    page.head = static_cast<int64_t>(feed_.events_.size());
    page.next = cursor;
    while (page.next.sequence < page.head && static_cast<int>(page.events.size()) < limit) {
      page.events.push_back(feed_.events_[page.next.sequence++]);
    }
    return page;
  }
  void Cancel() override {
    MutexLock lock(feed_.mutex_);
    cancelled_ = true;
    feed_.changed_.NotifyAll();
  }

 private:
  FakeFeed& feed_;
  bool cancelled_ = false;
};

std::unique_ptr<event::Source> FakeFeed::MakeSource() {
  return std::make_unique<FeedSource>(*this);
}

void FakeFeed::Append(event::v1::Event event) {
  MutexLock lock(mutex_);
  event.set_sequence(static_cast<int64_t>(events_.size()) + 1);
  events_.push_back(std::move(event));
  changed_.NotifyAll();
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
