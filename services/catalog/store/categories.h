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
// The category, its parent, … up to the top; empty for an empty name. Keeps the category from being
// deleted until the end of the transaction. NOT_FOUND.
absl::StatusOr<std::vector<v1::Category>> LoadPath(sql::Transaction& txn,
                                                   const std::string& category_name);
// The same without keeping anything: for readers.
absl::StatusOr<std::vector<v1::Category>> ReadPath(sql::Transaction& txn,
                                                   const std::string& category_name);

// False if the id is taken.
absl::StatusOr<bool> InsertCategory(sql::Transaction& txn, absl::string_view shop,
                                    absl::string_view id, const v1::Category& category);
// `category.etag` is the next version's.
absl::Status UpdateCategory(sql::Transaction& txn, absl::string_view shop, absl::string_view id,
                            const v1::Category& category);
absl::Status DeleteCategory(sql::Transaction& txn, absl::string_view shop, absl::string_view id,
                            const v1::Category& category);

// In the order of ids, after `after`. `parent` null: of the whole shop.
absl::StatusOr<std::vector<v1::Category>> ListCategories(sql::Transaction& txn,
                                                         absl::string_view shop,
                                                         const std::string* parent,
                                                         absl::string_view after, int limit);
// The ids of a category and all below it.
absl::StatusOr<std::vector<std::string>> SubtreeIds(sql::Transaction& txn, absl::string_view shop,
                                                    absl::string_view id);
// How many categories deep the subtree of a category is; 1 for a leaf.
absl::StatusOr<int> SubtreeHeight(sql::Transaction& txn, absl::string_view shop,
                                  absl::string_view id);
absl::StatusOr<bool> HasChildren(sql::Transaction& txn, absl::string_view shop,
                                 absl::string_view id);

}  // namespace shopdesk::catalog::store
