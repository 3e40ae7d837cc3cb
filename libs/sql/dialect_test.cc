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

using Kind = Value::Kind;

TEST(AdaptMany, ReadsForEachRowOfParameters) {
  const Statement statement = {"test", "SELECT a FROM t WHERE b = $1 AND c = $2 FOR UPDATE"};
  EXPECT_EQ(AdaptMany(statement, {Kind::kText, Kind::kInt}),
            "SELECT p.n, q.* FROM unnest($1::text[], $2::bigint[]) WITH ORDINALITY AS p "
            "(a1, a2, n) CROSS JOIN LATERAL "
            "(SELECT a FROM t WHERE b = p.a1 AND c = p.a2 FOR UPDATE) AS q");
  EXPECT_EQ(AdaptMany({"test", "SELECT a FROM t"}, {}),
            "SELECT p.n, q.* FROM (SELECT 1::bigint) AS p (n) CROSS JOIN LATERAL "
            "(SELECT a FROM t) AS q");
}

TEST(AdaptMany, ChangesForEachRowOfParameters) {
  EXPECT_EQ(
      AdaptMany({"test", "INSERT INTO t (a, b) VALUES ($1, lower($2)) ON CONFLICT DO NOTHING"},
                {Kind::kBlob, Kind::kText}),
      "INSERT INTO t (a, b) SELECT p.a1, lower(p.a2) FROM unnest($1::bytea[], $2::text[]) "
      "AS p (a1, a2) ON CONFLICT DO NOTHING");
  EXPECT_EQ(AdaptMany({"test", "DELETE FROM t WHERE a = $1"}, {Kind::kInt}),
            "DELETE FROM t USING unnest($1::bigint[]) AS p (a1) WHERE a = p.a1");
  EXPECT_EQ(
      AdaptMany({"test", "UPDATE t SET a = $2 WHERE b = $1"}, {Kind::kInt, Kind::kText}, true),
      "WITH changed AS (UPDATE t SET a = p.a2 FROM unnest($1::bigint[], $2::text[]) "
      "AS p (a1, a2) WHERE b = p.a1 RETURNING 1) SELECT 1 / CASE WHEN COUNT(*) = $3::bigint "
      "THEN 1 ELSE 0 END FROM changed");
}

TEST(ChangedTable, IsNamedAfterTheVerb) {
  EXPECT_EQ(ChangedTable("INSERT INTO items (id) VALUES ($1)"), "items");
  EXPECT_EQ(ChangedTable("UPDATE items SET a = 1"), "items");
  EXPECT_EQ(ChangedTable("DELETE FROM items"), "items");
  EXPECT_EQ(ChangedTable("SELECT 1 FROM items"), "");
  EXPECT_TRUE(Mentions("SELECT 1 FROM items i", "items"));
  EXPECT_FALSE(Mentions("SELECT 1 FROM items_of_old, my_items", "items"));
}

TEST(ParseUpdate, KnowsColumnsThatAreParameters) {
  const auto update = ParseUpdate("UPDATE t SET a = $3, b = $4 WHERE c = $1 AND d = $2");
  ASSERT_TRUE(update.has_value());
  EXPECT_EQ(update->set, (PlainUpdate::Columns{{"a", 2}, {"b", 3}}));
  EXPECT_EQ(update->where, (PlainUpdate::Columns{{"c", 0}, {"d", 1}}));
  EXPECT_FALSE(ParseUpdate("UPDATE t SET a = a + $2 WHERE c = $1").has_value());
  EXPECT_FALSE(ParseUpdate("UPDATE t SET a = $2 WHERE c > $1").has_value());
  EXPECT_FALSE(ParseUpdate("UPDATE t SET a = $1").has_value());
  EXPECT_FALSE(ParseUpdate("DELETE FROM t WHERE a = $1").has_value());
}

TEST(List, EscapesForJson) {
  EXPECT_EQ(List({}), "[]");
  EXPECT_EQ(List({"a", "b c"}), R"(["a","b c"])");
  EXPECT_EQ(List({"quote\" back\\ line\n 中"}), "[\"quote\\\" back\\\\ line\\u000a 中\"]");
}

}  // namespace
}  // namespace shopdesk::sql
