#include "services/feedback/store/complaint/complaint.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/status_macros.h"
#include "services/feedback/testing/store_test.h"

namespace shopdesk::feedback::store {
namespace {

using ::testing::ElementsAre;
using testing::HasReason;
using testing::IsOkAndHolds;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

class ComplaintStoreTest : public testing::StoreTest {
 protected:
  absl::Status Insert(const std::string& id, const std::string& buyer, const std::string& order) {
    v1::Complaint complaint;
    complaint.set_name(absl::StrCat("shops/1/complaints/", id));
    complaint.set_buyer(buyer);
    complaint.set_order(absl::StrCat("shops/1/orders/", order));
    complaint.set_state(v1::Complaint::OPEN);
    *complaint.mutable_create_time() = ToProto(FromMillis(++created_ms_));
    return Run([&](sql::Transaction& txn) { return InsertComplaint(txn, complaint); });
  }
  absl::Status Save(const std::string& id, v1::Complaint::State state,
                    v1::Complaint::Outcome outcome, bool overdue) {
    return Run([&](sql::Transaction& txn) -> absl::Status {
      ASSIGN_OR_RETURN(v1::Complaint complaint, LoadComplaintForUpdate(txn, "1", id));
      complaint.set_state(state);
      complaint.set_outcome(outcome);
      complaint.set_overdue(overdue);
      return SaveComplaint(txn, complaint);
    });
  }
  std::vector<std::string> List(const ComplaintFilter& filter) {
    std::vector<std::string> ids;
    const auto complaints = Run(
        [&](sql::Transaction& txn) { return ListComplaints(txn, "1", filter, NewestFirst(), 10); });
    EXPECT_OK(complaints.status());
    for (const v1::Complaint& found : *complaints) ids.emplace_back(LastSegment(found.name()));
    return ids;
  }

  int64_t created_ms_ = 0;
};

INSTANTIATE_TEST_SUITE_P(Databases, ComplaintStoreTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         testing::DialectOf);

TEST_P(ComplaintStoreTest, ThoseOfAnOrderThatAreNotClosed) {
  ASSERT_OK(Insert("c1", "b", "o1"));
  ASSERT_OK(Insert("c2", "b", "o1"));
  ASSERT_OK(Insert("c3", "b", "o1"));
  ASSERT_OK(Insert("c4", "b", "o2"));
  ASSERT_OK(Save("c2", v1::Complaint::CLOSED, v1::Complaint::SETTLED, false));
  ASSERT_OK(Save("c3", v1::Complaint::ANSWERED, v1::Complaint::OUTCOME_UNSPECIFIED, false));
  const auto open =
      Run([](sql::Transaction& txn) { return ListOpenComplaintsOfOrder(txn, "1", "o1"); });
  ASSERT_OK(open.status());
  ASSERT_EQ(open->size(), 2u);
  EXPECT_EQ((*open)[0].name(), "shops/1/complaints/c1");
  EXPECT_EQ((*open)[1].name(), "shops/1/complaints/c3");
}

TEST_P(ComplaintStoreTest, ListsByEachFilter) {
  ASSERT_OK(Insert("c1", "b", "o1"));
  ASSERT_OK(Insert("c2", "x", "o1"));
  ASSERT_OK(Insert("c3", "b", "o2"));
  EXPECT_THAT(Insert("c3", "b", "o2"), HasReason("ALREADY_EXISTS"));
  ASSERT_OK(Save("c3", v1::Complaint::ANSWERED, v1::Complaint::OUTCOME_UNSPECIFIED, false));
  EXPECT_THAT(List({}), ElementsAre("c3", "c2", "c1"));
  EXPECT_THAT(List({.state = v1::Complaint::OPEN}), ElementsAre("c2", "c1"));
  EXPECT_THAT(List({.buyer = "b"}), ElementsAre("c3", "c1"));
  EXPECT_THAT(List({.order = "o1"}), ElementsAre("c2", "c1"));
}

TEST_P(ComplaintStoreTest, ABuyerHasAnOpenOneUntilItIsClosed) {
  const auto has_open = [&] {
    return Run([](sql::Transaction& txn) { return HasOpenComplaint(txn, "1", "b"); });
  };
  EXPECT_THAT(has_open(), IsOkAndHolds(false));
  ASSERT_OK(Insert("c", "b", "o"));
  EXPECT_THAT(has_open(), IsOkAndHolds(true));
  ASSERT_OK(Save("c", v1::Complaint::ANSWERED, v1::Complaint::OUTCOME_UNSPECIFIED, false));
  EXPECT_THAT(has_open(), IsOkAndHolds(true));
  ASSERT_OK(Save("c", v1::Complaint::CLOSED, v1::Complaint::UPHELD, false));
  EXPECT_THAT(has_open(), IsOkAndHolds(false));
}

}  // namespace
}  // namespace shopdesk::feedback::store
