#pragma once

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "google/protobuf/message.h"
#include "libs/privacy/vault.h"
#include "libs/sql/database.h"

// What is left of personal data when somebody is erased: nothing, not even the masked form.
namespace shopdesk::privacy {

// Empties every pii field of the message, however deep; of postal addresses country and province
// stay, for the figures.
void EraseMessage(google::protobuf::Message& message);

// The rows of a table that are about what is erased. `find` takes the shop and an id, e.g. an
// order's, and locks them; its columns are the row's key, the name of its resource, and the stored
// message. `save` takes the two, the key and the message.
struct ErasedTable {
  sql::Statement find;
  sql::Statement save;
  const google::protobuf::Message& (*prototype)();
};

// Empties the rows' messages, and deletes what is sealed or indexed under their names. Etags stay.
// The number of rows found.
absl::StatusOr<int64_t> EraseRows(sql::Transaction& txn, const Vault& vault,
                                  absl::Span<const ErasedTable> tables, absl::string_view shop,
                                  absl::string_view id);

// ErasedTable::prototype of a message.
template <class Message>
const google::protobuf::Message& PrototypeOf() {
  return Message::default_instance();
}

}  // namespace shopdesk::privacy
