#include "services/feedback/store/conversation/agent.h"

#include "libs/base/resource_name.h"
#include "libs/sql/message.h"
#include "services/feedback/domain/shop/names.h"
#include "services/feedback/store/shop/query.h"

namespace shopdesk::feedback::store {

using v1::Agent;

const sql::Statement kAgentSnapshot = {
    "feedback.snapshot_agent",
    "SELECT 'shops/' || shop || '/agents/' || id, data FROM agents WHERE shop = $1 AND "
    "id > SUBSTR(CAST($2 AS text), LENGTH('shops/' || $1 || '/agents/') + 1) ORDER BY id LIMIT $3"};

namespace {

constexpr sql::Statement kFindAgent = {"feedback.find_agent",
                                       "SELECT data FROM agents WHERE shop = $1 AND id = $2"};
constexpr sql::Statement kFindAgentForUpdate = {
    "feedback.find_agent_for_update",
    "SELECT data FROM agents WHERE shop = $1 AND id = $2 FOR UPDATE"};
constexpr sql::Statement kInsertAgent = {"feedback.insert_agent",
                                         "INSERT INTO agents (shop, id, version, data) "
                                         "VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kSaveAgent = {
    "feedback.save_agent",
    "UPDATE agents SET version = $3, data = $4 WHERE shop = $1 AND id = $2 AND version = $5"};
constexpr sql::Statement kListAgents = {
    "feedback.list_agents",
    "SELECT data FROM agents WHERE shop = $1 AND id > $2 ORDER BY id LIMIT $3"};
constexpr sql::Statement kCountAgents = {"feedback.count_agents",
                                         "SELECT COUNT(id) FROM agents WHERE shop = $1"};

}  // namespace

absl::StatusOr<absl::optional<Agent>> FindAgent(sql::Transaction& txn, absl::string_view shop,
                                                absl::string_view id) {
  return sql::FindMessage<Agent>(txn, kFindAgent, {shop, id});
}

absl::StatusOr<Agent> LoadAgent(sql::Transaction& txn, absl::string_view shop,
                                absl::string_view id) {
  return sql::LoadMessage<Agent>(txn, kFindAgent, {shop, id}, domain::AgentName(shop, id));
}

absl::StatusOr<Agent> LoadAgentForUpdate(sql::Transaction& txn, absl::string_view shop,
                                         absl::string_view id) {
  return sql::LoadMessage<Agent>(txn, kFindAgentForUpdate, {shop, id}, domain::AgentName(shop, id));
}

absl::Status InsertAgent(sql::Transaction& txn, Agent& agent) {
  return sql::InsertVersioned(txn, kInsertAgent, agent, ShopOf(agent.name()),
                              LastSegment(agent.name()));
}

absl::Status SaveAgent(sql::Transaction& txn, Agent& agent) {
  return sql::SaveVersioned(txn, kSaveAgent, agent, ShopOf(agent.name()),
                            LastSegment(agent.name()));
}

absl::StatusOr<std::vector<Agent>> ListAgents(sql::Transaction& txn, absl::string_view shop,
                                              absl::string_view after, int limit) {
  return sql::ListMessages<Agent>(txn, kListAgents, {shop, after, limit});
}

absl::StatusOr<int64_t> CountAgents(sql::Transaction& txn, absl::string_view shop) {
  return QueryNumber(txn, kCountAgents, {shop});
}

}  // namespace shopdesk::feedback::store
