#include "tools/shopdesk/import.h"

namespace shopdesk::cli {

void ImportSummary::Refuse(const std::vector<std::string>& reasons) {
  ++refused;
  for (const std::string& reason : reasons) {
    if (errors.size() < kMostImportErrors) {
      errors.push_back(reason);
    } else {
      ++more_errors;
    }
  }
}

}  // namespace shopdesk::cli
