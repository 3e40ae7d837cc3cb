#include "libs/sql/postgres/many.h"

#include <utility>

namespace shopdesk::sql {
namespace {

// Object ids of PostgreSQL's types (pg_type.dat); they never change.
uint32_t TypeId(Value::Kind type) {
  switch (type) {
    case Value::Kind::kInt:
      return 20;
    case Value::Kind::kBlob:
      return 17;
    case Value::Kind::kText:
    case Value::Kind::kNull:
      break;
  }
  return 25;
}

template <class Number>
void AppendBigEndian(std::string& bytes, Number number) {
  for (int shift = 8 * (static_cast<int>(sizeof number) - 1); shift >= 0; shift -= 8) {
    bytes.push_back(static_cast<char>(number >> shift & 0xff));
  }
}

void AppendElement(std::string& bytes, const StoredValue& value) {
  switch (value.kind) {
    case Value::Kind::kNull:
      return AppendBigEndian(bytes, int32_t{-1});
    case Value::Kind::kInt:
      AppendBigEndian(bytes, int32_t{8});
      return AppendBigEndian(bytes, value.number);
    case Value::Kind::kText:
    case Value::Kind::kBlob:
      AppendBigEndian(bytes, static_cast<int32_t>(value.bytes.size()));
      bytes.append(value.bytes);
  }
}

// Dimensions, whether there are NULLs, the elements' type, their number, the first one's index.
std::string Array(const PostgresMany::Rows& rows, size_t column, Value::Kind type) {
  std::string bytes;
  AppendBigEndian(bytes, int32_t{1});
  AppendBigEndian(bytes, int32_t{1});
  AppendBigEndian(bytes, TypeId(type));
  AppendBigEndian(bytes, static_cast<int32_t>(rows.size()));
  AppendBigEndian(bytes, int32_t{1});
  for (const auto& row : rows) AppendElement(bytes, row[column]);
  return bytes;
}

}  // namespace

std::vector<Value::Kind> PostgresMany::Types() const {
  std::vector<Value::Kind> types;
  for (size_t column = 0; column < rows[0].size(); ++column) {
    Value::Kind type = rows[0][column].type;
    for (const auto& row : rows) {
      if (row[column].kind == Value::Kind::kNull) continue;
      type = row[column].kind;
      break;
    }
    types.push_back(type);
  }
  return types;
}

ManyParameters::ManyParameters(const PostgresMany& many, absl::Span<const Value::Kind> types) {
  texts_.reserve(types.size() + 1);
  for (size_t column = 0; column < types.size(); ++column) {
    Add(Array(many.rows, column, types[column]));
  }
  if (!many.counted) return;
  std::string count;
  AppendBigEndian(count, static_cast<int64_t>(many.rows.size()));
  Add(std::move(count));
}

// The vector doesn't grow past what was reserved, so that short texts stay where they are.
void ManyParameters::Add(std::string bytes) {
  texts_.push_back(std::move(bytes));
  values_.push_back(texts_.back().data());
  lengths_.push_back(static_cast<int>(texts_.back().size()));
  formats_.push_back(1);
}

}  // namespace shopdesk::sql
