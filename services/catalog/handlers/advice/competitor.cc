#include "services/catalog/handlers/advice/competitor.h"

#include <string>

#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/field_mask.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/catalog/domain/advice/competitor.h"
#include "services/catalog/domain/shop/events.h"
#include "services/catalog/domain/shop/names.h"
#include "services/catalog/handlers/shop/stored_time.h"
#include "services/catalog/store/advice/competitor.h"
#include "services/catalog/store/product/category.h"

namespace shopdesk::catalog::handlers {
namespace {

using v1::CompetitorProduct;

// Usual, at most.
constexpr PageLimits kCompetitorPage{50, 1000};

// What is to be stored is right, and its category exists until the end of the transaction.
absl::Status CheckToBeStored(runtime::WriteContext& ctx, const CompetitorProduct& product) {
  RETURN_IF_ERROR(domain::CheckCompetitorProduct(product, ctx.now()));
  return store::LoadPath(ctx.txn(), ShopOf(product.name()), LastSegment(product.category()))
      .status();
}

absl::StatusOr<CompetitorProduct> LoadCompetitorForChange(runtime::WriteContext& ctx,
                                                          const std::string& name,
                                                          const std::string& etag) {
  ASSIGN_OR_RETURN(CompetitorProduct product, store::LoadCompetitorProductForUpdate(
                                                  ctx.txn(), ShopOf(name), LastSegment(name)));
  RETURN_IF_ERROR(CheckEtag(etag, product));
  return product;
}

}  // namespace

absl::Status CreateCompetitorProduct(runtime::WriteContext& ctx,
                                     const v1::CreateCompetitorProductRequest& request,
                                     CompetitorProduct* response) {
  *response = domain::NewCompetitorProduct(request.competitor_product());
  response->set_name(domain::CompetitorProductName(ShopOf(request.parent()),
                                                   EscapeId(request.competitor_product_id())));
  RETURN_IF_ERROR(CheckToBeStored(ctx, *response));
  *response->mutable_create_time() = StoredTime(ctx.now());
  *response->mutable_update_time() = response->create_time();
  *response->mutable_actor() = ctx.actor();
  RETURN_IF_ERROR(store::InsertCompetitorProduct(ctx.txn(), *response));
  ctx.Emit(*response, events::kCompetitorProductCreated);
  return absl::OkStatus();
}

absl::Status GetCompetitorProduct(runtime::ReadContext& ctx,
                                  const v1::GetCompetitorProductRequest& request,
                                  CompetitorProduct* response) {
  ASSIGN_OR_RETURN(*response, store::LoadCompetitorProduct(ctx.txn(), ShopOf(request.name()),
                                                           LastSegment(request.name())));
  return absl::OkStatus();
}

absl::Status ListCompetitorProducts(runtime::ReadContext& ctx,
                                    const v1::ListCompetitorProductsRequest& request,
                                    v1::ListCompetitorProductsResponse* response) {
  return ListPage(
      request, kCompetitorPage, PageKey<std::string>(),
      [&](const PageKey<std::string>& after, int limit) {
        return store::ListCompetitorProducts(ctx.txn(), ShopOf(request.parent()),
                                             LastSegment(request.category()), std::get<0>(after),
                                             limit);
      },
      [](const CompetitorProduct& product) {
        return PageKey<std::string>(LastSegment(product.name()));
      },
      *response, *response->mutable_competitor_products());
}

absl::Status UpdateCompetitorProduct(runtime::WriteContext& ctx,
                                     const v1::UpdateCompetitorProductRequest& request,
                                     CompetitorProduct* response) {
  const CompetitorProduct& given = request.competitor_product();
  ASSIGN_OR_RETURN(*response, LoadCompetitorForChange(ctx, given.name(), given.etag()));
  RETURN_IF_ERROR(ApplyUpdate(request.update_mask(), given, *response));
  RETURN_IF_ERROR(CheckToBeStored(ctx, *response));
  *response->mutable_update_time() = StoredTime(ctx.now());
  *response->mutable_actor() = ctx.actor();
  RETURN_IF_ERROR(store::SaveCompetitorProduct(ctx.txn(), *response));
  ctx.Emit(*response, events::kCompetitorProductUpdated);
  return absl::OkStatus();
}

absl::Status DeleteCompetitorProduct(runtime::WriteContext& ctx,
                                     const v1::DeleteCompetitorProductRequest& request,
                                     v1::DeleteCompetitorProductResponse*) {
  ASSIGN_OR_RETURN(const CompetitorProduct product,
                   LoadCompetitorForChange(ctx, request.name(), request.etag()));
  RETURN_IF_ERROR(store::DeleteCompetitorProduct(ctx.txn(), ShopOf(request.name()),
                                                 LastSegment(request.name())));
  ctx.EmitDeleted(product, events::kCompetitorProductDeleted);
  return absl::OkStatus();
}

}  // namespace shopdesk::catalog::handlers
