#include "libs/figures/figures.h"

#include <limits>
#include <map>
#include <random>
#include <thread>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "libs/runtime/testing/notes.h"
#include "libs/testing/matchers.h"
#include "libs/testing/test_runtime.h"

namespace shopdesk::figures {
namespace {

using rpctest::v1::Note;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::kTestTime;

// A service that counts sales: a sale is a row that is changed and deleted, a visit one that is
// only added.
constexpr sql::Migration kSqlite[] = {
    {100, "0100_sales",
     "CREATE TABLE sales (shop TEXT, id TEXT, time_ms INTEGER, kind INTEGER, pieces INTEGER,"
     " PRIMARY KEY (shop, id));"
     "CREATE TABLE visits (sequence INTEGER PRIMARY KEY, shop TEXT, id TEXT, time_ms INTEGER);"
     "CREATE INDEX visits_by_id ON visits (shop, id, sequence);"}};
constexpr sql::Migration kPostgres[] = {
    {100, "0100_sales",
     "CREATE TABLE sales (shop text COLLATE \"C\", id text COLLATE \"C\", time_ms bigint,"
     " kind bigint, pieces bigint, PRIMARY KEY (shop, id));"
     "CREATE TABLE visits (sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, shop text"
     " COLLATE \"C\", id text COLLATE \"C\", time_ms bigint);"
     "CREATE INDEX visits_by_id ON visits (shop, id, sequence);"}};

constexpr sql::Statement kPutSale = {
    "figures.put_sale",
    "INSERT INTO sales (shop, id, time_ms, kind, pieces) VALUES ($1, $2, $3, $4, $5)"
    " ON CONFLICT (shop, id) DO UPDATE SET time_ms = excluded.time_ms, kind = excluded.kind,"
    " pieces = excluded.pieces"};
constexpr sql::Statement kDropSale = {"figures.drop_sale",
                                      "DELETE FROM sales WHERE shop = $1 AND id = $2"};
constexpr sql::Statement kAddVisit = {"figures.add_visit",
                                      "INSERT INTO visits (shop, id, time_ms) VALUES ($1, $2, $3)"};
constexpr sql::Statement kFindSale = {
    "figures.find_sale", "SELECT time_ms, kind, pieces FROM sales WHERE shop = $1 AND id = $2"};
constexpr sql::Statement kVisitsAfter = {
    "figures.list_visits_after",
    "SELECT sequence, time_ms FROM visits WHERE shop = $1 AND id = $2 AND sequence > $3"
    " ORDER BY sequence LIMIT $4"};
constexpr sql::Statement kSources = {
    "figures.list_sources",
    "SELECT 'shops/' || shop || '/notes/' || id FROM (SELECT shop, id FROM sales UNION SELECT shop,"
    " id FROM visits) AS s WHERE shop = $1 AND 'shops/' || shop || '/notes/' || id > $2"
    " ORDER BY id LIMIT $3"};
constexpr sql::Statement kAllSales = {"figures.list_sales",
                                      "SELECT shop, time_ms, kind, pieces FROM sales"};
constexpr sql::Statement kAllVisits = {"figures.list_visits", "SELECT shop, time_ms FROM visits"};
constexpr sql::Statement kPutPolicy = {
    "figures.put_policy",
    "INSERT INTO policies (shop, version, data) VALUES ($1, $2, $3) ON CONFLICT (shop)"
    " DO UPDATE SET version = excluded.version"};
constexpr sql::Statement kPutRevision = {
    "figures.put_revision",
    "INSERT INTO policy_revisions (shop, revision, data) VALUES ($1, $2, $3)"};
constexpr sql::Statement kCountRows = {"figures.count_rows", "SELECT COUNT(*) FROM figures"};
constexpr sql::Statement kCountSources = {"figures.count_sources",
                                          "SELECT COUNT(*) FROM figure_sources"};
constexpr sql::Statement kSpoil = {"figures.spoil_figures", "UPDATE figures SET value = value + 1"};

constexpr FigureName kSales = 1;
constexpr FigureName kPieces = 2;
constexpr FigureName kVisits = 3;
// Pieces, told apart by kind and piece of sale.
constexpr FigureName kWidePieces = kFirstWideFigure + 3;
// Few, so that a source needs several.
constexpr int kVisitPage = 3;

// "<millis> <zone>".
absl::StatusOr<ZoneSince> ReadZone(const sql::Row& row, int column) {
  const std::vector<std::string> parts = absl::StrSplit(row.Bytes(column), ' ');
  int64_t since = 0;
  if (!absl::SimpleAtoi(parts[0], &since)) return absl::InternalError("no time");
  ASSIGN_OR_RETURN(const absl::TimeZone zone, LoadZone(parts[1]));
  return ZoneSince{FromMillis(since), zone};
}

absl::Status CountNote(sql::Transaction& txn, absl::string_view name, Counts& counts) {
  const absl::string_view shop = ShopOf(name);
  RETURN_IF_ERROR(txn.QueryOne(kFindSale, {shop, LastSegment(name)},
                               [&](const sql::Row& row) {
                                 const absl::Time time = FromMillis(row.Int(0));
                                 counts.Add(time, kSales, DimensionOf(row.Int(1)), 1);
                                 counts.Add(time, kPieces, DimensionOf(row.Int(1)), row.Int(2));
                                 counts.Add(time, kWidePieces, DimensionOf(row.Int(1), row.Int(2)),
                                            row.Int(2));
                                 return absl::OkStatus();
                               })
                      .status());
  int rows = 0;
  RETURN_IF_ERROR(txn.Query(kVisitsAfter,
                            {shop, LastSegment(name), counts.counted_to(), kVisitPage},
                            [&](const sql::Row& row) {
                              ++rows;
                              counts.Append(FromMillis(row.Int(1)), kVisits, "", 1);
                              counts.set_counted_to(row.Int(0));
                              return absl::OkStatus();
                            }));
  counts.set_more(rows == kVisitPage);
  return absl::OkStatus();
}

Definition Sales() {
  return {.sources_of =
              [](const event::v1::Event& event) {
                return std::vector<std::string>{event.resource_name()};
              },
          .count = CountNote,
          .sources = {kSources},
          .zone_of = ReadZone};
}

class FiguresTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  void Write(absl::FunctionRef<absl::Status(runtime::WriteContext&)> body) {
    ASSERT_OK(testing::RunWrite(*runtime_, body));
  }
  static void Tell(runtime::WriteContext& ctx, absl::string_view shop, absl::string_view id) {
    Note note;
    note.set_name(absl::StrCat("shops/", shop, "/notes/", id));
    ctx.Emit(note, "note.changed");
  }
  void PutSale(absl::string_view shop, absl::string_view id, absl::Time time, int kind,
               int pieces) {
    Write([&](runtime::WriteContext& ctx) {
      Tell(ctx, shop, id);
      return ctx.txn().Execute(kPutSale, {shop, id, ToMillis(time), kind, pieces}).status();
    });
  }
  void DropSale(absl::string_view shop, absl::string_view id) {
    Write([&](runtime::WriteContext& ctx) {
      Tell(ctx, shop, id);
      return ctx.txn().Execute(kDropSale, {shop, id}).status();
    });
  }
  void AddVisits(absl::string_view shop, absl::string_view id, absl::Time time, int visits) {
    Write([&](runtime::WriteContext& ctx) {
      Tell(ctx, shop, id);
      for (int i = 0; i < visits; ++i) {
        RETURN_IF_ERROR(ctx.txn().Execute(kAddVisit, {shop, id, ToMillis(time)}).status());
      }
      return absl::OkStatus();
    });
  }
  void SetZone(absl::string_view shop, absl::Time since, const char* zone) {
    std::vector<ZoneSince>& zones = zones_[std::string(shop)];
    zones.push_back({since, LoadZone(zone).value()});
    const int64_t version = static_cast<int64_t>(zones.size());
    const std::string data = absl::StrCat(ToMillis(since), " ", zone);
    Write([&](runtime::WriteContext& ctx) {
      RETURN_IF_ERROR(ctx.txn().Execute(kPutPolicy, {shop, version, sql::Blob{data}}).status());
      return ctx.txn().Execute(kPutRevision, {shop, version, sql::Blob{data}}).status();
    });
  }
  // Timers and followers have nothing left to do.
  void CatchUp() {
    ASSERT_OK(runtime_->AdvanceTo(runtime_->clock().Now(), absl::Now() + absl::Seconds(60)));
  }
  void Rebuild(absl::string_view shop) {
    v1::RebuildFiguresRequest request;
    request.set_parent(absl::StrCat("shops/", shop));
    v1::FigureState state;
    Write([&](runtime::WriteContext& ctx) { return RebuildFigures(ctx, request, &state); });
    EXPECT_TRUE(state.rebuilding());
  }
  v1::FigureState State(absl::string_view shop) {
    v1::GetFigureStateRequest request;
    request.set_parent(absl::StrCat("shops/", shop));
    v1::FigureState state;
    EXPECT_OK(testing::RunRead(*runtime_, [&](runtime::ReadContext& ctx) {
      return GetFigureState(ctx, request, &state);
    }));
    return state;
  }
  Sums Sum(absl::string_view shop, const Days& days) {
    Sums sums;
    EXPECT_OK(testing::RunRead(*runtime_, [&](runtime::ReadContext& ctx) -> absl::Status {
      ASSIGN_OR_RETURN(sums, figures::Sum(ctx, shop, days));
      return absl::OkStatus();
    }));
    return sums;
  }
  int64_t Number(const sql::Statement& statement) {
    int64_t number = 0;
    EXPECT_OK(testing::RunRead(*runtime_, [&](runtime::ReadContext& ctx) {
      return ctx.txn()
          .QueryOne(statement, {},
                    [&](const sql::Row& row) {
                      number = row.Int(0);
                      return absl::OkStatus();
                    })
          .status();
    }));
    return number;
  }
  // The same sums from all rows.
  Sums SumRows(absl::string_view shop, const Days& days) {
    const ZoneHistory zones(zones_[std::string(shop)]);
    Sums sums;
    const auto add = [&](int64_t time_ms, FigureName name, absl::string_view dimension,
                         int64_t value) {
      const Day day = zones.DayAt(FromMillis(time_ms));
      if (day >= days.first && day <= days.last) sums.Add(name, dimension, value);
    };
    EXPECT_OK(testing::RunRead(*runtime_, [&](runtime::ReadContext& ctx) -> absl::Status {
      RETURN_IF_ERROR(ctx.txn().Query(kAllSales, {}, [&](const sql::Row& row) {
        if (row.Text(0) != shop) return absl::OkStatus();
        add(row.Int(1), kSales, DimensionOf(row.Int(2)), 1);
        add(row.Int(1), kPieces, DimensionOf(row.Int(2)), row.Int(3));
        return absl::OkStatus();
      }));
      return ctx.txn().Query(kAllVisits, {}, [&](const sql::Row& row) {
        if (row.Text(0) == shop) add(row.Int(1), kVisits, "", 1);
        return absl::OkStatus();
      });
    }));
    return sums;
  }
  void ExpectEqualsRows(absl::string_view shop, const Days& days) {
    const Sums kept = Sum(shop, days);
    const Sums counted = SumRows(shop, days);
    for (const FigureName name : {kSales, kPieces, kVisits}) {
      EXPECT_EQ(kept.By(name), counted.By(name)) << "figure " << name << " of shop " << shop
                                                 << ", days " << days.first << " to " << days.last;
    }
  }

  // Read by each start.
  Definition definition_ = Sales();
  testing::TestRuntime runtime_{
      {.dialect = GetParam(),
       .sqlite_migrations = kSqlite,
       .postgres_migrations = kPostgres,
       .compose = [this](runtime::Runtime& runtime) { Follow(runtime, definition_); }}};
  std::map<std::string, std::vector<ZoneSince>> zones_;
};

INSTANTIATE_TEST_SUITE_P(Databases, FiguresTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         [](const auto& info) {
                           return info.param == sql::Dialect::kSqlite ? "Sqlite" : "Postgres";
                         });

constexpr Days kAllTime = {std::numeric_limits<Day>::min(), std::numeric_limits<Day>::max()};

Day Today() { return DayOf(kTestTime, absl::UTCTimeZone()); }

TEST_P(FiguresTest, ACorrectionTakesBackWhatWasAdded) {
  PutSale("1", "a", kTestTime, 1, 5);
  PutSale("1", "b", kTestTime - absl::Hours(24), 1, 7);
  CatchUp();
  EXPECT_EQ(Sum("1", kAllTime).Of(kPieces, "1"), 12);
  PutSale("1", "a", kTestTime - absl::Hours(24), 2, 6);
  CatchUp();
  EXPECT_EQ(Sum("1", {Today(), Today()}).Total(kSales), 0);
  EXPECT_EQ(Sum("1", {Today() - 1, Today() - 1}).Of(kPieces, "1"), 7);
  EXPECT_EQ(Sum("1", {Today() - 1, Today() - 1}).Of(kPieces, "2"), 6);
  DropSale("1", "b");
  CatchUp();
  EXPECT_EQ(Sum("1", kAllTime).Of(kSales, "1"), 0);
  EXPECT_EQ(Sum("2", kAllTime).Total(kSales), 0);
}

TEST_P(FiguresTest, NewsThatComeTwiceCountOnce) {
  AddVisits("1", "a", kTestTime, 2 * kVisitPage + 1);
  CatchUp();
  Write([&](runtime::WriteContext& ctx) {
    Tell(ctx, "1", "a");
    Tell(ctx, "1", "a");
    return absl::OkStatus();
  });
  CatchUp();
  EXPECT_EQ(Sum("1", kAllTime).Of(kVisits), 2 * kVisitPage + 1);
}

TEST_P(FiguresTest, AsOfIsTheTimeOfTheFirstEventThatIsNotCounted) {
  PutSale("1", "a", kTestTime, 1, 1);
  CatchUp();
  EXPECT_EQ(FromProto(State("1").as_of()), kTestTime);
  ASSERT_OK(runtime_->AdvanceTo(kTestTime + absl::Hours(1), absl::Now() + absl::Seconds(60)));
  EXPECT_EQ(FromProto(State("1").as_of()), kTestTime + absl::Hours(1));
  // Nobody follows any more.
  for (event::Follower* follower : runtime_->followers()) follower->Stop();
  PutSale("1", "a", kTestTime, 1, 2);
  ASSERT_OK(runtime_->clock().Set(kTestTime + absl::Hours(2)));
  EXPECT_EQ(FromProto(State("1").as_of()), kTestTime + absl::Hours(1));
  EXPECT_EQ(Sum("1", kAllTime).Of(kPieces, "1"), 1);
}

TEST_P(FiguresTest, TheRowsReadAreThoseOfDaysAndDimensionsNotOfSales) {
  for (int i = 0; i < 300; ++i) {
    PutSale("1", absl::StrCat("s", i), kTestTime + absl::Hours(24 * (i % 3)), i % 2, 1);
  }
  CatchUp();
  // 3 days and 1 month, with 2 kinds of 2 figures; and 1 month of the wide one.
  EXPECT_EQ(Number(kCountRows), 4 * 2 * 2 + 2);
  EXPECT_EQ(Sum("1", kAllTime).Total(kSales), 300);
}

TEST_P(FiguresTest, WideFiguresAreKeptByMonthAndReadByTheirPrefix) {
  const Day month = DayOf(kTestTime, absl::UTCTimeZone()) - CivilDayOf(Today()).day() + 1;
  const absl::Time next = StartOf(month, absl::UTCTimeZone()) + absl::Hours(24 * 40);
  const Day next_month =
      DayOf(next, absl::UTCTimeZone()) - CivilDayOf(DayOf(next, absl::UTCTimeZone())).day() + 1;
  PutSale("1", "a", kTestTime, 1, 5);
  PutSale("1", "b", kTestTime, 1, 5);
  PutSale("1", "c", next, 1, 5);
  PutSale("1", "d", kTestTime, 12, 7);
  CatchUp();
  const auto sums = [&](const WideRange& range, int limit = 9) {
    std::vector<std::string> texts;
    EXPECT_OK(testing::RunRead(*runtime_, [&](runtime::ReadContext& ctx) -> absl::Status {
      ASSIGN_OR_RETURN(const auto found, SumWide(ctx.txn(), "1", range, limit));
      for (const MonthSum& sum : found) {
        texts.push_back(absl::StrCat(sum.dimension, " ", sum.month - month, " ", sum.value));
      }
      return absl::OkStatus();
    }));
    return texts;
  };
  const std::string later = absl::StrCat("1/5 ", next_month - month, " 5");
  EXPECT_THAT(sums({kWidePieces, {month}, "1/", ""}), ElementsAre("1/5 0 10"));
  EXPECT_THAT(sums({kWidePieces, {month, next_month}, "", ""}),
              ElementsAre("1/5 0 10", later, "12/7 0 7"));
  EXPECT_THAT(sums({kWidePieces, {month, next_month}, "", ""}, 1), ElementsAre("1/5 0 10"));
  EXPECT_THAT(sums({kWidePieces, {month, next_month}, "", "1/5"}), ElementsAre("12/7 0 7"));
  EXPECT_THAT(sums({kWidePieces, {}, "", ""}), IsEmpty());
  // Whoever sums figures doesn't read them.
  EXPECT_EQ(Sum("1", kAllTime).Total(kWidePieces), 0);
  DropSale("1", "a");
  CatchUp();
  EXPECT_THAT(sums({kWidePieces, {month}, "1/", ""}), ElementsAre("1/5 0 5"));
  Rebuild("1");
  CatchUp();
  EXPECT_THAT(sums({kWidePieces, {month}, "1/", ""}), ElementsAre("1/5 0 5"));
}

TEST_P(FiguresTest, ARebuildPutsRightWhatIsWrongAndLeavesNothingBehind) {
  for (int i = 0; i < 250; ++i) {
    PutSale("1", absl::StrCat("s", i), kTestTime + absl::Hours(i), i % 2, i);
  }
  AddVisits("1", "v", kTestTime, 10);
  CatchUp();
  const int64_t rows = Number(kCountRows);
  Write([&](runtime::WriteContext& ctx) { return ctx.txn().Execute(kSpoil, {}).status(); });
  EXPECT_NE(Sum("1", kAllTime).Of(kVisits), 10);
  Rebuild("1");
  // One that is under way goes on.
  Rebuild("1");
  CatchUp();
  ExpectEqualsRows("1", kAllTime);
  EXPECT_EQ(State("1").generation(), 2);
  EXPECT_FALSE(State("1").rebuilding());
  EXPECT_EQ(Number(kCountRows), rows);
  EXPECT_EQ(Number(kCountSources), 251);
}

TEST_P(FiguresTest, ARebuildWhileEventsComeEndsEqual) {
  for (int i = 0; i < 100; ++i) PutSale("1", absl::StrCat("s", i), kTestTime, 1, 1);
  CatchUp();
  Rebuild("1");
  std::thread desk([&] {
    for (int i = 0; i < 150; ++i) {
      PutSale("1", absl::StrCat("s", i % 120), kTestTime + absl::Hours(i), i % 3, i);
      if (i % 5 == 0) DropSale("1", absl::StrCat("s", i % 7));
      AddVisits("1", absl::StrCat("s", i % 10), kTestTime, 1);
    }
  });
  CatchUp();
  desk.join();
  CatchUp();
  EXPECT_EQ(State("1").generation(), 2);
  ExpectEqualsRows("1", kAllTime);
}

// The program of another release.
Definition Doubled(int64_t version) {
  Definition definition = Sales();
  definition.version = version;
  definition.count = [](sql::Transaction& txn, absl::string_view name, Counts& counts) {
    for (int i = 0; i < 2; ++i) RETURN_IF_ERROR(CountNote(txn, name, counts));
    return absl::OkStatus();
  };
  return definition;
}

TEST_P(FiguresTest, AnotherDefinitionCountsAllAnew) {
  PutSale("1", "a", kTestTime, 1, 5);
  PutSale("1", "b", kTestTime, 1, 7);
  CatchUp();
  definition_ = Doubled(2);
  runtime_.Restart();
  CatchUp();
  EXPECT_EQ(Sum("1", kAllTime).Of(kPieces, DimensionOf(1)), 12)
      << "nothing happened in the shop so far";
  PutSale("1", "b", kTestTime, 1, 8);
  CatchUp();
  EXPECT_EQ(Sum("1", kAllTime).Of(kPieces, DimensionOf(1)), 26);
  EXPECT_EQ(State("1").generation(), 2);
  PutSale("1", "c", kTestTime, 1, 1);
  CatchUp();
  EXPECT_EQ(Sum("1", kAllTime).Of(kPieces, DimensionOf(1)), 28);
  EXPECT_EQ(State("1").generation(), 2) << "once";
}

TEST_P(FiguresTest, WhatAnEarlierReleaseCountsBesideIsCountedAnewByTheLater) {
  definition_ = Doubled(2);
  runtime_.Restart();
  PutSale("1", "a", kTestTime, 1, 5);
  CatchUp();
  definition_ = Sales();
  runtime_.Restart();
  PutSale("1", "b", kTestTime, 1, 7);
  CatchUp();
  EXPECT_EQ(Sum("1", kAllTime).Of(kPieces, DimensionOf(1)), 17) << "some twice, some once";
  definition_ = Doubled(2);
  runtime_.Restart();
  PutSale("1", "c", kTestTime, 1, 1);
  CatchUp();
  EXPECT_EQ(Sum("1", kAllTime).Of(kPieces, DimensionOf(1)), 26);
}

TEST_P(FiguresTest, ANewDefinitionBeginsAgainWithWhatAnEarlierOneBuilds) {
  for (int i = 0; i < 300; ++i) PutSale("1", absl::StrCat("s", i), kTestTime, 1, 1);
  CatchUp();
  Rebuild("1");
  definition_ = Doubled(2);
  runtime_.Restart();
  PutSale("1", "s0", kTestTime, 1, 2);
  CatchUp();
  EXPECT_EQ(Sum("1", kAllTime).Of(kPieces, DimensionOf(1)), 602);
  EXPECT_FALSE(State("1").rebuilding());
  EXPECT_EQ(Number(kCountSources), 300);
}

TEST_P(FiguresTest, ItsTimerBeginsInShopsWhereNothingHappens) {
  PutSale("1", "a", kTestTime, 1, 5);
  CatchUp();
  definition_ = Doubled(2);
  runtime_.Restart();
  Write([&](runtime::WriteContext& ctx) {
    ctx.Schedule("figures_definition", "shops/1", ctx.now());
    return absl::OkStatus();
  });
  CatchUp();
  EXPECT_EQ(Sum("1", kAllTime).Of(kPieces, DimensionOf(1)), 10);
}

// Any history: rows of any time that come late, change, go away, told once or twice, under zones
// that change, with restarts and rebuilds between.
TEST_P(FiguresTest, AnyHistoryEqualsTheSumsOverTheRows) {
  static constexpr const char* kZones[] = {"UTC", "Asia/Shanghai", "America/New_York",
                                           "Pacific/Kiritimati"};
  for (const unsigned seed : {1u, 2u, 3u, 4u}) {
    std::mt19937 random(seed);
    const auto pick = [&](int limit) { return static_cast<int>(random() % limit); };
    const std::string shop = absl::StrCat("s", seed);
    absl::Time zone_time = kTestTime - absl::Hours(24 * 500);
    for (int zones = pick(5); zones > 0; --zones) {
      SetZone(shop, zone_time, kZones[pick(4)]);
      zone_time += absl::Hours(24 * 150 + pick(30));
    }
    for (int step = 0; step < 150; ++step) {
      const std::string id = absl::StrCat("n", pick(12));
      const absl::Time time = kTestTime + absl::Hours(pick(24 * 900) - 24 * 450);
      switch (pick(11)) {
        case 0:
          DropSale(shop, id);
          break;
        case 1:
        case 2:
          AddVisits(shop, id, time, pick(8));
          break;
        case 3:
          Write([&](runtime::WriteContext& ctx) {
            Tell(ctx, shop, id);
            return absl::OkStatus();
          });
          break;
        case 4:
          if (pick(4) == 0) CatchUp();
          break;
        case 5:
          if (pick(6) == 0) Rebuild(shop);
          break;
        case 6:
          if (pick(8) == 0) runtime_.Restart();
          break;
        default:
          PutSale(shop, id, time, pick(3), pick(9));
      }
    }
    CatchUp();
    ExpectEqualsRows(shop, kAllTime);
    for (int i = 0; i < 20; ++i) {
      const Day first = Today() + pick(900) - 450;
      ExpectEqualsRows(shop, {first, first + pick(i % 2 == 0 ? 20 : 400)});
    }
    ExpectEqualsRows(shop, {std::numeric_limits<Day>::min(), Today() + pick(100)});
    ExpectEqualsRows(shop, {Today() - pick(100), std::numeric_limits<Day>::max()});
  }
}

}  // namespace
}  // namespace shopdesk::figures
