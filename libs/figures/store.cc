#include "libs/figures/store.h"

#include <algorithm>
#include <limits>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"

namespace shopdesk::figures::internal {
namespace {

#define SHOPDESK_GENERATIONS                                     \
  "SELECT generation, state, step, after_name, done, definition" \
  " FROM figure_generations WHERE shop = $1 ORDER BY generation"
constexpr sql::Statement kListGenerations = {"figures.list_generations", SHOPDESK_GENERATIONS};
constexpr sql::Statement kLockGenerations = {"figures.lock_generations",
                                             SHOPDESK_GENERATIONS " FOR UPDATE"};
#undef SHOPDESK_GENERATIONS
constexpr sql::Statement kInsertGeneration = {
    "figures.insert_generation",
    "INSERT INTO figure_generations (shop, generation, state, step, after_name, done, definition)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kSaveGeneration = {
    "figures.save_generation",
    "UPDATE figure_generations SET state = $3, step = $4, after_name = $5, done = $6,"
    " definition = $7 WHERE shop = $1 AND generation = $2"};
constexpr sql::Statement kDeleteFigures = {
    "figures.delete_figures",
    "DELETE FROM figures WHERE shop = $1 AND generation = $2 AND (span, day, name, dimension) IN"
    " (SELECT span, day, name, dimension FROM figures WHERE shop = $1 AND generation = $2"
    " ORDER BY span, day, name, dimension LIMIT $3)"};
constexpr sql::Statement kDeleteSources = {
    "figures.delete_sources",
    "DELETE FROM figure_sources WHERE shop = $1 AND generation = $2 AND source IN"
    " (SELECT source FROM figure_sources WHERE shop = $1 AND generation = $2 ORDER BY source"
    " LIMIT $3)"};
constexpr sql::Statement kDeleteGeneration = {
    "figures.delete_generation",
    "DELETE FROM figure_generations WHERE shop = $1 AND generation = $2"};
constexpr sql::Statement kLoadSource = {"figures.load_source",
                                        "SELECT counted_to, counts FROM figure_sources"
                                        " WHERE shop = $1 AND generation = $2 AND source = $3"};
constexpr sql::Change kSaveSource = {
    {"figures.save_source",
     "INSERT INTO figure_sources (shop, generation, source, counted_to, counts)"
     " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (shop, generation, source)"
     " DO UPDATE SET counted_to = excluded.counted_to, counts = excluded.counts"},
    sql::Effect::kPut,
    3};
constexpr sql::Statement kListSources = {
    "figures.list_kept_sources",
    "SELECT source FROM figure_sources WHERE shop = $1 AND generation = $2 AND source > $3"
    " ORDER BY source LIMIT $4"};
constexpr sql::Statement kListCounts = {
    "figures.list_kept_counts",
    "SELECT source, counts FROM figure_sources WHERE shop = $1 AND generation = $2 AND source > $3"
    " ORDER BY source LIMIT $4"};
constexpr sql::Statement kListFigures = {
    "figures.list_figures",
    "SELECT span, day, name, dimension, value FROM figures WHERE shop = $1 AND generation = $2"
    " AND (span, day, name, dimension) > ($3, $4, $5, $6)"
    " ORDER BY span, day, name, dimension LIMIT $7"};
constexpr sql::Statement kListUncounted = {
    "figures.list_uncounted",
    "SELECT payload FROM events WHERE sequence >"
    " COALESCE((SELECT applied_to FROM followers WHERE name = $1), 0) ORDER BY sequence LIMIT $2"};
constexpr sql::Change kAdd = {
    {"figures.add_figures",
     "INSERT INTO figures (shop, generation, span, day, name, dimension, value)"
     " VALUES ($1, $2, $3, $4, $5, $6, $7)"
     " ON CONFLICT (shop, generation, span, day, name, dimension)"
     " DO UPDATE SET value = figures.value + excluded.value"},
    sql::Effect::kAdd,
    6};
constexpr sql::Statement kSum = {
    "figures.sum_figures",
    "SELECT name, dimension, CAST(SUM(value) AS bigint) FROM figures WHERE shop = $1"
    " AND generation = $2 AND span = $3 AND day >= $4 AND day <= $5 GROUP BY name, dimension"};
// By month a range of the primary key each.
constexpr sql::Statement kSumWide = {
    "figures.sum_wide_figures",
    "SELECT dimension, day, value FROM figures WHERE shop = $1 AND generation = $2 AND span = $3"
    " AND name = $4 AND dimension > $5 AND dimension < $6 AND value <> 0"
    " AND day IN ($8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)"
    " ORDER BY dimension, day LIMIT $7"};
constexpr sql::Statement kFirstUncounted = {
    "figures.find_first_uncounted",
    "SELECT event_ms FROM events WHERE sequence >"
    " COALESCE((SELECT applied_to FROM followers WHERE name = $1), 0) ORDER BY sequence LIMIT 1"};

constexpr int kDaySpan = 0;
constexpr int kMonthSpan = 1;
// Months of wide figures: apart, so that whoever sums figures doesn't read them.
constexpr int kWideSpan = 2;

// Rows that are read at once where all of them are.
constexpr int kRows = 1000;

Day NextMonthOf(Day day) {
  return absl::CivilDay(absl::CivilMonth(CivilDayOf(day)) + 1) - absl::CivilDay(1970, 1, 1);
}

absl::StatusOr<std::vector<Generation>> QueryGenerations(sql::Transaction& txn,
                                                         const sql::Statement& statement,
                                                         absl::string_view shop) {
  std::vector<Generation> generations;
  RETURN_IF_ERROR(txn.Query(statement, {shop}, [&](const sql::Row& row) {
    generations.push_back({row.Int(0), static_cast<GenerationState>(row.Int(1)), row.Int(2),
                           std::string(row.Text(3)), row.Int(4), row.Int(5)});
    return absl::OkStatus();
  }));
  return generations;
}

// "day name dimension value" a line.
std::string Format(const std::map<FigureKey, int64_t>& counts) {
  std::string text;
  for (const auto& [key, value] : counts) {
    absl::StrAppend(&text, key.day, " ", key.name, " ", key.dimension, " ", value, "\n");
  }
  return text;
}

absl::StatusOr<std::map<FigureKey, int64_t>> Parse(absl::string_view text) {
  std::map<FigureKey, int64_t> counts;
  for (absl::string_view line : absl::StrSplit(text, '\n', absl::SkipEmpty())) {
    const std::vector<absl::string_view> parts = absl::StrSplit(line, ' ');
    FigureKey key;
    int64_t value = 0;
    if (parts.size() != 4 || !absl::SimpleAtoi(parts[0], &key.day) ||
        !absl::SimpleAtoi(parts[1], &key.name) || !absl::SimpleAtoi(parts[3], &value)) {
      return Error(absl::StatusCode::kInternal, "DATA_LOSS", "stored counts can't be parsed");
    }
    key.dimension = std::string(parts[2]);
    counts[key] = value;
  }
  return counts;
}

absl::Status SumSpan(sql::Transaction& txn, absl::string_view shop, int64_t generation, int span,
                     Day first, Day last, Sums& sums) {
  if (last < first) return absl::OkStatus();
  return txn.Query(kSum, {shop, generation, span, first, last}, [&](const sql::Row& row) {
    sums.Add(static_cast<FigureName>(row.Int(0)), row.Text(1), row.Int(2));
    return absl::OkStatus();
  });
}

}  // namespace

absl::StatusOr<std::vector<Generation>> ListGenerations(sql::Transaction& txn,
                                                        absl::string_view shop) {
  return QueryGenerations(txn, kListGenerations, shop);
}

void AnnounceGenerations(sql::Reads& reads, absl::string_view shop) {
  reads.Add(kLockGenerations, {shop});
}

absl::StatusOr<std::vector<Generation>> LockGenerations(sql::Transaction& txn,
                                                        absl::string_view shop,
                                                        int64_t definition) {
  ASSIGN_OR_RETURN(std::vector<Generation> generations,
                   QueryGenerations(txn, kLockGenerations, shop));
  if (!generations.empty()) return generations;
  RETURN_IF_ERROR(InsertGeneration(txn, shop, {.number = 1, .definition = definition}));
  return QueryGenerations(txn, kLockGenerations, shop);
}

absl::Status InsertGeneration(sql::Transaction& txn, absl::string_view shop,
                              const Generation& generation) {
  return txn
      .Execute(kInsertGeneration,
               {shop, generation.number, static_cast<int>(generation.state), generation.step,
                generation.after, generation.done, generation.definition})
      .status();
}

absl::Status SaveGeneration(sql::Transaction& txn, absl::string_view shop,
                            const Generation& generation) {
  return txn
      .Execute(kSaveGeneration,
               {shop, generation.number, static_cast<int>(generation.state), generation.step,
                generation.after, generation.done, generation.definition})
      .status();
}

absl::StatusOr<bool> DeleteSome(sql::Transaction& txn, absl::string_view shop, int64_t generation,
                                int limit) {
  for (const sql::Statement* statement : {&kDeleteSources, &kDeleteFigures}) {
    ASSIGN_OR_RETURN(const int64_t deleted, txn.Execute(*statement, {shop, generation, limit}));
    if (deleted > 0) return true;
  }
  RETURN_IF_ERROR(txn.Execute(kDeleteGeneration, {shop, generation}).status());
  return false;
}

void AnnounceSource(sql::Reads& reads, absl::string_view shop, int64_t generation,
                    absl::string_view source) {
  reads.Add(kLoadSource, {shop, generation, source});
}

absl::StatusOr<Source> LoadSource(sql::Transaction& txn, absl::string_view shop, int64_t generation,
                                  absl::string_view name) {
  Source source;
  RETURN_IF_ERROR(txn.QueryOne(kLoadSource, {shop, generation, name},
                               [&](const sql::Row& row) -> absl::Status {
                                 source.counted_to = row.Int(0);
                                 ASSIGN_OR_RETURN(source.counts, Parse(row.Text(1)));
                                 return absl::OkStatus();
                               })
                      .status());
  return source;
}

absl::Status SaveSource(sql::Transaction& txn, absl::string_view shop, int64_t generation,
                        absl::string_view name, const Source& source) {
  return txn.Defer(kSaveSource, {shop, generation, name, source.counted_to, Format(source.counts)});
}

absl::Status AddFigures(sql::Transaction& txn, absl::string_view shop, int64_t generation,
                        const std::map<FigureKey, int64_t>& changes) {
  std::map<FigureKey, int64_t> months;
  for (const auto& [key, value] : changes) {
    months[{MonthOf(key.day), key.name, key.dimension}] += value;
  }
  const auto add = [&](int span, const FigureKey& key, int64_t value) -> absl::Status {
    if (value == 0) return absl::OkStatus();
    return txn.Defer(kAdd, {shop, generation, span, key.day, key.name, key.dimension, value});
  };
  for (const auto& [key, value] : changes) {
    if (!IsWide(key.name)) RETURN_IF_ERROR(add(kDaySpan, key, value));
  }
  for (const auto& [key, value] : months) {
    RETURN_IF_ERROR(add(IsWide(key.name) ? kWideSpan : kMonthSpan, key, value));
  }
  return absl::OkStatus();
}

absl::StatusOr<Sums> SumFigures(sql::Transaction& txn, absl::string_view shop, const Days& days) {
  constexpr Day kMin = std::numeric_limits<Day>::min();
  constexpr Day kMax = std::numeric_limits<Day>::max();
  Sums sums;
  ASSIGN_OR_RETURN(const std::vector<Generation> generations, ListGenerations(txn, shop));
  for (const Generation& generation : generations) {
    if (generation.state != GenerationState::kLive) continue;
    // Whole months, and the days before and behind them.
    const Day months = days.first == kMin                  ? kMin
                       : days.first == MonthOf(days.first) ? days.first
                                                           : NextMonthOf(days.first);
    const Day rest = days.last == kMax ? kMax : MonthOf(days.last + 1);
    const auto sum = [&](int span, Day first, Day last) {
      return SumSpan(txn, shop, generation.number, span, first, last, sums);
    };
    if (rest <= months) {
      RETURN_IF_ERROR(sum(kDaySpan, days.first, days.last));
      continue;
    }
    RETURN_IF_ERROR(sum(kMonthSpan, months, rest == kMax ? kMax : rest - 1));
    if (months != kMin) RETURN_IF_ERROR(sum(kDaySpan, days.first, months - 1));
    if (rest != kMax) RETURN_IF_ERROR(sum(kDaySpan, rest, days.last));
  }
  return sums;
}

absl::StatusOr<std::vector<MonthSum>> SumWideFigures(sql::Transaction& txn, absl::string_view shop,
                                                     int64_t generation, const WideRange& range,
                                                     int limit) {
  std::vector<MonthSum> sums;
  if (range.months.empty()) return sums;
  // Behind all that begin with the prefix: no dimension has a byte as high.
  const std::string end = absl::StrCat(range.prefix, "\x7f");
  const std::string after = std::max(range.prefix, range.after);
  // As many as the statement takes: the last again and again.
  const auto month = [&](size_t i) { return range.months[std::min(i, range.months.size() - 1)]; };
  RETURN_IF_ERROR(txn.Query(
      kSumWide,
      {shop, generation, kWideSpan, range.name, after, end, limit, month(0), month(1), month(2),
       month(3), month(4), month(5), month(6), month(7), month(8), month(9), month(10), month(11)},
      [&](const sql::Row& row) {
        sums.push_back({std::string(row.Text(0)), row.Int(1), row.Int(2)});
        return absl::OkStatus();
      }));
  return sums;
}

Day MonthOf(Day day) {
  return absl::CivilDay(absl::CivilMonth(CivilDayOf(day))) - absl::CivilDay(1970, 1, 1);
}

absl::StatusOr<std::vector<std::string>> ListSources(sql::Transaction& txn, absl::string_view shop,
                                                     int64_t generation, absl::string_view after,
                                                     int limit) {
  std::vector<std::string> names;
  RETURN_IF_ERROR(
      txn.Query(kListSources, {shop, generation, after, limit}, [&](const sql::Row& row) {
        names.emplace_back(row.Text(0));
        return absl::OkStatus();
      }));
  return names;
}

absl::StatusOr<std::map<FigureKey, int64_t>> SumSources(sql::Transaction& txn,
                                                        absl::string_view shop,
                                                        int64_t generation) {
  std::map<FigureKey, int64_t> sums;
  std::string after;
  for (int rows = kRows; rows == kRows;) {
    rows = 0;
    RETURN_IF_ERROR(txn.Query(kListCounts, {shop, generation, std::string(after), kRows},
                              [&](const sql::Row& row) -> absl::Status {
                                ++rows;
                                after = std::string(row.Text(0));
                                ASSIGN_OR_RETURN(const auto counts, Parse(row.Text(1)));
                                for (const auto& [key, value] : counts) sums[key] += value;
                                return absl::OkStatus();
                              }));
  }
  return sums;
}

absl::StatusOr<Kept> LoadKept(sql::Transaction& txn, absl::string_view shop, int64_t generation) {
  Kept kept;
  int64_t span = std::numeric_limits<int64_t>::min();
  FigureKey last;
  for (int rows = kRows; rows == kRows;) {
    rows = 0;
    const FigureKey from = last;
    RETURN_IF_ERROR(txn.Query(
        kListFigures, {shop, generation, span, from.day, from.name, from.dimension, kRows},
        [&](const sql::Row& row) {
          ++rows;
          span = row.Int(0);
          last = {row.Int(1), static_cast<FigureName>(row.Int(2)), std::string(row.Text(3))};
          auto& figures = span == kDaySpan     ? kept.days
                          : span == kMonthSpan ? kept.months
                                               : kept.wide;
          figures[last] = row.Int(4);
          return absl::OkStatus();
        }));
  }
  return kept;
}

absl::StatusOr<std::vector<event::v1::Event>> ListUncounted(sql::Transaction& txn,
                                                            absl::string_view follower, int limit) {
  return sql::ListMessages<event::v1::Event>(txn, kListUncounted, {follower, limit});
}

absl::StatusOr<absl::optional<absl::Time>> FirstUncounted(sql::Transaction& txn,
                                                          absl::string_view follower) {
  absl::optional<absl::Time> time;
  RETURN_IF_ERROR(txn.QueryOne(kFirstUncounted, {follower},
                               [&](const sql::Row& row) {
                                 time = FromMillis(row.Int(0));
                                 return absl::OkStatus();
                               })
                      .status());
  return time;
}

}  // namespace shopdesk::figures::internal
