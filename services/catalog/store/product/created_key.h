#pragma once

#include <cstdint>
#include <string>

#include "libs/base/clock.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"

// The sort key of lists that show the newest first.
namespace shopdesk::catalog::store {

// The time of creation in milliseconds, the escaped id.
using CreatedKey = PageKey<int64_t, std::string>;

// Where such a list begins.
inline CreatedKey BeforeNewest() { return {INT64_MAX, ""}; }

template <class Resource>
int64_t CreatedMillis(const Resource& resource) {
  return ToMillis(FromProto(resource.create_time()));
}

template <class Resource>
CreatedKey CreatedKeyOf(const Resource& resource) {
  return {CreatedMillis(resource), std::string(LastSegment(resource.name()))};
}

}  // namespace shopdesk::catalog::store
