#include "services/catalog/store/product/category.h"

#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"
#include "services/catalog/domain/product/category.h"
#include "services/catalog/domain/shop/names.h"

namespace shopdesk::catalog::store {

const sql::Statement kCategorySnapshot = {
    "catalog.snapshot_category",
    "SELECT 'shops/' || shop || '/categories/' || id, data FROM categories WHERE shop = $1 "
    "AND id > substr($2, length('shops/' || $1 || '/categories/') + 1) ORDER BY id LIMIT $3"};

namespace {

constexpr sql::Statement kLoadCategory = {
    "catalog.load_category", "SELECT data FROM categories WHERE shop = $1 AND id = $2"};
constexpr sql::Statement kLoadCategoryForUpdate = {
    "catalog.load_category_for_update",
    "SELECT data FROM categories WHERE shop = $1 AND id = $2 FOR UPDATE"};
constexpr sql::Statement kLoadCategoryKept = {
    "catalog.load_category_kept", "SELECT data FROM categories WHERE shop = $1 AND id = $2",
    "SELECT data FROM categories WHERE shop = $1 AND id = $2 FOR SHARE"};
// The category of an id, its parent and so on.
static_assert(domain::kMaxCategoryDepth == 10);
constexpr sql::Statement kReadCategoryPath = {
    "catalog.read_category_path",
    "WITH RECURSIVE path (depth, parent, data) AS ("
    "SELECT 1, parent, data FROM categories WHERE shop = $1 AND id = $2 "
    "UNION ALL SELECT p.depth + 1, c.parent, c.data FROM path p "
    "JOIN categories c ON c.shop = $1 AND c.id = p.parent WHERE p.depth < 10) "
    "SELECT data FROM path ORDER BY depth"};
constexpr sql::Statement kInsertCategory = {
    "catalog.insert_category",
    "INSERT INTO categories (shop, id, parent, version, data) "
    "VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kSaveCategory = {
    "catalog.save_category",
    "UPDATE categories SET parent = $3, version = $4, data = $5 "
    "WHERE shop = $1 AND id = $2 AND version = $6"};
constexpr sql::Statement kDeleteCategory = {
    "catalog.delete_category",
    "DELETE FROM categories WHERE shop = $1 AND id = $2 AND version = $3"};
constexpr sql::Statement kListCategories = {
    "catalog.list_categories",
    "SELECT data FROM categories WHERE shop = $1 AND id > $2 ORDER BY id LIMIT $3"};
constexpr sql::Statement kListChildCategories = {
    "catalog.list_child_categories",
    "SELECT data FROM categories WHERE shop = $1 "
    "AND parent = $4 AND id > $2 ORDER BY id LIMIT $3"};
constexpr sql::Statement kListChildCategoryIds = {
    "catalog.list_child_category_ids",
    "SELECT id FROM categories WHERE shop = $1 AND parent = $2 ORDER BY id"};

}  // namespace

absl::StatusOr<v1::Category> LoadCategory(sql::Transaction& txn, absl::string_view shop,
                                          absl::string_view id) {
  return sql::LoadMessage<v1::Category>(txn, kLoadCategory, {shop, id},
                                        domain::CategoryName(shop, id));
}

absl::StatusOr<v1::Category> LoadCategoryForUpdate(sql::Transaction& txn, absl::string_view shop,
                                                   absl::string_view id) {
  return sql::LoadMessage<v1::Category>(txn, kLoadCategoryForUpdate, {shop, id},
                                        domain::CategoryName(shop, id));
}

absl::StatusOr<std::vector<v1::Category>> LoadPath(sql::Transaction& txn, absl::string_view shop,
                                                   absl::string_view id) {
  if (id.empty()) return std::vector<v1::Category>();
  RETURN_IF_ERROR(sql::LoadMessage<v1::Category>(txn, kLoadCategoryKept, {shop, id},
                                                 domain::CategoryName(shop, id))
                      .status());
  return ReadPath(txn, shop, id);
}

absl::StatusOr<std::vector<v1::Category>> ReadPath(sql::Transaction& txn, absl::string_view shop,
                                                   absl::string_view id) {
  std::vector<v1::Category> path;
  if (id.empty()) return path;
  RETURN_IF_ERROR(txn.Query(kReadCategoryPath, {shop, id}, [&](const sql::Row& row) {
    return sql::ParseColumn(row, 0, path.emplace_back());
  }));
  if (path.empty()) return NotFoundError(domain::CategoryName(shop, id));
  return path;
}

absl::Status InsertCategory(sql::Transaction& txn, v1::Category& category) {
  return sql::InsertVersioned(txn, kInsertCategory, category, ShopOf(category.name()),
                              LastSegment(category.name()),
                              LastSegment(category.parent_category()));
}

absl::Status SaveCategory(sql::Transaction& txn, v1::Category& category) {
  return sql::SaveVersioned(txn, kSaveCategory, category, ShopOf(category.name()),
                            LastSegment(category.name()), LastSegment(category.parent_category()));
}

absl::Status DeleteCategory(sql::Transaction& txn, const v1::Category& category) {
  ASSIGN_OR_RETURN(
      const int64_t deleted,
      txn.Execute(kDeleteCategory, {ShopOf(category.name()), LastSegment(category.name()),
                                    VersionOf(category.etag())}));
  return sql::CheckOneRow(deleted, category.name());
}

absl::StatusOr<std::vector<v1::Category>> ListCategories(sql::Transaction& txn,
                                                         absl::string_view shop,
                                                         absl::string_view parent,
                                                         absl::string_view after, int limit) {
  if (parent.empty())
    return sql::ListMessages<v1::Category>(txn, kListCategories, {shop, after, limit});
  return sql::ListMessages<v1::Category>(txn, kListChildCategories, {shop, after, limit, parent});
}

absl::StatusOr<std::vector<std::vector<std::string>>> LoadSubtreeIds(sql::Transaction& txn,
                                                                     absl::string_view shop,
                                                                     absl::string_view id) {
  std::vector<std::vector<std::string>> depths = {{std::string(id)}};
  while (!depths.back().empty() &&
         depths.size() <= static_cast<size_t>(domain::kMaxCategoryDepth)) {
    std::vector<std::string> next;
    for (const std::string& parent : depths.back()) {
      RETURN_IF_ERROR(txn.Query(kListChildCategoryIds, {shop, parent}, [&](const sql::Row& row) {
        next.emplace_back(row.Text(0));
        return absl::OkStatus();
      }));
    }
    depths.push_back(std::move(next));
  }
  if (depths.back().empty()) depths.pop_back();
  return depths;
}

absl::StatusOr<bool> HasChildren(sql::Transaction& txn, absl::string_view shop,
                                 absl::string_view id) {
  ASSIGN_OR_RETURN(const std::vector<v1::Category> first, ListCategories(txn, shop, id, "", 1));
  return !first.empty();
}

}  // namespace shopdesk::catalog::store
