#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "libs/base/resource_name.h"
#include "libs/sql/database.h"

namespace shopdesk::runtime {

// Calls `visit` for each string of a message, however deep, that isn't empty.
void VisitStrings(
    const google::protobuf::Message& message,
    absl::FunctionRef<void(const google::protobuf::FieldDescriptor& field, const std::string& text)>
        visit);

// The id of the buyer to whom a resource belongs; empty if it is nobody's, or isn't there.
using OwnerFn =
    std::function<absl::StatusOr<std::string>(sql::Transaction& txn, absl::string_view name)>;

// Of resources that name their buyer: `load` answers NOT_FOUND for what isn't there.
template <class Resource>
OwnerFn BuyerOf(absl::StatusOr<Resource> (*load)(sql::Transaction& txn, absl::string_view name)) {
  return [load](sql::Transaction& txn, absl::string_view name) -> absl::StatusOr<std::string> {
    const absl::StatusOr<Resource> resource = load(txn, name);
    if (resource.ok()) return resource->buyer();
    if (absl::IsNotFound(resource.status())) return "";
    return resource.status();
  };
}

// What belongs to buyers, and whether a request keeps to what is a buyer's own. Filled before
// anything is served, then immutable and thread-safe.
class Owners {
 public:
  // Resources of this pattern, e.g. "shops/{shop}/orders/{order}", belong to buyers.
  void Add(absl::string_view pattern, OwnerFn find);

  // OK if every such resource that a field of `request` names is the buyer's, and so is every field
  // `buyer`, and at least one of them is there. NOT_FOUND for what is another's, as for what isn't
  // there; INVALID_ARGUMENT if none is there, or a field that only the shop may set is set.
  absl::Status Check(sql::Transaction& txn, absl::string_view buyer,
                     const google::protobuf::Message& request) const;

 private:
  absl::StatusOr<bool> CheckName(sql::Transaction& txn, absl::string_view buyer,
                                 const std::string& name) const;

  std::vector<std::pair<NamePattern, OwnerFn>> owned_;
};

}  // namespace shopdesk::runtime
