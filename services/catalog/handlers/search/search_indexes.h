#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/base/mutex.h"
#include "libs/base/shared_mutex.h"
#include "services/catalog/domain/search/index.h"
#include "services/catalog/store/search/search.h"

namespace shopdesk::catalog::handlers {

// The indexes of shops in memory, as far as somebody has searched them: a search reads those rows
// that were written since the last one, in its own transaction, and so finds what is committed,
// whichever replica wrote it (docs/adr/0050). Thread-safe.
class SearchIndexes {
 public:
  // `most_bytes`: about what all of them may take; beyond it the shop that was searched longest ago
  // is forgotten, but not the one that is searched.
  explicit SearchIndexes(size_t most_bytes = size_t{400} << 20) : most_bytes_(most_bytes) {}

  absl::StatusOr<domain::Found> Find(sql::Transaction& txn, absl::string_view shop,
                                     const domain::IndexSearch& search);

  // What is held of all shops.
  size_t bytes() const;

 private:
  // Always as the rows were at one version.
  struct ShopIndex {
    ShopIndex(domain::SearchIndex read, int64_t at) : index(std::move(read)), version(at) {}
    SharedMutex mutex;
    domain::SearchIndex index ABSL_GUARDED_BY(mutex);
    int64_t version ABSL_GUARDED_BY(mutex);
  };
  struct Held {
    // Null while it is read.
    std::shared_ptr<ShopIndex> index;
    bool reading = false;
    size_t bytes = 0;
    // Of all shops' searches, when the last one was.
    int64_t searched = 0;
  };
  using Rows = std::vector<std::pair<store::IndexPosition, domain::IndexedProduct>>;

  absl::StatusOr<std::shared_ptr<ShopIndex>> IndexOf(sql::Transaction& txn, absl::string_view shop);
  // One that another is reading is waited for.
  std::shared_ptr<ShopIndex> HeldOrToRead(absl::string_view shop);
  static absl::StatusOr<std::shared_ptr<ShopIndex>> ReadIndex(sql::Transaction& txn,
                                                              absl::string_view shop);
  static absl::Status CatchUp(sql::Transaction& txn, absl::string_view shop, ShopIndex& held);
  void Note(absl::string_view shop, size_t bytes);

  const size_t most_bytes_;
  mutable Mutex mutex_;
  CondVar read_;
  absl::flat_hash_map<std::string, Held> shops_ ABSL_GUARDED_BY(mutex_);
  int64_t searches_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace shopdesk::catalog::handlers
