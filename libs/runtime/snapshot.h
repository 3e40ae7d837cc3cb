#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "libs/sql/database.h"

namespace shopdesk::runtime {

// A part of the key in whose order a snapshot goes through a table.
enum class SnapshotKey { kText, kInt };

// A kind of resources in snapshots of the feed, and how they are gone through.
class SnapshotTable {
 public:
  // Takes a resource and where to go on after it.
  using AddFn = absl::FunctionRef<absl::Status(absl::string_view position,
                                               absl::string_view serialized_resource)>;
  // Gives the resources of a shop (escaped id) after `position`, "" for all, in an order that never
  // changes, at most `limit`. INVALID_ARGUMENT for a position that it never gave.
  using PageFn = std::function<absl::Status(sql::Transaction& txn, absl::string_view shop,
                                            absl::string_view position, int limit, AddFn add)>;

  SnapshotTable(const google::protobuf::Descriptor* type, PageFn page)
      : type_(type), page_(std::move(page)) {}
  // `page` selects the columns of the key, one to three, then the serialized resource, of the rows
  // with $1 = shop whose key is larger than ($2, …), in the order of the key; the last parameter is
  // the limit. An index serves it. It must live as long as this.
  SnapshotTable(const google::protobuf::Descriptor* type, const sql::Statement& page,
                std::vector<SnapshotKey> key = {SnapshotKey::kText});

  const google::protobuf::Descriptor* type() const { return type_; }
  const PageFn& page() const { return page_; }

 private:
  const google::protobuf::Descriptor* type_;
  PageFn page_;
};

}  // namespace shopdesk::runtime
