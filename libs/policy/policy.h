#pragma once

#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "libs/base/defaults.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"

// "shops/{shop}/policy": how a service treats a shop, and what it was before. A shop exists in a
// service where its policy does. Every service has a Policy message of its own.
namespace shopdesk::policy {

// The feed's snapshot of policies (runtime::SnapshotTable).
extern const sql::Statement kSnapshot;

// What others may do with the policy before the end of the transaction.
enum class Lock {
  // All.
  kNone,
  // Read it and lock it so too, not change it.
  kShare,
  // Read it without a lock.
  kUpdate,
};

// The statement of Find and Load.
const sql::Statement& FindStatement(Lock lock);

// Tells that a write will find a policy, without a lock.
void Announce(sql::Reads& reads, absl::string_view shop);

// With the defaults of numbers that a stored one doesn't know yet. `shop` is escaped, as in names.
template <class Policy>
absl::StatusOr<absl::optional<Policy>> Find(sql::Transaction& txn, absl::string_view shop,
                                            Lock lock = Lock::kNone) {
  ASSIGN_OR_RETURN(absl::optional<Policy> found,
                   sql::FindMessage<Policy>(txn, FindStatement(lock), {shop}));
  if (found.has_value()) FillDefaults(*found);
  return found;
}

// NOT_FOUND (UNKNOWN_SHOP).
template <class Policy>
absl::StatusOr<Policy> Load(sql::Transaction& txn, absl::string_view shop,
                            Lock lock = Lock::kNone) {
  ASSIGN_OR_RETURN(absl::optional<Policy> found, Find<Policy>(txn, shop, lock));
  if (!found.has_value()) return UnknownShopError(shop);
  return *std::move(found);
}

}  // namespace shopdesk::policy
