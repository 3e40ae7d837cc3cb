#pragma once

#include <cstdint>
#include <string>

#include "libs/base/clock.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"

// The sort keys of lists: the next page begins after the key of the last row.
namespace shopdesk::logistics::store {

// When a resource was created, in milliseconds, and its id as it stands in names.
using CreationKey = PageKey<int64_t, std::string>;

// Where a list begins that has the newest first.
inline const CreationKey kNewest = {INT64_MAX, ""};

template <class Resource>
CreationKey CreationKeyOf(const Resource& resource) {
  return CreationKey(ToMillis(FromProto(resource.create_time())), LastSegment(resource.name()));
}

}  // namespace shopdesk::logistics::store
