#include "services/catalog/handlers/search/picture_index.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "absl/types/optional.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"

namespace shopdesk::catalog::handlers {
namespace {

using domain::PicturePrint;

// Rows that are read at once.
constexpr int kPrintPage = 5000;

// What is looked for, the words apart, so that they are compared side by side.
struct Wanted {
  explicit Wanted(absl::Span<const PicturePrint> prints) : prints(prints) {
    for (const PicturePrint& print : prints) {
      first.push_back(print.bits[0]);
      second.push_back(print.bits[1]);
    }
  }
  // Of the print that comes nearest in bits and colours; kPrintBits if none is near.
  int DistanceTo(const PicturePrint& print) const {
    int nearest = domain::kPrintBits;
    for (size_t i = 0; i < first.size(); ++i) {
      nearest = std::min(nearest, std::popcount(first[i] ^ print.bits[0]) +
                                      std::popcount(second[i] ^ print.bits[1]));
    }
    if (nearest > domain::kMaybeSame) return domain::kPrintBits;
    nearest = domain::kPrintBits;
    for (const PicturePrint& other : prints) {
      nearest = std::min(nearest, domain::DistanceOf(other, print));
    }
    return nearest;
  }

  absl::Span<const PicturePrint> prints;
  std::vector<uint64_t> first;
  std::vector<uint64_t> second;
};

}  // namespace

absl::StatusOr<std::vector<PictureIndex::Candidate>> PictureIndex::Find(
    sql::Transaction& txn, absl::string_view shop, absl::Span<const PicturePrint> prints) {
  ASSIGN_OR_RETURN(const Prints held, CatchUp(txn, shop));
  const Wanted wanted(prints);
  std::vector<Candidate> found;
  for (const auto& block : held.blocks) {
    for (const Entry& entry : *block) {
      const int distance = wanted.DistanceTo(entry.print);
      if (distance <= domain::kMaybeSame) found.push_back({entry.version, distance});
    }
  }
  // Of two as near the one that was stored last: an earlier one may be gone.
  std::sort(found.begin(), found.end(), [](const Candidate& a, const Candidate& b) {
    return std::make_pair(a.distance, -a.version) < std::make_pair(b.distance, -b.version);
  });
  if (found.size() > kMostCandidates) found.resize(kMostCandidates);
  return found;
}

int64_t PictureIndex::size() const {
  MutexLock lock(mutex_);
  int64_t sum = 0;
  for (const auto& [shop, prints] : shops_) sum += prints.size;
  return sum;
}

PictureIndex::Prints PictureIndex::Held(absl::string_view shop) const {
  MutexLock lock(mutex_);
  const auto found = shops_.find(shop);
  return found == shops_.end() ? Prints() : found->second;
}

absl::StatusOr<PictureIndex::Prints> PictureIndex::CatchUp(sql::Transaction& txn,
                                                           absl::string_view shop) {
  ASSIGN_OR_RETURN(const store::PictureCount count, store::ReadPictureCount(txn, shop));
  Prints prints = Held(shop);
  if (prints.size > 2 * count.pictures + few_stale_) prints = Prints();
  Block added;
  int read = kPrintPage;
  while (prints.version < count.version && read == kPrintPage) {
    read = 0;
    RETURN_IF_ERROR(store::ReadPrintsAfter(
        txn, shop, prints.version, kPrintPage, [&](int64_t version, absl::string_view bytes) {
          ++read;
          prints.version = version;
          const absl::optional<PicturePrint> print = domain::DecodePrint(bytes);
          // Of a program that makes other prints: its pictures are to be sent anew.
          if (print.has_value()) added.push_back({version, *print});
          return absl::OkStatus();
        }));
  }
  // The last ones may have been deleted.
  prints.version = std::max(prints.version, count.version);
  for (size_t next = 0; next < added.size();) {
    Block block;
    if (!prints.blocks.empty() && prints.blocks.back()->size() < kBlock) {
      block = *prints.blocks.back();
      prints.blocks.pop_back();
    }
    while (block.size() < kBlock && next < added.size()) block.push_back(added[next++]);
    prints.blocks.push_back(std::make_shared<const Block>(std::move(block)));
  }
  prints.size += static_cast<int64_t>(added.size());
  Hold(shop, prints);
  return prints;
}

void PictureIndex::Hold(absl::string_view shop, const Prints& prints) {
  MutexLock lock(mutex_);
  Prints& held = shops_[shop];
  // Who reads an older state of the database doesn't take back what others have read.
  if (held.version <= prints.version) held = prints;
  held.searched = ++searches_;
  int64_t sum = 0;
  for (const auto& [name, of_shop] : shops_) sum += of_shop.size;
  while (sum > most_prints_ && shops_.size() > 1) {
    const auto oldest = std::min_element(
        shops_.begin(), shops_.end(),
        [](const auto& a, const auto& b) { return a.second.searched < b.second.searched; });
    sum -= oldest->second.size;
    shops_.erase(oldest);
  }
}

}  // namespace shopdesk::catalog::handlers
