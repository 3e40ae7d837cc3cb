#include "services/feedback/store/evidence/dossier.h"

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

class DossierStoreTest : public testing::StoreTest {
 protected:
  absl::Status Insert(const std::string& id, int64_t created_ms, const std::string& buyer = "b") {
    v1::Dossier dossier;
    dossier.set_name(absl::StrCat("shops/1/dossiers/", id));
    dossier.set_buyer(buyer);
    dossier.set_state(v1::Dossier::COLLECTING);
    *dossier.mutable_create_time() = ToProto(FromMillis(created_ms));
    return Run([&](sql::Transaction& txn) { return InsertDossier(txn, dossier); });
  }
  std::vector<std::string> List(const DossierFilter& filter) {
    std::vector<std::string> ids;
    const auto found = Run(
        [&](sql::Transaction& txn) { return ListDossiers(txn, "1", filter, NewestFirst(), 10); });
    EXPECT_OK(found.status());
    for (const v1::Dossier& dossier : *found) ids.emplace_back(LastSegment(dossier.name()));
    return ids;
  }
};

INSTANTIATE_TEST_SUITE_P(Databases, DossierStoreTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         testing::DialectOf);

TEST_P(DossierStoreTest, FiltersFollowWhatIsSaved) {
  ASSERT_OK(Insert("a", 1));
  ASSERT_OK(Insert("b", 2, "x"));
  EXPECT_THAT(Insert("b", 3), HasReason("ALREADY_EXISTS"));
  ASSERT_OK(Run([](sql::Transaction& txn) -> absl::Status {
    ASSIGN_OR_RETURN(absl::optional<v1::Dossier> found, FindDossierForUpdate(txn, "1", "b"));
    found->set_state(v1::Dossier::LAPSED);
    return SaveDossier(txn, *found);
  }));
  EXPECT_THAT(List({}), ElementsAre("b", "a"));
  EXPECT_THAT(List({.state = v1::Dossier::COLLECTING}), ElementsAre("a"));
  EXPECT_THAT(List({.buyer = "x"}), ElementsAre("b"));
  const auto missing = Run([](sql::Transaction& txn) { return LoadDossier(txn, "1", "c"); });
  EXPECT_EQ(ErrorMetadataOf(missing.status(), "resource"), "shops/1/dossiers/c");
}

TEST_P(DossierStoreTest, LinksComeBackAsTheyWereInTheirOrder) {
  const std::string bytes("\0\xff\x01", 3);
  for (const int number : {1, 0, 10, 2}) {
    ASSERT_OK(Run([&](sql::Transaction& txn) {
      return InsertDossierLink(txn, "1", "a", number, {absl::StrCat(number), bytes, bytes});
    }));
  }
  EXPECT_FALSE(
      Run([&](sql::Transaction& txn) { return InsertDossierLink(txn, "1", "a", 2, {}); }).ok())
      << "no link takes the place of another";
  const auto links = Run([](sql::Transaction& txn) { return ListDossierLinks(txn, "1", "a"); });
  ASSERT_OK(links.status());
  std::vector<std::string> metas;
  for (const DossierLink& link : *links) metas.push_back(link.meta);
  EXPECT_THAT(metas, ElementsAre("0", "1", "2", "10"));
  EXPECT_EQ((*links)[0].box, bytes);
  EXPECT_EQ((*links)[0].hash, bytes);
}

}  // namespace
}  // namespace shopdesk::feedback::store
