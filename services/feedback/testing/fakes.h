#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "libs/base/clock.h"
#include "libs/base/mutex.h"
#include "libs/testing/fake_feed.h"
#include "libs/testing/test_runtime.h"
#include "services/feedback/clients/orders.h"
#include "shopdesk/feedback/v1/conversation.pb.h"

// What feedback asks and follows, played by the test.
namespace shopdesk::feedback::testing {

using namespace shopdesk::testing;  // NOLINT: test only

// Orders as the test wants them. Thread-safe.
class FakeOrders final : public clients::Orders {
 public:
  absl::StatusOr<orders::v1::Order> GetOrder(const runtime::Context& ctx,
                                             const std::string& name) override;
  void Put(const orders::v1::Order& order);
  void Fail(absl::Status failure);
  int calls();

 private:
  Mutex mutex_;
  std::map<std::string, orders::v1::Order> orders_ ABSL_GUARDED_BY(mutex_);
  absl::Status failure_ ABSL_GUARDED_BY(mutex_);
  int calls_ ABSL_GUARDED_BY(mutex_) = 0;
};

// An order of shop 1 with two lines of three pieces, placed at `placed`.
orders::v1::Order PlacedOrder(const std::string& id, const std::string& buyer, absl::Time placed);
orders::v1::Order FinishedOrder(const std::string& id, const std::string& buyer,
                                absl::Time finished);

// The records of a chat tool.
v1::ConversationRecord MessageAt(absl::Time time, v1::Message::Sender sender,
                                 const std::string& conversation = "c",
                                 const std::string& agent = "a", const std::string& buyer = "b");
v1::ConversationRecord TransferAt(absl::Time time, const std::string& to,
                                  const std::string& conversation = "c");
v1::ConversationRecord OnlineAt(absl::Time start, absl::Duration length,
                                const std::string& agent = "a");

}  // namespace shopdesk::feedback::testing
