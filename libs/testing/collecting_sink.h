#pragma once

#include <vector>

#include "libs/runtime/sink.h"

namespace shopdesk::testing {

// Takes what a handler of a stream answers.
template <class Response>
class CollectingSink final : public runtime::MessageSink {
 public:
  absl::Status Send(const google::protobuf::Message& message) override {
    messages_.push_back(static_cast<const Response&>(message));
    return absl::OkStatus();
  }
  absl::Status Check() override { return absl::OkStatus(); }

  // For the handler.
  runtime::Sink<Response> sink() { return runtime::Sink<Response>(*this); }
  const std::vector<Response>& messages() const { return messages_; }

 private:
  std::vector<Response> messages_;
};

}  // namespace shopdesk::testing
