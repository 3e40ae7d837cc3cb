#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "libs/runtime/runtime.h"
#include "libs/runtime/snapshot.h"
#include "libs/sql/database.h"
#include "shopdesk/event/v1/event.pb.h"

namespace shopdesk::testing {

// The names of the resources that the feed's snapshot has of a shop, read one by one: of a table,
// or of all that a service has, table by table.
std::vector<std::string> SnapshotNames(sql::Database& database, const runtime::SnapshotTable& table,
                                       absl::string_view shop);
std::vector<std::string> SnapshotNames(runtime::Runtime& runtime, absl::string_view shop);

// The types of a service's snapshot, and the resources that the protos of a package define
// (shopdesk.option.v1.resource), sorted.
std::vector<std::string> SnapshotTypes(const runtime::Runtime& runtime);
std::vector<std::string> ResourceTypes(absl::string_view package);

// Whether an event only keeps copies of resources up to date: what happened is told by another one,
// or is of no interest to a test of that.
bool IsBookkeeping(const event::v1::Event& event);

}  // namespace shopdesk::testing
