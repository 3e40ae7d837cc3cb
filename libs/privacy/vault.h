#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/message.h"
#include "libs/privacy/key_ring.h"
#include "libs/sql/database.h"
#include "shopdesk/type/v1/actor.pb.h"

namespace shopdesk::privacy {

// Whether the database was opened with a key ring before.
absl::StatusOr<bool> HasKeyRing(sql::Transaction& txn);

// Where the originals of personal data are: sealed with XChaCha20-Poly1305, bound to their resource
// and slot, in the table `sealed` of the service's own database. What is stored elsewhere holds the
// masked form only. Thread-safe.
class Vault {
 public:
  explicit Vault(KeyRing keys);

  // Whether this is the key ring that the database was first opened with, and has every key that
  // ever sealed; both are remembered by this. FAILED_PRECONDITION (KEY_RING_CHANGED) if not.
  absl::Status CheckKeyRing(sql::Transaction& txn) const;

  // Seals `message` as it is under (resource, slot), replacing what was there, and then masks it in
  // place. Nothing is stored for a message without personal data in it, and what was is deleted.
  absl::Status Seal(sql::Transaction& txn, absl::string_view resource_name, absl::string_view slot,
                    google::protobuf::Message& message) const;
  // Opens what Seal stored into `message`. NOT_FOUND (NOT_FOUND) if nothing is, e.g. after an
  // erasure; INTERNAL (KEY_UNKNOWN) if it was sealed with a key that the ring lacks, INTERNAL
  // (DATA_LOSS) if it was tampered with.
  absl::Status Open(sql::Transaction& txn, absl::string_view resource_name, absl::string_view slot,
                    google::protobuf::Message& message) const;
  // Seals a text as it was written, replacing what was there; answers its masked form. An empty one
  // deletes what was there.
  absl::StatusOr<std::string> SealText(sql::Transaction& txn, absl::string_view resource_name,
                                       absl::string_view slot, absl::string_view text) const;
  // The original of SealText; empty if nothing is sealed. Errors of Open else.
  absl::StatusOr<std::string> OpenText(sql::Transaction& txn, absl::string_view resource_name,
                                       absl::string_view slot) const;
  // Deletes all slots and blind indexes of a resource.
  absl::Status Erase(sql::Transaction& txn, absl::string_view resource_name) const;

  // The audit row of a read of originals: who, what, why. To be written in the transaction that
  // opens them.
  absl::Status Audit(sql::Transaction& txn, absl::Time now, const type::v1::Actor& actor,
                     absl::string_view caller, absl::string_view resource_name,
                     absl::string_view slot, absl::string_view purpose) const;

  // Makes the resource findable by a personal value: `kind` e.g. "phone"; `value` normalised by the
  // caller (E.164, lower case …). Replaces the resource's entry of that kind; an empty value
  // removes it.
  absl::Status Index(sql::Transaction& txn, absl::string_view resource_name, absl::string_view kind,
                     absl::string_view value) const;
  // The resources of a shop indexed under that value, in the order of names, at most `limit`, after
  // `after`.
  absl::StatusOr<std::vector<std::string>> FindByIndex(sql::Transaction& txn,
                                                       absl::string_view shop_name,
                                                       absl::string_view kind,
                                                       absl::string_view value,
                                                       absl::string_view after, int limit) const;

  // A keyed hash (32 bytes): equal for equal texts, useless to who lacks the key.
  std::string KeyedHash(absl::string_view domain, absl::string_view text) const;

 private:
  absl::Status CheckSealingKeys(sql::Transaction& txn) const;
  absl::Status Put(sql::Transaction& txn, absl::string_view resource_name, absl::string_view slot,
                   absl::string_view plain) const;
  // False if nothing is sealed there.
  absl::StatusOr<bool> Get(sql::Transaction& txn, absl::string_view resource_name,
                           absl::string_view slot, std::string& plain) const;

  KeyRing keys_;
};

}  // namespace shopdesk::privacy
