#include "services/logistics/handlers/branch.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/logistics/domain/branch.h"
#include "services/logistics/domain/events.h"
#include "services/logistics/domain/limits.h"
#include "services/logistics/domain/names.h"
#include "services/logistics/handlers/import_rows.h"
#include "services/logistics/handlers/policy.h"
#include "services/logistics/store/branch.h"
#include "services/logistics/store/carrier.h"

namespace shopdesk::logistics::handlers {
namespace {

using google::protobuf::util::MessageDifferencer;
using v1::Branch;

constexpr char kAllCarriers[] = "-";

absl::StatusOr<RowResult> ImportRow(runtime::WriteContext& ctx, absl::string_view shop,
                                    const v1::ImportBranch& row, const std::string& name) {
  RETURN_IF_ERROR(CheckRow(row));
  RETURN_IF_ERROR(
      store::LoadCarrier(ctx.txn(), domain::CarrierName(shop, row.carrier_id())).status());
  Branch branch = row.branch();
  branch.set_name(name);
  RETURN_IF_ERROR(domain::CheckBranch(branch));
  ASSIGN_OR_RETURN(absl::optional<Branch> before, store::FindBranchForUpdate(ctx.txn(), name));
  if (before.has_value()) {
    branch.set_etag(before->etag());
    *branch.mutable_update_time() = before->update_time();
    if (MessageDifferencer::Equals(*before, branch)) return RowResult::kUnchanged;
  }
  *branch.mutable_update_time() = ToProto(ctx.now());
  if (before.has_value()) {
    RETURN_IF_ERROR(store::SaveBranch(ctx.txn(), branch));
    ctx.Emit(branch, events::kBranchUpdated);
    return RowResult::kUpdated;
  }
  ASSIGN_OR_RETURN(const bool inserted, store::InsertBranch(ctx.txn(), branch));
  if (!inserted) return absl::AbortedError("the branch was created meanwhile");
  ctx.Emit(branch, events::kBranchCreated);
  return RowResult::kCreated;
}

// The carrier's id of a branch, as clients know it.
std::string CarrierIdOf(const Branch& branch) {
  const absl::string_view escaped = LastSegment(ParentOf(branch.name()));
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
  ASSIGN_OR_RETURN(const int size,
                   PageSize(request.page_size(), domain::kDefaultPageSize, domain::kMaxPageSize));
  ASSIGN_OR_RETURN(const std::vector<std::string> key, ParsePageToken(request));
  const absl::string_view shop = ShopOf(request.parent());
  store::BranchFilter filter = {"", request.region_code(), request.administrative_area(),
                                request.locality()};
  if (LastSegment(request.parent()) == kAllCarriers) {
    RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  } else {
    RETURN_IF_ERROR(store::LoadCarrier(ctx.txn(), request.parent()).status());
    filter.carrier = std::string(LastSegment(request.parent()));
  }
  ASSIGN_OR_RETURN(std::vector<Branch> branches,
                   store::ListBranches(ctx.txn(), shop, filter, key, size + 1));
  if (static_cast<int>(branches.size()) > size) {
    branches.resize(size);
    response->set_next_page_token(MakePageToken(request, store::BranchKeyOf(branches.back())));
  }
  for (Branch& branch : branches) *response->add_branches() = std::move(branch);
  return absl::OkStatus();
}

absl::Status FindBranches(runtime::ReadContext& ctx, const v1::FindBranchesRequest& request,
                          v1::FindBranchesResponse* response) {
  ASSIGN_OR_RETURN(const int most, PageSize(request.max_branches(), domain::kDefaultPageSize,
                                            domain::kMaxPageSize));
  const absl::string_view shop = ShopOf(request.parent());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  const type::v1::PostalAddress& address = request.address();
  RETURN_IF_ERROR(store::VisitBranches(
      ctx.txn(), shop, address.region_code(), address.locality(), [&](Branch& branch) {
        const bool wanted = request.service() == Branch::SERVICE_UNSPECIFIED ||
                            domain::Offers(branch, request.service());
        if (wanted && domain::Serves(branch, address)) {
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
  const std::string shop(ShopOf(request.parent()));
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  std::vector<std::string> names;
  for (const v1::ImportBranch& row : request.branches()) {
    names.push_back(domain::BranchName(shop, row.carrier_id(), row.branch_id()));
  }
  for (const int i : OrderByKey(names)) {
    const v1::ImportBranch& row = request.branches(i);
    const absl::StatusOr<RowResult> result = ImportRow(ctx, shop, row, names[i]);
    if (result.ok()) {
      CountRow(*result, response);
    } else if (IsRowError(result.status())) {
      AddRowError(i, absl::StrCat(row.carrier_id(), "/", row.branch_id()), result.status(),
                  response->mutable_errors());
    } else {
      return result.status();
    }
  }
  SortByIndex(response->mutable_errors());
  return absl::OkStatus();
}

}  // namespace shopdesk::logistics::handlers
