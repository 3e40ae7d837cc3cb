#include "services/logistics/store/rate/negotiated_rate.h"

#include "libs/base/status_macros.h"
#include "services/logistics/testing/store.h"

namespace shopdesk::logistics::store {
namespace {

using shopdesk::testing::HasReason;
using ::testing::ElementsAre;

constexpr char kNegotiatedRateName[] = "shops/1/carriers/a/negotiatedRates/t";

class NegotiatedRateStoreTest : public testing::StoreTest {
 protected:
  // `id`: "carrier/negotiatedRates/rate".
  absl::Status Insert(const std::string& id) {
    return Write([&](sql::Transaction& txn) {
      v1::NegotiatedRate rate;
      rate.set_name("shops/1/carriers/" + id);
      return InsertNegotiatedRate(txn, rate);
    });
  }
};

TEST_P(NegotiatedRateStoreTest, KeepsVersions) {
  ASSERT_OK(Insert("a/negotiatedRates/t"));
  EXPECT_THAT(Insert("a/negotiatedRates/t"), HasReason("ALREADY_EXISTS"));
  ASSERT_OK(Write([](sql::Transaction& txn) -> absl::Status {
    ASSIGN_OR_RETURN(auto rate, FindNegotiatedRateForUpdate(txn, kNegotiatedRateName));
    rate->set_currency_code("GBP");
    return SaveNegotiatedRate(txn, *rate);
  }));
  ASSERT_OK_AND_ASSIGN(const v1::NegotiatedRate rate,
                       Find<v1::NegotiatedRate>([](sql::Transaction& txn) {
                         return LoadNegotiatedRate(txn, kNegotiatedRateName);
                       }));
  EXPECT_EQ(rate.etag(), "v2");
  EXPECT_EQ(rate.currency_code(), "GBP");
  EXPECT_THAT(Find<v1::NegotiatedRate>([](sql::Transaction& txn) {
                return LoadNegotiatedRate(txn, "shops/1/carriers/b/negotiatedRates/t");
              }),
              HasReason("NOT_FOUND"));
}

TEST_P(NegotiatedRateStoreTest, ListsThoseOfACarrierOrOfAll) {
  for (const char* id : {"b/negotiatedRates/1", "a/negotiatedRates/4", "a/negotiatedRates/3",
                         "b/negotiatedRates/2"}) {
    ASSERT_OK(Insert(id));
  }
  const auto list = [&](const char* carrier, const NegotiatedRateKey& after, int limit) {
    return Ids<v1::NegotiatedRate>([&](sql::Transaction& txn) {
      return ListNegotiatedRates(txn, "1", carrier, after, limit);
    });
  };
  EXPECT_THAT(list("", {}, 9), ElementsAre("3", "4", "1", "2"));
  EXPECT_THAT(list("", {"a", "4"}, 1), ElementsAre("1"));
  EXPECT_THAT(list("b", {}, 9), ElementsAre("1", "2"));
  EXPECT_THAT(list("b", {"b", "1"}, 9), ElementsAre("2"));
}

INSTANTIATE_TEST_SUITE_P(Databases, NegotiatedRateStoreTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres));

}  // namespace
}  // namespace shopdesk::logistics::store
