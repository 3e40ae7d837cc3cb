#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "libs/base/status_macros.h"
#include "libs/sql/conformance.h"
#include "libs/sql/driver.h"
#include "libs/sql/testing/held_writes.h"

// Changes that are deferred, and writes that told what they read: what comes of them is what comes
// of each write alone.
namespace shopdesk::sql {
namespace {

constexpr Migration kTogetherSqlite[] = {
    {1, "0001_together",
     "CREATE TABLE levels (shop TEXT, id TEXT, version INTEGER, quantity INTEGER, note BLOB, "
     "PRIMARY KEY (shop, id));"
     "CREATE TABLE marks (kind TEXT, name TEXT, due INTEGER, PRIMARY KEY (kind, name));"
     "CREATE TABLE ledger (number INTEGER PRIMARY KEY, id TEXT, delta INTEGER, floor INTEGER);"
     "CREATE TABLE log (number INTEGER PRIMARY KEY, entry TEXT);"
     "CREATE TABLE sums (id TEXT PRIMARY KEY, value INTEGER);"
     "CREATE TABLE records (id TEXT PRIMARY KEY, answer TEXT);"}};
constexpr Migration kTogetherPostgres[] = {
    {1, "0001_together",
     "CREATE TABLE levels (shop TEXT COLLATE \"C\", id TEXT COLLATE \"C\", version BIGINT, "
     "quantity BIGINT, note BYTEA, PRIMARY KEY (shop, id));"
     "CREATE TABLE marks (kind TEXT COLLATE \"C\", name TEXT COLLATE \"C\", due BIGINT, "
     "PRIMARY KEY (kind, name));"
     "CREATE TABLE ledger (number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id TEXT, "
     "delta BIGINT, floor BIGINT);"
     "CREATE TABLE log (number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, entry TEXT);"
     "CREATE TABLE sums (id TEXT COLLATE \"C\" PRIMARY KEY, value BIGINT);"
     "CREATE TABLE records (id TEXT COLLATE \"C\" PRIMARY KEY, answer TEXT);"}};

constexpr Statement kLoadLevel = {
    "load_level",
    "SELECT id, version, quantity, note FROM levels WHERE shop = $1 AND id = $2 FOR UPDATE"};
// By less than the key that changes have.
constexpr Statement kLoadShop = {
    "load_shop", "SELECT id, version, quantity, note FROM levels WHERE shop = $1 ORDER BY id"};
constexpr Statement kInsertLevel = {
    "insert_level",
    "INSERT INTO levels (shop, id, version, quantity, note) VALUES ($1, $2, 1, $3, $4)"};
constexpr Change kSaveLevel = {{"save_level",
                                "UPDATE levels SET version = $3, quantity = $4, note = $5 "
                                "WHERE shop = $1 AND id = $2 AND version = $6"},
                               Effect::kSave,
                               2};
constexpr Change kSaveQuantity = {
    {"save_quantity",
     "UPDATE levels SET version = $3, quantity = $4 WHERE shop = $1 AND id = $2 AND version = $5"},
    Effect::kSave,
    2};
constexpr Statement kSetQuantity = {
    "set_quantity",
    "UPDATE levels SET quantity = $3, version = version + 1 WHERE shop = $1 AND id = $2"};
constexpr Change kMark = {{"mark",
                           "INSERT INTO marks (kind, name, due) VALUES ($1, $2, $3) "
                           "ON CONFLICT (kind, name) DO UPDATE SET due = excluded.due"},
                          Effect::kPut,
                          2};
constexpr Change kUnmark = {
    {"unmark", "DELETE FROM marks WHERE kind = $1 AND name = $2"}, Effect::kDelete, 2};
constexpr Change kAddToSum = {{"add_to_sum",
                               "INSERT INTO sums (id, value) VALUES ($1, $2) ON CONFLICT (id) "
                               "DO UPDATE SET value = sums.value + excluded.value"},
                              Effect::kAdd,
                              1};
constexpr Change kBook = {{"book", "INSERT INTO ledger (id, delta, floor) VALUES ($1, $2, $3)"},
                          Effect::kAppend};
constexpr Change kLogEntry = {{"log_entry", "INSERT INTO log (entry) VALUES ($1)"}, Effect::kLog};
constexpr Statement kFindRecord = {"find_record", "SELECT answer FROM records WHERE id = $1"};
constexpr Change kInsertRecord = {
    {"insert_record", "INSERT INTO records (id, answer) VALUES ($1, $2) ON CONFLICT DO NOTHING"},
    Effect::kInsert,
    1};
constexpr Statement kListSums = {"list_sums", "SELECT id || ' ' || value FROM sums ORDER BY id"};
constexpr Statement kCountLedger = {"count_ledger",
                                    "SELECT COUNT(*), COALESCE(SUM(delta), 0) FROM ledger"};
constexpr const char* kDumps[] = {
    "SELECT shop || '/' || id || ' ' || version || ' ' || quantity FROM levels ORDER BY shop, id",
    "SELECT kind || '/' || name || ' ' || due FROM marks ORDER BY kind, name",
    "SELECT id || ' ' || delta || ' ' || COALESCE(floor, -1) FROM ledger ORDER BY number",
    "SELECT id || ' ' || value FROM sums ORDER BY id",
    "SELECT entry FROM log ORDER BY number",
    "SELECT id || ' ' || answer FROM records ORDER BY id"};

constexpr int kShops = 2;
constexpr int kLevels = 4;

struct Line {
  std::string shop;
  std::string id;
};

// What one write does, to be done again in another database.
struct Step {
  std::string record;
  std::vector<Line> lines;
  // Told of before: the record, the levels, their shops.
  bool tells_record, tells_levels, tells_shops;
  // A level is changed by a statement that is run at once, or within a savepoint that fails first.
  bool at_once, undone;
  // It is looked at what was booked.
  bool counts;
  bool fails;
  int mark;
};

struct Level {
  int64_t version = 0;
  int64_t quantity = 0;
  std::string note;
};

class History {
 public:
  explicit History(uint32_t seed) : random_(seed) {}

  Step Next() {
    Step step;
    step.record = absl::StrCat("record-", Pick(40));
    const int lines = 1 + Pick(3);
    for (int i = 0; i < lines; ++i) {
      // The last one of each shop isn't there.
      step.lines.push_back({absl::StrCat("s", Pick(kShops)), absl::StrCat("l", Pick(kLevels + 1))});
    }
    step.tells_record = Pick(8) > 0;
    step.tells_levels = Pick(8) > 0;
    step.tells_shops = Pick(4) == 0;
    step.at_once = Pick(10) == 0;
    step.undone = Pick(8) == 0;
    step.counts = Pick(12) == 0;
    step.fails = Pick(6) == 0;
    step.mark = Pick(4);
    return step;
  }

 private:
  int Pick(int bound) { return static_cast<int>(random_() % static_cast<uint32_t>(bound)); }

  std::mt19937 random_;
};

Reads ReadsOf(const Step& step) {
  Reads reads;
  if (step.tells_record) reads.Add(kFindRecord, {step.record});
  for (const Line& line : step.lines) {
    if (step.tells_levels) reads.Add(kLoadLevel, {line.shop, line.id});
    if (step.tells_shops) reads.Add(kLoadShop, {line.shop});
  }
  // Of all of them something is told, so that all are made together.
  reads.Add(kFindRecord, {"none"});
  return reads;
}

absl::StatusOr<std::string> DescribeShop(Transaction& txn, const std::string& shop) {
  std::string text;
  RETURN_IF_ERROR(txn.Query(kLoadShop, {shop}, [&](const Row& row) {
    absl::StrAppend(&text, row.Text(0), "=", row.Text(1), ":", row.Int(2), ":", row.Bytes(3), ";");
    return absl::OkStatus();
  }));
  return text;
}

absl::Status Take(Transaction& txn, const Step& step, const Line& line, std::string& answer) {
  Level level;
  ASSIGN_OR_RETURN(const bool found,
                   txn.QueryOne(kLoadLevel, {line.shop, line.id}, [&](const Row& row) {
                     level = {row.Int(1), row.Int(2), std::string(row.Bytes(3))};
                     return absl::OkStatus();
                   }));
  if (!found) return NotFoundError(line.id);
  if (level.quantity == 0) return absl::ResourceExhaustedError("none left");
  absl::StrAppend(&answer, line.id, "@", level.version, ":", level.quantity, ":", level.note, " ");
  const absl::optional<int64_t> floor =
      step.mark == 0 ? absl::nullopt : absl::make_optional<int64_t>(step.mark);
  RETURN_IF_ERROR(txn.Defer(kBook, {line.id, -1, floor}));
  RETURN_IF_ERROR(txn.Defer(kAddToSum, {line.id, step.mark + 1}));
  if (step.at_once) {
    RETURN_IF_ERROR(txn.Execute(kSetQuantity, {line.shop, line.id, level.quantity - 1}).status());
  } else if (step.mark % 2 == 0) {
    RETURN_IF_ERROR(txn.Defer(
        kSaveQuantity, {line.shop, line.id, level.version + 1, level.quantity - 1, level.version}));
  } else {
    const std::string note = absl::StrCat(level.note, step.mark);
    RETURN_IF_ERROR(txn.Defer(kSaveLevel, {line.shop, line.id, level.version + 1,
                                           level.quantity - 1, Blob{note}, level.version}));
  }
  const std::string name = absl::StrCat(line.shop, "/", line.id);
  return step.mark == 3 ? txn.Defer(kUnmark, {"due", name})
                        : txn.Defer(kMark, {"due", name, level.quantity});
}

absl::Status RunStep(Transaction& txn, const Step& step, std::string& answer) {
  answer.clear();
  ASSIGN_OR_RETURN(const bool answered, txn.QueryOne(kFindRecord, {step.record}, [&](const Row& r) {
    answer = std::string(r.Text(0));
    return absl::OkStatus();
  }));
  if (answered) return absl::OkStatus();
  RETURN_IF_ERROR(txn.Defer(kLogEntry, {step.record}));
  for (const Line& line : step.lines) {
    if (step.undone) {
      std::string lost;
      const absl::Status undone = txn.Savepoint([&]() -> absl::Status {
        RETURN_IF_ERROR(Take(txn, step, line, lost));
        RETURN_IF_ERROR(txn.Defer(kLogEntry, {"lost"}));
        return absl::FailedPreconditionError("undone");
      });
      if (!absl::IsFailedPrecondition(undone)) return undone;
    }
    RETURN_IF_ERROR(Take(txn, step, line, answer));
    ASSIGN_OR_RETURN(const std::string shop, DescribeShop(txn, line.shop));
    absl::StrAppend(&answer, shop);
  }
  if (step.counts) {
    RETURN_IF_ERROR(txn.Query(kCountLedger, {}, [&](const Row& row) {
      absl::StrAppend(&answer, row.Int(0), " booked, ", row.Int(1));
      return absl::OkStatus();
    }));
  }
  RETURN_IF_ERROR(txn.Defer(kInsertRecord, {step.record, answer}));
  return step.fails ? absl::OutOfRangeError(answer) : absl::OkStatus();
}

class TogetherTest : public ::testing::TestWithParam<Dialect> {
 protected:
  std::unique_ptr<Database> Make() {
    auto database = testing::MakeTestDatabase(GetParam());
    EXPECT_OK(database->Migrate(GetParam() == Dialect::kSqlite
                                    ? absl::MakeConstSpan(kTogetherSqlite)
                                    : absl::MakeConstSpan(kTogetherPostgres)));
    EXPECT_OK(database->WriteAndWait({}, [](Transaction& txn) -> absl::Status {
      for (int shop = 0; shop < kShops; ++shop) {
        for (int level = 0; level < kLevels; ++level) {
          RETURN_IF_ERROR(
              txn.Execute(kInsertLevel, {absl::StrCat("s", shop), absl::StrCat("l", level),
                                         5 + 3 * level, Blob{""}})
                  .status());
        }
      }
      return absl::OkStatus();
    }));
    return database;
  }
  static std::string Dump(Database& database) {
    std::string dump;
    EXPECT_OK(database.Read(absl::InfiniteFuture(), [&](Transaction& txn) -> absl::Status {
      dump.clear();
      for (const char* text : kDumps) {
        RETURN_IF_ERROR(txn.Query({"dump", text}, {}, [&](const Row& row) {
          absl::StrAppend(&dump, row.Text(0), "\n");
          return absl::OkStatus();
        }));
      }
      return absl::OkStatus();
    }));
    return dump;
  }
  static std::string Told(const absl::Status& status, const std::string& answer) {
    return status.ok() ? answer : status.ToString();
  }
};

TEST_P(TogetherTest, ManyWritesDoWhatEachDoesAlone) {
  constexpr int kSteps = 80;
  for (uint32_t seed = 1; seed <= 12; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    const auto alone = Make();
    const auto together = Make();
    History history(seed);
    std::vector<Step> steps;
    for (int i = 0; i < kSteps; ++i) steps.push_back(history.Next());

    std::vector<std::string> told_alone;
    for (const Step& step : steps) {
      std::string answer;
      const absl::Status status = alone->WriteAndWait(
          {.reads = ReadsOf(step)}, [&](Transaction& txn) { return RunStep(txn, step, answer); });
      told_alone.push_back(Told(status, answer));
    }

    std::vector<std::string> answers(kSteps);
    std::vector<std::string> told_together(kSteps);
    CountdownLatch finished(kSteps);
    Reads any;
    any.Add(kFindRecord, {"none"});
    testing::HeldWrites held(*together, any);
    const int64_t commits = together->Stats().commits;
    for (int i = 0; i < kSteps; ++i) {
      together->Write(
          {.reads = ReadsOf(steps[i])},
          [&, i](Transaction& txn) { return RunStep(txn, steps[i], answers[i]); },
          [&, i](absl::Status status) {
            told_together[i] = Told(status, answers[i]);
            finished.Arrive();
          });
    }
    held.Release();
    ASSERT_TRUE(finished.Wait());
    EXPECT_EQ(told_together, told_alone);
    EXPECT_EQ(Dump(*together), Dump(*alone));
    EXPECT_LT(together->Stats().commits - commits, kSteps / 4);
  }
}

TEST_P(TogetherTest, WhatCollidesRunsAgain) {
  const auto database = Make();
  int runs = 0;
  ASSERT_OK(database->WriteAndWait({}, [&](Transaction& txn) -> absl::Status {
    // Another version than it has, the first time.
    RETURN_IF_ERROR(txn.Defer(kSaveQuantity, {"s0", "l0", 9, 90, ++runs == 1 ? 7 : 1}));
    return txn.Defer(kBook, {"l0", 1, absl::optional<int64_t>()});
  }));
  EXPECT_EQ(runs, 2);
  runs = 0;
  ASSERT_OK(database->WriteAndWait({}, [](Transaction& txn) {
    return txn.Defer(kInsertRecord, {"a", "first"});
  }));
  const absl::Status again = database->WriteAndWait({}, [&](Transaction& txn) -> absl::Status {
    ++runs;
    RETURN_IF_ERROR(txn.Defer(kBook, {"never", 1, 0}));
    return txn.Defer(kInsertRecord, {"a", "second"});
  });
  EXPECT_EQ(ReasonOf(again), "CONFLICT");
  EXPECT_EQ(runs, kMaxAttempts);
  EXPECT_EQ(Dump(*database),
            "s0/l0 9 90\ns0/l1 1 8\ns0/l2 1 11\ns0/l3 1 14\n"
            "s1/l0 1 5\ns1/l1 1 8\ns1/l2 1 11\ns1/l3 1 14\nl0 1 -1\na first\n");
}

TEST_P(TogetherTest, OneThatCollidesSpoilsNoOther) {
  const auto database = Make();
  constexpr int kWrites = 20;
  std::vector<absl::Status> results(kWrites);
  CountdownLatch finished(kWrites);
  Reads any;
  any.Add(kFindRecord, {"none"});
  testing::HeldWrites held(*database, any);
  for (int i = 0; i < kWrites; ++i) {
    database->Write(
        {.reads = any},
        [i](Transaction& txn) {
          return i % 5 == 2 ? txn.Defer(kSaveQuantity, {"s0", "none", 2, i, 1})
                            : txn.Defer(kInsertRecord, {absl::StrCat("r", i), ""});
        },
        [&, i](absl::Status status) {
          results[i] = std::move(status);
          finished.Arrive();
        });
  }
  held.Release();
  ASSERT_TRUE(finished.Wait());
  for (int i = 0; i < kWrites; ++i) {
    EXPECT_EQ(ReasonOf(results[i]), i % 5 == 2 ? "CONFLICT" : "") << i << " " << results[i];
  }
}

int64_t RunsOf(Database& database, const std::string& statement) {
  for (const StatementStats& stats : database.Statements()) {
    if (stats.name == statement) return stats.runs;
  }
  return 0;
}

TEST_P(TogetherTest, OneStatementReadsAndWritesForAll) {
  const auto database = Make();
  constexpr int kWrites = 50;
  CountdownLatch finished(kWrites);
  Reads any;
  any.Add(kFindRecord, {"none"});
  testing::HeldWrites held(*database, any);
  for (int i = 0; i < kWrites; ++i) {
    Reads reads;
    reads.Add(kLoadLevel, {"s0", "l3"});
    database->Write(
        {.reads = reads},
        [](Transaction& txn) -> absl::Status {
          Level level;
          RETURN_IF_ERROR(txn.QueryOne(kLoadLevel, {"s0", "l3"},
                                       [&](const Row& row) {
                                         level = {row.Int(1), row.Int(2), ""};
                                         return absl::OkStatus();
                                       })
                              .status());
          return txn.Defer(kSaveQuantity,
                           {"s0", "l3", level.version + 1, level.quantity + 1, level.version});
        },
        [&](absl::Status status) {
          EXPECT_OK(status);
          finished.Arrive();
        });
  }
  held.Release();
  ASSERT_TRUE(finished.Wait());
  EXPECT_THAT(Dump(*database), ::testing::HasSubstr("s0/l3 51 64\n"));
  if (GetParam() == Dialect::kSqlite) return;
  EXPECT_EQ(RunsOf(*database, "load_level"), 1);
  EXPECT_EQ(RunsOf(*database, "save_quantity"), 1);
  EXPECT_EQ(database->Stats().unannounced, 0);
}

TEST_P(TogetherTest, WhatIsAddedToARowIsAddedOnce) {
  const auto database = Make();
  std::vector<std::string> seen;
  const auto add = [](Transaction& txn, absl::string_view id, int64_t value) {
    return txn.Defer(kAddToSum, {id, value});
  };
  ASSERT_OK(database->WriteAndWait({}, [&](Transaction& txn) -> absl::Status {
    seen.clear();
    for (int i = 0; i < 5; ++i) {
      RETURN_IF_ERROR(add(txn, "a", 1));
      RETURN_IF_ERROR(add(txn, "b", 10));
    }
    // Who reads them sees them.
    RETURN_IF_ERROR(txn.Query(kListSums, {}, [&](const Row& row) {
      seen.emplace_back(row.Text(0));
      return absl::OkStatus();
    }));
    RETURN_IF_ERROR(add(txn, "a", 100));
    // What is undone takes its own along, and nothing else.
    const absl::Status undone = txn.Savepoint([&]() -> absl::Status {
      RETURN_IF_ERROR(add(txn, "a", 1000));
      return absl::InternalError("undone");
    });
    if (undone.ok()) return absl::InternalError("a failed savepoint succeeded");
    return txn.Savepoint([&] { return add(txn, "b", 200); });
  }));
  EXPECT_THAT(seen, ::testing::ElementsAre("a 5", "b 50"));
  EXPECT_THAT(Dump(*database),
              ::testing::AllOf(::testing::HasSubstr("a 105\n"), ::testing::HasSubstr("b 250\n")));
  EXPECT_LE(RunsOf(*database, "add_to_sum"), 4);
}

TEST_P(TogetherTest, WhatAFailedWriteAddedIsNowhere) {
  const auto database = Make();
  EXPECT_FALSE(database
                   ->WriteAndWait({},
                                  [&](Transaction& txn) -> absl::Status {
                                    RETURN_IF_ERROR(txn.Defer(kAddToSum, {"lost", 1}));
                                    return absl::InternalError("failed");
                                  })
                   .ok());
  EXPECT_THAT(Dump(*database), ::testing::Not(::testing::HasSubstr("lost")));
}

TEST_P(TogetherTest, WhatIsDoneOnceIsDoneOnceInEachRun) {
  const auto database = Make();
  std::vector<bool> first;
  int runs = 0;
  ASSERT_OK(database->WriteAndWait({}, [&](Transaction& txn) -> absl::Status {
    first = {txn.First("a"), txn.First("a"), txn.First("b")};
    return ++runs == 1 ? absl::AbortedError("again") : absl::OkStatus();
  }));
  EXPECT_EQ(runs, 2);
  EXPECT_THAT(first, ::testing::ElementsAre(true, false, true));
}

INSTANTIATE_TEST_SUITE_P(All, TogetherTest, ::testing::Values(Dialect::kSqlite, Dialect::kPostgres),
                         NameOf);

}  // namespace
}  // namespace shopdesk::sql
