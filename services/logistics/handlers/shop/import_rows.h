#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "google/protobuf/util/message_differencer.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/row_error.h"
#include "libs/base/status_macros.h"
#include "libs/runtime/context.h"
#include "libs/runtime/validate.h"
#include "services/logistics/store/shop/insert.h"
#include "shopdesk/logistics/v1/carrier.pb.h"

// What the bulk methods share: a bad row is reported, and the others go on.
namespace shopdesk::logistics::handlers {

using RowErrors = google::protobuf::RepeatedPtrField<type::v1::RowError>;

// The field rules of a row: the adapter leaves the rows of streamed requests to their handler.
template <class Row>
absl::Status CheckRow(const Row& row) {
  static const runtime::Validator& validator = *new runtime::Validator(*Row::descriptor());
  return validator.Check(row);
}

// Reports an error that is the row's own fault; answers one of the database, which concerns all
// rows.
inline absl::Status ReportRow(int index, absl::string_view id, const absl::Status& status,
                              RowErrors* errors) {
  if (!absl::IsInvalidArgument(status) && !absl::IsNotFound(status)) return status;
  *errors->Add() = MakeRowError(index, id, status);
  return absl::OkStatus();
}

inline void SortByIndex(RowErrors* errors) {
  std::sort(errors->begin(), errors->end(),
            [](const type::v1::RowError& a, const type::v1::RowError& b) {
              return a.index() < b.index();
            });
}

enum class RowResult { kCreated, kUpdated, kUnchanged };

// How a kind of resource is stored, and what the feed says then.
template <class Resource>
struct RowStore {
  absl::Status (*insert)(sql::Transaction& txn, Resource& resource);
  absl::Status (*save)(sql::Transaction& txn, Resource& resource);
  const char* created_event;
  const char* updated_event;
};

template <class Resource>
void SetUpdateTime(absl::Time now, Resource& resource) {
  *resource.mutable_update_time() = ToProto(now);
}
// A rate table doesn't say when it was changed.
inline void SetUpdateTime(absl::Time, v1::RateTable&) {}

// Stores a new resource, or the next version of `before` unless it is as it was. `wanted` is what
// was asked for; afterwards what is stored.
template <class Resource>
absl::StatusOr<RowResult> StoreRow(runtime::WriteContext& ctx, const RowStore<Resource>& rows,
                                   const absl::optional<Resource>& before, Resource& wanted) {
  SetUpdateTime(ctx.now(), wanted);
  if (!before.has_value()) {
    RETURN_IF_ERROR(store::AbortIfTaken(rows.insert(ctx.txn(), wanted)));
    ctx.Emit(wanted, rows.created_event);
    return RowResult::kCreated;
  }
  wanted.set_etag(before->etag());
  Resource same = *before;
  SetUpdateTime(ctx.now(), same);
  if (google::protobuf::util::MessageDifferencer::Equals(same, wanted)) {
    wanted = *before;
    return RowResult::kUnchanged;
  }
  RETURN_IF_ERROR(rows.save(ctx.txn(), wanted));
  ctx.Emit(wanted, rows.updated_event);
  return RowResult::kUpdated;
}

template <class Response>
void CountRow(RowResult result, Response* response) {
  switch (result) {
    case RowResult::kCreated:
      return response->set_created_count(response->created_count() + 1);
    case RowResult::kUpdated:
      return response->set_updated_count(response->updated_count() + 1);
    case RowResult::kUnchanged:
      return response->set_unchanged_count(response->unchanged_count() + 1);
  }
}

// Imports rows: `import(row, name)`, an absl::StatusOr<RowResult>, stores one under its name;
// `name_of` and `id_of` a row are its name and what errors call it. Rows are locked in the order of
// names, equal ones as they came, so that two requests can't wait for each other.
template <class Row, class NameOf, class IdOf, class Import, class Response>
absl::Status ImportRows(const google::protobuf::RepeatedPtrField<Row>& rows, NameOf name_of,
                        IdOf id_of, Import import, Response* response) {
  std::vector<std::pair<std::string, int>> order;
  for (int i = 0; i < rows.size(); ++i) order.emplace_back(name_of(rows[i]), i);
  std::sort(order.begin(), order.end());
  for (const auto& [name, i] : order) {
    const absl::StatusOr<RowResult> result = import(rows[i], name);
    if (result.ok()) {
      CountRow(*result, response);
    } else {
      RETURN_IF_ERROR(ReportRow(i, id_of(rows[i]), result.status(), response->mutable_errors()));
    }
  }
  SortByIndex(response->mutable_errors());
  return absl::OkStatus();
}

}  // namespace shopdesk::logistics::handlers
