#include "services/orders/store/refund/refund.h"

#include "services/orders/testing/store_test.h"

namespace shopdesk::orders::store {
namespace {

using ::shopdesk::testing::EqualsProto;
using ::shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using v1::Refund;

class RefundStoreTest : public StoreTest {
 protected:
  Refund Stored(const std::string& order, const std::string& id, int64_t created_ms,
                v1::RefundState::Value state) {
    Refund refund = Named<Refund>("shops/s/orders/" + order + "/refunds/" + id, created_ms);
    refund.set_state(state);
    EXPECT_OK(Put(InsertRefund, refund));
    return refund;
  }
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, RefundStoreTest, testing::BothDatabases(), testing::NameOf);

TEST_P(RefundStoreTest, KeepsWhatWasSaved) {
  Refund refund = Stored("o1", "a", 5, v1::RefundState::WAIT_SELLER_AGREE);
  Refund twin = refund;
  EXPECT_THAT(Put(InsertRefund, twin), StatusIs(absl::StatusCode::kAlreadyExists));
  refund.set_state(v1::RefundState::SUCCESS);
  ASSERT_OK(Put(SaveRefund, refund));
  EXPECT_EQ(refund.etag(), "v2");
  ASSERT_OK_AND_ASSIGN(const Refund loaded, Get(LoadRefund, refund.name()));
  EXPECT_THAT(loaded, EqualsProto(refund));
  EXPECT_THAT(Get(LoadRefundForUpdate, "shops/s/orders/o2/refunds/a"),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST_P(RefundStoreTest, AllOfAnOrderAreLoadedOldestFirst) {
  Stored("o1", "open", 1, v1::RefundState::WAIT_SELLER_AGREE);
  Stored("o1", "closed", 2, v1::RefundState::CLOSED);
  Stored("o1", "paid", 3, v1::RefundState::SUCCESS);
  Stored("o1", "part", 4, v1::RefundState::PARTIAL);
  Stored("o2", "other", 5, v1::RefundState::WAIT_SELLER_AGREE);
  ASSERT_OK_AND_ASSIGN(const auto all, Get(LoadRefundsOf, "shops/s/orders/o1"));
  EXPECT_THAT(IdsOf(all), ElementsAre("open", "closed", "paid", "part"));
}

TEST_P(RefundStoreTest, ListsOldestFirstOfOneOrderOrOfAll) {
  Stored("o2", "b", 5, v1::RefundState::WAIT_SELLER_AGREE);
  Stored("o1", "c", 5, v1::RefundState::WAIT_SELLER_AGREE);
  Stored("o1", "a", 5, v1::RefundState::CLOSED);
  Stored("o1", "d", 4, v1::RefundState::WAIT_SELLER_AGREE);
  const auto list = [&](const std::string& order, v1::RefundState::Value state,
                        const ChildCreationKey& after = OldestChild(), int limit = 9) {
    const auto found = Get(ListRefunds, RefundQuery{"s", order, state}, after, limit);
    EXPECT_OK(found);
    return IdsOf(*found);
  };
  EXPECT_THAT(list("o1", v1::RefundState::REFUND_STATE_UNSPECIFIED), ElementsAre("d", "a", "c"));
  EXPECT_THAT(list("o1", v1::RefundState::CLOSED), ElementsAre("a"));
  EXPECT_THAT(list("", v1::RefundState::WAIT_SELLER_AGREE), ElementsAre("d", "c", "b"));
  EXPECT_THAT(list("", v1::RefundState::WAIT_SELLER_AGREE, ChildCreationKey(4, "o1", "d"), 1),
              ElementsAre("c"));
  EXPECT_THAT(list("o1", v1::RefundState::REFUND_STATE_UNSPECIFIED, ChildCreationKey(5, "o1", "a")),
              ElementsAre("c"));
}

}  // namespace
}  // namespace shopdesk::orders::store
