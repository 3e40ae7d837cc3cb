#pragma once

#include "absl/status/status.h"
#include "google/protobuf/message.h"

namespace shopdesk::runtime {

// The answering side of a stream that a handler fills.
class MessageSink {
 public:
  // Blocks until the message is taken. Fails when the client has gone, the server drains, or the
  // stream's deadline has come.
  virtual absl::Status Send(const google::protobuf::Message& message) = 0;
  // The same without a message: for handlers that wait for something to send.
  virtual absl::Status Check() = 0;

 protected:
  ~MessageSink() = default;
};

// The same for one type of answers: what handlers take.
template <class Response>
class Sink {
 public:
  explicit Sink(MessageSink& sink) : sink_(&sink) {}
  absl::Status Send(const Response& response) const { return sink_->Send(response); }
  absl::Status Check() const { return sink_->Check(); }

 private:
  MessageSink* sink_;
};

}  // namespace shopdesk::runtime
