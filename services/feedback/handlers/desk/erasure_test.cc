#include "services/feedback/handlers/desk/erasure.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/stored.h"
#include "services/feedback/handlers/complaint/complaint.h"
#include "services/feedback/testing/world.h"

namespace shopdesk::feedback {
namespace {

using shopdesk::testing::TablesHolding;
using ::testing::Contains;
using testing::EqualsProto;
using testing::FinishedOrder;
using testing::HasReason;
using ::testing::IsSubsetOf;
using testing::kTestTime;
using testing::MessageAt;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

// What isn't purged at once: events, and the answers for repetitions, both masked
// (docs/privacy.md).
constexpr const char* kKept[] = {"events", "idempotency"};

class ErasureTest : public testing::ChatTest {
 protected:
  std::set<std::string> Holding(const std::string& text) {
    return TablesHolding(runtime_->database(), text);
  }
  // The events of these types that the feed told, in order.
  std::vector<std::string> Told(absl::string_view ending) {
    const auto page = runtime_->events().Read("1", 0, event::kMaxPage, absl::InfinitePast());
    EXPECT_OK(page);
    std::vector<std::string> types;
    for (const auto& event : page->events) {
      if (absl::EndsWith(event.type(), ending)) types.push_back(event.type());
    }
    return types;
  }
  absl::StatusOr<erasure::v1::Erasure> Get() {
    erasure::v1::GetErasureRequest request;
    request.set_name("shops/1/erasures/e");
    return Read<erasure::v1::Erasure>(request, erasure::GetErasure);
  }
  void TellDone(absl::Time create_time) {
    erasure::v1::Erasure erasure;
    erasure.set_name("shops/1/erasures/e");
    erasure.set_buyer("b");
    erasure.set_state(erasure::v1::Erasure::DONE);
    *erasure.mutable_create_time() = ToProto(create_time);
    feed_.Add(erasure, erasure::kDoneEvent);
    CatchUp();
  }
};

INSTANTIATE_TEST_SUITE_P(Databases, ErasureTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         testing::DialectOf);

TEST_P(ErasureTest, AnErasedOrderTakesWhatWasSaidOfItAlong) {
  orders::v1::Order order = FinishedOrder("o", "b", kTestTime - absl::Hours(1));
  orders_.Put(order);
  feed_.Add(order, "order.finished");
  CatchUp();
  v1::SubmitReviewRequest review = ReviewOf("o");
  review.set_text("lovely, call 13812341234");
  ASSERT_OK(Submit(review));
  v1::OpenComplaintRequest complaint;
  complaint.set_order(order.name());
  complaint.set_buyer("b");
  complaint.set_kind(v1::Complaint::WRONG_GOODS);
  complaint.set_complainant(v1::Complaint::BUYER);
  complaint.set_respondent(v1::Complaint::SHOP);
  complaint.set_text("red, not blue");
  ASSERT_OK(Workflow<v1::Complaint>(Call(), complaint, handlers::OpenComplaint));
  ASSERT_OK_AND_ASSIGN(const v1::Ratings ratings, Ratings());
  EXPECT_THAT(Holding("lovely"), Contains("reviews"));
  EXPECT_THAT(Holding("shops/1/reviews/o.1"), Contains("sealed"));

  *order.mutable_erase_time() = ToProto(kTestTime);
  feed_.Add(order, "order.erased");
  CatchUp();
  for (const char* text : {"lovely", "138****1234", "red, not blue"}) {
    EXPECT_THAT(Holding(text), IsSubsetOf(kKept)) << text;
  }
  EXPECT_THAT(Holding("shops/1/reviews/o.1"), Not(Contains("sealed")));
  EXPECT_THAT(Told(".erased"), UnorderedElementsAre("review.erased", "complaint.erased"));
  ASSERT_OK_AND_ASSIGN(const v1::Review left, GetReview("o.1"));
  EXPECT_EQ(left.text(), "");
  EXPECT_EQ(left.scores().service(), 5);
  ASSERT_OK_AND_ASSIGN(const v1::Ratings after, Ratings());
  EXPECT_THAT(after, EqualsProto(ratings));
}

TEST_P(ErasureTest, ChatsGoOnceAllOrdersAreErased) {
  EXPECT_THAT(Get(), HasReason("NOT_FOUND"));
  v1::ConversationRecord said = MessageAt(kTestTime, v1::Message::BUYER);
  said.mutable_message()->mutable_message()->set_text("I live behind the mill");
  v1::ConversationRecord later = MessageAt(kTestTime + absl::Hours(2), v1::Message::BUYER);
  later.mutable_message()->mutable_message()->set_text("and now by the lake");
  v1::ConversationRecord other = MessageAt(kTestTime, v1::Message::BUYER, "c2", "a", "b9");
  other.mutable_message()->mutable_message()->set_text("nothing to do with the mill of b");
  ASSERT_OK(Record({said, later, other}));
  TellDone(kTestTime + absl::Hours(1));
  AdvanceTo(kTestTime + absl::Hours(3));
  ASSERT_OK_AND_ASSIGN(const erasure::v1::Erasure done, Get());
  EXPECT_EQ(done.state(), erasure::v1::Erasure::DONE);
  EXPECT_THAT(Holding("behind the mill"), IsSubsetOf(kKept));
  // What he said since is a new life, and others' words are theirs.
  EXPECT_THAT(Holding("by the lake"), Contains("messages"));
  EXPECT_THAT(Holding("mill of b"), Contains("messages"));
  EXPECT_THAT(Holding("shops/1/conversations/c"), Contains("sealed"));
  ASSERT_OK_AND_ASSIGN(const v1::Conversation conversation, GetConversation());
  EXPECT_EQ(conversation.message_count(), 2);
}

}  // namespace
}  // namespace shopdesk::feedback
