#include "libs/testing/stored.h"

#include <deque>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace shopdesk::testing {
namespace {

constexpr sql::Statement kColumns = {
    "test_columns",
    "SELECT m.name, p.name FROM sqlite_master m JOIN pragma_table_info(m.name) p"
    " WHERE m.type = 'table'",
    "SELECT table_name, column_name FROM information_schema.columns"
    " WHERE table_schema = current_schema() AND data_type IN ('text', 'bytea')"};

}  // namespace

std::set<std::string> TablesHolding(sql::Database& database, absl::string_view text) {
  // Statements are known by the address of their text, which has to stay.
  static std::deque<std::string>& texts = *new std::deque<std::string>;
  std::set<std::string> tables;
  const auto read = [&](sql::Transaction& txn) -> absl::Status {
    tables.clear();
    std::vector<std::pair<std::string, std::string>> columns;
    absl::Status status = txn.Query(kColumns, {}, [&](const sql::Row& row) {
      columns.emplace_back(std::string(row.Text(0)), std::string(row.Text(1)));
      return absl::OkStatus();
    });
    for (const auto& [table, column] : columns) {
      if (!status.ok()) return status;
      const std::string& query =
          texts.emplace_back(absl::StrCat("SELECT ", column, " FROM ", table));
      const sql::Statement all = {"test_all", query.c_str()};
      status = txn.Query(all, {}, [&, name = table](const sql::Row& row) {
        if (!row.IsNull(0) && absl::StrContains(row.Bytes(0), text)) tables.insert(name);
        return absl::OkStatus();
      });
    }
    return status;
  };
  const absl::Status status = database.Read(absl::InfiniteFuture(), read);
  EXPECT_TRUE(status.ok()) << status;
  return tables;
}

}  // namespace shopdesk::testing
