#include "libs/verify/timer.h"

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "libs/base/status_macros.h"
#include "libs/timer/timers.h"

namespace shopdesk::verify {
namespace {

// Resources keep milliseconds, timers microseconds.
constexpr absl::Duration kRounding = absl::Milliseconds(1);

}  // namespace

absl::Status RequireTimer(Page& page, absl::string_view kind, absl::string_view resource_name,
                          absl::Time due) {
  ASSIGN_OR_RETURN(const absl::optional<absl::Time> set,
                   page.runtime().timers().DueTime(page.txn(), kind, resource_name));
  if (!set.has_value()) {
    page.Find(resource_name, absl::StrCat("its timer ", kind, " is missing"));
  } else if (*set > due + kRounding) {
    page.Find(resource_name, absl::StrCat("its timer ", kind, " is due later than what it is for"));
  }
  return absl::OkStatus();
}

}  // namespace shopdesk::verify
