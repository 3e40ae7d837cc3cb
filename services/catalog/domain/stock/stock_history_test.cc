// What holds of stock whatever happens to it: histories of random operations on the levels of one
// SKU.
#include <algorithm>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "services/catalog/domain/stock/reservation.h"
#include "services/catalog/domain/stock/stock.h"

namespace shopdesk::catalog::domain {
namespace {

constexpr int kHistories = 10000;
constexpr int kSteps = 60;

class History {
 public:
  explicit History(uint32_t seed) : random_(seed) {
    for (const char* location : {"main", "west"}) {
      levels_.emplace_back().set_name(absl::StrCat("shops/s/skus/A/stockLevels/", location));
      policy_.add_location_priority(location);
    }
    ledger_.resize(levels_.size());
    policy_.set_safety_stock(Number(0, 1));
  }

  void Step() {
    const int at = Number(0, 1);
    v1::StockLevel& level = levels_[at];
    switch (Number(0, 5)) {
      case 0:
        return Reserve(Number(1, 4));
      case 1:
        return End(/*shipped=*/true);
      case 2:
        return End(/*shipped=*/false);
      case 3:
        return Book(at, "", Count(level, Number(0, 8)));
      default: {
        const auto bucket = static_cast<v1::StockBucket::Value>(Number(1, 4));
        const absl::StatusOr<Movement> moved =
            Adjust(level, "A", bucket, Number(-3, 4), v1::MovementReason::CORRECTED);
        if (moved.ok()) Book(at, "", *moved);
      }
    }
  }

  void Check() {
    for (size_t at = 0; at < levels_.size(); ++at) {
      const v1::StockLevel& level = levels_[at];
      int64_t buckets[5] = {};
      int64_t reserved = 0;
      for (const Entry& entry : ledger_[at]) {
        ASSERT_EQ(entry.movement.before, buckets[entry.movement.bucket]);
        buckets[entry.movement.bucket] += entry.movement.delta;
        ASSERT_GE(buckets[entry.movement.bucket], 0);
        reserved += entry.movement.reserved_delta;
      }
      ASSERT_EQ(level.on_hand(), buckets[v1::StockBucket::ON_HAND]);
      ASSERT_EQ(level.incoming(), buckets[v1::StockBucket::INCOMING]);
      ASSERT_EQ(level.damaged(), buckets[v1::StockBucket::DAMAGED]);
      ASSERT_EQ(level.frozen(), buckets[v1::StockBucket::FROZEN]);
      ASSERT_EQ(level.reserved(), reserved);
      CheckOversold(static_cast<int>(at));
    }
  }

 private:
  struct Entry {
    std::string reservation;
    Movement movement;
  };
  struct Held {
    std::string name;
    int at = 0;
    int64_t quantity = 0;
  };

  int Number(int from, int to) { return std::uniform_int_distribution<int>(from, to)(random_); }

  void Book(int at, const std::string& reservation, const Movement& movement) {
    ledger_[at].push_back({reservation, movement});
  }

  void Reserve(int64_t quantity) {
    const absl::StatusOr<int> chosen =
        ChooseLevel({.sku_id = "A", .quantity = quantity}, levels_, policy_);
    if (!chosen.ok()) return;
    v1::StockLevel& level = levels_[*chosen];
    held_.push_back({absl::StrCat("r", ++made_), *chosen, quantity});
    Book(*chosen, held_.back().name, domain::Reserve(level, quantity));
    ASSERT_LE(level.reserved() + policy_.safety_stock(), level.on_hand());
  }

  // A part of a reservation is shipped or given back.
  void End(bool shipped) {
    if (held_.empty()) return;
    const auto held = held_.begin() + Number(0, static_cast<int>(held_.size()) - 1);
    const int64_t quantity = Number(1, static_cast<int>(held->quantity));
    v1::StockLevel& level = levels_[held->at];
    if (!shipped) {
      Book(held->at, held->name, Release(level, quantity));
    } else {
      if (const int64_t missing = MissingToShip(level, quantity); missing > 0) {
        ASSERT_OK_AND_ASSIGN(const Movement found, Adjust(level, "A", v1::StockBucket::ON_HAND,
                                                          missing, v1::MovementReason::CORRECTED));
        Book(held->at, held->name, found);
      }
      Book(held->at, held->name, Ship(level, quantity));
    }
    held->quantity -= quantity;
    if (held->quantity == 0) held_.erase(held);
  }

  // What the ledger says backwards of who goes without is what the reservations themselves say.
  void CheckOversold(int at) {
    std::set<std::string> expected;
    int64_t left = Oversold(levels_[at]);
    for (auto held = held_.rbegin(); held != held_.rend() && left > 0; ++held) {
      if (held->at != at) continue;
      expected.insert(held->name);
      left -= held->quantity;
    }
    ASSERT_LE(left, 0);
    OversoldReservations found(Oversold(levels_[at]));
    for (auto entry = ledger_[at].rbegin(); entry != ledger_[at].rend(); ++entry) {
      if (found.Complete()) break;
      if (entry->movement.reserved_delta == 0) continue;
      found.Add(entry->reservation, entry->movement.reserved_delta);
    }
    ASSERT_EQ(found.names(), expected);
  }

  std::mt19937 random_;
  v1::Policy policy_;
  std::vector<v1::StockLevel> levels_;
  // By level, oldest first.
  std::vector<std::vector<Entry>> ledger_;
  // Oldest first.
  std::vector<Held> held_;
  int made_ = 0;
};

TEST(StockHistoryTest, StockIsWhatTheLedgerSaysAndReservationsNeverOversell) {
  const uint32_t first = std::random_device()();
  for (int i = 0; i < kHistories; ++i) {
    SCOPED_TRACE(absl::StrCat("seed ", first + i));
    History history(first + i);
    for (int step = 0; step < kSteps; ++step) {
      ASSERT_NO_FATAL_FAILURE(history.Step());
      ASSERT_NO_FATAL_FAILURE(history.Check());
    }
  }
}

}  // namespace
}  // namespace shopdesk::catalog::domain
