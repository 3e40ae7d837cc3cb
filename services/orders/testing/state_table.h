#pragma once

#include <cstdlib>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/state_machine.h"
#include "libs/testing/matchers.h"

// State machines held against what is expected of them.
namespace shopdesk::orders::testing {

// Asks every event in every state up to `last`: exactly the expected ones lead
// somewhere.
template <class State>
void CheckMachine(const StateMachine<State>& machine, int last,
                  const std::map<std::pair<State, std::string>, State>& expected) {
  std::set<std::string> events;
  for (const auto& row : machine.table()) events.insert(row.event);
  EXPECT_EQ(machine.table().size(), expected.size());
  for (int number = 0; number <= last; ++number) {
    const auto state = static_cast<State>(number);
    for (const std::string& event : events) {
      SCOPED_TRACE(absl::StrCat(number, " × ", event));
      const auto wanted = expected.find({state, event});
      EXPECT_EQ(machine.Can(state, event), wanted != expected.end());
      if (wanted == expected.end()) {
        EXPECT_THAT(machine.Next("r", state, event), shopdesk::testing::HasReason("WRONG_STATE"));
      } else {
        EXPECT_THAT(machine.Next("r", state, event),
                    shopdesk::testing::IsOkAndHolds(wanted->second));
      }
    }
  }
}

// Whether the page of the documentation is what the tables draw;
// UPDATE_GOLDEN=1 writes it.
inline void CheckPage(const std::string& file, const std::string& text) {
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(file) << text;
  std::stringstream present;
  present << std::ifstream(file).rdbuf();
  EXPECT_EQ(present.str(), text) << "run this test with UPDATE_GOLDEN=1 and look at the difference";
}

}  // namespace shopdesk::orders::testing
