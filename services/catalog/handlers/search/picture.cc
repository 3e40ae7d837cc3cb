#include "services/catalog/handlers/search/picture.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "libs/base/error.h"
#include "libs/base/id.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/row_error.h"
#include "libs/base/status_macros.h"
#include "services/catalog/domain/search/picture_print.h"
#include "services/catalog/domain/shop/errors.h"
#include "services/catalog/domain/shop/events.h"
#include "services/catalog/domain/shop/names.h"
#include "services/catalog/handlers/shop/policy.h"
#include "services/catalog/handlers/shop/stored_time.h"
#include "services/catalog/handlers/stock/available.h"
#include "services/catalog/store/product/category.h"
#include "services/catalog/store/product/product.h"
#include "services/catalog/store/search/picture.h"

namespace shopdesk::catalog::handlers {
namespace {

// Prints: usual, at most.
constexpr PageLimits kPicturePrintPage{100, 1000};
// Of a shop: what a search goes through in a tenth of a second, in 48 MB of memory.
constexpr int64_t kMostPictures = 1'000'000;
// Products that are answered: more than one is seldom meant.
constexpr size_t kMostMatches = 10;
// In place of a product: all.
constexpr char kAnyProduct[] = "-";

// What is kept of a picture, without what is known of it besides. INVALID_ARGUMENT naming
// "content"; RESOURCE_EXHAUSTED (OVERLOADED).
absl::StatusOr<v1::PicturePrint> SeePicture(runtime::WorkflowContext& ctx, PictureReader& reader,
                                            const std::string& content) {
  ASSIGN_OR_RETURN(const picture::Thumbnail thumbnail,
                   reader.Read(content, "content", ctx.call().deadline));
  const absl::optional<domain::PicturePrint> print = domain::PrintOf(thumbnail.pixels);
  if (!print.has_value()) {
    return InvalidFieldError("content", "must show something: this picture is all alike");
  }
  v1::PicturePrint seen;
  seen.set_print(domain::EncodePrint(*print));
  seen.set_width(thumbnail.width);
  seen.set_height(thumbnail.height);
  seen.set_size_bytes(static_cast<int64_t>(content.size()));
  return seen;
}

bool IsSamePicture(const v1::PicturePrint& a, const v1::PicturePrint& b) {
  return a.print() == b.print() && a.width() == b.width() && a.height() == b.height() &&
         a.size_bytes() == b.size_bytes();
}

enum class Kept { kCreated, kUpdated, kUnchanged };

// Keeps what was seen of a picture of the product, which was loaded for update.
absl::StatusOr<Kept> KeepPicture(runtime::WriteContext& ctx, const v1::Product& product,
                                 const std::string& uri, const v1::PicturePrint& seen,
                                 v1::PicturePrint& kept) {
  const bool known = std::any_of(product.pictures().begin(), product.pictures().end(),
                                 [&](const v1::Picture& picture) { return picture.uri() == uri; });
  if (!known) return InvalidFieldError("uri", "must be the uri of one of the product's pictures");
  const std::string name = domain::PicturePrintName(product.name(), DerivedId({uri}));
  ASSIGN_OR_RETURN(const absl::optional<v1::PicturePrint> present,
                   store::FindPicturePrintForUpdate(ctx.txn(), name));
  if (present.has_value() && IsSamePicture(*present, seen)) {
    kept = *present;
    return Kept::kUnchanged;
  }
  kept = seen;
  kept.set_name(name);
  kept.set_uri(uri);
  *kept.mutable_update_time() = StoredTime(ctx.now());
  *kept.mutable_actor() = ctx.actor();
  ASSIGN_OR_RETURN(const store::PictureCount count,
                   store::SavePicturePrint(ctx.txn(), kept, !present.has_value()));
  if (count.pictures > kMostPictures) {
    return domain::PicturesFullError(ShopNameOf(name), kMostPictures);
  }
  ctx.Emit(kept, events::kPicturePrintKept);
  return present.has_value() ? Kept::kUpdated : Kept::kCreated;
}

// Whether an error is the row's own, so that the others can go on.
bool IsOfPicture(const absl::Status& status) {
  return absl::IsInvalidArgument(status) || absl::IsNotFound(status) ||
         ReasonOf(status) == domain::kPicturesFull;
}

using Products = std::map<std::string, absl::optional<v1::Product>>;

// The products of rows, locked in the order of their ids.
absl::StatusOr<Products> LockProducts(runtime::WriteContext& ctx,
                                      const v1::ImportPicturesRequest& request) {
  Products products;
  for (const v1::ImportPicture& row : request.pictures()) products[EscapeId(row.product_id())];
  for (auto& [id, product] : products) {
    ASSIGN_OR_RETURN(product, store::FindProductForUpdate(ctx.txn(), ShopOf(request.parent()), id));
  }
  return products;
}

absl::Status KeepRow(runtime::WriteContext& ctx, const v1::ImportPicture& row,
                     const std::string& product_name, const absl::optional<v1::Product>& product,
                     const v1::PicturePrint& seen, v1::ImportPicturesResponse& response) {
  if (!product.has_value()) return NotFoundError(product_name);
  v1::PicturePrint print;
  ASSIGN_OR_RETURN(const Kept kept, KeepPicture(ctx, *product, row.uri(), seen, print));
  switch (kept) {
    case Kept::kCreated:
      response.set_created_count(response.created_count() + 1);
      break;
    case Kept::kUpdated:
      response.set_updated_count(response.updated_count() + 1);
      break;
    case Kept::kUnchanged:
      response.set_unchanged_count(response.unchanged_count() + 1);
      break;
  }
  return absl::OkStatus();
}

// The nearest picture of each product, the nearest product first.
struct Nearest {
  int distance = 0;
  v1::PicturePrint print;
};
absl::StatusOr<std::vector<Nearest>> FindNearest(sql::Transaction& txn, absl::string_view shop,
                                                 absl::Span<const domain::PicturePrint> prints,
                                                 PictureIndex& index) {
  ASSIGN_OR_RETURN(const auto candidates, index.Find(txn, shop, prints));
  if (candidates.empty()) return std::vector<Nearest>();
  std::vector<int64_t> versions;
  for (const PictureIndex::Candidate& candidate : candidates) {
    versions.push_back(candidate.version);
  }
  std::map<std::string, Nearest> of_products;
  RETURN_IF_ERROR(store::FindPicturePrints(txn, shop, versions, [&](int64_t, v1::PicturePrint row) {
    const absl::optional<domain::PicturePrint> print = domain::DecodePrint(row.print());
    if (!print.has_value()) return;
    int distance = domain::kPrintBits;
    for (const domain::PicturePrint& other : prints) {
      distance = std::min(distance, domain::DistanceOf(other, *print));
    }
    if (distance > domain::kMaybeSame) return;
    const std::string product(ParentOf(row.name()));
    const auto [found, inserted] = of_products.try_emplace(product);
    if (inserted || distance < found->second.distance) {
      found->second = {distance, std::move(row)};
    }
  }));
  std::vector<Nearest> nearest;
  for (auto& [product, of_product] : of_products) nearest.push_back(std::move(of_product));
  std::stable_sort(nearest.begin(), nearest.end(),
                   [](const Nearest& a, const Nearest& b) { return a.distance < b.distance; });
  if (nearest.size() > kMostMatches) nearest.resize(kMostMatches);
  return nearest;
}

absl::StatusOr<v1::PictureMatch> Describe(runtime::ReadContext& ctx, const v1::Policy& policy,
                                          const Nearest& nearest) {
  const std::string name(ParentOf(nearest.print.name()));
  const absl::string_view shop = ShopOf(name);
  ASSIGN_OR_RETURN(const v1::Product product,
                   store::LoadProduct(ctx.txn(), shop, LastSegment(name)));
  ASSIGN_OR_RETURN(const std::vector<v1::Category> path,
                   store::ReadPath(ctx.txn(), shop, LastSegment(product.category())));
  ASSIGN_OR_RETURN(const auto available, ReadAvailable(ctx, policy, product));
  v1::PictureMatch match;
  match.set_product(name);
  match.set_title(product.title());
  match.set_state(product.state());
  match.set_category(product.category());
  for (auto category = path.rbegin(); category != path.rend(); ++category) {
    match.add_category_path(category->display_name());
  }
  match.set_uri(nearest.print.uri());
  match.set_distance(nearest.distance);
  match.set_confidence(nearest.distance <= domain::kSurelySame ? v1::PictureMatch::SURE
                                                               : v1::PictureMatch::LIKELY);
  for (const v1::Sku& sku : product.skus()) {
    v1::PictureMatch::Offer& offer = *match.add_offers();
    offer.set_sku_id(sku.sku_id());
    *offer.mutable_option_values() = sku.option_values();
    *offer.mutable_price() = sku.price();
    const auto found = available.find(EscapeId(sku.sku_id()));
    if (found != available.end()) offer.set_available(found->second);
  }
  return match;
}

}  // namespace

absl::Status IndexPicture(runtime::WorkflowContext& ctx, const v1::IndexPictureRequest& request,
                          v1::PicturePrint* response, PictureReader& reader) {
  ASSIGN_OR_RETURN(const v1::PicturePrint seen, SeePicture(ctx, reader, request.content()));
  return ctx.Finish(*response, [&](runtime::WriteContext& write) -> absl::Status {
    ASSIGN_OR_RETURN(const v1::Product product,
                     store::LoadProductForUpdate(write.txn(), ShopOf(request.parent()),
                                                 LastSegment(request.parent())));
    return KeepPicture(write, product, request.uri(), seen, *response).status();
  });
}

absl::Status ImportPictures(runtime::WorkflowContext& ctx, const v1::ImportPicturesRequest& request,
                            v1::ImportPicturesResponse* response, const runtime::Validator& rows,
                            PictureReader& reader) {
  std::vector<absl::StatusOr<v1::PicturePrint>> seen;
  for (const v1::ImportPicture& row : request.pictures()) {
    const absl::Status right = rows.Check(row);
    seen.push_back(right.ok() ? SeePicture(ctx, reader, row.content()) : right);
    if (!seen.back().ok() && !IsOfPicture(seen.back().status())) return seen.back().status();
  }
  return ctx.Finish(*response, [&](runtime::WriteContext& write) -> absl::Status {
    response->Clear();
    ASSIGN_OR_RETURN(const Products products, LockProducts(write, request));
    for (int i = 0; i < request.pictures_size(); ++i) {
      const v1::ImportPicture& row = request.pictures(i);
      const std::string id = EscapeId(row.product_id());
      absl::Status status = seen[i].status();
      if (status.ok()) {
        status = write.Savepoint([&] {
          return KeepRow(write, row, domain::ProductName(ShopOf(request.parent()), id),
                         products.at(id), *seen[i], *response);
        });
      }
      if (status.ok()) continue;
      if (!IsOfPicture(status)) return status;
      *response->add_errors() = MakeRowError(i, row.product_id(), status);
    }
    return absl::OkStatus();
  });
}

absl::Status GetPicturePrint(runtime::ReadContext& ctx, const v1::GetPicturePrintRequest& request,
                             v1::PicturePrint* response) {
  ASSIGN_OR_RETURN(*response, store::LoadPicturePrint(ctx.txn(), request.name()));
  return absl::OkStatus();
}

absl::Status ListPicturePrints(runtime::ReadContext& ctx,
                               const v1::ListPicturePrintsRequest& request,
                               v1::ListPicturePrintsResponse* response) {
  absl::string_view product = LastSegment(request.parent());
  if (product == kAnyProduct) product = "";
  return ListPage(
      request, kPicturePrintPage, store::PicturePrintKey(),
      [&](const store::PicturePrintKey& after, int limit) {
        return store::ListPicturePrints(ctx.txn(), ShopOf(request.parent()), product, after, limit);
      },
      [](const v1::PicturePrint& print) {
        return store::PicturePrintKey(LastSegment(ParentOf(print.name())),
                                      LastSegment(print.name()));
      },
      *response, *response->mutable_picture_prints());
}

absl::Status FindProductsByPicture(runtime::WorkflowContext& ctx,
                                   const v1::FindProductsByPictureRequest& request,
                                   v1::FindProductsByPictureResponse* response,
                                   PictureReader& reader, PictureIndex& index) {
  ASSIGN_OR_RETURN(const picture::Thumbnail thumbnail,
                   reader.Read(request.content(), "content", ctx.call().deadline));
  const std::vector<domain::PicturePrint> prints = domain::PrintsOfCropped(thumbnail.pixels);
  // All alike: nothing can be told by it.
  if (prints.empty()) return absl::OkStatus();
  return ctx.Read([&](runtime::ReadContext& read) -> absl::Status {
    response->Clear();
    ASSIGN_OR_RETURN(const std::vector<Nearest> nearest,
                     FindNearest(read.txn(), ShopOf(request.parent()), prints, index));
    if (nearest.empty()) return absl::OkStatus();
    ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(read.txn(), ShopOf(request.parent())));
    for (const Nearest& product : nearest) {
      ASSIGN_OR_RETURN(*response->add_matches(), Describe(read, policy, product));
    }
    return absl::OkStatus();
  });
}

}  // namespace shopdesk::catalog::handlers
