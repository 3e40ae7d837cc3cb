#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "libs/base/page.h"
#include "libs/sql/database.h"
#include "shopdesk/feedback/v1/canned_reply.pb.h"

// Canned replies and how often they were used. Shops and ids are given escaped.
namespace shopdesk::feedback::store {

// For the feed's snapshot (runtime::SnapshotTable).
extern const sql::Statement kCannedReplySnapshot;
extern const sql::Statement kCannedReplyUseSnapshot;

// NOT_FOUND naming the reply.
absl::StatusOr<v1::CannedReply> LoadCannedReply(sql::Transaction& txn, absl::string_view shop,
                                                absl::string_view id);
absl::StatusOr<v1::CannedReply> LoadCannedReplyForUpdate(sql::Transaction& txn,
                                                         absl::string_view shop,
                                                         absl::string_view id);
// Those of a shortcut, in the order of languages.
absl::StatusOr<std::vector<v1::CannedReply>> ListRepliesOfShortcut(sql::Transaction& txn,
                                                                   absl::string_view shop,
                                                                   const std::string& shortcut);

// Each sets the etag: of a new reply, and of the version after one that was loaded for update.
// ALREADY_EXISTS naming the reply, or the one that has its shortcut in its language.
absl::Status InsertCannedReply(sql::Transaction& txn, v1::CannedReply& reply);
absl::Status SaveCannedReply(sql::Transaction& txn, v1::CannedReply& reply);
// With its use.
absl::Status DeleteCannedReply(sql::Transaction& txn, absl::string_view shop, absl::string_view id);

struct CountedReply {
  v1::CannedReply reply;
  int64_t use_count = 0;
};
// In the order of ids, after `after`.
absl::StatusOr<std::vector<CountedReply>> ListCannedReplies(sql::Transaction& txn,
                                                            absl::string_view shop,
                                                            absl::string_view after, int limit);
// Those first that are used most, then by id: less used than `after` says, or behind it.
using UseKey = PageKey<int64_t, std::string>;
absl::StatusOr<std::vector<CountedReply>> ListMostUsedReplies(sql::Transaction& txn,
                                                              absl::string_view shop,
                                                              const UseKey& after, int limit);

// Counts a use of a reply that is loaded for update; returns how many there are now.
absl::StatusOr<int64_t> CountReplyUse(sql::Transaction& txn, absl::string_view shop,
                                      absl::string_view id);
absl::StatusOr<absl::optional<v1::CannedReplyUse>> FindReplyUse(sql::Transaction& txn,
                                                                absl::string_view shop,
                                                                absl::string_view id,
                                                                absl::string_view agent);
// Saves the version after the one in its etag (none: a new one): sets etag.
absl::Status SaveReplyUse(sql::Transaction& txn, v1::CannedReplyUse& use);
// In the order of agents, after `after`.
absl::StatusOr<std::vector<v1::CannedReplyUse>> ListReplyUses(sql::Transaction& txn,
                                                              absl::string_view shop,
                                                              absl::string_view id,
                                                              absl::string_view after, int limit);

}  // namespace shopdesk::feedback::store
