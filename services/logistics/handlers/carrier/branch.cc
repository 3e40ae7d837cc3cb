#include "services/logistics/handlers/carrier/branch.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/logistics/domain/carrier/branch.h"
#include "services/logistics/domain/shop/events.h"
#include "services/logistics/domain/shop/names.h"
#include "services/logistics/handlers/carrier/carrier.h"
#include "services/logistics/handlers/shop/import_rows.h"
#include "services/logistics/handlers/shop/policy.h"
#include "services/logistics/store/carrier/branch.h"
#include "services/logistics/store/carrier/carrier.h"

namespace shopdesk::logistics::handlers {
namespace {

using v1::Branch;

// Branches: usual, at most; also for those of an address.
constexpr PageLimits kBranchPage{100, 1000};

constexpr RowStore<Branch> kBranches = {store::InsertBranch, store::SaveBranch,
                                        events::kBranchCreated, events::kBranchUpdated};

absl::StatusOr<RowResult> ImportBranch(runtime::WriteContext& ctx, absl::string_view shop,
                                       const v1::ImportBranch& row, const std::string& name) {
  RETURN_IF_ERROR(CheckRow(row));
  RETURN_IF_ERROR(
      store::LoadCarrier(ctx.txn(), domain::CarrierName(shop, row.carrier_id())).status());
  Branch branch = row.branch();
  branch.set_name(name);
  RETURN_IF_ERROR(domain::CheckBranch(branch));
  ASSIGN_OR_RETURN(const absl::optional<Branch> before,
                   store::FindBranchForUpdate(ctx.txn(), name));
  return StoreRow(ctx, kBranches, before, branch);
}

// The carrier's id of a branch, as clients know it.
std::string CarrierIdOf(const Branch& branch) {
  const absl::string_view escaped = domain::ParentIdOf(branch.name());
  return UnescapeId(escaped).value_or(std::string(escaped));
}

}  // namespace

absl::Status GetBranch(runtime::ReadContext& ctx, const v1::GetBranchRequest& request,
                       Branch* response) {
  ASSIGN_OR_RETURN(*response, store::LoadBranch(ctx.txn(), request.name()));
  return absl::OkStatus();
}

absl::Status ListBranches(runtime::ReadContext& ctx, const v1::ListBranchesRequest& request,
                          v1::ListBranchesResponse* response) {
  if (request.region_code().empty() &&
      !(request.administrative_area().empty() && request.locality().empty())) {
    return InvalidFieldError("region_code", "must be set with an area or locality");
  }
  store::BranchFilter filter = {"", request.region_code(), request.administrative_area(),
                                request.locality()};
  ASSIGN_OR_RETURN(filter.carrier, CarrierFilter(ctx, request.parent()));
  using Key = store::BranchKey;
  const auto scan = [&](const Key& after,
                        int limit) -> absl::StatusOr<std::vector<Scanned<Key, Branch>>> {
    ASSIGN_OR_RETURN(
        std::vector<Branch> branches,
        store::ListBranches(ctx.txn(), ShopOf(request.parent()), filter, after, limit));
    return LeaveOutClosed(std::move(branches), store::BranchKeyOf, request.show_closed());
  };
  return ScanPage(request, kBranchPage, Key(), scan, *response, *response->mutable_branches());
}

absl::Status FindBranches(runtime::ReadContext& ctx, const v1::FindBranchesRequest& request,
                          v1::FindBranchesResponse* response) {
  // Not a page: there is no next one.
  ASSIGN_OR_RETURN(const int most,
                   PageSize(request.max_branches(), kBranchPage.usual, kBranchPage.most));
  const absl::string_view shop = ShopOf(request.parent());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  const type::v1::PostalAddress& address = request.address();
  RETURN_IF_ERROR(store::VisitBranches(ctx.txn(), shop, address, [&](Branch& branch) {
    const bool wanted = request.service() == Branch::SERVICE_UNSPECIFIED ||
                        domain::Offers(branch, request.service());
    if (wanted && !branch.closed() && domain::Serves(branch, address)) {
      *response->add_branches() = std::move(branch);
    }
    return response->branches_size() < most;
  }));
  std::sort(response->mutable_branches()->begin(), response->mutable_branches()->end(),
            [](const Branch& a, const Branch& b) { return a.name() < b.name(); });
  std::set<std::string> delivering;
  std::set<std::string> keeping;
  for (const Branch& branch : response->branches()) {
    if (domain::Offers(branch, Branch::DELIVERY)) delivering.insert(CarrierIdOf(branch));
    if (domain::Offers(branch, Branch::PICKUP_POINT)) keeping.insert(CarrierIdOf(branch));
  }
  response->mutable_delivering_carriers()->Assign(delivering.begin(), delivering.end());
  response->mutable_pickup_carriers()->Assign(keeping.begin(), keeping.end());
  return absl::OkStatus();
}

absl::Status ImportBranches(runtime::WriteContext& ctx, const v1::ImportBranchesRequest& request,
                            v1::ImportBranchesResponse* response) {
  const absl::string_view shop = ShopOf(request.parent());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  return ImportRows(
      request.branches(),
      [&](const v1::ImportBranch& row) {
        return domain::BranchName(shop, row.carrier_id(), row.branch_id());
      },
      [](const v1::ImportBranch& row) {
        return absl::StrCat(row.carrier_id(), "/", row.branch_id());
      },
      [&](const v1::ImportBranch& row, const std::string& name) {
        return ImportBranch(ctx, shop, row, name);
      },
      response);
}

}  // namespace shopdesk::logistics::handlers
