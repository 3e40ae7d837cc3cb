#include "services/catalog/domain/knowledge/briefing.h"

#include <algorithm>

#include "services/catalog/domain/shop/errors.h"

namespace shopdesk::catalog::domain {

bool NeedsBriefing(const v1::Product& product, const v1::Policy& policy) {
  return policy.briefing_required() && product.state() == v1::Product::DRAFT;
}

absl::Status CheckBriefed(const v1::Product& product, const v1::Policy& policy,
                          absl::Span<const BriefingReaders> briefings) {
  if (!NeedsBriefing(product, policy)) return absl::OkStatus();
  std::vector<std::string> missing;
  for (const std::string& reader : policy.briefing_readers()) {
    const bool has_read_all =
        std::all_of(briefings.begin(), briefings.end(),
                    [&](const BriefingReaders& readers) { return readers.count(reader) > 0; });
    if (!has_read_all) missing.push_back(reader);
  }
  if (!briefings.empty() && missing.empty()) return absl::OkStatus();
  return NotBriefedError(product.name(), briefings.empty() ? std::vector<std::string>() : missing);
}

}  // namespace shopdesk::catalog::domain
