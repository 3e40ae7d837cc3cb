#include "services/logistics/store/carrier/branch.h"

#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "services/logistics/testing/store.h"

namespace shopdesk::logistics::store {
namespace {

using shopdesk::testing::EqualsProto;
using shopdesk::testing::HasReason;
using shopdesk::testing::ParseText;
using ::testing::ElementsAre;

class BranchStoreTest : public testing::StoreTest {
 protected:
  // `id`: "carrier/branches/branch".
  absl::Status Insert(const std::string& id, const char* place) {
    auto branch = ParseText<v1::Branch>(place);
    branch.set_name("shops/1/carriers/" + id);
    return Write([&](sql::Transaction& txn) {
      v1::Branch inserted = branch;
      return InsertBranch(txn, inserted);
    });
  }
  std::vector<std::string> List(const BranchFilter& filter, const BranchKey& after = {},
                                int limit = 100) {
    return Ids<v1::Branch>(
        [&](sql::Transaction& txn) { return ListBranches(txn, "1", filter, after, limit); });
  }
};

TEST_P(BranchStoreTest, KeepsVersions) {
  auto branch = ParseText<v1::Branch>("name: 'shops/1/carriers/c/branches/b' region_code: 'CN'");
  ASSERT_OK(Write([&](sql::Transaction& txn) { return InsertBranch(txn, branch); }));
  EXPECT_EQ(branch.etag(), "v1");
  EXPECT_THAT(Insert("c/branches/b", "region_code: 'GB'"), HasReason("ALREADY_EXISTS"));
  ASSERT_OK(Write([&](sql::Transaction& txn) -> absl::Status {
    ASSIGN_OR_RETURN(const auto found, FindBranchForUpdate(txn, branch.name()));
    branch = *found;
    branch.set_region_code("GB");
    return SaveBranch(txn, branch);
  }));
  EXPECT_EQ(branch.etag(), "v2");
  const auto load = [&](const char* name) {
    return Find<v1::Branch>([&](sql::Transaction& txn) { return LoadBranch(txn, name); });
  };
  ASSERT_OK_AND_ASSIGN(const v1::Branch loaded, load("shops/1/carriers/c/branches/b"));
  EXPECT_THAT(loaded, EqualsProto(branch));
  EXPECT_THAT(load("shops/1/carriers/other/branches/b"), HasReason("NOT_FOUND"));
  EXPECT_THAT(List({.region_code = "CN"}), ElementsAre());
  EXPECT_THAT(List({.region_code = "GB"}), ElementsAre("b"));
}

TEST_P(BranchStoreTest, EveryDepthOfTheFilterListsInOneOrder) {
  ASSERT_OK(Insert("x/branches/1", "region_code: 'CN' administrative_area: 'B' locality: 'z'"));
  ASSERT_OK(Insert("y/branches/2", "region_code: 'CN' administrative_area: 'a' locality: 'Z'"));
  ASSERT_OK(Insert("x/branches/3", "region_code: 'CN' administrative_area: 'a'"));
  ASSERT_OK(Insert("x/branches/4", "region_code: 'AT'"));
  EXPECT_THAT(List({}), ElementsAre("4", "3", "2", "1"));
  EXPECT_THAT(List({.carrier = "x"}), ElementsAre("4", "3", "1"));
  EXPECT_THAT(List({.region_code = "CN"}), ElementsAre("3", "2", "1"));
  EXPECT_THAT(List({.region_code = "CN", .area = " A"}), ElementsAre("3", "2"));
  EXPECT_THAT(List({.region_code = "CN", .locality = "z"}), ElementsAre("2", "1"));
  EXPECT_THAT(List({.region_code = "CN", .area = "b", .locality = "z"}), ElementsAre("1"));
  // On after the second row.
  EXPECT_THAT(List({}, BranchKey("CN", "a", "", "x", "3"), 1), ElementsAre("2"));
  EXPECT_THAT(Snapshot(v1::Branch::descriptor(), kBranchSnapshot, 2),
              ElementsAre("shops/1/carriers/x/branches/1", "shops/1/carriers/x/branches/3",
                          "shops/1/carriers/x/branches/4", "shops/1/carriers/y/branches/2"));
}

// More than are read at once.
TEST_P(BranchStoreTest, VisitsThoseOfThePlaceFirst) {
  constexpr int kBranches = 501;
  ASSERT_OK(Write([](sql::Transaction& txn) -> absl::Status {
    for (int i = 0; i < kBranches; ++i) {
      v1::Branch branch;
      branch.set_name(absl::StrCat("shops/1/carriers/c/branches/", i));
      branch.set_region_code("CN");
      branch.set_locality("Hangzhou");
      RETURN_IF_ERROR(InsertBranch(txn, branch));
    }
    return absl::OkStatus();
  }));
  ASSERT_OK(Insert("a/branches/everywhere", "region_code: 'CN'"));
  ASSERT_OK(Insert("a/branches/elsewhere", "region_code: 'CN' locality: 'Ningbo'"));
  const auto visit = [&](const char* locality, int most) {
    std::vector<std::string> names;
    EXPECT_OK(Write([&](sql::Transaction& txn) {
      names.clear();
      type::v1::PostalAddress address;
      address.set_region_code("CN");
      address.set_locality(std::string(locality));
      return VisitBranches(txn, "1", address, [&](v1::Branch& branch) {
        names.push_back(branch.name());
        return static_cast<int>(names.size()) < most;
      });
    }));
    return names;
  };
  const std::vector<std::string> all = visit("hangzhou ", 1000);
  ASSERT_EQ(all.size(), kBranches + 1u);
  EXPECT_EQ(all.back(), "shops/1/carriers/a/branches/everywhere");
  EXPECT_EQ(visit("Hangzhou", 3).size(), 3u);
  EXPECT_THAT(visit("", 1000), ElementsAre("shops/1/carriers/a/branches/everywhere"));
}

INSTANTIATE_TEST_SUITE_P(Databases, BranchStoreTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres));

}  // namespace
}  // namespace shopdesk::logistics::store
