#include "services/orders/domain/receiver/postal_code.h"

#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"

namespace shopdesk::orders::domain {

// Rows of locality, district, postal_code, with a header.
extern const char kPostalCodes[];

namespace {

// Columns of a row.
constexpr size_t kColumns = 3;

using Place = std::pair<absl::string_view, absl::string_view>;

const absl::flat_hash_map<Place, absl::string_view>& Table() {
  static const auto& kTable = *[] {
    auto* table = new absl::flat_hash_map<Place, absl::string_view>();
    for (const absl::string_view row : absl::StrSplit(kPostalCodes, '\n', absl::SkipEmpty())) {
      const std::vector<absl::string_view> cells = absl::StrSplit(row, ',');
      if (cells.size() == kColumns) table->emplace(Place(cells[0], cells[1]), cells[2]);
    }
    return table;
  }();
  return kTable;
}

}  // namespace

absl::string_view PostalCodeOf(absl::string_view locality, absl::string_view district) {
  locality = absl::StripAsciiWhitespace(locality);
  district = absl::StripAsciiWhitespace(district);
  const auto found = Table().find(Place(locality, district.empty() ? locality : district));
  return found == Table().end() ? absl::string_view() : found->second;
}

}  // namespace shopdesk::orders::domain
