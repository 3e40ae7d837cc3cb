#include "services/feedback/store/reply/canned_reply.h"

#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"
#include "services/feedback/domain/shop/names.h"

namespace shopdesk::feedback::store {

const sql::Statement kCannedReplySnapshot = {
    "feedback.snapshot_canned_reply",
    "SELECT 'shops/' || shop || '/cannedReplies/' || id, data FROM canned_replies WHERE shop = $1 "
    "AND id > SUBSTR(CAST($2 AS text), LENGTH('shops/' || $1 || '/cannedReplies/') + 1) "
    "ORDER BY id LIMIT $3"};
const sql::Statement kCannedReplyUseSnapshot = {
    "feedback.snapshot_canned_reply_use",
    "SELECT reply, agent, data FROM canned_reply_uses WHERE shop = $1 "
    "AND (reply, agent) > ($2, $3) ORDER BY reply, agent LIMIT $4"};

using v1::CannedReply;
using v1::CannedReplyUse;

namespace {

constexpr sql::Statement kFindCannedReply = {
    "feedback.find_canned_reply", "SELECT data FROM canned_replies WHERE shop = $1 AND id = $2"};
constexpr sql::Statement kFindCannedReplyForUpdate = {
    "feedback.find_canned_reply_for_update",
    "SELECT data FROM canned_replies WHERE shop = $1 AND id = $2 FOR UPDATE"};
constexpr sql::Statement kListRepliesOfShortcut = {
    "feedback.list_replies_of_shortcut",
    "SELECT data FROM canned_replies WHERE shop = $1 AND shortcut = $2 ORDER BY language"};
constexpr sql::Statement kFindReplyOfShortcut = {
    "feedback.find_reply_of_shortcut",
    "SELECT id FROM canned_replies WHERE shop = $1 AND shortcut = $2 AND language = $3"};
constexpr sql::Statement kInsertCannedReply = {
    "feedback.insert_canned_reply",
    "INSERT INTO canned_replies (shop, id, shortcut, language, uses, version, data) "
    "VALUES ($1, $2, $3, $4, 0, $5, $6) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kSaveCannedReply = {
    "feedback.save_canned_reply",
    "UPDATE canned_replies SET shortcut = $3, language = $4, version = $5, data = $6 "
    "WHERE shop = $1 AND id = $2 AND version = $7"};
constexpr sql::Statement kDeleteCannedReply = {
    "feedback.delete_canned_reply", "DELETE FROM canned_replies WHERE shop = $1 AND id = $2"};
constexpr sql::Statement kDeleteReplyUses = {
    "feedback.delete_reply_uses", "DELETE FROM canned_reply_uses WHERE shop = $1 AND reply = $2"};
constexpr sql::Statement kListCannedReplies = {
    "feedback.list_canned_replies",
    "SELECT data, uses FROM canned_replies WHERE shop = $1 AND id > $2 ORDER BY id LIMIT $3"};
constexpr sql::Statement kListMostUsedReplies = {
    "feedback.list_most_used_replies",
    "SELECT data, uses FROM canned_replies WHERE shop = $1 "
    "AND (uses < $2 OR (uses = $2 AND id > $3)) ORDER BY uses DESC, id LIMIT $4"};
constexpr sql::Statement kCountReplyUse = {
    "feedback.count_reply_use",
    "UPDATE canned_replies SET uses = uses + 1 WHERE shop = $1 AND id = $2"};
constexpr sql::Statement kFindReplyCount = {
    "feedback.find_reply_count", "SELECT uses FROM canned_replies WHERE shop = $1 AND id = $2"};
constexpr sql::Statement kFindReplyUse = {
    "feedback.find_reply_use",
    "SELECT data FROM canned_reply_uses WHERE shop = $1 AND reply = $2 AND agent = $3"};
constexpr sql::Statement kInsertReplyUse = {
    "feedback.insert_reply_use",
    "INSERT INTO canned_reply_uses (shop, reply, agent, version, data) "
    "VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kSaveReplyUse = {
    "feedback.save_reply_use",
    "UPDATE canned_reply_uses SET version = $4, data = $5 "
    "WHERE shop = $1 AND reply = $2 AND agent = $3 AND version = $6"};
constexpr sql::Statement kListReplyUses = {
    "feedback.list_reply_uses",
    "SELECT data FROM canned_reply_uses WHERE shop = $1 AND reply = $2 AND agent > $3 "
    "ORDER BY agent LIMIT $4"};

// ALREADY_EXISTS naming another reply that has its shortcut in its language.
absl::Status CheckShortcutFree(sql::Transaction& txn, const CannedReply& reply) {
  const absl::string_view shop = ShopOf(reply.name());
  std::string other;
  RETURN_IF_ERROR(txn.QueryOne(kFindReplyOfShortcut,
                               {shop, reply.shortcut(), reply.language_code()},
                               [&](const sql::Row& row) {
                                 other = std::string(row.Text(0));
                                 return absl::OkStatus();
                               })
                      .status());
  if (other.empty() || absl::string_view(other) == LastSegment(reply.name()))
    return absl::OkStatus();
  return AlreadyExistsError(domain::CannedReplyName(shop, other));
}

absl::StatusOr<std::vector<CountedReply>> Counted(sql::Transaction& txn,
                                                  const sql::Statement& statement,
                                                  std::initializer_list<sql::Value> parameters) {
  std::vector<CountedReply> replies;
  RETURN_IF_ERROR(txn.Query(statement, parameters, [&](const sql::Row& row) {
    CountedReply& counted = replies.emplace_back();
    counted.use_count = row.Int(1);
    return sql::ParseColumn(row, 0, counted.reply);
  }));
  return replies;
}

}  // namespace

absl::StatusOr<CannedReply> LoadCannedReply(sql::Transaction& txn, absl::string_view shop,
                                            absl::string_view id) {
  return sql::LoadMessage<CannedReply>(txn, kFindCannedReply, {shop, id},
                                       domain::CannedReplyName(shop, id));
}

absl::StatusOr<CannedReply> LoadCannedReplyForUpdate(sql::Transaction& txn, absl::string_view shop,
                                                     absl::string_view id) {
  return sql::LoadMessage<CannedReply>(txn, kFindCannedReplyForUpdate, {shop, id},
                                       domain::CannedReplyName(shop, id));
}

absl::StatusOr<std::vector<CannedReply>> ListRepliesOfShortcut(sql::Transaction& txn,
                                                               absl::string_view shop,
                                                               const std::string& shortcut) {
  return sql::ListMessages<CannedReply>(txn, kListRepliesOfShortcut, {shop, shortcut});
}

absl::Status InsertCannedReply(sql::Transaction& txn, CannedReply& reply) {
  RETURN_IF_ERROR(CheckShortcutFree(txn, reply));
  return sql::InsertVersioned(txn, kInsertCannedReply, reply, ShopOf(reply.name()),
                              LastSegment(reply.name()), reply.shortcut(), reply.language_code());
}

absl::Status SaveCannedReply(sql::Transaction& txn, CannedReply& reply) {
  RETURN_IF_ERROR(CheckShortcutFree(txn, reply));
  return sql::SaveVersioned(txn, kSaveCannedReply, reply, ShopOf(reply.name()),
                            LastSegment(reply.name()), reply.shortcut(), reply.language_code());
}

absl::Status DeleteCannedReply(sql::Transaction& txn, absl::string_view shop,
                               absl::string_view id) {
  RETURN_IF_ERROR(txn.Execute(kDeleteReplyUses, {shop, id}).status());
  return txn.Execute(kDeleteCannedReply, {shop, id}).status();
}

absl::StatusOr<std::vector<CountedReply>> ListCannedReplies(sql::Transaction& txn,
                                                            absl::string_view shop,
                                                            absl::string_view after, int limit) {
  return Counted(txn, kListCannedReplies, {shop, after, limit});
}

absl::StatusOr<std::vector<CountedReply>> ListMostUsedReplies(sql::Transaction& txn,
                                                              absl::string_view shop,
                                                              const UseKey& after, int limit) {
  return Counted(txn, kListMostUsedReplies, {shop, std::get<0>(after), std::get<1>(after), limit});
}

absl::StatusOr<int64_t> CountReplyUse(sql::Transaction& txn, absl::string_view shop,
                                      absl::string_view id) {
  RETURN_IF_ERROR(txn.Execute(kCountReplyUse, {shop, id}).status());
  int64_t uses = 0;
  RETURN_IF_ERROR(txn.QueryOne(kFindReplyCount, {shop, id},
                               [&](const sql::Row& row) {
                                 uses = row.Int(0);
                                 return absl::OkStatus();
                               })
                      .status());
  return uses;
}

absl::StatusOr<absl::optional<CannedReplyUse>> FindReplyUse(sql::Transaction& txn,
                                                            absl::string_view shop,
                                                            absl::string_view id,
                                                            absl::string_view agent) {
  return sql::FindMessage<CannedReplyUse>(txn, kFindReplyUse, {shop, id, agent});
}

absl::Status SaveReplyUse(sql::Transaction& txn, CannedReplyUse& use) {
  const absl::string_view shop = ShopOf(use.name());
  const absl::string_view reply = domain::ReplyOfUse(use.name());
  const absl::string_view agent = LastSegment(use.name());
  if (!use.etag().empty()) return sql::SaveVersioned(txn, kSaveReplyUse, use, shop, reply, agent);
  const absl::Status inserted = sql::InsertVersioned(txn, kInsertReplyUse, use, shop, reply, agent);
  // Somebody else made it meanwhile: the transaction runs again and finds it.
  return absl::IsAlreadyExists(inserted) ? sql::CheckOneRow(0, use.name()) : inserted;
}

absl::StatusOr<std::vector<CannedReplyUse>> ListReplyUses(sql::Transaction& txn,
                                                          absl::string_view shop,
                                                          absl::string_view id,
                                                          absl::string_view after, int limit) {
  return sql::ListMessages<CannedReplyUse>(txn, kListReplyUses, {shop, id, after, limit});
}

}  // namespace shopdesk::feedback::store
