#include "services/catalog/timers/product.h"

#include <string>
#include <vector>

#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/catalog/domain/product/listing.h"
#include "services/catalog/domain/product/product.h"
#include "services/catalog/domain/shop/errors.h"
#include "services/catalog/domain/shop/events.h"
#include "services/catalog/domain/shop/names.h"
#include "services/catalog/domain/shop/timer_kinds.h"
#include "services/catalog/handlers/knowledge/briefing.h"
#include "services/catalog/handlers/product/product_change.h"
#include "services/catalog/handlers/shop/policy.h"
#include "services/catalog/handlers/shop/work_kinds.h"
#include "services/catalog/handlers/wording/wording.h"
#include "services/catalog/store/product/product.h"
#include "services/catalog/store/wording/word_list.h"

namespace shopdesk::catalog::timers {
namespace {

// Drafts that one transaction reads: it must not keep sales waiting.
constexpr int kDraftsAtOnce = 100;
// Products whose timers one transaction sets.
constexpr int kHeldAtOnce = 500;

}  // namespace

absl::Status PublishPlanned(runtime::WriteContext& ctx, const timer::Due& due) {
  const absl::string_view shop = ShopOf(due.resource_name);
  ASSIGN_OR_RETURN(const v1::Product before,
                   store::LoadProductForUpdate(ctx.txn(), shop, LastSegment(due.resource_name)));
  if (!before.has_publish_time() || FromProto(before.publish_time()) > ctx.now()) {
    return absl::OkStatus();
  }
  v1::Product product = before;
  ASSIGN_OR_RETURN(const domain::Definitions definitions,
                   handlers::LoadDefinitions(ctx, shop, product));
  if (!domain::MissingFacts(product, definitions).empty()) {
    product.clear_publish_time();
    product.clear_held_for_briefing();
    product.clear_held_for_wording();
    RETURN_IF_ERROR(work::Open(ctx, handlers::kPublishRefused, {.resource = product.name()}));
    return handlers::SaveProduct(ctx, before, product, events::kProductPublishRefused);
  }
  // Locked, so that who changes it comes before this look or finds what was held back.
  ASSIGN_OR_RETURN(const v1::Policy policy,
                   handlers::LoadPolicy(ctx.txn(), shop, policy::Lock::kShare));
  ASSIGN_OR_RETURN(const domain::ShopWording wording, handlers::LoadWording(ctx.txn(), shop));
  const absl::Status worded = domain::CheckCard(wording, product);
  if (ReasonOf(worded) == domain::kProhibitedWording) {
    if (product.held_for_wording()) return absl::OkStatus();
    product.set_held_for_wording(true);
    return handlers::SaveProduct(ctx, before, product, events::kProductHeld);
  }
  RETURN_IF_ERROR(worded);
  product.clear_held_for_wording();
  const absl::Status briefed = handlers::CheckBriefed(ctx, policy, product);
  if (ReasonOf(briefed) == domain::kNotBriefed) {
    if (product.held_for_briefing() && !before.held_for_wording()) return absl::OkStatus();
    product.set_held_for_briefing(true);
    return handlers::SaveProduct(ctx, before, product, events::kProductHeld);
  }
  RETURN_IF_ERROR(briefed);
  RETURN_IF_ERROR(domain::Publish(product));
  return handlers::SaveProduct(ctx, before, product, events::kProductPublished);
}

absl::Status DelistPlanned(runtime::WriteContext& ctx, const timer::Due& due) {
  ASSIGN_OR_RETURN(const v1::Product before,
                   store::LoadProductForUpdate(ctx.txn(), ShopOf(due.resource_name),
                                               LastSegment(due.resource_name)));
  if (!before.has_delist_time() || FromProto(before.delist_time()) > ctx.now()) {
    return absl::OkStatus();
  }
  v1::Product product = before;
  RETURN_IF_ERROR(domain::Delist(product));
  return handlers::SaveProduct(ctx, before, product, events::kProductDelisted);
}

absl::Status LookAtHeld(runtime::WriteContext& ctx, const timer::Due& due) {
  const absl::string_view shop = ShopOf(due.resource_name);
  absl::string_view after = LastSegment(due.resource_name);
  if (due.resource_name != domain::ProductName(shop, after)) after = "";
  ASSIGN_OR_RETURN(
      const std::vector<v1::Product> drafts,
      store::ListProducts(ctx.txn(), shop, {.state = v1::Product::DRAFT}, after, kDraftsAtOnce));
  for (const v1::Product& product : drafts) {
    if (!product.held_for_briefing()) continue;
    ctx.Schedule(domain::kProductPublish, product.name(), ctx.now());
  }
  if (drafts.size() == static_cast<size_t>(kDraftsAtOnce)) {
    ctx.Schedule(domain::kHeldProducts, drafts.back().name(), ctx.now());
  }
  return absl::OkStatus();
}

absl::Status LookAtHeldWordings(runtime::WriteContext& ctx, const timer::Due& due) {
  const absl::string_view shop = ShopOf(due.resource_name);
  absl::string_view after = LastSegment(due.resource_name);
  if (due.resource_name != domain::ProductName(shop, after)) after = "";
  ASSIGN_OR_RETURN(const std::vector<std::string> held,
                   store::ListHeldForWording(ctx.txn(), shop, after, kHeldAtOnce));
  for (const std::string& id : held) {
    ctx.Schedule(domain::kProductPublish, domain::ProductName(shop, id), ctx.now());
  }
  if (held.size() == static_cast<size_t>(kHeldAtOnce)) {
    ctx.Schedule(domain::kHeldWordings, domain::ProductName(shop, held.back()), ctx.now());
  }
  return absl::OkStatus();
}

}  // namespace shopdesk::catalog::timers
