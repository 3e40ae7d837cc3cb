#include "libs/verify/walk.h"

#include <utility>

#include "absl/types/optional.h"
#include "libs/base/page.h"
#include "libs/base/status_macros.h"

namespace shopdesk::verify {
namespace {

constexpr sql::Statement kNextShop = {
    "verify.find_next_shop", "SELECT shop FROM policies WHERE shop > $1 ORDER BY shop LIMIT 1"};

// nullopt behind the last one.
absl::StatusOr<absl::optional<std::string>> ShopAfter(sql::Transaction& txn,
                                                      absl::string_view shop) {
  absl::optional<std::string> next;
  RETURN_IF_ERROR(txn.QueryOne(kNextShop, {shop},
                               [&](const sql::Row& row) {
                                 next = std::string(row.Text(0));
                                 return absl::OkStatus();
                               })
                      .status());
  return next;
}

}  // namespace

Walk::Walk(runtime::Runtime& runtime, const Check& check, absl::string_view position)
    : runtime_(runtime), check_(check) {
  const absl::optional<std::vector<std::string>> parts = SplitKey(position);
  if (!parts.has_value() || parts->size() != 2) return;
  begun_ = true;
  shop_ = (*parts)[0];
  after_ = (*parts)[1];
}

absl::StatusOr<bool> Walk::Step(absl::Time deadline) {
  bool more = false;
  RETURN_IF_ERROR(runtime_.database().Read(deadline, [&](sql::Transaction& txn) -> absl::Status {
    ASSIGN_OR_RETURN(more, StepIn(txn));
    return absl::OkStatus();
  }));
  return more;
}

absl::StatusOr<bool> Walk::StepIn(sql::Transaction& txn) {
  absl::optional<std::string> shop = shop_;
  if (!begun_ && check_.scope == Scope::kShops) {
    ASSIGN_OR_RETURN(shop, ShopAfter(txn, ""));
    if (!shop.has_value()) return false;
  }
  Page page(runtime_, txn, *shop, after_);
  RETURN_IF_ERROR(check_.look(page));
  absl::optional<std::string> next = shop;
  if (page.next().empty()) {
    next = absl::nullopt;
    if (check_.scope == Scope::kShops) {
      ASSIGN_OR_RETURN(next, ShopAfter(txn, *shop));
    }
  }
  rows_ += page.rows();
  for (Finding& finding : page.findings()) findings_.push_back(std::move(finding));
  begun_ = true;
  shop_ = next.value_or(*shop);
  after_ = page.next();
  return next.has_value();
}

std::string Walk::position() const { return begun_ ? JoinKey({shop_, after_}) : ""; }

std::vector<Finding> Walk::TakeFindings() { return std::exchange(findings_, {}); }

}  // namespace shopdesk::verify
