#pragma once

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "libs/testing/test_runtime.h"

namespace shopdesk::testing {

// Makes calls to other services as the steps of workflows of a service.
class PeerCaller {
 public:
  explicit PeerCaller(const std::string& service) : runtime_({.service = service}) {}

  template <class Fn>
  auto Call(Fn fn) {
    decltype(fn(std::declval<const runtime::Context&>())) answer = absl::UnknownError("not called");
    runtime_
        ->Workflow(TestCall(), nullptr, nullptr,
                   [&](runtime::WorkflowContext& ctx) {
                     answer = fn(ctx);
                     return absl::OkStatus();
                   })
        .IgnoreError();
    return answer;
  }

 private:
  TestRuntime runtime_;
};

}  // namespace shopdesk::testing
