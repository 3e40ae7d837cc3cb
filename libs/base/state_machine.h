#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/generated_enum_reflection.h"
#include "libs/base/error.h"

namespace shopdesk {

// A state machine is one constexpr table of rows: in state `from`, `event` leads to `to`. Guards
// and deadlines are words: they document what the domain function checks and sets, and
// docs/states/ is drawn from them.
template <class State>
struct Transition {
  State from;
  const char* event;
  State to;
  const char* guard = "";
  const char* deadline = "";
};

// A call of the API that raises an event: the name of the RPC. Events without a call are the
// service's own steps: a timer's, a follower's.
struct EventCall {
  const char* event;
  const char* call;
};

template <class State>
class StateMachine {
 public:
  constexpr StateMachine(const char* name, absl::Span<const Transition<State>> table,
                         absl::Span<const EventCall> calls)
      : name_(name), table_(table), calls_(calls) {}

  // The row for `event` in `state`, or FAILED_PRECONDITION (WRONG_STATE) that says what can be
  // called.
  absl::StatusOr<State> Next(absl::string_view resource_name, State state,
                             absl::string_view event) const {
    for (const Transition<State>& row : table_) {
      if (row.from == state && event == row.event) return row.to;
    }
    return WrongStateError(resource_name, StateName(state), CallsFor(event), Allowed(state));
  }

  bool Can(State state, absl::string_view event) const {
    for (const Transition<State>& row : table_) {
      if (row.from == state && event == row.event) return true;
    }
    return false;
  }

  // The calls that lead on from `state`, separated by ", ".
  std::string Allowed(State state) const {
    std::vector<absl::string_view> allowed;
    for (const Transition<State>& row : table_) {
      if (row.from == state) AddCalls(row.event, allowed);
    }
    return absl::StrJoin(allowed, ", ");
  }

  // The calls that raise `event`, or itself if it is the service's own step.
  std::string CallsFor(absl::string_view event) const {
    std::vector<absl::string_view> calls;
    AddCalls(event, calls);
    return calls.empty() ? std::string(event) : absl::StrJoin(calls, " or ");
  }

  // The table as Markdown with a Mermaid diagram, for docs/states/.
  std::string ToMarkdown() const {
    std::string text = absl::StrCat("### ", name_, "\n\n```mermaid\nstateDiagram-v2\n");
    for (const Transition<State>& row : table_) {
      absl::StrAppend(&text, "  ", StateName(row.from), " --> ", StateName(row.to), ": ", row.event,
                      "\n");
    }
    absl::StrAppend(
        &text, "```\n\n| state | event | next | guard | deadline set |\n|---|---|---|---|---|\n");
    for (const Transition<State>& row : table_) {
      absl::StrAppend(&text, "| ", StateName(row.from), " | ", row.event, " | ", StateName(row.to),
                      " | ", row.guard, " | ", row.deadline, " |\n");
    }
    return text;
  }

  absl::Span<const Transition<State>> table() const { return table_; }
  absl::Span<const EventCall> calls() const { return calls_; }

 private:
  // Adds those that raise `event`, each once.
  void AddCalls(absl::string_view event, std::vector<absl::string_view>& calls) const {
    for (const EventCall& raised : calls_) {
      if (event != raised.event) continue;
      if (std::find(calls.begin(), calls.end(), raised.call) == calls.end()) {
        calls.push_back(raised.call);
      }
    }
  }

  // The number of a state that only a later release knows.
  static std::string StateName(State state) {
    const auto* value = google::protobuf::GetEnumDescriptor<State>()->FindValueByNumber(state);
    return value != nullptr ? value->name() : absl::StrCat(static_cast<int>(state));
  }

  const char* name_;
  absl::Span<const Transition<State>> table_;
  absl::Span<const EventCall> calls_;
};

}  // namespace shopdesk
