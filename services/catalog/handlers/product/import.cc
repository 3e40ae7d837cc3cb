#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "libs/base/row_error.h"
#include "libs/base/status_macros.h"
#include "services/catalog/domain/product/listing.h"
#include "services/catalog/domain/product/product.h"
#include "services/catalog/domain/shop/events.h"
#include "services/catalog/domain/shop/names.h"
#include "services/catalog/domain/shop/timer_kinds.h"
#include "services/catalog/handlers/knowledge/briefing.h"
#include "services/catalog/handlers/product/product.h"
#include "services/catalog/handlers/product/product_change.h"
#include "services/catalog/handlers/shop/policy.h"
#include "services/catalog/handlers/wording/wording.h"
#include "services/catalog/store/product/product.h"

namespace shopdesk::catalog::handlers {
namespace {

// The product that a row makes of what there is: what the server keeps stays.
v1::Product Merge(const v1::ImportProduct& row, const std::string& name,
                  const absl::optional<v1::Product>& before) {
  v1::Product product = domain::NewProduct(row.product());
  product.set_name(name);
  if (!before.has_value()) return product;
  product.set_state(before->state());
  if (before->has_publish_time()) *product.mutable_publish_time() = before->publish_time();
  if (before->has_delist_time()) *product.mutable_delist_time() = before->delist_time();
  product.set_held_for_briefing(before->held_for_briefing());
  product.set_held_for_wording(before->held_for_wording());
  return product;
}

// What a row does to whether the product is on sale; nothing where it is as the row wants it.
enum class Listing { kAsItIs, kPublish, kDelist };
Listing ListingOf(const v1::ImportProduct& row, const absl::optional<v1::Product>& before) {
  if (!row.has_publish()) return Listing::kAsItIs;
  const bool on_sale = before.has_value() && before->state() == v1::Product::ON_SALE;
  if (row.publish()) return on_sale ? Listing::kAsItIs : Listing::kPublish;
  const bool planned = before.has_value() && before->has_publish_time();
  return on_sale || planned ? Listing::kDelist : Listing::kAsItIs;
}

// Takes a row in and counts it.
absl::Status ImportRow(runtime::WriteContext& ctx, const v1::Policy& policy,
                       const domain::ShopWording& wording, const v1::ImportProduct& row,
                       v1::ImportProductsResponse& response) {
  const absl::string_view shop = ShopOf(policy.name());
  const std::string id = EscapeId(row.product_id());
  ASSIGN_OR_RETURN(const absl::optional<v1::Product> before,
                   store::FindProductForUpdate(ctx.txn(), shop, id));
  const Listing listing = ListingOf(row, before);
  if (before.has_value() && listing == Listing::kAsItIs &&
      domain::SameContent(*before, row.product())) {
    response.set_unchanged_count(response.unchanged_count() + 1);
    return absl::OkStatus();
  }
  v1::Product product = Merge(row, domain::ProductName(shop, id), before);
  ASSIGN_OR_RETURN(const domain::Definitions definitions, LoadDefinitions(ctx, shop, product));
  RETURN_IF_ERROR(domain::CheckProduct(product, policy, definitions));
  if (listing == Listing::kPublish) RETURN_IF_ERROR(CheckBriefed(ctx, policy, product));
  if (listing != Listing::kAsItIs) {
    RETURN_IF_ERROR(listing == Listing::kPublish ? domain::Publish(product)
                                                 : domain::Delist(product));
    ctx.Cancel(domain::kProductPublish, product.name());
    ctx.Cancel(domain::kProductDelist, product.name());
  }
  if (product.state() == v1::Product::ON_SALE) {
    RETURN_IF_ERROR(domain::CheckFacts(product, definitions));
    const bool was_on_sale = listing != Listing::kPublish;
    RETURN_IF_ERROR(domain::CheckCard(wording, product, was_on_sale ? &*before : nullptr));
  }
  RETURN_IF_ERROR(
      SaveProduct(ctx, before, product,
                  before.has_value() ? events::kProductUpdated : events::kProductCreated));
  if (listing == Listing::kPublish) ctx.Emit(product, events::kProductPublished);
  if (listing == Listing::kDelist) {
    const bool was_on_sale = before->state() == v1::Product::ON_SALE;
    ctx.Emit(product, was_on_sale ? events::kProductDelisted : events::kProductPlanned);
  }
  if (before.has_value()) {
    response.set_updated_count(response.updated_count() + 1);
  } else {
    response.set_created_count(response.created_count() + 1);
  }
  return absl::OkStatus();
}

// Whether an error is the row's own, so that the others can go on.
bool IsRowError(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kFailedPrecondition:
      return !ReasonOf(status).empty();
    default:
      return false;
  }
}

}  // namespace

absl::Status ImportProducts(runtime::WriteContext& ctx, const v1::ImportProductsRequest& request,
                            v1::ImportProductsResponse* response, const runtime::Validator& rows) {
  const absl::string_view shop = ShopOf(request.parent());
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), shop));
  ASSIGN_OR_RETURN(const domain::ShopWording wording, LoadWording(ctx.txn(), shop));
  domain::WordingReport report(wording);
  for (int i = 0; i < request.products_size(); ++i) {
    const v1::ImportProduct& row = request.products(i);
    absl::Status status = rows.Check(row);
    if (status.ok()) {
      status = ctx.Savepoint([&] { return ImportRow(ctx, policy, wording, row, *response); });
    }
    if (status.ok()) {
      domain::ReportCard(row.product(), absl::StrCat("products[", i, "].product."), report);
      continue;
    }
    if (!IsRowError(status)) return status;
    *response->add_errors() = MakeRowError(i, row.product_id(), status);
  }
  *response->mutable_wording_hits() = report.hits();
  return absl::OkStatus();
}

}  // namespace shopdesk::catalog::handlers
