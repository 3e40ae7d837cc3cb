#include "services/logistics/domain/branch.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "libs/base/error.h"
#include "libs/base/phone.h"
#include "services/logistics/domain/place.h"

namespace shopdesk::logistics::domain {
namespace {

bool Matches(absl::string_view ours, absl::string_view asked) {
  return ours.empty() || FoldPlace(ours) == FoldPlace(asked);
}

// Blanks in postal codes don't count.
std::string FoldPostalCode(absl::string_view code) {
  return absl::StrReplaceAll(FoldPlace(code), {{" ", ""}, {"-", ""}});
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

bool Serves(const v1::Branch& branch, const type::v1::PostalAddress& address) {
  if (branch.region_code() != address.region_code()) return false;
  if (!address.administrative_area().empty() &&
      !Matches(branch.administrative_area(), address.administrative_area())) {
    return false;
  }
  if (!Matches(branch.locality(), address.locality())) return false;
  if (branch.districts().empty() && branch.postal_code_prefixes().empty()) return true;
  const std::string code = FoldPostalCode(address.postal_code());
  return std::any_of(branch.districts().begin(), branch.districts().end(),
                     [&](const std::string& district) {
                       return FoldPlace(district) == FoldPlace(address.district());
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
