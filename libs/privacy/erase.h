#pragma once

#include <cstdint>

#include "absl/functional/function_ref.h"
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
  // What the feed tells of a resource that was emptied.
  const char* event;
};

// Is told of each resource that was emptied, as it is now: its name, and the table's event.
using TellFn = absl::FunctionRef<void(const google::protobuf::Message& resource,
                                      absl::string_view name, absl::string_view event)>;

// Empties the rows' messages, and deletes what is sealed or indexed under their names. Etags stay;
// of what was empty before, nothing is told. The number of rows found.
absl::StatusOr<int64_t> EraseRows(sql::Transaction& txn, const Vault& vault,
                                  absl::Span<const ErasedTable> tables, absl::string_view shop,
                                  absl::string_view id, TellFn tell);

// ErasedTable::prototype of a message.
template <class Message>
const google::protobuf::Message& PrototypeOf() {
  return Message::default_instance();
}

}  // namespace shopdesk::privacy
