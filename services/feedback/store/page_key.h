#pragma once

#include <cstdint>
#include <string>

namespace shopdesk::feedback::store {

// The place of a row in pages that are newest first: when it was made, then its escaped id.
struct PageKey {
  int64_t create_ms = INT64_MAX;
  std::string id;
};

}  // namespace shopdesk::feedback::store
