#include "services/feedback/handlers/conversation/agent.h"

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "libs/base/role.h"
#include "services/feedback/testing/world.h"

namespace shopdesk::feedback {
namespace {

using testing::EqualsProto;
using testing::HasReason;
using testing::StatusIs;

class AgentTest : public testing::ServiceTest {
 protected:
  static v1::CreateAgentRequest RequestFor(const std::string& id) {
    v1::CreateAgentRequest request;
    request.set_parent("shops/1");
    request.set_agent_id(id);
    request.mutable_agent()->set_display_name(absl::StrCat("Agent ", id));
    request.mutable_agent()->add_roles(Role::GUIDE);
    return request;
  }
  absl::StatusOr<v1::Agent> Create(const v1::CreateAgentRequest& request) {
    return Write<v1::Agent>(Call(), request, handlers::CreateAgent);
  }
  absl::StatusOr<v1::Agent> Update(const v1::UpdateAgentRequest& request) {
    return Write<v1::Agent>(Call(), request, handlers::UpdateAgent);
  }
};

INSTANTIATE_TEST_SUITE_P(Databases, AgentTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         testing::DialectOf);

TEST_P(AgentTest, IsCreatedOnce) {
  ASSERT_OK_AND_ASSIGN(const v1::Agent agent, Create(RequestFor("工号/7")));
  EXPECT_EQ(agent.name(), "shops/1/agents/%E5%B7%A5%E5%8F%B7%2F7");
  EXPECT_TRUE(agent.has_create_time());
  EXPECT_THAT(Create(RequestFor("工号/7")), HasReason("ALREADY_EXISTS"));
  v1::GetAgentRequest get;
  get.set_name(agent.name());
  EXPECT_THAT((Read<v1::Agent>(get, handlers::GetAgent)).value(), EqualsProto(agent));
  get.set_name("shops/1/agents/8");
  EXPECT_THAT((Read<v1::Agent>(get, handlers::GetAgent)), HasReason("NOT_FOUND"));
  v1::CreateAgentRequest elsewhere = RequestFor("7");
  elsewhere.set_parent("shops/2");
  EXPECT_THAT(Create(elsewhere), HasReason("UNKNOWN_SHOP"));
}

TEST_P(AgentTest, WrongShiftsAreRefused) {
  v1::CreateAgentRequest request = RequestFor("7");
  request.mutable_agent()->add_shifts()->add_weekdays(8);
  EXPECT_THAT(Create(request), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_P(AgentTest, IsUpdatedByMaskAndEtag) {
  ASSERT_OK(Create(RequestFor("7")));
  v1::UpdateAgentRequest request;
  request.mutable_agent()->set_name("shops/1/agents/7");
  request.mutable_agent()->set_department("night desk");
  request.mutable_agent()->set_etag("v5");
  request.mutable_update_mask()->add_paths("department");
  EXPECT_THAT(Update(request), HasReason("ETAG_MISMATCH"));
  request.mutable_agent()->set_etag("v1");
  ASSERT_OK_AND_ASSIGN(const v1::Agent agent, Update(request));
  EXPECT_EQ(agent.department(), "night desk");
  EXPECT_EQ(agent.display_name(), "Agent 7");
  EXPECT_EQ(agent.etag(), "v2");
  request.mutable_agent()->set_etag("v2");
  EXPECT_EQ(Update(request)->etag(), "v2") << "nothing changes";
  request.mutable_agent()->set_name("shops/1/agents/8");
  EXPECT_THAT(Update(request), HasReason("NOT_FOUND"));
  request.mutable_agent()->set_name("agents/8");
  EXPECT_THAT(Update(request), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_EQ(EventTypes(),
            (std::vector<std::string>{"policy.updated", "agent.created", "agent.updated"}));
}

TEST_P(AgentTest, ClosedOnesAreLeftOutUnlessTheyAreAskedFor) {
  for (const char* id : {"a", "b", "c"}) ASSERT_OK(Create(RequestFor(id)));
  v1::UpdateAgentRequest request;
  request.mutable_agent()->set_name("shops/1/agents/b");
  request.mutable_agent()->set_closed(true);
  request.mutable_update_mask()->add_paths("closed");
  ASSERT_OK_AND_ASSIGN(const v1::Agent closed, Update(request));
  EXPECT_TRUE(closed.has_close_time());
  v1::ListAgentsRequest list;
  list.set_parent("shops/1");
  ASSERT_OK_AND_ASSIGN(v1::ListAgentsResponse page,
                       (Read<v1::ListAgentsResponse>(list, handlers::ListAgents)));
  EXPECT_EQ(page.agents_size(), 2);
  list.set_show_closed(true);
  ASSERT_OK_AND_ASSIGN(page, (Read<v1::ListAgentsResponse>(list, handlers::ListAgents)));
  EXPECT_EQ(page.agents_size(), 3);
  request.mutable_agent()->set_closed(false);
  ASSERT_OK_AND_ASSIGN(const v1::Agent open, Update(request));
  EXPECT_FALSE(open.has_close_time());
}

TEST_P(AgentTest, AreListedByName) {
  for (const char* id : {"c", "a", "b"}) ASSERT_OK(Create(RequestFor(id)));
  v1::ListAgentsRequest request;
  request.set_parent("shops/1");
  request.set_page_size(2);
  ASSERT_OK_AND_ASSIGN(v1::ListAgentsResponse page,
                       (Read<v1::ListAgentsResponse>(request, handlers::ListAgents)));
  ASSERT_EQ(page.agents_size(), 2);
  EXPECT_EQ(page.agents(0).name(), "shops/1/agents/a");
  request.set_page_token(page.next_page_token());
  ASSERT_OK_AND_ASSIGN(page, (Read<v1::ListAgentsResponse>(request, handlers::ListAgents)));
  ASSERT_EQ(page.agents_size(), 1);
  EXPECT_EQ(page.agents(0).name(), "shops/1/agents/c");
  EXPECT_TRUE(page.next_page_token().empty());
  request.clear_page_token();
  request.set_page_size(3);
  ASSERT_OK_AND_ASSIGN(page, (Read<v1::ListAgentsResponse>(request, handlers::ListAgents)));
  EXPECT_EQ(page.agents_size(), 3);
  EXPECT_TRUE(page.next_page_token().empty()) << "full, and the last";
  request.set_page_token("damaged");
  EXPECT_THAT((Read<v1::ListAgentsResponse>(request, handlers::ListAgents)),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace shopdesk::feedback
