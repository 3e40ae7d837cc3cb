#include "services/logistics/store/problem/problem_parcel.h"

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/status_macros.h"
#include "services/logistics/testing/store.h"

namespace shopdesk::logistics::store {
namespace {

using shopdesk::testing::HasReason;
using ::testing::ElementsAre;
using v1::ProblemParcel;

class ProblemParcelStoreTest : public testing::StoreTest {
 protected:
  absl::Status Insert(const std::string& id, int64_t ms, ProblemParcel::State state,
                      const std::string& order = "o") {
    return Write([&](sql::Transaction& txn) {
      ProblemParcel problem_parcel;
      problem_parcel.set_name(absl::StrCat("shops/1/problemParcels/", id));
      problem_parcel.set_order("shops/1/orders/" + order);
      problem_parcel.set_state(state);
      *problem_parcel.mutable_create_time() = ToProto(FromMillis(ms));
      return InsertProblemParcel(txn, problem_parcel);
    });
  }
};

TEST_P(ProblemParcelStoreTest, KeepsVersions) {
  constexpr char kName[] = "shops/1/problemParcels/i";
  ASSERT_OK(Insert("i", 1, ProblemParcel::OPEN));
  EXPECT_THAT(Insert("i", 2, ProblemParcel::OPEN), HasReason("ALREADY_EXISTS"));
  ASSERT_OK(Write([&](sql::Transaction& txn) -> absl::Status {
    ASSIGN_OR_RETURN(ProblemParcel problem_parcel, LoadProblemParcelForUpdate(txn, kName));
    problem_parcel.set_state(ProblemParcel::CLOSED);
    return SaveProblemParcel(txn, problem_parcel);
  }));
  ASSERT_OK_AND_ASSIGN(
      const ProblemParcel problem_parcel,
      Find<ProblemParcel>([&](sql::Transaction& txn) { return LoadProblemParcel(txn, kName); }));
  EXPECT_EQ(problem_parcel.etag(), "v2");
  EXPECT_EQ(problem_parcel.state(), ProblemParcel::CLOSED);
  EXPECT_THAT(Find<ProblemParcel>([](sql::Transaction& txn) {
                return LoadProblemParcelForUpdate(txn, "shops/1/problemParcels/none");
              }),
              HasReason("NOT_FOUND"));
}

TEST_P(ProblemParcelStoreTest, NewestFirstByOrderAndState) {
  ASSERT_OK(Insert("1", 10, ProblemParcel::CLOSED));
  ASSERT_OK(Insert("3", 20, ProblemParcel::OPEN));
  ASSERT_OK(Insert("2", 20, ProblemParcel::CLOSED, "p"));
  const auto list = [&](ProblemParcelFilter filter, const CreationKey& before = kNewest,
                        int limit = 9) {
    return Ids<ProblemParcel>(
        [&](sql::Transaction& txn) { return ListProblemParcels(txn, "1", filter, before, limit); });
  };
  EXPECT_THAT(list({}), ElementsAre("3", "2", "1"));
  EXPECT_THAT(list({}, CreationKey(20, "3"), 1), ElementsAre("2"));
  EXPECT_THAT(list({.state = ProblemParcel::CLOSED}), ElementsAre("2", "1"));
  EXPECT_THAT(list({.order = "o"}), ElementsAre("3", "1"));
  EXPECT_THAT(list({.order = "o"}, CreationKey(20, "3")), ElementsAre("1"));
  EXPECT_THAT(list({.order = "o", .state = ProblemParcel::OPEN}), ElementsAre("3"));
  EXPECT_THAT(list({.order = "none"}), ElementsAre());
  EXPECT_THAT(Snapshot(ProblemParcel::descriptor(), kProblemParcelSnapshot, 1),
              ElementsAre("shops/1/problemParcels/1", "shops/1/problemParcels/2",
                          "shops/1/problemParcels/3"));
}

INSTANTIATE_TEST_SUITE_P(Databases, ProblemParcelStoreTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres));

}  // namespace
}  // namespace shopdesk::logistics::store
