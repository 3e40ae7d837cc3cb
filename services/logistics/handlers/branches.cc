#include "services/logistics/handlers/branches.h"

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
#include "services/logistics/domain/branches.h"
#include "services/logistics/domain/names.h"
#include "services/logistics/handlers/import_rows.h"
#include "services/logistics/handlers/policy.h"
#include "services/logistics/store/branches.h"
#include "services/logistics/store/carriers.h"

namespace shopdesk::logistics::handlers {
namespace {

using google::protobuf::util::MessageDifferencer;
using v1::Branch;

constexpr int kDefaultBranches = 100;
constexpr int kMaxBranches = 1000;
constexpr char kAllCarriers[] = "-";

absl::StatusOr<RowResult> ImportRow(rpc::WriteContext& ctx, absl::string_view shop,
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
    ctx.Emit(branch, "branch.updated");
    return RowResult::kUpdated;
  }
  ASSIGN_OR_RETURN(const bool inserted, store::InsertBranch(ctx.txn(), branch));
  if (!inserted) return absl::AbortedError("the branch was created meanwhile");
  ctx.Emit(branch, "branch.created");
  return RowResult::kCreated;
}

// The carrier's id of a branch, as clients know it.
std::string CarrierIdOf(const Branch& branch) {
  const absl::string_view escaped = LastSegment(ParentOf(branch.name()));
  return UnescapeId(escaped).value_or(std::string(escaped));
}

}  // namespace

absl::Status GetBranch(rpc::ReadContext& ctx, const v1::GetBranchRequest& req, Branch* resp) {
  ASSIGN_OR_RETURN(*resp, store::LoadBranch(ctx.txn(), req.name()));
  return absl::OkStatus();
}

absl::Status ListBranches(rpc::ReadContext& ctx, const v1::ListBranchesRequest& req,
                          v1::ListBranchesResponse* resp) {
  if (req.region_code().empty() && !(req.administrative_area().empty() && req.locality().empty())) {
    return InvalidFieldError("region_code", "must be set with an area or locality");
  }
  ASSIGN_OR_RETURN(const int size, PageSize(req.page_size(), kDefaultBranches, kMaxBranches));
  ASSIGN_OR_RETURN(const std::vector<std::string> key, ParsePageToken(req));
  const absl::string_view shop = ShopOf(req.parent());
  store::BranchFilter filter = {"", req.region_code(), req.administrative_area(), req.locality()};
  if (LastSegment(req.parent()) == kAllCarriers) {
    RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  } else {
    RETURN_IF_ERROR(store::LoadCarrier(ctx.txn(), req.parent()).status());
    filter.carrier = std::string(LastSegment(req.parent()));
  }
  ASSIGN_OR_RETURN(std::vector<Branch> branches,
                   store::ListBranches(ctx.txn(), shop, filter, key, size + 1));
  if (static_cast<int>(branches.size()) > size) {
    branches.resize(size);
    resp->set_next_page_token(MakePageToken(req, store::BranchKeyOf(branches.back())));
  }
  for (Branch& branch : branches) *resp->add_branches() = std::move(branch);
  return absl::OkStatus();
}

absl::Status FindBranches(rpc::ReadContext& ctx, const v1::FindBranchesRequest& req,
                          v1::FindBranchesResponse* resp) {
  ASSIGN_OR_RETURN(const int most, PageSize(req.max_branches(), kDefaultBranches, kMaxBranches));
  const absl::string_view shop = ShopOf(req.parent());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  const type::v1::PostalAddress& address = req.address();
  RETURN_IF_ERROR(store::VisitBranches(
      ctx.txn(), shop, address.region_code(), address.locality(), [&](Branch& branch) {
        const bool wanted =
            req.service() == Branch::SERVICE_UNSPECIFIED || domain::Offers(branch, req.service());
        if (wanted && domain::Serves(branch, address)) {
          *resp->add_branches() = std::move(branch);
        }
        return resp->branches_size() < most;
      }));
  std::sort(resp->mutable_branches()->begin(), resp->mutable_branches()->end(),
            [](const Branch& a, const Branch& b) { return a.name() < b.name(); });
  std::set<std::string> delivering;
  std::set<std::string> keeping;
  for (const Branch& branch : resp->branches()) {
    if (domain::Offers(branch, Branch::DELIVERY)) delivering.insert(CarrierIdOf(branch));
    if (domain::Offers(branch, Branch::PICKUP_POINT)) keeping.insert(CarrierIdOf(branch));
  }
  resp->mutable_delivering_carriers()->Assign(delivering.begin(), delivering.end());
  resp->mutable_pickup_carriers()->Assign(keeping.begin(), keeping.end());
  return absl::OkStatus();
}

absl::Status ImportBranches(rpc::WriteContext& ctx, const v1::ImportBranchesRequest& req,
                            v1::ImportBranchesResponse* resp) {
  const std::string shop(ShopOf(req.parent()));
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  std::vector<std::string> names;
  for (const v1::ImportBranch& row : req.branches()) {
    names.push_back(domain::BranchName(shop, row.carrier_id(), row.branch_id()));
  }
  for (const int i : OrderByKey(names)) {
    const v1::ImportBranch& row = req.branches(i);
    const absl::StatusOr<RowResult> result = ImportRow(ctx, shop, row, names[i]);
    if (result.ok()) {
      CountRow(*result, resp);
    } else if (IsRowError(result.status())) {
      AddRowError(i, absl::StrCat(row.carrier_id(), "/", row.branch_id()), result.status(),
                  resp->mutable_errors());
    } else {
      return result.status();
    }
  }
  SortByIndex(resp->mutable_errors());
  return absl::OkStatus();
}

}  // namespace shopdesk::logistics::handlers
