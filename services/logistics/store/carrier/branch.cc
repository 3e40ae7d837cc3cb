#include "services/logistics/store/carrier/branch.h"

#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"
#include "services/logistics/domain/carrier/branch.h"
#include "services/logistics/domain/carrier/place.h"
#include "services/logistics/domain/shop/names.h"

namespace shopdesk::logistics::store {

const sql::Statement kBranchSnapshot = {
    "logistics.snapshot_branch",
    "SELECT carrier, branch, data FROM branches WHERE shop = $1 "
    "AND (carrier, branch) > ($2, $3) ORDER BY carrier, branch LIMIT $4"};

namespace {

// Branches that are read at once of a place: it may have thousands, and few of them are wanted.
constexpr int kVisitedAtOnce = 500;

constexpr sql::Statement kSelectBranch = {
    "logistics.select_branch",
    "SELECT data FROM branches WHERE shop = $1 AND carrier = $2 AND branch = $3"};
constexpr sql::Statement kSelectBranchForUpdate = {
    "logistics.select_branch_for_update",
    "SELECT data FROM branches WHERE shop = $1 AND carrier = $2 AND branch = $3 FOR UPDATE"};
constexpr sql::Statement kInsertBranch = {
    "logistics.insert_branch",
    "INSERT INTO branches (shop, carrier, branch, region_code, area, locality, version, data) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kUpdateBranch = {
    "logistics.update_branch",
    "UPDATE branches SET region_code = $4, area = $5, locality = $6, version = $7, data = $8 "
    "WHERE shop = $1 AND carrier = $2 AND branch = $3 AND version = $9"};
// One statement for each depth of the filter, so that an index serves it.
constexpr sql::Statement kListBranches = {
    "logistics.list_branches",
    "SELECT data FROM branches WHERE shop = $1 AND ($8 = '' OR carrier = $8) "
    "AND (region_code, area, locality, carrier, branch) > ($2, $3, $4, $5, $6) "
    "ORDER BY region_code, area, locality, carrier, branch LIMIT $7"};
constexpr sql::Statement kListBranchesOfRegion = {
    "logistics.list_branches_of_region",
    "SELECT data FROM branches WHERE shop = $1 AND ($8 = '' OR carrier = $8) "
    "AND region_code = $9 AND (region_code, area, locality, carrier, branch) > ($2, $3, $4, $5, "
    "$6) "
    "ORDER BY region_code, area, locality, carrier, branch LIMIT $7"};
constexpr sql::Statement kListBranchesOfArea = {
    "logistics.list_branches_of_area",
    "SELECT data FROM branches WHERE shop = $1 AND ($8 = '' OR carrier = $8) "
    "AND region_code = $9 AND area = $10 "
    "AND (region_code, area, locality, carrier, branch) > ($2, $3, $4, $5, $6) "
    "ORDER BY region_code, area, locality, carrier, branch LIMIT $7"};
constexpr sql::Statement kListBranchesOfLocality = {
    "logistics.list_branches_of_locality",
    "SELECT data FROM branches WHERE shop = $1 AND ($8 = '' OR carrier = $8) "
    "AND region_code = $9 AND ($10 = '' OR area = $10) AND locality = $11 "
    "AND (region_code, area, locality, carrier, branch) > ($2, $3, $4, $5, $6) "
    "ORDER BY region_code, area, locality, carrier, branch LIMIT $7"};
constexpr sql::Statement kListBranchesAtPlace = {
    "logistics.list_branches_at_place",
    "SELECT data FROM branches WHERE shop = $1 AND region_code = $2 "
    "AND locality = $3 AND (carrier, branch) > ($4, $5) ORDER BY carrier, branch LIMIT $6"};

std::string AreaOf(const v1::Branch& branch) {
  return domain::FoldPlace(branch.region_code(), branch.administrative_area());
}

}  // namespace

absl::StatusOr<v1::Branch> LoadBranch(sql::Transaction& txn, absl::string_view name) {
  return sql::LoadMessage<v1::Branch>(
      txn, kSelectBranch, {ShopOf(name), domain::ParentIdOf(name), LastSegment(name)}, name);
}

absl::StatusOr<absl::optional<v1::Branch>> FindBranchForUpdate(sql::Transaction& txn,
                                                               absl::string_view name) {
  return sql::FindMessage<v1::Branch>(txn, kSelectBranchForUpdate,
                                      {ShopOf(name), domain::ParentIdOf(name), LastSegment(name)});
}

absl::Status InsertBranch(sql::Transaction& txn, v1::Branch& branch) {
  const std::string& name = branch.name();
  return sql::InsertVersioned(txn, kInsertBranch, branch, ShopOf(name), domain::ParentIdOf(name),
                              LastSegment(name), branch.region_code(), AreaOf(branch),
                              domain::LocalityOf(branch));
}

absl::Status SaveBranch(sql::Transaction& txn, v1::Branch& branch) {
  const std::string& name = branch.name();
  return sql::SaveVersioned(txn, kUpdateBranch, branch, ShopOf(name), domain::ParentIdOf(name),
                            LastSegment(name), branch.region_code(), AreaOf(branch),
                            domain::LocalityOf(branch));
}

absl::StatusOr<std::vector<v1::Branch>> ListBranches(sql::Transaction& txn, absl::string_view shop,
                                                     const BranchFilter& filter,
                                                     const BranchKey& after, int limit) {
  const auto& [region_code, area, locality, carrier, branch] = after;
  const std::string in_area = domain::FoldPlace(filter.region_code, filter.area);
  const std::string in_locality =
      filter.locality.empty()
          ? ""
          : domain::FoldLocality(filter.region_code, filter.area, filter.locality);
  if (!in_locality.empty()) {
    return sql::ListMessages<v1::Branch>(
        txn, kListBranchesOfLocality,
        {shop, region_code, area, locality, carrier, branch, limit, filter.carrier,
         filter.region_code, in_area, in_locality});
  }
  if (!in_area.empty()) {
    return sql::ListMessages<v1::Branch>(txn, kListBranchesOfArea,
                                         {shop, region_code, area, locality, carrier, branch, limit,
                                          filter.carrier, filter.region_code, in_area});
  }
  if (!filter.region_code.empty()) {
    return sql::ListMessages<v1::Branch>(txn, kListBranchesOfRegion,
                                         {shop, region_code, area, locality, carrier, branch, limit,
                                          filter.carrier, filter.region_code});
  }
  return sql::ListMessages<v1::Branch>(
      txn, kListBranches,
      {shop, region_code, area, locality, carrier, branch, limit, filter.carrier});
}

BranchKey BranchKeyOf(const v1::Branch& branch) {
  return BranchKey(branch.region_code(), AreaOf(branch), domain::LocalityOf(branch),
                   domain::ParentIdOf(branch.name()), LastSegment(branch.name()));
}

absl::Status VisitBranches(sql::Transaction& txn, absl::string_view shop,
                           const type::v1::PostalAddress& address,
                           absl::FunctionRef<bool(v1::Branch&)> visit) {
  const std::string folded = domain::FoldLocality(address);
  for (const std::string& place : {folded, std::string()}) {
    std::vector<v1::Branch> page;
    std::string last;
    do {
      ASSIGN_OR_RETURN(page, sql::ListMessages<v1::Branch>(
                                 txn, kListBranchesAtPlace,
                                 {shop, address.region_code(), place, domain::ParentIdOf(last),
                                  LastSegment(last), kVisitedAtOnce}));
      for (v1::Branch& branch : page) {
        last = branch.name();
        if (!visit(branch)) return absl::OkStatus();
      }
    } while (static_cast<int>(page.size()) == kVisitedAtOnce);
    if (folded.empty()) break;
  }
  return absl::OkStatus();
}

}  // namespace shopdesk::logistics::store
