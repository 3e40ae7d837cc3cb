#pragma once

#include <cstdint>
#include <string>

#include "libs/base/clock.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"

// The sort keys of lists: the next page begins after the key of the last row.
namespace shopdesk::orders::store {

// When a resource was created, in milliseconds, and its id as it stands in names.
using CreationKey = PageKey<int64_t, std::string>;

// Where lists begin: with the newest, or with the oldest.
inline CreationKey Newest() { return {INT64_MAX, ""}; }
inline CreationKey Oldest() { return {INT64_MIN, ""}; }

template <class Resource>
CreationKey CreationKeyOf(const Resource& resource) {
  return CreationKey(ToMillis(FromProto(resource.create_time())), LastSegment(resource.name()));
}

// The same for a list over several parents: creation, the parent's id, its own id.
using ChildCreationKey = PageKey<int64_t, std::string, std::string>;

inline ChildCreationKey OldestChild() { return {INT64_MIN, "", ""}; }

template <class Resource>
ChildCreationKey ChildCreationKeyOf(const Resource& resource) {
  return ChildCreationKey(ToMillis(FromProto(resource.create_time())),
                          LastSegment(ParentOf(resource.name())), LastSegment(resource.name()));
}

}  // namespace shopdesk::orders::store
