#pragma once

#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/base/clock.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/sql/message.h"

// Lists that are newest first: the next page begins after the key of the last row.
namespace shopdesk::feedback::store {

// When a resource was created, in milliseconds, and its id as it stands in names.
using CreationKey = PageKey<int64_t, std::string>;

template <class Resource>
CreationKey CreationKeyOf(const Resource& resource) {
  return CreationKey(ToMillis(FromProto(resource.create_time())), LastSegment(resource.name()));
}

// Where the first page begins: before the newest row.
inline CreationKey NewestFirst() { return CreationKey(INT64_MAX, ""); }

// A page of `statement`, which takes the shop, the two parts of the key, the limit, and `filters`.
template <class Resource, class... Filters>
absl::StatusOr<std::vector<Resource>> ListAfter(sql::Transaction& txn,
                                                const sql::Statement& statement,
                                                absl::string_view shop, const CreationKey& after,
                                                int limit, const Filters&... filters) {
  return sql::ListMessages<Resource>(
      txn, statement, {shop, std::get<0>(after), std::get<1>(after), limit, filters...});
}

}  // namespace shopdesk::feedback::store
