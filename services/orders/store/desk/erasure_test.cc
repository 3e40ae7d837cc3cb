#include "services/orders/store/desk/erasure.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/status_macros.h"
#include "libs/testing/matchers.h"
#include "libs/testing/test_runtime.h"
#include "services/orders/store/care/compensation.h"
#include "services/orders/store/care/promise.h"
#include "services/orders/store/desk/order_error.h"
#include "services/orders/store/migrations/migrations.h"
#include "services/orders/store/placing/duplicate.h"
#include "services/orders/store/refund/refund.h"
#include "services/orders/store/trade/remark.h"
#include "services/orders/store/transfer/payout.h"
#include "services/orders/testing/store_test.h"

namespace shopdesk::orders::store {
namespace {

using shopdesk::testing::RunWrite;
using shopdesk::testing::TestRuntime;
using ::testing::ElementsAre;

class ErasureStoreTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  TestRuntime runtime_{{.dialect = GetParam(),
                        .sqlite_migrations = SqliteMigrations(),
                        .postgres_migrations = PostgresMigrations()}};
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, ErasureStoreTest, testing::BothDatabases(),
                         testing::NameOf);

// Of each kind one of the order "o" and one of another, with a text.
absl::Status Fill(sql::Transaction& txn, const std::string& order) {
  const std::string name = "shops/s/orders/" + order;
  v1::Refund refund = Named<v1::Refund>(name + "/refunds/r");
  refund.set_note("call me");
  RETURN_IF_ERROR(InsertRefund(txn, refund));
  v1::Remark remark = Named<v1::Remark>(name + "/remarks/1");
  remark.set_text("call him");
  RETURN_IF_ERROR(InsertRemark(txn, remark));
  v1::Promise promise = Named<v1::Promise>(name + "/promises/m");
  promise.set_state(v1::Promise::OPEN);
  promise.set_note("call us");
  RETURN_IF_ERROR(InsertPromise(txn, promise));
  v1::Compensation compensation = Named<v1::Compensation>(name + "/compensations/c");
  compensation.set_note("call it");
  RETURN_IF_ERROR(InsertCompensation(txn, compensation));
  v1::OrderError error = Named<v1::OrderError>("shops/s/orderErrors/e" + order);
  error.set_order(name);
  error.set_note("called her");
  RETURN_IF_ERROR(InsertOrderError(txn, error));
  v1::Payout payout = Named<v1::Payout>("shops/s/payouts/p" + order);
  payout.set_order(name);
  payout.set_state(v1::Payout::SENT);
  RETURN_IF_ERROR(InsertPayout(txn, payout));
  v1::DuplicatePair pair = Named<v1::DuplicatePair>("shops/s/duplicatePairs/d" + order);
  pair.set_first_order("shops/s/orders/third");
  pair.set_second_order(name);
  pair.set_reason("called them");
  return InsertPair(txn, pair).status();
}

TEST_P(ErasureStoreTest, OnlyWhatIsOfTheOrderIsErased) {
  ASSERT_OK(RunWrite(*runtime_, [&](runtime::WriteContext& ctx) -> absl::Status {
    RETURN_IF_ERROR(Fill(ctx.txn(), "o"));
    RETURN_IF_ERROR(Fill(ctx.txn(), "p"));
    return ctx.vault().SealText(ctx.txn(), "shops/s/orders/o/remarks/1", "text", "x").status();
  }));
  ASSERT_OK(RunWrite(*runtime_, [&](runtime::WriteContext& ctx) -> absl::Status {
    sql::Transaction& txn = ctx.txn();
    std::vector<std::string> told;
    const auto tell = [&](const auto&, absl::string_view name, absl::string_view event) {
      told.push_back(absl::StrCat(event, " ", name));
    };
    ASSIGN_OR_RETURN(const bool open, HasOpenPayout(txn, "shops/s/orders/o"));
    EXPECT_TRUE(open);
    ASSIGN_OR_RETURN(const bool none, HasOpenPayout(txn, "shops/s/orders/third"));
    EXPECT_FALSE(none);
    ASSIGN_OR_RETURN(const bool promised, HasOpenPromise(txn, "shops/s/orders/o"));
    EXPECT_TRUE(promised);
    ASSIGN_OR_RETURN(const bool nothing, HasOpenPromise(txn, "shops/s/orders/third"));
    EXPECT_FALSE(nothing);
    ASSIGN_OR_RETURN(
        const int64_t erased,
        EraseBesidesOrder(txn, ctx.vault(), Named<v1::Order>("shops/s/orders/o"), tell));
    EXPECT_EQ(erased, 7);
    // Of the payout nothing was personal.
    EXPECT_THAT(told, ElementsAre("refund.erased shops/s/orders/o/refunds/r",
                                  "remark.erased shops/s/orders/o/remarks/1",
                                  "promise.erased shops/s/orders/o/promises/m",
                                  "compensation.erased shops/s/orders/o/compensations/c",
                                  "order_error.erased shops/s/orderErrors/eo",
                                  "duplicate_pair.erased shops/s/duplicatePairs/do"));
    ASSIGN_OR_RETURN(const v1::Refund refund, LoadRefund(txn, "shops/s/orders/o/refunds/r"));
    EXPECT_EQ(refund.note(), "");
    ASSIGN_OR_RETURN(const v1::Remark remark, LoadRemark(txn, "shops/s/orders/o/remarks/1"));
    EXPECT_EQ(remark.text(), "");
    ASSIGN_OR_RETURN(const std::string sealed,
                     ctx.vault().OpenText(txn, "shops/s/orders/o/remarks/1", "text"));
    EXPECT_EQ(sealed, "");
    ASSIGN_OR_RETURN(v1::OrderError error, LoadOrderErrorForUpdate(txn, "shops/s/orderErrors/eo"));
    EXPECT_EQ(error.note(), "");
    // It can be changed as before.
    RETURN_IF_ERROR(SaveOrderError(txn, error));
    ASSIGN_OR_RETURN(const v1::DuplicatePair pair, LoadPair(txn, "shops/s/duplicatePairs/do"));
    EXPECT_EQ(pair.reason(), "");
    ASSIGN_OR_RETURN(const v1::Remark other, LoadRemark(txn, "shops/s/orders/p/remarks/1"));
    EXPECT_EQ(other.text(), "call him");
    ASSIGN_OR_RETURN(
        const int64_t third,
        EraseBesidesOrder(txn, ctx.vault(), Named<v1::Order>("shops/s/orders/third"), tell));
    EXPECT_EQ(third, 2) << "it is the first of both pairs";
    return absl::OkStatus();
  }));
}

}  // namespace
}  // namespace shopdesk::orders::store
