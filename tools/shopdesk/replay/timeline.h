#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "tools/shopdesk/progress.h"
#include "tools/shopdesk/replay/desk.h"
#include "tools/shopdesk/replay/duplicate_order.h"
#include "tools/shopdesk/replay/merging.h"
#include "tools/shopdesk/replay/order_life.h"
#include "tools/shopdesk/replay/shop_file.h"
#include "tools/shopdesk/replay/side_story.h"

namespace shopdesk::cli {

// The shop is played on for so long after its last invoice: until all of its orders have ended.
inline constexpr absl::Duration kAfterTheEnd = absl::Hours(40 * 24);

// Plays the invoices in the order of business time. At each moment the services' clocks are moved
// first (timers run), then the steps of orders on their way that are due are taken, then the
// moment's invoices in the order of the file. Steps of different orders at one moment run at once;
// a return waits for everything before it and holds up everything after it.
class Timeline {
 public:
  Timeline(Desk& desk, const ShopFile& file);

  // The next invoice of the file.
  absl::Status Add(const Invoice& invoice);
  // Lets everything come to its end, 40 days after the file's last row.
  absl::Status Finish();

 private:
  // A life, and how many steps it had taken when this was scheduled.
  struct Entry {
    size_t taken;
    std::shared_ptr<Life> life;
  };

  // Places the orders that were collected, and takes all steps due before `time`.
  absl::Status RunUntil(absl::Time time);
  absl::Status MoveTo(absl::Time time);
  // Sends the money that is owed to buyers who paid by transfer.
  absl::Status PayOut();
  // What else happens with an order that is being collected.
  void CollectBeside(const Invoice& invoice, const std::shared_ptr<OrderLife>& order);
  absl::Status PlaceCollected();
  absl::Status TakeSteps(absl::Time now, std::vector<Entry> entries);
  void ScheduleNext(const std::shared_ptr<Life>& life);
  absl::Status TakeBack(const Invoice& invoice);
  absl::Status TakeBackLine(const Invoice& invoice, const ReturnLine& line);
  absl::Status HurryToDelivery(const std::string& order_name, absl::Time now);

  Desk& desk_;
  const ShopFile& file_;
  Progress progress_;
  int64_t placed_ = 0;
  absl::Time now_ = absl::InfinitePast();
  // Orders of the present moment that are not placed yet; their buyers are different. With them,
  // those that are ordered twice.
  std::vector<std::shared_ptr<OrderLife>> collected_;
  // By the number of the first order.
  std::map<std::string, std::shared_ptr<DuplicateOrder>> collected_duplicates_;
  std::map<std::string, bool> collected_buyers_;
  std::vector<std::shared_ptr<SideStory>> collected_stories_;
  MergeFinder merges_;
  // What is due when, in the order in which it was scheduled.
  std::multimap<absl::Time, Entry> due_;
  // By order number, until delivered.
  std::map<std::string, std::shared_ptr<OrderLife>> undelivered_;
  // Of those, what was ordered twice.
  std::map<std::string, std::shared_ptr<DuplicateOrder>> duplicates_;
};

}  // namespace shopdesk::cli
