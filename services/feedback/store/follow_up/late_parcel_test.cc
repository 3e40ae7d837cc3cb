#include "services/feedback/store/follow_up/late_parcel.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"
#include "services/feedback/store/review/review.h"
#include "services/feedback/testing/store_test.h"

namespace shopdesk::feedback::store {
namespace {

using ::testing::ElementsAre;
using testing::HasReason;
using testing::IsOkAndHolds;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

class LateParcelStoreTest : public testing::StoreTest {
 protected:
  absl::Status Insert(const std::string& id, const std::string& order,
                      v1::LateParcel::State state = v1::LateParcel::TO_TELL) {
    v1::LateParcel parcel;
    parcel.set_name(absl::StrCat("shops/1/lateParcels/", id));
    parcel.set_order(absl::StrCat("shops/1/orders/", order));
    parcel.set_state(state);
    *parcel.mutable_create_time() = ToProto(FromMillis(++created_ms_));
    return Run([&](sql::Transaction& txn) { return InsertLateParcel(txn, parcel); });
  }
  absl::Status Review(const std::string& order, int line, int delivery) {
    v1::Review review;
    review.set_name(absl::StrCat("shops/1/reviews/", order, ".", line));
    review.set_order(absl::StrCat("shops/1/orders/", order));
    review.mutable_scores()->set_delivery(delivery);
    return Run([&](sql::Transaction& txn) { return InsertReview(txn, 0, review); });
  }
  std::vector<std::string> List(const LateParcelFilter& filter) {
    const auto parcels = Run([&](sql::Transaction& txn) {
      return ListLateParcels(txn, "1", filter, NewestFirst(), 10);
    });
    EXPECT_OK(parcels.status());
    std::vector<std::string> ids;
    for (const v1::LateParcel& found : *parcels) ids.emplace_back(LastSegment(found.name()));
    return ids;
  }

  int64_t created_ms_ = 0;
};

INSTANTIATE_TEST_SUITE_P(Databases, LateParcelStoreTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         testing::DialectOf);

TEST_P(LateParcelStoreTest, ThoseOfAnOrderInAState) {
  ASSERT_OK(Insert("s1", "o1"));
  ASSERT_OK(Insert("s2", "o1", v1::LateParcel::TOLD));
  ASSERT_OK(Insert("s3", "o2"));
  const auto found = Run([](sql::Transaction& txn) {
    return ListLateParcelsOfOrderForUpdate(txn, "1", "o1", v1::LateParcel::TO_TELL);
  });
  ASSERT_OK(found.status());
  ASSERT_EQ(found->size(), 1u);
  EXPECT_EQ((*found)[0].name(), "shops/1/lateParcels/s1");
}

TEST_P(LateParcelStoreTest, ListsAndCountsFollowTheState) {
  ASSERT_OK(Insert("s1", "o1"));
  ASSERT_OK(Insert("s2", "o1"));
  ASSERT_OK(Insert("s3", "o2"));
  EXPECT_THAT(Insert("s3", "o2"), HasReason("ALREADY_EXISTS"));
  ASSERT_OK(Run([](sql::Transaction& txn) -> absl::Status {
    ASSIGN_OR_RETURN(v1::LateParcel saved, LoadLateParcelForUpdate(txn, "1", "s2"));
    saved.set_state(v1::LateParcel::TOLD);
    return SaveLateParcel(txn, saved);
  }));
  EXPECT_THAT(List({}), ElementsAre("s3", "s2", "s1"));
  EXPECT_THAT(List({.state = v1::LateParcel::TOLD}), ElementsAre("s2"));
  EXPECT_THAT(List({.order = "o1"}), ElementsAre("s2", "s1"));
}

TEST_P(LateParcelStoreTest, OneOfSeveralOrdersIsFoundByEach) {
  ASSERT_OK(Insert("s1", "o2"));
  v1::LateParcel merged;
  merged.set_name("shops/1/lateParcels/s2");
  merged.set_order("shops/1/orders/o1");
  merged.add_merged_orders("shops/1/orders/o2");
  merged.add_merged_orders("shops/1/orders/o3");
  merged.set_state(v1::LateParcel::TO_TELL);
  *merged.mutable_create_time() = ToProto(FromMillis(++created_ms_));
  ASSERT_OK(Run([&](sql::Transaction& txn) { return InsertLateParcel(txn, merged); }));
  EXPECT_THAT(List({.order = "o1"}), ElementsAre("s2"));
  EXPECT_THAT(List({.order = "o2"}), ElementsAre("s2", "s1"));
  EXPECT_THAT(List({.order = "o3"}), ElementsAre("s2"));
  const auto found = Run([](sql::Transaction& txn) {
    return ListLateParcelsOfOrderForUpdate(txn, "1", "o3", v1::LateParcel::TO_TELL);
  });
  ASSERT_OK(found.status());
  EXPECT_EQ(found->size(), 1u);
  std::vector<std::string> orders;
  ASSERT_OK(Run([&](sql::Transaction& txn) {
    orders.clear();
    return txn.Query(kListOrdersWithLateParcels, {"1", "shops/1/orders/", 2},
                     [&](const sql::Row& row) {
                       orders.emplace_back(row.Text(0));
                       return absl::OkStatus();
                     });
  }));
  EXPECT_THAT(orders, ElementsAre("shops/1/orders/o1", "shops/1/orders/o2"));
}

TEST_P(LateParcelStoreTest, WhatIsMissingIsNamed) {
  const auto loaded = Run([](sql::Transaction& txn) { return LoadLateParcel(txn, "1", "s"); });
  EXPECT_EQ(ErrorMetadataOf(loaded.status(), "resource"), "shops/1/lateParcels/s");
  EXPECT_FALSE(Run([](sql::Transaction& txn) { return FindLateParcelForUpdate(txn, "1", "s"); })
                   .value()
                   .has_value());
}

}  // namespace
}  // namespace shopdesk::feedback::store
