#include "services/orders/store/desk/refund_advice.h"

#include "services/orders/store/refund/refund.h"
#include "services/orders/testing/store_test.h"

namespace shopdesk::orders::store {
namespace {

using ::shopdesk::testing::EqualsProto;
using ::shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using v1::RefundAdvice;

class RefundAdviceStoreTest : public StoreTest {
 protected:
  static RefundAdvice Of(const std::string& order, const std::string& refund) {
    RefundAdvice advice;
    advice.set_name("shops/s/orders/" + order + "/refunds/" + refund + "/advice");
    advice.set_buyer(refund);
    return advice;
  }
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, RefundAdviceStoreTest, testing::BothDatabases(),
                         testing::NameOf);

TEST_P(RefundAdviceStoreTest, KeepsWhatWasSaved) {
  RefundAdvice advice = Of("o", "r");
  ASSERT_OK(Put(InsertRefundAdvice, advice));
  RefundAdvice twin = Of("o", "r");
  EXPECT_THAT(Put(InsertRefundAdvice, twin), StatusIs(absl::StatusCode::kAlreadyExists));
  advice.set_agent("7");
  ASSERT_OK(Put(SaveRefundAdvice, advice));
  ASSERT_OK_AND_ASSIGN(const RefundAdvice loaded, Get(LoadRefundAdvice, advice.name()));
  EXPECT_THAT(loaded, EqualsProto(advice));
  ASSERT_OK_AND_ASSIGN(const auto none,
                       Get(FindRefundAdviceForUpdate, "shops/s/orders/o/refunds/none/advice"));
  EXPECT_FALSE(none.has_value());
  EXPECT_THAT(Get(LoadRefundAdvice, "shops/s/orders/o/refunds/none/advice"),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST_P(RefundAdviceStoreTest, ListsAnOrdersByTheirRefunds) {
  for (RefundAdvice advice : {Of("o", "b"), Of("o", "a"), Of("p", "c")}) {
    ASSERT_OK(Put(InsertRefundAdvice, advice));
  }
  const auto list = [&](const std::string& after, int limit) {
    std::vector<std::string> refunds;
    const auto found = Get(ListRefundAdvice, "shops/s/orders/o", after, limit);
    EXPECT_OK(found);
    for (const RefundAdvice& advice : *found) refunds.push_back(advice.buyer());
    return refunds;
  };
  EXPECT_THAT(list("", 9), ElementsAre("a", "b"));
  EXPECT_THAT(list("", 1), ElementsAre("a"));
  EXPECT_THAT(list("a", 9), ElementsAre("b"));
}

TEST_P(RefundAdviceStoreTest, ListsABuyersRefundsSinceATime) {
  for (const auto& [id, buyer, ms] : std::vector<std::tuple<const char*, const char*, int64_t>>{
           {"a", "b1", 3}, {"b", "b1", 5}, {"c", "b2", 5}, {"d", "b1", 9}}) {
    v1::Refund refund = Named<v1::Refund>(std::string("shops/s/orders/o/refunds/") + id, ms);
    refund.set_buyer(buyer);
    ASSERT_OK(Put(InsertRefund, refund));
  }
  ASSERT_OK_AND_ASSIGN(const auto found, Get(ListRefundsOfBuyer, "s", "b1", int64_t{5}, 9));
  EXPECT_THAT(IdsOf(found), ElementsAre("d", "b"));
  ASSERT_OK_AND_ASSIGN(const auto newest, Get(ListRefundsOfBuyer, "s", "b1", int64_t{0}, 1));
  EXPECT_THAT(IdsOf(newest), ElementsAre("d"));
}

}  // namespace
}  // namespace shopdesk::orders::store
