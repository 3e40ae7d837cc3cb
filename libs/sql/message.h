#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/status_macros.h"
#include "libs/sql/database.h"

// Messages as columns: a row's last column is the serialized resource.
namespace shopdesk::sql {

// What an UPDATE that checks the version, or the INSERT of a row that wasn't there, must have
// changed. ABORTED makes the driver run the transaction again.
inline absl::Status CheckOneRow(int64_t changed, absl::string_view what) {
  if (changed == 1) return absl::OkStatus();
  return absl::AbortedError(absl::StrCat(what, " was changed meanwhile"));
}

// Parses a column into a message. INTERNAL (DATA_LOSS) if it is none.
template <class Message>
absl::Status ParseColumn(const Row& row, int column, Message& message) {
  const absl::string_view bytes = row.Bytes(column);
  if (message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return absl::OkStatus();
  return Error(absl::StatusCode::kInternal, "DATA_LOSS", "a stored message can't be parsed");
}

// The message in column 0 of the row that the statement finds; nullopt if it finds none.
template <class Message>
absl::StatusOr<absl::optional<Message>> FindMessage(Transaction& txn, const Statement& statement,
                                                    std::initializer_list<Value> parameters) {
  absl::optional<Message> found;
  RETURN_IF_ERROR(txn.QueryOne(statement, parameters,
                               [&](const Row& row) { return ParseColumn(row, 0, found.emplace()); })
                      .status());
  return found;
}

// Stores a new resource that has an etag, and sets it. The statement takes `columns`, then the
// version and the serialized message, and does nothing ON CONFLICT: ALREADY_EXISTS then.
template <class Resource, class... Columns>
absl::Status InsertVersioned(Transaction& txn, const Statement& insert, Resource& resource,
                             const Columns&... columns) {
  resource.set_etag(MakeEtag(1));
  const std::string data = resource.SerializeAsString();
  ASSIGN_OR_RETURN(const int64_t inserted,
                   txn.Execute(insert, {Value(columns)..., int64_t{1}, Blob{data}}));
  return inserted == 1 ? absl::OkStatus() : AlreadyExistsError(resource.name());
}

// Stores a resource that was loaded in this transaction, and sets its next etag. The statement has
// `columns`, then the new version, the serialized message, and the version that was loaded; a row
// with another one gives ABORTED, for the driver to run the transaction again.
template <class Resource, class... Columns>
absl::Status SaveVersioned(Transaction& txn, const Statement& update, Resource& resource,
                           const Columns&... columns) {
  const int64_t before = VersionOf(resource.etag());
  resource.set_etag(MakeEtag(before + 1));
  const std::string data = resource.SerializeAsString();
  ASSIGN_OR_RETURN(const int64_t saved,
                   txn.Execute(update, {Value(columns)..., before + 1, Blob{data}, before}));
  return CheckOneRow(saved, resource.name());
}

// As InsertVersioned and SaveVersioned, deferred: where somebody else has stored the resource, or
// another version, meanwhile, the transaction runs again.
template <class Resource, class... Columns>
absl::Status DeferInsert(Transaction& txn, const Change& insert, Resource& resource,
                         const Columns&... columns) {
  resource.set_etag(MakeEtag(1));
  const std::string data = resource.SerializeAsString();
  return txn.Defer(insert, {Value(columns)..., int64_t{1}, Blob{data}});
}

template <class Resource, class... Columns>
absl::Status DeferSave(Transaction& txn, const Change& update, Resource& resource,
                       const Columns&... columns) {
  const int64_t before = VersionOf(resource.etag());
  resource.set_etag(MakeEtag(before + 1));
  const std::string data = resource.SerializeAsString();
  return txn.Defer(update, {Value(columns)..., before + 1, Blob{data}, before});
}

// The messages in column 0 of the rows that the statement finds.
template <class Message>
absl::StatusOr<std::vector<Message>> ListMessages(Transaction& txn, const Statement& statement,
                                                  std::initializer_list<Value> parameters) {
  std::vector<Message> found;
  RETURN_IF_ERROR(txn.Query(statement, parameters, [&](const Row& row) {
    return ParseColumn(row, 0, found.emplace_back());
  }));
  return found;
}

// As FindMessage; NOT_FOUND naming `resource_name` if there is none.
template <class Message>
absl::StatusOr<Message> LoadMessage(Transaction& txn, const Statement& statement,
                                    std::initializer_list<Value> parameters,
                                    absl::string_view resource_name) {
  ASSIGN_OR_RETURN(absl::optional<Message> found, FindMessage<Message>(txn, statement, parameters));
  if (!found.has_value()) return shopdesk::NotFoundError(resource_name);
  return *std::move(found);
}

}  // namespace shopdesk::sql
