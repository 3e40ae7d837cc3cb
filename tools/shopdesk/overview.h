#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "nlohmann/json.hpp"
#include "tools/shopdesk/suite.h"

namespace shopdesk::cli {

// Something that a service knows of a buyer or an order: a list that one call answers.
struct Source {
  // Its key in JSON and its title for people.
  const char* key;
  const char* service;
  // The full name of a List method.
  const char* method;
  // Its request in JSON; "{shop}", "{order}" and "{buyer}" stand for names, "{name}" for each name
  // in the section `of`.
  const char* request;
  // The key of an earlier section, for whose resources this is asked one by one; null: asked once.
  const char* of;
  std::vector<const char*> columns;
};

// Everything of an order, and of a buyer. A section of each resource that has that field set stands
// in it already.
const std::vector<Source>& SourcesOfOrder();
const std::vector<Source>& SourcesOfBuyer();

// What the sources answered, by key.
struct Overview {
  nlohmann::ordered_json sections = nlohmann::ordered_json::object();
  // Sections of which there is more.
  std::vector<std::string> cut;
  // The first error; what else was answered is there.
  absl::Status status;
};

// `names`: what stands in requests, e.g. {"{order}", "shops/retail/orders/536365"}.
Overview ReadOverview(const Suite& suite, const std::vector<Source>& sources,
                      const std::vector<std::pair<std::string, std::string>>& names);

}  // namespace shopdesk::cli
