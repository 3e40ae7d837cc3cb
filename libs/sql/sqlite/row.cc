#include "libs/sql/sqlite/row.h"

#include <sqlite3.h>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"

namespace shopdesk::sql {

int64_t SqliteRow::Int(int column) const { return sqlite3_column_int64(stmt_, column); }

absl::string_view SqliteRow::Text(int column) const { return Bytes(column); }

absl::string_view SqliteRow::Bytes(int column) const {
  const void* data = sqlite3_column_blob(stmt_, column);
  return {static_cast<const char*>(data), static_cast<size_t>(sqlite3_column_bytes(stmt_, column))};
}

bool SqliteRow::IsNull(int column) const {
  return sqlite3_column_type(stmt_, column) == SQLITE_NULL;
}

void SqliteRows::Append(sqlite3_stmt* stmt) {
  const SqliteRow row(stmt);
  for (int column = 0; column < columns_; ++column) {
    switch (sqlite3_column_type(stmt, column)) {
      case SQLITE_NULL:
        cells_.push_back({Cell::Kind::kNull});
        break;
      case SQLITE_INTEGER:
      case SQLITE_FLOAT:
        cells_.push_back({Cell::Kind::kInt, row.Int(column)});
        break;
      default: {
        const absl::string_view bytes = row.Bytes(column);
        cells_.push_back({Cell::Kind::kBytes, 0, bytes_.size(), bytes.size()});
        bytes_.append(bytes.data(), bytes.size());
      }
    }
  }
}

class SqliteRows::View final : public Row {
 public:
  View(const SqliteRows& rows, size_t first) : rows_(rows), first_(first) {}

  int64_t Int(int column) const override {
    const Cell& cell = At(column);
    if (cell.kind != Cell::Kind::kBytes) return cell.number;
    int64_t number = 0;
    return absl::SimpleAtoi(BytesOf(cell), &number) ? number : 0;
  }
  absl::string_view Text(int column) const override {
    const Cell& cell = At(column);
    if (cell.kind == Cell::Kind::kInt) return texts_.emplace_front(absl::StrCat(cell.number));
    return BytesOf(cell);
  }
  absl::string_view Bytes(int column) const override { return Text(column); }
  bool IsNull(int column) const override { return At(column).kind == Cell::Kind::kNull; }

 private:
  const Cell& At(int column) const { return rows_.cells_[first_ + column]; }
  absl::string_view BytesOf(const Cell& cell) const {
    return absl::string_view(rows_.bytes_).substr(cell.begin, cell.size);
  }

  const SqliteRows& rows_;
  const size_t first_;
  // Numbers that were asked for as text.
  mutable std::forward_list<std::string> texts_;
};

absl::Status SqliteRows::ForEach(RowFn fn) const {
  for (size_t first = 0; first < cells_.size(); first += columns_) {
    RETURN_IF_ERROR(fn(View(*this, first)));
  }
  return absl::OkStatus();
}

}  // namespace shopdesk::sql
