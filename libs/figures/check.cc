#include "libs/figures/check.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <memory>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "libs/base/error.h"
#include "libs/base/page.h"
#include "libs/base/status_macros.h"
#include "libs/figures/store.h"
#include "libs/figures/zones.h"

namespace shopdesk::figures {
namespace {

using verify::Page;

// Events that may wait to be counted while figures are compared.
constexpr int kMostUncounted = 1000;
// What differs of a day is told up to so many figures.
constexpr size_t kMostTold = 5;

// The generation that is answered; 0: nothing was counted yet. UNAVAILABLE while it is counted by
// another definition: the one that will be answered isn't ready.
absl::StatusOr<int64_t> LiveGeneration(sql::Transaction& txn, absl::string_view shop,
                                       int64_t definition) {
  ASSIGN_OR_RETURN(const auto generations, internal::ListGenerations(txn, shop));
  for (const internal::Generation& generation : generations) {
    if (generation.state != internal::GenerationState::kLive) continue;
    if (generation.definition == definition) return generation.number;
    return UnavailableError(
        absl::StrCat("the figures of shops/", shop,
                     " are being counted anew, as this release counts them: verify them when "
                     "GetFigureState says that it is done"));
  }
  return 0;
}

// Compares sources. Thread-safe.
class Comparer {
 public:
  Comparer(const std::string& service, Definition definition)
      : follower_(internal::FollowerName(service)),
        definition_(std::move(definition)),
        zones_(definition_.zone_of) {}

  // Those that there are, statement by statement, and then those that are kept: one that is gone
  // must add nothing any more.
  absl::Status LookAtSources(Page& page) {
    std::vector<std::string> key =
        SplitKey(page.after()).value_or(std::vector<std::string>{"0", ""});
    size_t step = 0;
    if (key.size() != 2 || !absl::SimpleAtoi(key[0], &step)) key = {"0", ""};
    ASSIGN_OR_RETURN(const int64_t generation,
                     LiveGeneration(page.txn(), page.shop(), definition_.version));
    ASSIGN_OR_RETURN(const std::vector<std::string> names,
                     ListNames(page, generation, step, key[1]));
    ASSIGN_OR_RETURN(const ZoneHistory zones, zones_.Load(page.txn(), page.shop()));
    std::vector<std::string> different;
    for (const std::string& name : names) {
      page.CountRow();
      ASSIGN_OR_RETURN(const bool same, IsAsCounted(page, generation, zones, name));
      if (!same) different.push_back(name);
    }
    RETURN_IF_ERROR(FindUnlessUncounted(page, different));
    if (names.size() == static_cast<size_t>(verify::kPageRows)) {
      page.GoOnAfter(JoinKey({key[0], names.back()}));
    } else if (step < definition_.sources.size()) {
      page.GoOnAfter(JoinKey({absl::StrCat(step + 1), ""}));
    }
    return absl::OkStatus();
  }

  absl::Status LookAtSums(Page& page) {
    ASSIGN_OR_RETURN(const int64_t generation,
                     LiveGeneration(page.txn(), page.shop(), definition_.version));
    if (generation == 0) return absl::OkStatus();
    ASSIGN_OR_RETURN(const internal::Kept kept,
                     internal::LoadKept(page.txn(), page.shop(), generation));
    ASSIGN_OR_RETURN(const auto counted, internal::SumSources(page.txn(), page.shop(), generation));
    std::map<FigureKey, int64_t> days;
    std::map<FigureKey, int64_t> months;
    for (const auto& [key, value] : kept.days) {
      page.CountRow();
      if (!IsAppended(key.name)) days[key] += value;
      months[{internal::MonthOf(key.day), key.name, key.dimension}] += value;
    }
    std::map<FigureKey, int64_t> wide = kept.wide;
    for (const auto& [key, value] : counted) {
      if (IsWide(key.name)) {
        wide[{internal::MonthOf(key.day), key.name, key.dimension}] -= value;
      } else {
        days[key] -= value;
      }
    }
    for (const auto& [key, value] : kept.months) months[key] -= value;
    Tell(page, "figures", "than its sources add", days);
    Tell(page, "figureMonths", "in its days than in the month", months);
    Tell(page, "figureMonths", "than its sources add", wide);
    return absl::OkStatus();
  }

 private:
  bool IsAppended(FigureName name) const {
    return std::find(definition_.appended.begin(), definition_.appended.end(), name) !=
           definition_.appended.end();
  }

  absl::StatusOr<std::vector<std::string>> ListNames(Page& page, int64_t generation, size_t step,
                                                     const std::string& after) {
    if (step >= definition_.sources.size()) {
      return internal::ListSources(page.txn(), page.shop(), generation, after, verify::kPageRows);
    }
    std::vector<std::string> names;
    RETURN_IF_ERROR(page.txn().Query(definition_.sources[step],
                                     {page.shop(), after, verify::kPageRows},
                                     [&](const sql::Row& row) {
                                       names.emplace_back(row.Text(0));
                                       return absl::OkStatus();
                                     }));
    return names;
  }

  absl::StatusOr<bool> IsAsCounted(Page& page, int64_t generation, const ZoneHistory& zones,
                                   const std::string& name) {
    ASSIGN_OR_RETURN(const internal::Source kept,
                     internal::LoadSource(page.txn(), page.shop(), generation, name));
    Counts counts(zones, kept.counted_to);
    const absl::Status counted = definition_.count(page.txn(), name, counts);
    if (absl::IsNotFound(counted)) return kept.counts.empty();
    RETURN_IF_ERROR(counted);
    return counts.added() == kept.counts && counts.appended().empty();
  }

  // What an event that isn't counted yet changed may differ.
  absl::Status FindUnlessUncounted(Page& page, const std::vector<std::string>& different) {
    if (different.empty()) return absl::OkStatus();
    ASSIGN_OR_RETURN(const std::vector<event::v1::Event> events,
                     internal::ListUncounted(page.txn(), follower_, kMostUncounted));
    if (events.size() == static_cast<size_t>(kMostUncounted)) {
      return UnavailableError(absl::StrCat(follower_, " is ", kMostUncounted,
                                           " events behind or more: verify when it has caught up"));
    }
    absl::flat_hash_set<std::string> uncounted;
    for (const event::v1::Event& event : events) {
      for (std::string& source : definition_.sources_of(event)) uncounted.insert(std::move(source));
    }
    for (const std::string& name : different) {
      if (!uncounted.contains(name)) {
        page.Find(name, "its figures aren't what its rows say; RebuildFigures counts them anew");
      }
    }
    return absl::OkStatus();
  }

  // By day, so that a whole shop that is wrong isn't a thousand findings a day.
  static void Tell(Page& page, absl::string_view collection, absl::string_view what,
                   const std::map<FigureKey, int64_t>& differences) {
    std::map<Day, std::vector<std::string>> by_day;
    for (const auto& [key, difference] : differences) {
      if (difference == 0) continue;
      by_day[key.day].push_back(absl::StrCat("figure ", key.name, " of \"", key.dimension, "\" ",
                                             std::abs(difference),
                                             difference > 0 ? " more " : " less ", what));
    }
    for (auto& [day, texts] : by_day) {
      std::string problem;
      for (size_t i = 0; i < texts.size() && i < kMostTold; ++i) {
        absl::StrAppend(&problem, problem.empty() ? "" : "; ", texts[i]);
      }
      if (texts.size() > kMostTold) {
        absl::StrAppend(&problem, "; and ", texts.size() - kMostTold, " others");
      }
      page.Find(absl::StrCat("shops/", page.shop(), "/", collection, "/",
                             absl::FormatCivilTime(CivilDayOf(day))),
                problem);
    }
  }

  const std::string follower_;
  const Definition definition_;
  internal::Zones zones_;
};

}  // namespace

std::vector<verify::Check> Checks(const std::string& service, Definition definition) {
  auto comparer = std::make_shared<Comparer>(service, std::move(definition));
  return {{"figures.sources", "What each source adds to the figures is what its rows say.",
           verify::Scope::kShops, [comparer](Page& page) { return comparer->LookAtSources(page); }},
          {"figures.sums",
           "The figures of a day are the sums over its sources, those of a month over its days.",
           verify::Scope::kShops, [comparer](Page& page) { return comparer->LookAtSums(page); }}};
}

}  // namespace shopdesk::figures
