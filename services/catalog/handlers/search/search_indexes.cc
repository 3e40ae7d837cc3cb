#include "services/catalog/handlers/search/search_indexes.h"

#include <algorithm>

#include "libs/base/status_macros.h"

namespace shopdesk::catalog::handlers {
namespace {

// Rows that are read at once.
constexpr int kIndexPage = 2000;

// Reads the rows after `position` page by page; `add` says where the next page begins.
template <class Add>
absl::Status ReadRows(sql::Transaction& txn, absl::string_view shop, store::IndexPosition position,
                      Add add) {
  int read = kIndexPage;
  while (read == kIndexPage) {
    read = 0;
    RETURN_IF_ERROR(store::ReadIndexAfter(
        txn, shop, position, kIndexPage,
        [&](const store::IndexPosition& at, domain::IndexedProduct product) -> absl::Status {
          ++read;
          position = at;
          return add(at, std::move(product));
        }));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<domain::Found> SearchIndexes::Find(sql::Transaction& txn, absl::string_view shop,
                                                  const domain::IndexSearch& search) {
  ASSIGN_OR_RETURN(const std::shared_ptr<ShopIndex> held, IndexOf(txn, shop));
  ShopIndex& of_shop = *held;
  RETURN_IF_ERROR(CatchUp(txn, shop, of_shop));
  domain::Found found;
  size_t bytes = 0;
  {
    ReaderMutexLock lock(of_shop.mutex);
    found = of_shop.index.Find(search);
    bytes = of_shop.index.bytes();
  }
  Note(shop, bytes);
  return found;
}

size_t SearchIndexes::bytes() const {
  MutexLock lock(mutex_);
  size_t sum = 0;
  for (const auto& [shop, held] : shops_) sum += held.bytes;
  return sum;
}

absl::StatusOr<std::shared_ptr<SearchIndexes::ShopIndex>> SearchIndexes::IndexOf(
    sql::Transaction& txn, absl::string_view shop) {
  std::shared_ptr<ShopIndex> held = HeldOrToRead(shop);
  if (held != nullptr) return held;
  const absl::StatusOr<std::shared_ptr<ShopIndex>> read = ReadIndex(txn, shop);
  MutexLock lock(mutex_);
  Held& entry = shops_[shop];
  entry.reading = false;
  if (read.ok()) entry.index = *read;
  read_.NotifyAll();
  return read;
}

std::shared_ptr<SearchIndexes::ShopIndex> SearchIndexes::HeldOrToRead(absl::string_view shop) {
  MutexLock lock(mutex_);
  while (shops_[shop].reading) read_.Wait(mutex_);
  Held& held = shops_[shop];
  if (held.index == nullptr) held.reading = true;
  return held.index;
}

absl::StatusOr<std::shared_ptr<SearchIndexes::ShopIndex>> SearchIndexes::ReadIndex(
    sql::Transaction& txn, absl::string_view shop) {
  ASSIGN_OR_RETURN(const int64_t version, store::ReadIndexVersion(txn, shop));
  domain::SearchIndex index;
  RETURN_IF_ERROR(ReadRows(txn, shop, store::IndexPosition(),
                           [&](const store::IndexPosition&, const domain::IndexedProduct& product) {
                             return index.Put(product);
                           }));
  return std::make_shared<ShopIndex>(std::move(index), version);
}

absl::Status SearchIndexes::CatchUp(sql::Transaction& txn, absl::string_view shop,
                                    ShopIndex& held) {
  ASSIGN_OR_RETURN(const int64_t version, store::ReadIndexVersion(txn, shop));
  store::IndexPosition position;
  {
    ReaderMutexLock lock(held.mutex);
    if (held.version >= version) return absl::OkStatus();
    position = {held.version, INT64_MAX};
  }
  Rows rows;
  RETURN_IF_ERROR(ReadRows(txn, shop, position,
                           [&](const store::IndexPosition& at, domain::IndexedProduct product) {
                             rows.emplace_back(at, std::move(product));
                             return absl::OkStatus();
                           }));
  WriterMutexLock lock(held.mutex);
  // What others have read meanwhile stays.
  if (held.version >= version) return absl::OkStatus();
  for (const auto& [at, product] : rows) {
    if (at.version > held.version) RETURN_IF_ERROR(held.index.Put(product));
  }
  held.version = version;
  return absl::OkStatus();
}

void SearchIndexes::Note(absl::string_view shop, size_t bytes) {
  MutexLock lock(mutex_);
  const auto searched = shops_.find(shop);
  if (searched == shops_.end()) return;
  searched->second.bytes = bytes;
  searched->second.searched = ++searches_;
  size_t sum = 0;
  for (const auto& [name, held] : shops_) sum += held.bytes;
  while (sum > most_bytes_) {
    auto oldest = shops_.end();
    for (auto each = shops_.begin(); each != shops_.end(); ++each) {
      if (each->first == shop || each->second.index == nullptr) continue;
      if (oldest == shops_.end() || each->second.searched < oldest->second.searched) oldest = each;
    }
    if (oldest == shops_.end()) return;
    sum -= oldest->second.bytes;
    shops_.erase(oldest);
  }
}

}  // namespace shopdesk::catalog::handlers
