#include "services/feedback/store/agents.h"

#include <string>

#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"

namespace shopdesk::feedback::store {

const sql::Statement kAgentSnapshot = {
    "feedback.agent_snapshot",
    "SELECT 'shops/' || shop || '/agents/' || id, data FROM agents WHERE shop = $1 AND "
    "id > SUBSTR($2, LENGTH('shops/' || $1 || '/agents/') + 1) ORDER BY id LIMIT $3",
    "SELECT 'shops/' || shop || '/agents/' || id, data FROM agents WHERE shop = $1 AND "
    "id > SUBSTR($2::text, LENGTH('shops/' || $1::text || '/agents/') + 1) ORDER BY id LIMIT $3"};

namespace {

constexpr sql::Statement kFind = {"feedback.find_agent",
                                  "SELECT data FROM agents WHERE shop = $1 AND id = $2"};
constexpr sql::Statement kFindForUpdate = {
    "feedback.find_agent_for_update",
    "SELECT data FROM agents WHERE shop = $1 AND id = $2 FOR UPDATE"};
constexpr sql::Statement kInsert = {"feedback.insert_agent",
                                    "INSERT INTO agents (shop, id, version, data) "
                                    "VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kUpdate = {
    "feedback.update_agent",
    "UPDATE agents SET version = $3, data = $4 WHERE shop = $1 AND id = $2 AND version = $5"};
constexpr sql::Statement kList = {
    "feedback.list_agents",
    "SELECT data FROM agents WHERE shop = $1 AND id > $2 ORDER BY id LIMIT $3"};
constexpr sql::Statement kCount = {"feedback.count_agents",
                                   "SELECT COUNT(id) FROM agents WHERE shop = $1"};

}  // namespace

absl::StatusOr<absl::optional<v1::Agent>> FindAgent(sql::Transaction& txn, absl::string_view shop,
                                                    absl::string_view id) {
  return sql::FindMessage<v1::Agent>(txn, kFind, {shop, id});
}

absl::StatusOr<v1::Agent> LoadAgent(sql::Transaction& txn, absl::string_view name) {
  return sql::LoadMessage<v1::Agent>(txn, kFind, {ShopOf(name), LastSegment(name)}, name);
}

absl::StatusOr<v1::Agent> LoadAgentForUpdate(sql::Transaction& txn, absl::string_view name) {
  return sql::LoadMessage<v1::Agent>(txn, kFindForUpdate, {ShopOf(name), LastSegment(name)}, name);
}

absl::Status InsertAgent(sql::Transaction& txn, v1::Agent& agent) {
  agent.set_etag(MakeEtag(1));
  const std::string data = agent.SerializeAsString();
  ASSIGN_OR_RETURN(
      const int64_t inserted,
      txn.Execute(kInsert, {ShopOf(agent.name()), LastSegment(agent.name()), 1, sql::Blob{data}}));
  return inserted == 1 ? absl::OkStatus() : AlreadyExistsError(agent.name());
}

absl::Status SaveAgent(sql::Transaction& txn, v1::Agent& agent) {
  const int64_t before = VersionOf(agent.etag());
  agent.set_etag(MakeEtag(before + 1));
  const std::string data = agent.SerializeAsString();
  ASSIGN_OR_RETURN(const int64_t changed,
                   txn.Execute(kUpdate, {ShopOf(agent.name()), LastSegment(agent.name()),
                                         before + 1, sql::Blob{data}, before}));
  return sql::CheckOneRow(changed, agent.name());
}

absl::StatusOr<std::vector<v1::Agent>> ListAgents(sql::Transaction& txn, absl::string_view shop,
                                                  absl::string_view after, int limit) {
  std::vector<v1::Agent> agents;
  RETURN_IF_ERROR(txn.Query(kList, {shop, after, limit}, [&](const sql::Row& row) {
    return sql::ParseColumn(row, 0, agents.emplace_back());
  }));
  return agents;
}

absl::StatusOr<int64_t> CountAgents(sql::Transaction& txn, absl::string_view shop) {
  int64_t count = 0;
  RETURN_IF_ERROR(txn.QueryOne(kCount, {shop},
                               [&](const sql::Row& row) {
                                 count = row.Int(0);
                                 return absl::OkStatus();
                               })
                      .status());
  return count;
}

}  // namespace shopdesk::feedback::store
