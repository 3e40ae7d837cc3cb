#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "nlohmann/json.hpp"
#include "tools/shopdesk/suite.h"
#include "tools/shopdesk/table.h"

namespace shopdesk::cli {

// Something that a service knows of a buyer or an order: what one call answers, or one for each of
// what stands above it.
struct Source {
  // Its key in JSON and its title for people.
  const char* key;
  const char* service;
  // The full name of a List method; or of a Get method, whose resource needn't be there.
  const char* method;
  // Its request in JSON; "{shop}", "{order}" and "{buyer}" stand for names, "{buyer_id}" for the
  // buyer's as it stands in names, "{name}" for each name in the section `of`.
  const char* request;
  // The key of an earlier section, for whose resources this is asked one by one; after a dot the
  // field of theirs that "{name}" stands for, where it isn't "name". Null: asked once.
  const char* of;
  ColumnList columns;
};

// Everything of an order, and of a buyer. A section of each resource that has that field set stands
// in it already.
absl::Span<const Source> SourcesOfOrder();
absl::Span<const Source> SourcesOfBuyer();

// What the sources answered, by key.
struct Overview {
  nlohmann::ordered_json sections = nlohmann::ordered_json::object();
  // Sections of which there is more.
  std::vector<std::string> cut;
  // Sections that are for other roles than the caller's: they are empty, which is no error.
  std::vector<std::string> denied;
  // The first error; what else was answered is there.
  absl::Status status;
};

// `names`: what stands in requests, e.g. {"{order}", "shops/retail/orders/536365"}.
Overview ReadOverview(const Suite& suite, absl::Span<const Source> sources,
                      const std::vector<std::pair<std::string, std::string>>& names);

}  // namespace shopdesk::cli
