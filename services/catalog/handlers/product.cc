#include "services/catalog/handlers/product.h"

#include <vector>

#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/field_mask.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/catalog/domain/listing.h"
#include "services/catalog/domain/names.h"
#include "services/catalog/domain/product.h"
#include "services/catalog/handlers/changes.h"
#include "services/catalog/handlers/policy.h"
#include "services/catalog/store/products.h"

namespace shopdesk::catalog::handlers {
namespace {

// Sets the timers to what the product says is planned.
void PlanListing(rpc::WriteContext& ctx, const v1::Product& product) {
  if (product.has_publish_time()) {
    ctx.Schedule(kProductPublish, product.name(), FromProto(product.publish_time()));
  } else {
    ctx.Cancel(kProductPublish, product.name());
  }
  if (product.has_delist_time()) {
    ctx.Schedule(kProductDelist, product.name(), FromProto(product.delist_time()));
  } else {
    ctx.Cancel(kProductDelist, product.name());
  }
}

absl::StatusOr<v1::Product> LoadForChange(rpc::WriteContext& ctx, const std::string& name,
                                          const std::string& etag) {
  ASSIGN_OR_RETURN(v1::Product product,
                   store::LoadProductForUpdate(ctx.txn(), ShopOf(name), LastSegment(name)));
  RETURN_IF_ERROR(CheckEtag(etag, product));
  return product;
}

// A planned time, in whole milliseconds as it is stored.
absl::Time PlannedTime(const google::protobuf::Timestamp& time) {
  return FromMillis(ToMillis(FromProto(time)));
}

absl::Status ApplyPublish(rpc::WriteContext& ctx, const v1::PublishProductRequest& req,
                          v1::Product& product) {
  if (req.has_publish_time()) {
    return domain::SchedulePublish(product, PlannedTime(req.publish_time()), ctx.now());
  }
  return domain::Publish(product);
}

absl::Status ApplyDelist(rpc::WriteContext& ctx, const v1::DelistProductRequest& req,
                         v1::Product& product) {
  if (req.has_delist_time()) {
    return domain::ScheduleDelist(product, PlannedTime(req.delist_time()), ctx.now());
  }
  return domain::Delist(product);
}

}  // namespace

absl::Status CreateProduct(rpc::WriteContext& ctx, const v1::CreateProductRequest& req,
                           v1::Product* resp) {
  const absl::string_view shop = ShopOf(req.parent());
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), shop));
  *resp = domain::NewProduct(req.product());
  resp->set_name(domain::ProductName(shop, EscapeId(req.product_id())));
  ASSIGN_OR_RETURN(const domain::Definitions definitions, LoadDefinitions(ctx, shop, *resp));
  RETURN_IF_ERROR(domain::CheckProduct(*resp, policy, definitions));
  return SaveProduct(ctx, absl::nullopt, *resp, "product.created");
}

absl::Status UpdateProduct(rpc::WriteContext& ctx, const v1::UpdateProductRequest& req,
                           v1::Product* resp) {
  const std::string& name = req.product().name();
  const absl::string_view shop = ShopOf(name);
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), shop));
  ASSIGN_OR_RETURN(const v1::Product before, LoadForChange(ctx, name, req.product().etag()));
  *resp = before;
  RETURN_IF_ERROR(ApplyUpdate(req.update_mask(), req.product(), *resp));
  ASSIGN_OR_RETURN(const domain::Definitions definitions, LoadDefinitions(ctx, shop, *resp));
  RETURN_IF_ERROR(domain::CheckProduct(*resp, policy, definitions));
  if (resp->state() == v1::Product::ON_SALE) {
    RETURN_IF_ERROR(domain::CheckFacts(*resp, definitions));
  }
  return SaveProduct(ctx, before, *resp, "product.updated");
}

absl::Status PublishProduct(rpc::WriteContext& ctx, const v1::PublishProductRequest& req,
                            v1::Product* resp) {
  ASSIGN_OR_RETURN(const v1::Product before, LoadForChange(ctx, req.name(), req.etag()));
  *resp = before;
  RETURN_IF_ERROR(ApplyPublish(ctx, req, *resp));
  ASSIGN_OR_RETURN(const domain::Definitions definitions,
                   LoadDefinitions(ctx, ShopOf(req.name()), *resp));
  RETURN_IF_ERROR(domain::CheckFacts(*resp, definitions));
  PlanListing(ctx, *resp);
  const bool published = resp->state() != before.state();
  return SaveProduct(ctx, before, *resp, published ? "product.published" : "product.planned");
}

absl::Status DelistProduct(rpc::WriteContext& ctx, const v1::DelistProductRequest& req,
                           v1::Product* resp) {
  ASSIGN_OR_RETURN(const v1::Product before, LoadForChange(ctx, req.name(), req.etag()));
  *resp = before;
  RETURN_IF_ERROR(ApplyDelist(ctx, req, *resp));
  PlanListing(ctx, *resp);
  const bool delisted = resp->state() != before.state();
  return SaveProduct(ctx, before, *resp, delisted ? "product.delisted" : "product.planned");
}

}  // namespace shopdesk::catalog::handlers
