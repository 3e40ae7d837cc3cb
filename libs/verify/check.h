#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "libs/runtime/runtime.h"
#include "libs/runtime/snapshot.h"
#include "libs/sql/database.h"
#include "libs/sql/message.h"

// Checks of what a service holds: each walks its rows in pages and holds every one against what the
// service's README states. What holds in every committed state holds in the snapshot of a page, so
// a service is verified while it works.
namespace shopdesk::verify {

// Something that isn't as it must be.
struct Finding {
  // The name of the resource, or "<table>/<key>" of a row that belongs to no shop.
  std::string resource;
  // For people, without personal data.
  std::string problem;
};

// Where a check is, in one snapshot.
class Page {
 public:
  Page(runtime::Runtime& runtime, sql::Transaction& txn, std::string shop, std::string after)
      : runtime_(runtime), txn_(txn), shop_(std::move(shop)), after_(std::move(after)) {}

  runtime::Runtime& runtime() { return runtime_; }
  sql::Transaction& txn() { return txn_; }
  // The escaped id; empty in a check of the whole service.
  const std::string& shop() const { return shop_; }
  // Where the page begins, as GoOnAfter said; "" at first.
  const std::string& after() const { return after_; }

  // A row was looked at.
  void CountRow() { ++rows_; }
  void Find(absl::string_view resource, absl::string_view problem) {
    findings_.push_back({std::string(resource), std::string(problem)});
  }
  // There is more, to be looked at in the next page.
  void GoOnAfter(std::string position) { next_ = std::move(position); }

  int64_t rows() const { return rows_; }
  std::vector<Finding>& findings() { return findings_; }
  // "": there is no more.
  const std::string& next() const { return next_; }

 private:
  runtime::Runtime& runtime_;
  sql::Transaction& txn_;
  const std::string shop_;
  const std::string after_;
  int64_t rows_ = 0;
  std::vector<Finding> findings_;
  std::string next_;
};

// Whose rows a check goes through.
enum class Scope { kShops, kService };

struct Check {
  // "<service or library>.<what>": the metrics' label; never change one.
  std::string name;
  // What must hold, for people: "The ledger of a level sums to it."
  std::string claim;
  Scope scope = Scope::kShops;
  // Looks at a bounded number of rows of the page's shop, or of the service. An error ends the run:
  // it says nothing of the rows.
  std::function<absl::Status(Page&)> look;
};

// Rows of a page: few enough for a snapshot of milliseconds.
inline constexpr int kPageRows = 200;

// Looks at each resource of a kind, a page at a time, in a table that the feed's snapshots read.
template <class Resource>
std::function<absl::Status(Page&)> EachOf(
    runtime::SnapshotTable table, std::function<absl::Status(Page&, const Resource&)> look) {
  return [table = std::move(table), look = std::move(look)](Page& page) -> absl::Status {
    std::vector<std::pair<std::string, std::string>> rows;
    RETURN_IF_ERROR(table.page()(page.txn(), page.shop(), page.after(), kPageRows,
                                 [&](absl::string_view position, absl::string_view serialized) {
                                   rows.emplace_back(std::string(position),
                                                     std::string(serialized));
                                   return absl::OkStatus();
                                 }));
    for (const auto& [position, serialized] : rows) {
      page.CountRow();
      Resource resource;
      // What can't be parsed is found by the check of all resources.
      if (resource.ParseFromString(serialized)) RETURN_IF_ERROR(look(page, resource));
    }
    if (rows.size() == static_cast<size_t>(kPageRows)) page.GoOnAfter(rows.back().first);
    return absl::OkStatus();
  };
}

}  // namespace shopdesk::verify
