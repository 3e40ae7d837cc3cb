#include "libs/figures/figures.h"

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "libs/base/mutex.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/figures/store.h"
#include "libs/figures/zones.h"

namespace shopdesk::figures {
namespace {

using internal::Generation;
using internal::GenerationState;
using internal::Source;

constexpr char kRebuildTimer[] = "figures_rebuild";
// Set for all shops by the migration that comes with a new definition.
constexpr char kDefinitionTimer[] = "figures_definition";
// Sources that are counted, or rows that are deleted, in one transaction.
constexpr int kRebuildPage = 200;
constexpr int kDeletePage = 1000;

// Counts sources. Thread-safe.
class Counter {
 public:
  explicit Counter(Definition definition)
      : definition_(std::move(definition)), zones_(definition_.zone_of) {}

  std::vector<std::string> SourcesOf(const event::v1::Event& event) const {
    return definition_.sources_of(event);
  }

  // Tells what Recount will read.
  void Announce(absl::string_view source, sql::Reads& reads) {
    const absl::string_view shop = ShopOf(source);
    internal::AnnounceGenerations(reads, shop);
    internal::Zones::Announce(reads, shop);
    {
      MutexLock lock(mutex_);
      if (const auto frame = frames_.find(shop); frame != frames_.end()) {
        for (const int64_t generation : frame->second->generations) {
          internal::AnnounceSource(reads, shop, generation, source);
        }
      }
    }
    if (definition_.announce != nullptr) definition_.announce(source, reads);
  }

  // In all generations that count; once for all events of a transaction that tell of the source.
  absl::Status Recount(runtime::WriteContext& ctx, absl::string_view source) {
    if (!ctx.txn().First(source)) return absl::OkStatus();
    ASSIGN_OR_RETURN(const std::shared_ptr<const Frame> frame, FrameOf(ctx, ShopOf(source)));
    for (const int64_t generation : frame->generations) {
      for (bool more = true; more;) {
        ASSIGN_OR_RETURN(more, RecountIn(ctx.txn(), frame->zones, generation, source));
      }
    }
    return absl::OkStatus();
  }

  // The generations, of which one at least counts by this program's definition: a new one is begun
  // where there is none.
  absl::StatusOr<std::vector<Generation>> Claim(runtime::WriteContext& ctx,
                                                absl::string_view shop) {
    sql::Transaction& txn = ctx.txn();
    ASSIGN_OR_RETURN(std::vector<Generation> generations,
                     internal::LockGenerations(txn, shop, definition_.version));
    bool counted = false;
    for (Generation& generation : generations) {
      if (generation.state == GenerationState::kRetired) continue;
      counted = counted || generation.definition >= definition_.version;
      if (generation.definition == definition_.version) continue;
      if (generation.definition > definition_.version) {
        // What it counts from now on is by this definition: the later program will see it.
        generation.definition = definition_.version;
      } else if (generation.state == GenerationState::kBuilding) {
        generation.state = GenerationState::kRetired;
      } else {
        continue;
      }
      RETURN_IF_ERROR(internal::SaveGeneration(txn, shop, generation));
    }
    if (!counted) RETURN_IF_ERROR(Begin(ctx, shop, definition_.version, generations));
    return generations;
  }

  // Begins to count anew.
  static absl::Status Begin(runtime::WriteContext& ctx, absl::string_view shop, int64_t definition,
                            std::vector<Generation>& generations) {
    generations.push_back({.number = generations.back().number + 1,
                           .state = GenerationState::kBuilding,
                           .definition = definition});
    ctx.Schedule(kRebuildTimer, absl::StrCat("shops/", shop), ctx.now());
    return internal::InsertGeneration(ctx.txn(), shop, generations.back());
  }

  // Goes one step on with what is under way; false when nothing is.
  absl::StatusOr<bool> GoOn(runtime::WriteContext& ctx, absl::string_view shop) {
    sql::Transaction& txn = ctx.txn();
    ASSIGN_OR_RETURN(std::vector<Generation> generations, Claim(ctx, shop));
    for (Generation& generation : generations) {
      if (generation.state == GenerationState::kRetired) {
        RETURN_IF_ERROR(internal::DeleteSome(txn, shop, generation.number, kDeletePage).status());
        return true;
      }
      if (generation.state != GenerationState::kBuilding) continue;
      if (generation.step < static_cast<int64_t>(definition_.sources.size())) {
        RETURN_IF_ERROR(BuildPage(txn, shop, generation));
      } else {
        RETURN_IF_ERROR(Replace(txn, shop, generations));
      }
      return true;
    }
    return false;
  }

 private:
  // What is the same for all sources of a shop.
  struct Frame {
    // The generations that count.
    std::vector<int64_t> generations;
    ZoneHistory zones;
  };

  // Read once in a transaction, of which the follower has one at a time: the generations are locked
  // by it, and a zone that is new since counts from later on.
  absl::StatusOr<std::shared_ptr<const Frame>> FrameOf(runtime::WriteContext& ctx,
                                                       absl::string_view shop) {
    if (!ctx.txn().First(absl::StrCat("figures/", shop))) {
      MutexLock lock(mutex_);
      return frames_[shop];
    }
    ASSIGN_OR_RETURN(const std::vector<Generation> generations, Claim(ctx, shop));
    auto frame = std::make_shared<Frame>();
    for (const Generation& generation : generations) {
      if (generation.state == GenerationState::kRetired) continue;
      frame->generations.push_back(generation.number);
    }
    ASSIGN_OR_RETURN(frame->zones, zones_.Load(ctx.txn(), shop));
    MutexLock lock(mutex_);
    frames_[shop] = frame;
    return frame;
  }

  // Whether there is more of it.
  absl::StatusOr<bool> RecountIn(sql::Transaction& txn, const ZoneHistory& zones,
                                 int64_t generation, absl::string_view name) {
    const absl::string_view shop = ShopOf(name);
    ASSIGN_OR_RETURN(const Source before, internal::LoadSource(txn, shop, generation, name));
    Counts counts(zones, before.counted_to);
    if (const absl::Status counted = definition_.count(txn, name, counts);
        absl::IsNotFound(counted)) {
      counts = Counts(zones, before.counted_to);
    } else {
      RETURN_IF_ERROR(counted);
    }
    const Source after = {counts.counted_to(), counts.added()};
    if (after == before) return false;
    std::map<FigureKey, int64_t> changes = counts.appended();
    for (const auto& [key, value] : after.counts) changes[key] += value;
    for (const auto& [key, value] : before.counts) changes[key] -= value;
    RETURN_IF_ERROR(internal::AddFigures(txn, shop, generation, changes));
    RETURN_IF_ERROR(internal::SaveSource(txn, shop, generation, name, after));
    return counts.more();
  }

  // Counts the next sources of a generation that is being built.
  absl::Status BuildPage(sql::Transaction& txn, absl::string_view shop, Generation& generation) {
    std::vector<std::string> names;
    RETURN_IF_ERROR(txn.Query(definition_.sources[generation.step],
                              {shop, generation.after, kRebuildPage}, [&](const sql::Row& row) {
                                names.emplace_back(row.Text(0));
                                return absl::OkStatus();
                              }));
    ASSIGN_OR_RETURN(const ZoneHistory zones, zones_.Load(txn, shop));
    bool more = false;
    for (const std::string& name : names) {
      ASSIGN_OR_RETURN(more, RecountIn(txn, zones, generation.number, name));
      if (more) break;
      generation.after = name;
      ++generation.done;
    }
    if (!more && names.size() < static_cast<size_t>(kRebuildPage)) {
      ++generation.step;
      generation.after.clear();
    }
    return internal::SaveGeneration(txn, shop, generation);
  }

  // What was built is answered from now on.
  absl::Status Replace(sql::Transaction& txn, absl::string_view shop,
                       std::vector<Generation>& generations) {
    for (Generation& generation : generations) {
      generation.state = generation.state == GenerationState::kBuilding ? GenerationState::kLive
                                                                        : GenerationState::kRetired;
      RETURN_IF_ERROR(internal::SaveGeneration(txn, shop, generation));
    }
    return absl::OkStatus();
  }

  const Definition definition_;
  internal::Zones zones_;
  Mutex mutex_;
  // Of each shop, as it was read last.
  absl::flat_hash_map<std::string, std::shared_ptr<const Frame>> frames_ ABSL_GUARDED_BY(mutex_);
};

absl::Status SetState(const std::vector<Generation>& generations, v1::FigureState& state) {
  for (const Generation& generation : generations) {
    if (generation.state == GenerationState::kLive) state.set_generation(generation.number);
    if (generation.state != GenerationState::kBuilding) continue;
    state.set_rebuilding(true);
    state.set_rebuilt_count(generation.done);
  }
  return absl::OkStatus();
}

absl::StatusOr<google::protobuf::Timestamp> AsOfIn(sql::Transaction& txn,
                                                   const runtime::Context& ctx) {
  ASSIGN_OR_RETURN(const absl::optional<absl::Time> first,
                   internal::FirstUncounted(txn, internal::FollowerName(ctx.service())));
  return ToProto(std::min(first.value_or(ctx.now()), ctx.now()));
}

}  // namespace

void Follow(runtime::Runtime& runtime, Definition definition) {
  auto counter = std::make_shared<Counter>(std::move(definition));
  const auto sources_of = [counter](const event::v1::Event& event) {
    std::vector<std::string> sources = counter->SourcesOf(event);
    std::sort(sources.begin(), sources.end());
    sources.erase(std::unique(sources.begin(), sources.end()), sources.end());
    return sources;
  };
  runtime.AddFollower(
      internal::FollowerName(runtime.service()), nullptr,
      [counter, sources_of](runtime::WorkflowContext&, const event::v1::Event& event)
          -> absl::StatusOr<runtime::FollowerEffect> {
        std::vector<std::string> sources = sources_of(event);
        if (sources.empty()) return nullptr;
        return [counter, sources = std::move(sources)](runtime::WriteContext& ctx) -> absl::Status {
          for (const std::string& source : sources) {
            RETURN_IF_ERROR(counter->Recount(ctx, source));
          }
          return absl::OkStatus();
        };
      },
      {.by_event_alone = true,
       .announce = [counter, sources_of](const event::v1::Event& event, sql::Reads& reads) {
         for (const std::string& source : sources_of(event)) counter->Announce(source, reads);
       }});
  runtime.AddTimer(
      kRebuildTimer, [counter](runtime::WriteContext& ctx, const timer::Due& due) -> absl::Status {
        ASSIGN_OR_RETURN(const bool went_on, counter->GoOn(ctx, ShopOf(due.resource_name)));
        if (went_on) ctx.Schedule(kRebuildTimer, due.resource_name, ctx.now());
        return absl::OkStatus();
      });
  runtime.AddTimer(kDefinitionTimer,
                   [counter](runtime::WriteContext& ctx, const timer::Due& due) -> absl::Status {
                     return counter->Claim(ctx, ShopOf(due.resource_name)).status();
                   });
}

absl::StatusOr<Sums> Sum(runtime::ReadContext& ctx, absl::string_view shop, const Days& days) {
  return internal::SumFigures(ctx.txn(), shop, days);
}

absl::StatusOr<std::vector<MonthSum>> SumWide(sql::Transaction& txn, absl::string_view shop,
                                              const WideRange& range, int limit) {
  ASSIGN_OR_RETURN(const std::vector<Generation> generations, internal::ListGenerations(txn, shop));
  for (const Generation& generation : generations) {
    if (generation.state != GenerationState::kLive) continue;
    return internal::SumWideFigures(txn, shop, generation.number, range, limit);
  }
  return std::vector<MonthSum>();
}

absl::StatusOr<google::protobuf::Timestamp> AsOf(runtime::ReadContext& ctx) {
  return AsOfIn(ctx.txn(), ctx);
}

absl::Status GetFigureState(runtime::ReadContext& ctx, const v1::GetFigureStateRequest& request,
                            v1::FigureState* response) {
  ASSIGN_OR_RETURN(const std::vector<Generation> generations,
                   internal::ListGenerations(ctx.txn(), ShopOf(request.parent())));
  ASSIGN_OR_RETURN(*response->mutable_as_of(), AsOf(ctx));
  return SetState(generations, *response);
}

absl::Status RebuildFigures(runtime::WriteContext& ctx, const v1::RebuildFiguresRequest& request,
                            v1::FigureState* response) {
  const absl::string_view shop = ShopOf(request.parent());
  ASSIGN_OR_RETURN(std::vector<Generation> generations, internal::LockGenerations(ctx.txn(), shop));
  const bool under_way = std::any_of(
      generations.begin(), generations.end(),
      [](const Generation& generation) { return generation.state == GenerationState::kBuilding; });
  if (!under_way) {
    RETURN_IF_ERROR(Counter::Begin(ctx, shop, generations.back().definition, generations));
  }
  ASSIGN_OR_RETURN(*response->mutable_as_of(), AsOfIn(ctx.txn(), ctx));
  return SetState(generations, *response);
}

}  // namespace shopdesk::figures
