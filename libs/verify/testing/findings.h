#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "libs/base/resource_name.h"
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

// Changes rows as nothing of the service would.
inline void Spoil(runtime::Runtime& runtime, const sql::Statement& statement,
                  std::initializer_list<sql::Value> values = {}) {
  EXPECT_OK(runtime.database().WriteAndWait(
      {}, [&](sql::Transaction& txn) { return txn.Execute(statement, values).status(); }));
}
// Stores a resource as if it had been stored so: `statement` takes its id and its bytes.
template <class Resource>
void SpoilResource(runtime::Runtime& runtime, const sql::Statement& statement,
                   const Resource& resource) {
  Spoil(runtime, statement,
        {LastSegment(resource.name()), sql::Blob{resource.SerializeAsString()}});
}

}  // namespace shopdesk::verify::testing
