#pragma once

#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "tools/shopdesk/suite.h"
#include "tools/shopdesk/table.h"

namespace shopdesk::cli {

// A kind of resource: where it lives and how it is got and listed.
struct ResourceKind {
  // What `list` calls it.
  const char* collection;
  const char* pattern;
  std::shared_ptr<grpc::Channel> Suite::*channel;
  // Full names of methods; null: not possible.
  const char* get;
  const char* list;
  // The parent of the list below the shop, e.g. "/orders/-"; "" for the shop itself. Null: lists
  // are of one parent, which has to be told.
  const char* list_parent;
  // Paths of the fields that a table shows.
  ColumnList columns;
};

absl::Span<const ResourceKind> ResourceKinds();
// Null if no kind has names of this form.
const ResourceKind* KindOfName(absl::string_view name);
// Null if there is no such collection.
const ResourceKind* KindOfCollection(absl::string_view collection);

// The id at the end of a name, as people know it: "A/7" of "shops/retail/orders/A%2F7".
std::string IdOf(absl::string_view name);

}  // namespace shopdesk::cli
