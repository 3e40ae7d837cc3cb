#include "services/catalog/store/categories.h"

#include "libs/base/etag.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"
#include "services/catalog/domain/category.h"
#include "services/catalog/domain/names.h"

namespace shopdesk::catalog::store {

const sql::Statement kCategorySnapshot = {
    "catalog.category_snapshot",
    "SELECT 'shops/' || shop || '/categories/' || id, data FROM categories WHERE shop = $1 "
    "AND id > substr($2, length('shops/' || $1 || '/categories/') + 1) ORDER BY id LIMIT $3"};

namespace {

constexpr sql::Statement kSelect = {"catalog.select_category",
                                    "SELECT data FROM categories WHERE shop = $1 AND id = $2"};
constexpr sql::Statement kSelectForUpdate = {
    "catalog.select_category_for_update",
    "SELECT data FROM categories WHERE shop = $1 AND id = $2 FOR UPDATE"};
constexpr sql::Statement kSelectKept = {
    "catalog.select_category_kept", "SELECT data FROM categories WHERE shop = $1 AND id = $2",
    "SELECT data FROM categories WHERE shop = $1 AND id = $2 FOR SHARE"};
constexpr sql::Statement kInsert = {"catalog.insert_category",
                                    "INSERT INTO categories (shop, id, parent, version, data) "
                                    "VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kUpdate = {"catalog.update_category",
                                    "UPDATE categories SET parent = $3, version = $4, data = $5 "
                                    "WHERE shop = $1 AND id = $2 AND version = $6"};
constexpr sql::Statement kDelete = {
    "catalog.delete_category",
    "DELETE FROM categories WHERE shop = $1 AND id = $2 AND version = $3"};
constexpr sql::Statement kList = {
    "catalog.list_categories",
    "SELECT data FROM categories WHERE shop = $1 AND id > $2 ORDER BY id LIMIT $3"};
constexpr sql::Statement kListChildren = {"catalog.list_child_categories",
                                          "SELECT data FROM categories WHERE shop = $1 "
                                          "AND parent = $4 AND id > $2 ORDER BY id LIMIT $3"};
constexpr sql::Statement kChildIds = {
    "catalog.child_category_ids",
    "SELECT id FROM categories WHERE shop = $1 AND parent = $2 ORDER BY id"};
constexpr sql::Statement kAnyChild = {
    "catalog.any_child_category",
    "SELECT 1 FROM categories WHERE shop = $1 AND parent = $2 LIMIT 1"};

absl::StatusOr<std::vector<v1::Category>> WalkUp(sql::Transaction& txn,
                                                 const std::string& category_name,
                                                 const sql::Statement& first) {
  std::vector<v1::Category> path;
  std::string name = category_name;
  while (!name.empty() && path.size() < static_cast<size_t>(domain::kMaxCategoryDepth)) {
    const std::string id(LastSegment(name));
    ASSIGN_OR_RETURN(v1::Category category,
                     sql::LoadMessage<v1::Category>(txn, path.empty() ? first : kSelect,
                                                    {ShopOf(name), id}, name));
    path.push_back(std::move(category));
    name = path.back().parent_category();
  }
  return path;
}

// The ids of each depth below `id`, which is the first.
absl::StatusOr<std::vector<std::vector<std::string>>> Levels(sql::Transaction& txn,
                                                             absl::string_view shop,
                                                             absl::string_view id) {
  std::vector<std::vector<std::string>> levels = {{std::string(id)}};
  while (!levels.back().empty() &&
         levels.size() <= static_cast<size_t>(domain::kMaxCategoryDepth)) {
    std::vector<std::string> next;
    for (const std::string& parent : levels.back()) {
      RETURN_IF_ERROR(txn.Query(kChildIds, {shop, parent}, [&](const sql::Row& row) {
        next.emplace_back(row.Text(0));
        return absl::OkStatus();
      }));
    }
    levels.push_back(std::move(next));
  }
  if (levels.back().empty()) levels.pop_back();
  return levels;
}

}  // namespace

absl::StatusOr<v1::Category> LoadCategory(sql::Transaction& txn, absl::string_view shop,
                                          absl::string_view id) {
  return sql::LoadMessage<v1::Category>(txn, kSelect, {shop, id}, domain::CategoryName(shop, id));
}

absl::StatusOr<v1::Category> LoadCategoryForUpdate(sql::Transaction& txn, absl::string_view shop,
                                                   absl::string_view id) {
  return sql::LoadMessage<v1::Category>(txn, kSelectForUpdate, {shop, id},
                                        domain::CategoryName(shop, id));
}

absl::StatusOr<std::vector<v1::Category>> LoadPath(sql::Transaction& txn,
                                                   const std::string& category_name) {
  return WalkUp(txn, category_name, kSelectKept);
}

absl::StatusOr<std::vector<v1::Category>> ReadPath(sql::Transaction& txn,
                                                   const std::string& category_name) {
  return WalkUp(txn, category_name, kSelect);
}

absl::StatusOr<bool> InsertCategory(sql::Transaction& txn, absl::string_view shop,
                                    absl::string_view id, const v1::Category& category) {
  const std::string data = category.SerializeAsString();
  ASSIGN_OR_RETURN(const int64_t inserted,
                   txn.Execute(kInsert, {shop, id, LastSegment(category.parent_category()),
                                         VersionOf(category.etag()), sql::Blob{data}}));
  return inserted == 1;
}

absl::Status UpdateCategory(sql::Transaction& txn, absl::string_view shop, absl::string_view id,
                            const v1::Category& category) {
  const int64_t version = VersionOf(category.etag());
  const std::string data = category.SerializeAsString();
  ASSIGN_OR_RETURN(const int64_t changed,
                   txn.Execute(kUpdate, {shop, id, LastSegment(category.parent_category()), version,
                                         sql::Blob{data}, version - 1}));
  return sql::CheckOneRow(changed, category.name());
}

absl::Status DeleteCategory(sql::Transaction& txn, absl::string_view shop, absl::string_view id,
                            const v1::Category& category) {
  ASSIGN_OR_RETURN(const int64_t changed,
                   txn.Execute(kDelete, {shop, id, VersionOf(category.etag())}));
  return sql::CheckOneRow(changed, category.name());
}

absl::StatusOr<std::vector<v1::Category>> ListCategories(sql::Transaction& txn,
                                                         absl::string_view shop,
                                                         const std::string* parent,
                                                         absl::string_view after, int limit) {
  std::vector<v1::Category> categories;
  const auto add = [&](const sql::Row& row) {
    return sql::ParseColumn(row, 0, categories.emplace_back());
  };
  if (parent == nullptr) {
    RETURN_IF_ERROR(txn.Query(kList, {shop, after, limit}, add));
  } else {
    RETURN_IF_ERROR(txn.Query(kListChildren, {shop, after, limit, *parent}, add));
  }
  return categories;
}

absl::StatusOr<std::vector<std::string>> SubtreeIds(sql::Transaction& txn, absl::string_view shop,
                                                    absl::string_view id) {
  ASSIGN_OR_RETURN(const auto levels, Levels(txn, shop, id));
  std::vector<std::string> ids;
  for (const auto& level : levels) ids.insert(ids.end(), level.begin(), level.end());
  return ids;
}

absl::StatusOr<int> SubtreeHeight(sql::Transaction& txn, absl::string_view shop,
                                  absl::string_view id) {
  ASSIGN_OR_RETURN(const auto levels, Levels(txn, shop, id));
  return static_cast<int>(levels.size());
}

absl::StatusOr<bool> HasChildren(sql::Transaction& txn, absl::string_view shop,
                                 absl::string_view id) {
  return txn.QueryOne(kAnyChild, {shop, id}, [](const sql::Row&) { return absl::OkStatus(); });
}

}  // namespace shopdesk::catalog::store
