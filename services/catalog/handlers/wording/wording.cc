#include "services/catalog/handlers/wording/wording.h"

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/types/optional.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/mutex.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/catalog/domain/shop/events.h"
#include "services/catalog/domain/shop/names.h"
#include "services/catalog/domain/shop/timer_kinds.h"
#include "services/catalog/handlers/shop/policy.h"
#include "services/catalog/handlers/shop/stored_time.h"
#include "services/catalog/store/product/product.h"
#include "services/catalog/store/wording/word_list.h"

namespace shopdesk::catalog::handlers {
namespace {

using type::v1::WordingLevel;

// Products with hits, of up to 1,000 each: usual, at most.
constexpr PageLimits kProductWordingPage{50, 200};
// Lists of up to half a megabyte each.
constexpr PageLimits kWordListRevisionPage{5, 10};
constexpr PageLimits kBaseTermPage{100, 1000};
// Lists that are kept ready: of up to about a megabyte each.
constexpr size_t kMostReadyLists = 64;
// Cards that are read at once: of up to a megabyte each.
constexpr int kCardsAtOnce = 50;

// Lists of shops that were checked lately, made ready. Each check reads what is stored; what is
// kept of another version, or of another database, doesn't count. Thread-safe.
class ReadyLists {
 public:
  std::shared_ptr<const wording::Checker> Of(const v1::WordList& list) {
    std::string stored = list.SerializeAsString();
    {
      MutexLock lock(mutex_);
      const auto kept = kept_.find(list.name());
      if (kept != kept_.end() && kept->second.stored == stored) return kept->second.own;
    }
    std::shared_ptr<const wording::Checker> own = domain::MakeOwnChecker(list);
    MutexLock lock(mutex_);
    if (kept_.size() >= kMostReadyLists && !kept_.contains(list.name())) kept_.erase(kept_.begin());
    kept_[list.name()] = {std::move(stored), own};
    return own;
  }

 private:
  struct Ready {
    std::string stored;
    std::shared_ptr<const wording::Checker> own;
  };
  Mutex mutex_;
  absl::flat_hash_map<std::string, Ready> kept_ ABSL_GUARDED_BY(mutex_);
};

void FillReport(const v1::Product& product, const domain::ShopWording& wording,
                v1::CheckProductResponse& response) {
  domain::WordingReport report(wording);
  domain::ReportCard(product, "", report);
  response.set_product(product.name());
  response.set_state(product.state());
  *response.mutable_hits() = report.hits();
  response.set_level(report.level());
  response.set_more(report.more());
}

// Whether its gravest hit is as grave as is asked.
bool IsAsGrave(const v1::CheckProductResponse& report, WordingLevel::Value asked) {
  if (report.level() == WordingLevel::VALUE_UNSPECIFIED) return false;
  return asked == WordingLevel::VALUE_UNSPECIFIED || report.level() <= asked;
}

}  // namespace

absl::StatusOr<domain::ShopWording> LoadWording(sql::Transaction& txn, absl::string_view shop) {
  ASSIGN_OR_RETURN(const absl::optional<v1::WordList> list, store::FindWordList(txn, shop));
  if (!list.has_value()) return domain::ShopWording(list);
  static ReadyLists& ready = *new ReadyLists();
  return domain::ShopWording(list, ready.Of(*list));
}

absl::Status CheckText(runtime::ReadContext& ctx, const v1::CheckTextRequest& request,
                       v1::CheckTextResponse* response) {
  const absl::string_view shop = ShopOf(request.parent());
  RETURN_IF_ERROR(domain::CheckTotalLength(request));
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  ASSIGN_OR_RETURN(const domain::ShopWording wording, LoadWording(ctx.txn(), shop));
  domain::WordingReport report(wording);
  for (const v1::CheckedText& text : request.texts()) {
    report.Add(text.field(), text.text(), text.html());
  }
  *response->mutable_hits() = report.hits();
  response->set_level(report.level());
  response->set_more(report.more());
  return absl::OkStatus();
}

absl::Status CheckProduct(runtime::ReadContext& ctx, const v1::CheckProductRequest& request,
                          v1::CheckProductResponse* response) {
  const absl::string_view shop = ShopOf(request.name());
  ASSIGN_OR_RETURN(const v1::Product product,
                   store::LoadProduct(ctx.txn(), shop, LastSegment(request.name())));
  ASSIGN_OR_RETURN(const domain::ShopWording wording, LoadWording(ctx.txn(), shop));
  FillReport(product, wording, *response);
  return absl::OkStatus();
}

absl::Status ListProductWordings(runtime::ReadContext& ctx,
                                 const v1::ListProductWordingsRequest& request,
                                 v1::ListProductWordingsResponse* response) {
  const absl::string_view shop = ShopOf(request.parent());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  ASSIGN_OR_RETURN(const domain::ShopWording wording, LoadWording(ctx.txn(), shop));
  using Row = Scanned<PageKey<std::string>, v1::CheckProductResponse>;
  const auto scan = [&](const PageKey<std::string>& after,
                        int limit) -> absl::StatusOr<std::vector<Row>> {
    std::vector<Row> rows;
    std::string last = std::get<0>(after);
    while (limit > 0) {
      const int wanted = std::min(limit, kCardsAtOnce);
      ASSIGN_OR_RETURN(
          const std::vector<v1::Product> products,
          store::ListProducts(ctx.txn(), shop, {.state = request.state()}, last, wanted));
      for (const v1::Product& product : products) {
        last = std::string(LastSegment(product.name()));
        Row& row = rows.emplace_back(Row{PageKey<std::string>(last), absl::nullopt});
        v1::CheckProductResponse report;
        FillReport(product, wording, report);
        if (IsAsGrave(report, request.level())) row.row = std::move(report);
      }
      if (products.size() < static_cast<size_t>(wanted)) break;
      limit -= wanted;
    }
    return rows;
  };
  return ScanPage(request, kProductWordingPage, PageKey<std::string>(), scan, *response,
                  *response->mutable_products());
}

absl::Status GetWordList(runtime::ReadContext& ctx, const v1::GetWordListRequest& request,
                         v1::WordList* response) {
  const absl::string_view shop = ShopOf(request.name());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  ASSIGN_OR_RETURN(const absl::optional<v1::WordList> list, store::FindWordList(ctx.txn(), shop));
  if (list.has_value()) {
    *response = *list;
  } else {
    response->set_name(request.name());
  }
  return absl::OkStatus();
}

// The policy is locked, so that a planned sale that is held by the list before this one is seen
// here, or sees this one.
absl::Status UpdateWordList(runtime::WriteContext& ctx, const v1::UpdateWordListRequest& request,
                            v1::WordList* response) {
  const v1::WordList& given = request.word_list();
  const absl::string_view shop = ShopOf(given.name());
  RETURN_IF_ERROR(domain::CheckWordList(given));
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop, policy::Lock::kUpdate).status());
  ASSIGN_OR_RETURN(const absl::optional<v1::WordList> present,
                   store::FindWordListForUpdate(ctx.txn(), shop));
  v1::WordList before = present.value_or(v1::WordList());
  before.set_name(given.name());
  RETURN_IF_ERROR(CheckEtag(given.etag(), before));
  *response = before;
  if (domain::SameWordList(given, before)) return absl::OkStatus();
  v1::WordListRevision revision;
  v1::WordList& list = *revision.mutable_word_list();
  list = given;
  list.set_etag(before.etag());
  *list.mutable_update_time() = StoredTime(ctx.now());
  *revision.mutable_actor() = ctx.actor();
  *revision.mutable_create_time() = list.update_time();
  RETURN_IF_ERROR(store::SaveWordList(ctx.txn(), revision));
  ctx.Emit(list, events::kWordListUpdated);
  ctx.Schedule(domain::kHeldWordings, list.name(), ctx.now());
  *response = std::move(list);
  return absl::OkStatus();
}

absl::Status ListWordListRevisions(runtime::ReadContext& ctx,
                                   const v1::ListWordListRevisionsRequest& request,
                                   v1::ListWordListRevisionsResponse* response) {
  const absl::string_view shop = ShopOf(request.name());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  return ListPage(
      request, kWordListRevisionPage, PageKey<int64_t>{std::numeric_limits<int64_t>::max()},
      [&](const PageKey<int64_t>& before, int limit) {
        return store::ListWordListRevisions(ctx.txn(), shop, std::get<0>(before), limit);
      },
      [](const v1::WordListRevision& revision) {
        return PageKey<int64_t>{VersionOf(revision.word_list().etag())};
      },
      *response, *response->mutable_revisions());
}

absl::Status ListBaseTerms(runtime::ReadContext& ctx, const v1::ListBaseTermsRequest& request,
                           v1::ListBaseTermsResponse* response) {
  const absl::string_view shop = ShopOf(request.parent());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  ASSIGN_OR_RETURN(const absl::optional<v1::WordList> list, store::FindWordList(ctx.txn(), shop));
  absl::flat_hash_set<absl::string_view> off;
  if (list.has_value()) off.insert(list->off_terms().begin(), list->off_terms().end());
  const std::vector<type::v1::WordingTerm>& terms = wording::BaseTerms().terms;
  using Row = Scanned<PageKey<int64_t>, v1::ListBaseTermsResponse::BaseTerm>;
  const auto scan = [&](const PageKey<int64_t>& after,
                        int limit) -> absl::StatusOr<std::vector<Row>> {
    std::vector<Row> rows;
    const auto from = static_cast<size_t>(std::get<0>(after));
    for (size_t i = from; i < terms.size() && rows.size() < static_cast<size_t>(limit); ++i) {
      Row& row =
          rows.emplace_back(Row{PageKey<int64_t>{static_cast<int64_t>(i) + 1}, absl::nullopt});
      const type::v1::WordingTerm& term = terms[i];
      const bool asked =
          (request.language_code().empty() || request.language_code() == term.language_code()) &&
          (request.category() == type::v1::WordingCategory::VALUE_UNSPECIFIED ||
           request.category() == term.category());
      if (!asked) continue;
      v1::ListBaseTermsResponse::BaseTerm& told = row.row.emplace();
      *told.mutable_term() = term;
      told.set_off(off.contains(term.text()));
    }
    return rows;
  };
  return ScanPage(request, kBaseTermPage, PageKey<int64_t>{0}, scan, *response,
                  *response->mutable_terms());
}

}  // namespace shopdesk::catalog::handlers
