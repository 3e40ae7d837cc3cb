#include "services/logistics/domain/carrier/branch.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "libs/base/error.h"
#include "libs/base/phone.h"
#include "services/logistics/domain/carrier/place.h"

namespace shopdesk::logistics::domain {
namespace {

bool InArea(const v1::Branch& branch, const type::v1::PostalAddress& address) {
  const std::string& region = branch.region_code();
  return branch.administrative_area().empty() || address.administrative_area().empty() ||
         FoldPlace(region, branch.administrative_area()) ==
             FoldPlace(region, address.administrative_area());
}

}  // namespace

absl::Status CheckBranch(const v1::Branch& branch) {
  Violations violations;
  if (branch.services().empty()) violations.Add("services", "must have at least one");
  if (Offers(branch, v1::Branch::SERVICE_UNSPECIFIED)) {
    violations.Add("services", "0 is no service");
  }
  if (std::find(branch.modes().begin(), branch.modes().end(), v1::Mode::MODE_UNSPECIFIED) !=
      branch.modes().end()) {
    violations.Add("modes", "0 is no mode");
  }
  CheckBusinessPhone(branch.phone(), "phone", violations);
  for (const std::string& prefix : branch.postal_code_prefixes()) {
    if (FoldPostalCode(prefix).empty()) violations.Add("postal_code_prefixes", "must not be empty");
  }
  return violations.ToStatus();
}

std::string LocalityOf(const v1::Branch& branch) {
  if (branch.locality().empty()) return "";
  return FoldLocality(branch.region_code(), branch.administrative_area(), branch.locality());
}

bool Serves(const v1::Branch& branch, const type::v1::PostalAddress& address) {
  if (branch.region_code() != address.region_code()) return false;
  if (!InArea(branch, address)) return false;
  if (!branch.locality().empty() && LocalityOf(branch) != FoldLocality(address)) return false;
  if (branch.districts().empty() && branch.postal_code_prefixes().empty()) return true;
  const std::string code = FoldPostalCode(address.postal_code());
  return std::any_of(branch.districts().begin(), branch.districts().end(),
                     [&](const std::string& district) {
                       return FoldPlace("", district) == FoldPlace("", address.district());
                     }) ||
         std::any_of(branch.postal_code_prefixes().begin(), branch.postal_code_prefixes().end(),
                     [&](const std::string& prefix) {
                       return absl::StartsWith(code, FoldPostalCode(prefix));
                     });
}

bool Offers(const v1::Branch& branch, v1::Branch::Service service) {
  return std::find(branch.services().begin(), branch.services().end(), service) !=
         branch.services().end();
}

}  // namespace shopdesk::logistics::domain
