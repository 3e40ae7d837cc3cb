#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/sql/database.h"
#include "shopdesk/catalog/v1/category.pb.h"

// The category tree. Shops and ids are given escaped.
namespace shopdesk::catalog::store {

extern const sql::Statement kCategorySnapshot;

// NOT_FOUND naming the category.
absl::StatusOr<v1::Category> LoadCategory(sql::Transaction& txn, absl::string_view shop,
                                          absl::string_view id);
absl::StatusOr<v1::Category> LoadCategoryForUpdate(sql::Transaction& txn, absl::string_view shop,
                                                   absl::string_view id);
// The category, its parent, … up to the top; empty for an empty id. Keeps the category from being
// deleted until the end of the transaction. NOT_FOUND.
absl::StatusOr<std::vector<v1::Category>> LoadPath(sql::Transaction& txn, absl::string_view shop,
                                                   absl::string_view id);

// As LoadPath, for who only reads.
absl::StatusOr<std::vector<v1::Category>> ReadPath(sql::Transaction& txn, absl::string_view shop,
                                                   absl::string_view id);

// Sets the etag and stores a new category. ALREADY_EXISTS.
absl::Status InsertCategory(sql::Transaction& txn, v1::Category& category);
// Sets the next etag and stores a category that was loaded for update.
absl::Status SaveCategory(sql::Transaction& txn, v1::Category& category);
absl::Status DeleteCategory(sql::Transaction& txn, const v1::Category& category);

// In the order of ids, after `after`. `parent` empty: of the whole shop.
absl::StatusOr<std::vector<v1::Category>> ListCategories(sql::Transaction& txn,
                                                         absl::string_view shop,
                                                         absl::string_view parent,
                                                         absl::string_view after, int limit);
// The ids of a category and all below it, by depth: first the category itself.
absl::StatusOr<std::vector<std::vector<std::string>>> LoadSubtreeIds(sql::Transaction& txn,
                                                                     absl::string_view shop,
                                                                     absl::string_view id);
absl::StatusOr<bool> HasChildren(sql::Transaction& txn, absl::string_view shop,
                                 absl::string_view id);

}  // namespace shopdesk::catalog::store
