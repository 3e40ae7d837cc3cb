#include "libs/runtime/snapshot.h"

#include <cstdint>
#include <limits>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "libs/base/error.h"
#include "libs/base/page.h"
#include "libs/base/status_macros.h"

namespace shopdesk::runtime {
namespace {

// The values of a key; they refer to `texts`.
absl::StatusOr<std::vector<sql::Value>> KeyValues(const std::vector<SnapshotKey>& key,
                                                  const std::vector<std::string>& texts) {
  std::vector<sql::Value> values;
  if (!texts.empty() && texts.size() != key.size()) return BadPageTokenError();
  for (size_t i = 0; i < key.size(); ++i) {
    int64_t number = std::numeric_limits<int64_t>::min();
    if (key[i] == SnapshotKey::kText) {
      values.emplace_back(texts.empty() ? absl::string_view() : texts[i]);
    } else if (texts.empty() || absl::SimpleAtoi(texts[i], &number)) {
      values.emplace_back(number);
    } else {
      return BadPageTokenError();
    }
  }
  return values;
}

absl::Status QueryPage(sql::Transaction& txn, const sql::Statement& page, absl::string_view shop,
                       const std::vector<sql::Value>& key, int limit, sql::RowFn row) {
  switch (key.size()) {
    case 1:
      return txn.Query(page, {shop, key[0], limit}, row);
    case 2:
      return txn.Query(page, {shop, key[0], key[1], limit}, row);
    default:
      return txn.Query(page, {shop, key[0], key[1], key[2], limit}, row);
  }
}

}  // namespace

SnapshotTable::SnapshotTable(const google::protobuf::Descriptor* type, const sql::Statement& page,
                             std::vector<SnapshotKey> key)
    : type_(type) {
  page_ = [&page, key = std::move(key)](sql::Transaction& txn, absl::string_view shop,
                                        absl::string_view position, int limit,
                                        AddFn add) -> absl::Status {
    const absl::optional<std::vector<std::string>> texts = SplitKey(position);
    if (!texts.has_value()) return BadPageTokenError();
    ASSIGN_OR_RETURN(const std::vector<sql::Value> after, KeyValues(key, *texts));
    return QueryPage(txn, page, shop, after, limit, [&](const sql::Row& row) {
      std::vector<std::string> parts;
      for (size_t i = 0; i < key.size(); ++i) {
        const int column = static_cast<int>(i);
        parts.push_back(key[i] == SnapshotKey::kText ? std::string(row.Text(column))
                                                     : absl::StrCat(row.Int(column)));
      }
      return add(JoinKey(parts), row.Bytes(static_cast<int>(key.size())));
    });
  };
}

}  // namespace shopdesk::runtime
