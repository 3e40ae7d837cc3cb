#include "services/logistics/store/money/freight_bill.h"

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/status_macros.h"
#include "services/logistics/testing/store.h"

namespace shopdesk::logistics::store {
namespace {

using shopdesk::testing::HasReason;
using ::testing::ElementsAre;
using v1::FreightBill;

class FreightBillStoreTest : public testing::StoreTest {
 protected:
  absl::Status Insert(const std::string& id, int64_t ms, FreightBill::State state) {
    return Write([&](sql::Transaction& txn) {
      FreightBill freight_bill;
      freight_bill.set_name(absl::StrCat("shops/1/freightBills/", id));
      freight_bill.set_order("shops/1/orders/o");
      freight_bill.set_state(state);
      *freight_bill.mutable_create_time() = ToProto(FromMillis(ms));
      return InsertFreightBill(txn, freight_bill);
    });
  }
};

TEST_P(FreightBillStoreTest, KeepsVersions) {
  constexpr char kName[] = "shops/1/freightBills/i";
  ASSERT_OK(Insert("i", 1, FreightBill::DIFFERS));
  EXPECT_THAT(Insert("i", 2, FreightBill::DIFFERS), HasReason("ALREADY_EXISTS"));
  ASSERT_OK(Write([&](sql::Transaction& txn) -> absl::Status {
    ASSIGN_OR_RETURN(FreightBill freight_bill, LoadFreightBillForUpdate(txn, kName));
    freight_bill.set_state(FreightBill::MATCHED);
    return SaveFreightBill(txn, freight_bill);
  }));
  ASSERT_OK_AND_ASSIGN(
      const FreightBill freight_bill,
      Find<FreightBill>([&](sql::Transaction& txn) { return LoadFreightBill(txn, kName); }));
  EXPECT_EQ(freight_bill.etag(), "v2");
  EXPECT_EQ(freight_bill.state(), FreightBill::MATCHED);
  EXPECT_THAT(Find<FreightBill>([](sql::Transaction& txn) {
                return LoadFreightBillForUpdate(txn, "shops/1/freightBills/none");
              }),
              HasReason("NOT_FOUND"));
}

TEST_P(FreightBillStoreTest, NewestFirstByState) {
  ASSERT_OK(Insert("1", 10, FreightBill::MATCHED));
  ASSERT_OK(Insert("3", 20, FreightBill::DIFFERS));
  ASSERT_OK(Insert("2", 20, FreightBill::MATCHED));
  const auto list = [&](FreightBill::State state, const CreationKey& before = kNewest,
                        int limit = 9) {
    return Ids<FreightBill>(
        [&](sql::Transaction& txn) { return ListFreightBills(txn, "1", state, before, limit); });
  };
  EXPECT_THAT(list(FreightBill::STATE_UNSPECIFIED), ElementsAre("3", "2", "1"));
  EXPECT_THAT(list(FreightBill::STATE_UNSPECIFIED, CreationKey(20, "3"), 1), ElementsAre("2"));
  EXPECT_THAT(list(FreightBill::MATCHED), ElementsAre("2", "1"));
  EXPECT_THAT(
      Snapshot(FreightBill::descriptor(), kFreightBillSnapshot, 1),
      ElementsAre("shops/1/freightBills/1", "shops/1/freightBills/2", "shops/1/freightBills/3"));
}

INSTANTIATE_TEST_SUITE_P(Databases, FreightBillStoreTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres));

}  // namespace
}  // namespace shopdesk::logistics::store
