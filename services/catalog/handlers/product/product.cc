#include "services/catalog/handlers/product/product.h"

#include "libs/base/clock.h"
#include "libs/base/etag.h"
#include "libs/base/field_mask.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/catalog/domain/product/listing.h"
#include "services/catalog/domain/product/product.h"
#include "services/catalog/domain/shop/events.h"
#include "services/catalog/domain/shop/names.h"
#include "services/catalog/domain/shop/timer_kinds.h"
#include "services/catalog/handlers/knowledge/briefing.h"
#include "services/catalog/handlers/product/product_change.h"
#include "services/catalog/handlers/shop/policy.h"
#include "services/catalog/handlers/wording/wording.h"
#include "services/catalog/store/product/product.h"

namespace shopdesk::catalog::handlers {
namespace {

// Sets the timers to what the product says is planned.
void PlanListing(runtime::WriteContext& ctx, const v1::Product& product) {
  if (product.has_publish_time()) {
    ctx.Schedule(domain::kProductPublish, product.name(), FromProto(product.publish_time()));
  } else {
    ctx.Cancel(domain::kProductPublish, product.name());
  }
  if (product.has_delist_time()) {
    ctx.Schedule(domain::kProductDelist, product.name(), FromProto(product.delist_time()));
  } else {
    ctx.Cancel(domain::kProductDelist, product.name());
  }
}

absl::StatusOr<v1::Product> LoadForChange(runtime::WriteContext& ctx, const std::string& name,
                                          const std::string& etag) {
  ASSIGN_OR_RETURN(v1::Product product,
                   store::LoadProductForUpdate(ctx.txn(), ShopOf(name), LastSegment(name)));
  RETURN_IF_ERROR(CheckEtag(etag, product));
  return product;
}

// What the product's texts say that they shouldn't is told in the answer alone.
void TellWording(const domain::ShopWording& wording, v1::Product& response) {
  domain::WordingReport report(wording);
  domain::ReportCard(response, "", report);
  *response.mutable_wording_hits() = report.hits();
}

// A planned time, in whole milliseconds as it is stored.
absl::Time PlannedTime(const google::protobuf::Timestamp& time) {
  return FromMillis(ToMillis(FromProto(time)));
}

}  // namespace

absl::Status CreateProduct(runtime::WriteContext& ctx, const v1::CreateProductRequest& request,
                           v1::Product* response) {
  const absl::string_view shop = ShopOf(request.parent());
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), shop));
  *response = domain::NewProduct(request.product());
  response->set_name(domain::ProductName(shop, EscapeId(request.product_id())));
  ASSIGN_OR_RETURN(const domain::Definitions definitions, LoadDefinitions(ctx, shop, *response));
  RETURN_IF_ERROR(domain::CheckProduct(*response, policy, definitions));
  RETURN_IF_ERROR(SaveProduct(ctx, absl::nullopt, *response, events::kProductCreated));
  ASSIGN_OR_RETURN(const domain::ShopWording wording, LoadWording(ctx.txn(), shop));
  TellWording(wording, *response);
  return absl::OkStatus();
}

absl::Status UpdateProduct(runtime::WriteContext& ctx, const v1::UpdateProductRequest& request,
                           v1::Product* response) {
  const std::string& name = request.product().name();
  const absl::string_view shop = ShopOf(name);
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), shop));
  ASSIGN_OR_RETURN(const v1::Product before, LoadForChange(ctx, name, request.product().etag()));
  *response = before;
  RETURN_IF_ERROR(ApplyUpdate(request.update_mask(), request.product(), *response));
  ASSIGN_OR_RETURN(const domain::Definitions definitions, LoadDefinitions(ctx, shop, *response));
  RETURN_IF_ERROR(domain::CheckProduct(*response, policy, definitions));
  ASSIGN_OR_RETURN(const domain::ShopWording wording, LoadWording(ctx.txn(), shop));
  if (response->state() == v1::Product::ON_SALE) {
    RETURN_IF_ERROR(domain::CheckFacts(*response, definitions));
    RETURN_IF_ERROR(domain::CheckCard(wording, *response, &before));
  }
  RETURN_IF_ERROR(SaveProduct(ctx, before, *response, events::kProductUpdated));
  TellWording(wording, *response);
  return absl::OkStatus();
}

absl::Status PublishProduct(runtime::WriteContext& ctx, const v1::PublishProductRequest& request,
                            v1::Product* response) {
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(request.name())));
  ASSIGN_OR_RETURN(const v1::Product before, LoadForChange(ctx, request.name(), request.etag()));
  *response = before;
  RETURN_IF_ERROR(
      request.has_publish_time()
          ? domain::SchedulePublish(*response, PlannedTime(request.publish_time()), ctx.now())
          : domain::Publish(*response));
  ASSIGN_OR_RETURN(const domain::Definitions definitions,
                   LoadDefinitions(ctx, ShopOf(request.name()), *response));
  RETURN_IF_ERROR(domain::CheckFacts(*response, definitions));
  ASSIGN_OR_RETURN(const domain::ShopWording wording,
                   LoadWording(ctx.txn(), ShopOf(request.name())));
  if (!request.has_publish_time()) {
    RETURN_IF_ERROR(domain::CheckCard(wording, before));
    RETURN_IF_ERROR(CheckBriefed(ctx, policy, before));
  }
  PlanListing(ctx, *response);
  const bool published = response->state() != before.state();
  RETURN_IF_ERROR(SaveProduct(ctx, before, *response,
                              published ? events::kProductPublished : events::kProductPlanned));
  TellWording(wording, *response);
  return absl::OkStatus();
}

absl::Status DelistProduct(runtime::WriteContext& ctx, const v1::DelistProductRequest& request,
                           v1::Product* response) {
  ASSIGN_OR_RETURN(const v1::Product before, LoadForChange(ctx, request.name(), request.etag()));
  *response = before;
  RETURN_IF_ERROR(
      request.has_delist_time()
          ? domain::ScheduleDelist(*response, PlannedTime(request.delist_time()), ctx.now())
          : domain::Delist(*response));
  PlanListing(ctx, *response);
  const bool delisted = response->state() != before.state();
  return SaveProduct(ctx, before, *response,
                     delisted ? events::kProductDelisted : events::kProductPlanned);
}

}  // namespace shopdesk::catalog::handlers
