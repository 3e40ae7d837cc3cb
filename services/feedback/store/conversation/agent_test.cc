#include "services/feedback/store/conversation/agent.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/error.h"
#include "services/feedback/testing/store_test.h"

namespace shopdesk::feedback::store {
namespace {

using ::testing::ElementsAre;
using testing::EqualsProto;
using testing::HasReason;
using testing::IsOkAndHolds;
using testing::StatusIs;

class AgentStoreTest : public testing::StoreTest {
 protected:
  absl::Status Insert(const std::string& shop, const std::string& id) {
    v1::Agent agent;
    agent.set_name(absl::StrCat("shops/", shop, "/agents/", id));
    return Run([&](sql::Transaction& txn) { return InsertAgent(txn, agent); });
  }
};

INSTANTIATE_TEST_SUITE_P(Databases, AgentStoreTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         testing::DialectOf);

TEST_P(AgentStoreTest, AVersionIsSavedOnceOverTheOneThatWasLoaded) {
  ASSERT_OK(Insert("1", "a"));
  EXPECT_THAT(Insert("1", "a"), HasReason("ALREADY_EXISTS"));
  const auto load = [](sql::Transaction& txn) { return LoadAgentForUpdate(txn, "1", "a"); };
  ASSERT_OK_AND_ASSIGN(v1::Agent agent, Run(load));
  EXPECT_EQ(agent.etag(), "v1");
  v1::Agent stale = agent;
  agent.set_department("night");
  ASSERT_OK(Run([&](sql::Transaction& txn) { return SaveAgent(txn, agent); }));
  EXPECT_EQ(agent.etag(), "v2");
  EXPECT_THAT(Run(load).value(), EqualsProto(agent));
  EXPECT_THAT(Run([&](sql::Transaction& txn) {
                v1::Agent again = stale;
                return SaveAgent(txn, again);
              }),
              StatusIs(absl::StatusCode::kAborted));
  EXPECT_THAT(Run(load).value(), EqualsProto(agent));
}

TEST_P(AgentStoreTest, WhoIsMissingIsNamed) {
  const auto loaded = Run([](sql::Transaction& txn) { return LoadAgent(txn, "1", "a"); });
  EXPECT_THAT(loaded, HasReason("NOT_FOUND"));
  EXPECT_EQ(ErrorMetadataOf(loaded.status(), "resource"), "shops/1/agents/a");
  ASSERT_OK_AND_ASSIGN(const auto found,
                       Run([](sql::Transaction& txn) { return FindAgent(txn, "1", "a"); }));
  EXPECT_FALSE(found.has_value());
}

TEST_P(AgentStoreTest, OfOneShopAfterAnId) {
  for (const char* id : {"c", "a", "b"}) ASSERT_OK(Insert("1", id));
  ASSERT_OK(Insert("2", "b"));
  const auto list = [&](const char* after, int limit) {
    std::vector<std::string> names;
    const auto agents =
        Run([&](sql::Transaction& txn) { return ListAgents(txn, "1", after, limit); });
    EXPECT_OK(agents.status());
    for (const v1::Agent& agent : *agents) names.push_back(agent.name());
    return names;
  };
  EXPECT_THAT(list("", 2), ElementsAre("shops/1/agents/a", "shops/1/agents/b"));
  EXPECT_THAT(list("b", 2), ElementsAre("shops/1/agents/c"));
  EXPECT_THAT(Run([](sql::Transaction& txn) { return CountAgents(txn, "1"); }), IsOkAndHolds(3));
}

}  // namespace
}  // namespace shopdesk::feedback::store
