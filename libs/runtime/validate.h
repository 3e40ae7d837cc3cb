#pragma once

#include <memory>

#include "absl/status/status.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace shopdesk::runtime {

// Who checks the elements of a request's lists of messages: the message's rules, or the handler,
// row by row with a Validator of its own, so that a bad row is reported and doesn't refuse the
// others.
enum class Rows { kWithRequest, kByHandler };

// Checks requests against the rules of their fields (shopdesk.option.v1.field). Compiled once for a
// message type; immutable, thread-safe. Strings must be UTF-8 without control characters other than
// tab and line breaks; required ones and those with a least length must not be blank, and ids
// (fields whose name ends in _id) must be what text.h takes for one. Of the resource of an Update,
// which stands beside an `update_mask`, only what the mask names is checked, or what is set if it
// is empty, and the name.
class Validator {
 public:
  explicit Validator(const google::protobuf::Descriptor& type, Rows rows = Rows::kWithRequest);
  ~Validator();
  // OK, or INVALID_ARGUMENT with all violations, each with its path ("lines[2].sku") and what is
  // allowed.
  absl::Status Check(const google::protobuf::Message& message) const;
  // Clears output_only fields, however deep.
  void ClearOutputOnly(google::protobuf::Message& message) const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace shopdesk::runtime
