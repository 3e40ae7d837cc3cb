#pragma once

#include "absl/status/status.h"
#include "libs/sql/message.h"

namespace shopdesk::catalog::store {

// As sql::InsertVersioned, for a resource that this transaction has looked for in vain: where
// somebody else has stored it meanwhile, ABORTED makes the transaction run again and find it.
template <class Resource, class... Columns>
absl::Status InsertAbsent(sql::Transaction& txn, const sql::Statement& insert, Resource& resource,
                          const Columns&... columns) {
  const absl::Status inserted = sql::InsertVersioned(txn, insert, resource, columns...);
  return absl::IsAlreadyExists(inserted) ? sql::CheckOneRow(0, resource.name()) : inserted;
}

// Saves what was loaded, and inserts what was looked for in vain, of the same columns.
template <class Resource, class... Columns>
absl::Status SaveOrInsert(sql::Transaction& txn, const sql::Statement& save,
                          const sql::Statement& insert, Resource& resource,
                          const Columns&... columns) {
  return resource.etag().empty() ? InsertAbsent(txn, insert, resource, columns...)
                                 : sql::SaveVersioned(txn, save, resource, columns...);
}

}  // namespace shopdesk::catalog::store
