#include "services/catalog/verify/sale.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/types/optional.h"
#include "libs/base/clock.h"
#include "libs/base/etag.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/catalog/domain/product/category.h"
#include "services/catalog/domain/product/product.h"
#include "services/catalog/domain/shop/names.h"
#include "services/catalog/domain/shop/timer_kinds.h"
#include "services/catalog/domain/wording/wording.h"
#include "services/catalog/handlers/wording/wording.h"
#include "services/catalog/store/product/category.h"
#include "services/catalog/store/product/product.h"
#include "services/catalog/store/wording/word_list.h"
#include "services/catalog/verify/timer.h"
#include "shopdesk/catalog/v1/clarity.pb.h"

namespace shopdesk::catalog::verify {
namespace {

using shopdesk::verify::kPageRows;
using shopdesk::verify::Page;

// Revisions of a word list, of up to half a megabyte each, that are read at once.
constexpr int kListRevisions = 5;

constexpr sql::Statement kHasFinding = {
    "catalog.has_finding",
    "SELECT 1 FROM product_clarity WHERE shop = $1 AND product = $2 AND kind = $3 LIMIT 1"};
constexpr sql::Statement kListSkuRows = {
    "catalog.list_sku_rows",
    "SELECT sku, product FROM skus WHERE shop = $1 AND sku > $2 ORDER BY sku LIMIT $3"};

// Whether a text of the product is prohibited by a term that the list itself has: the base terms
// change with the program.
bool Prohibits(const v1::WordList& list, const domain::ShopWording& wording,
               const v1::Product& product) {
  absl::flat_hash_set<absl::string_view> own;
  for (const type::v1::WordingTerm& term : list.terms()) own.insert(term.text());
  domain::WordingReport report(wording);
  domain::ReportCard(product, "", report);
  return std::any_of(report.hits().begin(), report.hits().end(),
                     [&](const type::v1::WordingHit& hit) {
                       return hit.level() == type::v1::WordingLevel::A && own.contains(hit.term());
                     });
}

// Whether the shop's list has prohibited what the product says ever since the product was made.
absl::StatusOr<bool> WasAlwaysProhibited(Page& page, const v1::Product& product) {
  int64_t before = std::numeric_limits<int64_t>::max();
  for (bool more = true; more;) {
    ASSIGN_OR_RETURN(const std::vector<v1::WordListRevision> revisions,
                     store::ListWordListRevisions(page.txn(), page.shop(), before, kListRevisions));
    for (const v1::WordListRevision& revision : revisions) {
      const v1::WordList& list = revision.word_list();
      if (!Prohibits(list, domain::ShopWording(list), product)) return false;
      if (FromProto(revision.create_time()) < FromProto(product.create_time())) return true;
      before = VersionOf(list.etag());
    }
    more = revisions.size() == static_cast<size_t>(kListRevisions);
  }
  // There was no list when it was made.
  return false;
}

}  // namespace

absl::Status LookAtFacts(Page& page, const v1::Product& product) {
  if (product.state() != v1::Product::ON_SALE) return absl::OkStatus();
  const absl::StatusOr<std::vector<v1::Category>> path =
      store::ReadPath(page.txn(), page.shop(), LastSegment(product.category()));
  if (absl::IsNotFound(path.status())) {
    page.Find(product.name(), absl::StrCat(product.category(), ", in which it is, isn't there"));
    return absl::OkStatus();
  }
  RETURN_IF_ERROR(path.status());
  const std::vector<std::string> missing =
      domain::MissingFacts(product, domain::EffectiveDefinitions(*path));
  if (missing.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const bool listed,
                   page.txn().QueryOne(kHasFinding,
                                       {page.shop(), LastSegment(product.name()),
                                        int64_t{v1::ProductClarity::FACT_MISSING}},
                                       [](const sql::Row&) { return absl::OkStatus(); }));
  if (listed) return absl::OkStatus();
  ASSIGN_OR_RETURN(const bool late, IsUnderWay(page, domain::kProductClarity));
  if (late) return absl::OkStatus();
  page.Find(product.name(), absl::StrCat("it is on sale and lacks ", absl::StrJoin(missing, ", "),
                                         ", and isn't listed as lacking anything"));
  return absl::OkStatus();
}

absl::Status LookAtWording(Page& page, const v1::Product& product) {
  if (product.state() != v1::Product::ON_SALE) return absl::OkStatus();
  ASSIGN_OR_RETURN(const absl::optional<v1::WordList> list,
                   store::FindWordList(page.txn(), page.shop()));
  if (!list.has_value() || list->terms().empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const domain::ShopWording wording,
                   handlers::LoadWording(page.txn(), page.shop()));
  if (!Prohibits(*list, wording, product)) return absl::OkStatus();
  ASSIGN_OR_RETURN(const bool always, WasAlwaysProhibited(page, product));
  if (always) {
    page.Find(product.name(), "it is on sale and says what was prohibited when it was made");
  }
  return absl::OkStatus();
}

absl::Status LookAtSkuRows(Page& page) {
  std::vector<std::pair<std::string, std::string>> rows;
  RETURN_IF_ERROR(page.txn().Query(kListSkuRows, {page.shop(), page.after(), kPageRows},
                                   [&](const sql::Row& row) {
                                     rows.emplace_back(row.Text(0), row.Text(1));
                                     return absl::OkStatus();
                                   }));
  for (const auto& [sku, id] : rows) {
    page.CountRow();
    const absl::StatusOr<v1::Product> product = store::LoadProduct(page.txn(), page.shop(), id);
    if (!product.ok() && !absl::IsNotFound(product.status())) return product.status();
    const bool has_it = product.ok() && std::any_of(product->skus().begin(), product->skus().end(),
                                                    [&](const v1::Sku& of) {
                                                      return EscapeId(of.sku_id()) == sku;
                                                    });
    if (has_it) continue;
    page.Find(domain::SkuName(page.shop(), sku),
              absl::StrCat("it can be ordered as of products/", id, ", which ",
                           product.ok() ? "doesn't have it" : "isn't there"));
  }
  if (rows.size() == static_cast<size_t>(kPageRows)) page.GoOnAfter(rows.back().first);
  return absl::OkStatus();
}

}  // namespace shopdesk::catalog::verify
