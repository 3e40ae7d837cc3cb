#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "libs/base/mutex.h"
#include "services/catalog/domain/search/picture_print.h"
#include "services/catalog/store/search/picture.h"

namespace shopdesk::catalog::handlers {

// The prints of shops in memory, as far as somebody has searched them: a search reads those that
// were stored since the last one, in its own transaction, and so finds what is committed, whichever
// replica stored it (docs/adr/0036). What was deleted or stored anew stays until there is too much
// of it: the rows decide what is found. Thread-safe.
class PictureIndex {
 public:
  // `most_prints`: in all shops, of 48 bytes each; beyond it the shop that was searched longest ago
  // is forgotten. `few_stale`: so many more than twice what there is may be held of a shop.
  explicit PictureIndex(int64_t most_prints = 4'000'000, int64_t few_stale = 4096)
      : most_prints_(most_prints), few_stale_(few_stale) {}

  // A row that may be of what is looked for; `distance` is of the nearest of the prints.
  struct Candidate {
    int64_t version = 0;
    int distance = 0;
  };
  // The nearest first, at most kMostCandidates.
  absl::StatusOr<std::vector<Candidate>> Find(sql::Transaction& txn, absl::string_view shop,
                                              absl::Span<const domain::PicturePrint> prints);

  static constexpr size_t kMostCandidates = 500;

  // What is held of all shops.
  int64_t size() const;

 private:
  struct Entry {
    int64_t version;
    domain::PicturePrint print;
  };
  // So many entries, but for the last block.
  static constexpr size_t kBlock = 4096;
  using Block = std::vector<Entry>;
  // Blocks never change: a search goes through them without a lock.
  struct Prints {
    int64_t version = 0;
    int64_t size = 0;
    // Of all shops' searches, when the last one was.
    int64_t searched = 0;
    std::vector<std::shared_ptr<const Block>> blocks;
  };

  Prints Held(absl::string_view shop) const;
  absl::StatusOr<Prints> CatchUp(sql::Transaction& txn, absl::string_view shop);
  void Hold(absl::string_view shop, const Prints& prints);

  const int64_t most_prints_;
  const int64_t few_stale_;
  mutable Mutex mutex_;
  absl::flat_hash_map<std::string, Prints> shops_ ABSL_GUARDED_BY(mutex_);
  int64_t searches_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace shopdesk::catalog::handlers
