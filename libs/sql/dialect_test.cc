#include "libs/sql/dialect.h"

#include <gtest/gtest.h>

namespace shopdesk::sql {
namespace {

std::string Sqlite(const char* text) { return Adapt(Dialect::kSqlite, {"test", text}); }
std::string Postgres(const char* text) { return Adapt(Dialect::kPostgres, {"test", text}); }

TEST(Adapt, NumbersParametersForSqlite) {
  EXPECT_EQ(Sqlite("SELECT a FROM t WHERE b = $2 AND a = $1"),
            "SELECT a FROM t WHERE b = ?2 AND a = ?1");
  EXPECT_EQ(Postgres("SELECT a FROM t WHERE b = $2"), "SELECT a FROM t WHERE b = $2");
}

TEST(Adapt, DropsRowLocksForSqlite) {
  EXPECT_EQ(Sqlite("SELECT a FROM t LIMIT 1 FOR UPDATE"), "SELECT a FROM t LIMIT 1 ");
  EXPECT_EQ(Sqlite("SELECT a FROM t FOR UPDATE SKIP LOCKED"), "SELECT a FROM t ");
  EXPECT_EQ(Sqlite("DELETE FROM t WHERE a IN (SELECT a FROM t FOR UPDATE) RETURNING a"),
            "DELETE FROM t WHERE a IN (SELECT a FROM t ) RETURNING a");
  EXPECT_EQ(Postgres("SELECT a FROM t FOR UPDATE SKIP LOCKED"),
            "SELECT a FROM t FOR UPDATE SKIP LOCKED");
}

TEST(Adapt, SpellsListsOut) {
  EXPECT_EQ(Sqlite("SELECT a FROM t WHERE a IN LIST($12) AND b = $1"),
            "SELECT a FROM t WHERE a IN (SELECT value FROM json_each(?12)) AND b = ?1");
  EXPECT_EQ(Postgres("SELECT a FROM t WHERE a IN LIST($12)"),
            "SELECT a FROM t WHERE a IN (SELECT jsonb_array_elements_text($12::jsonb))");
}

TEST(Adapt, LeavesLiteralsNamesAndCommentsAlone) {
  EXPECT_EQ(Sqlite("SELECT '$1 FOR UPDATE', \"a$1\", $1 -- $2\n, 'it''s $3'"),
            "SELECT '$1 FOR UPDATE', \"a$1\", ?1 -- $2\n, 'it''s $3'");
  EXPECT_EQ(Sqlite("SELECT 'open $1"), "SELECT 'open $1");
}

TEST(Adapt, PrefersThePostgresText) {
  const Statement statement = {"test", "SELECT 1", "SELECT 2"};
  EXPECT_EQ(Adapt(Dialect::kSqlite, statement), "SELECT 1");
  EXPECT_EQ(Adapt(Dialect::kPostgres, statement), "SELECT 2");
}

TEST(List, EscapesForJson) {
  EXPECT_EQ(List({}), "[]");
  EXPECT_EQ(List({"a", "b c"}), R"(["a","b c"])");
  EXPECT_EQ(List({"quote\" back\\ line\n 中"}), "[\"quote\\\" back\\\\ line\\u000a 中\"]");
}

}  // namespace
}  // namespace shopdesk::sql
