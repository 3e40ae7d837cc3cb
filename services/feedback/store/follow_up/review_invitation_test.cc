#include "services/feedback/store/follow_up/review_invitation.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"
#include "services/feedback/testing/store_test.h"

namespace shopdesk::feedback::store {
namespace {

using ::testing::ElementsAre;
using testing::HasReason;
using testing::IsOkAndHolds;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

class InvitationStoreTest : public testing::StoreTest {
 protected:
  absl::Status Insert(const std::string& id, v1::ReviewInvitation::State state,
                      const std::string& buyer = "b") {
    v1::ReviewInvitation invitation;
    invitation.set_name(absl::StrCat("shops/1/reviewInvitations/", id));
    invitation.set_buyer(buyer);
    invitation.set_state(state);
    *invitation.mutable_create_time() = ToProto(FromMillis(++created_ms_));
    return Run([&](sql::Transaction& txn) { return InsertInvitation(txn, invitation); });
  }
  static std::vector<std::string> IdsOf(
      const absl::StatusOr<std::vector<v1::ReviewInvitation>>& found) {
    EXPECT_OK(found.status());
    std::vector<std::string> ids;
    for (const v1::ReviewInvitation& one : *found) ids.emplace_back(LastSegment(one.name()));
    return ids;
  }

  int64_t created_ms_ = 0;
};

INSTANTIATE_TEST_SUITE_P(Databases, InvitationStoreTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         testing::DialectOf);

TEST_P(InvitationStoreTest, ABuyersDueOnesInTheOrderOfIds) {
  ASSERT_OK(Insert("z", v1::ReviewInvitation::DUE));
  ASSERT_OK(Insert("y", v1::ReviewInvitation::DUE));
  ASSERT_OK(Insert("sent", v1::ReviewInvitation::SENT));
  ASSERT_OK(Insert("theirs", v1::ReviewInvitation::DUE, "x"));
  EXPECT_THAT(
      IdsOf(Run([](sql::Transaction& txn) { return ListDueInvitationsForUpdate(txn, "1", "b"); })),
      ElementsAre("y", "z"));
}

TEST_P(InvitationStoreTest, ListsAndCountsFollowTheState) {
  ASSERT_OK(Insert("a", v1::ReviewInvitation::DUE));
  ASSERT_OK(Insert("b", v1::ReviewInvitation::DUE));
  EXPECT_THAT(Insert("b", v1::ReviewInvitation::DUE), HasReason("ALREADY_EXISTS"));
  ASSERT_OK(Run([](sql::Transaction& txn) -> absl::Status {
    ASSIGN_OR_RETURN(v1::ReviewInvitation saved, LoadInvitationForUpdate(txn, "1", "a"));
    saved.set_state(v1::ReviewInvitation::DROPPED);
    return SaveInvitation(txn, saved);
  }));
  const auto list = [&](int64_t state) {
    return IdsOf(Run([&](sql::Transaction& txn) {
      return ListInvitations(txn, "1", state, NewestFirst(), 10);
    }));
  };
  EXPECT_THAT(list(0), ElementsAre("b", "a"));
  EXPECT_THAT(list(v1::ReviewInvitation::DUE), ElementsAre("b"));
  EXPECT_THAT(list(v1::ReviewInvitation::DROPPED), ElementsAre("a"));
}

TEST_P(InvitationStoreTest, WhatIsMissingIsNamed) {
  const auto loaded = Run([](sql::Transaction& txn) { return LoadInvitation(txn, "1", "o"); });
  EXPECT_EQ(ErrorMetadataOf(loaded.status(), "resource"), "shops/1/reviewInvitations/o");
  EXPECT_FALSE(Run([](sql::Transaction& txn) { return FindInvitationForUpdate(txn, "1", "o"); })
                   .value()
                   .has_value());
}

}  // namespace
}  // namespace shopdesk::feedback::store
