#pragma once

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "libs/verify/check.h"
#include "libs/verify/walk.h"

namespace shopdesk::verify::testing {

// All that the check of this name finds, as "resource: problem".
inline std::vector<std::string> FindingsOf(runtime::Runtime& runtime,
                                           const std::vector<Check>& checks,
                                           const std::string& name) {
  std::vector<std::string> found;
  for (const Check& check : checks) {
    if (check.name != name) continue;
    Walk walk(runtime, check);
    for (bool more = true; more;) {
      const absl::StatusOr<bool> step = walk.Step(absl::InfiniteFuture());
      EXPECT_OK(step);
      more = step.value_or(false);
    }
    for (const Finding& finding : walk.TakeFindings()) {
      found.push_back(absl::StrCat(finding.resource, ": ", finding.problem));
    }
    return found;
  }
  ADD_FAILURE() << "there is no check " << name;
  return found;
}

}  // namespace shopdesk::verify::testing
