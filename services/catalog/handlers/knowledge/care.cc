#include "services/catalog/handlers/knowledge/care.h"

#include <map>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/types/optional.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/catalog/domain/knowledge/care.h"
#include "services/catalog/domain/knowledge/told_text.h"
#include "services/catalog/domain/shop/events.h"
#include "services/catalog/domain/shop/names.h"
#include "services/catalog/handlers/knowledge/clarity.h"
#include "services/catalog/handlers/shop/stored_time.h"
#include "services/catalog/store/knowledge/care.h"
#include "services/catalog/store/product/category.h"
#include "services/catalog/store/product/product.h"

namespace shopdesk::catalog::handlers {
namespace {

// Care guides: usual, at most.
constexpr PageLimits kCareGuidePage{100, 1000};

// Whether anything is told of products' care has changed: of one, or of all that follow the
// subject.
absl::Status LookAtClarityUnder(runtime::WriteContext& ctx, absl::string_view shop,
                                absl::string_view subject) {
  if (!absl::StartsWith(subject, "products/")) {
    LookAtClarityOfAll(ctx, shop);
    return absl::OkStatus();
  }
  // Locked: the timer that looks at all of them may be at it.
  ASSIGN_OR_RETURN(const v1::Product product,
                   store::LoadProductForUpdate(ctx.txn(), shop, LastSegment(subject)));
  return LookAtClarity(ctx, product);
}

}  // namespace

absl::Status GetCareGuide(runtime::ReadContext& ctx, const v1::GetCareGuideRequest& request,
                          v1::CareGuide* response) {
  ASSIGN_OR_RETURN(*response, store::LoadCareGuide(ctx.txn(), ShopOf(request.name()),
                                                   domain::SubjectOfCareGuide(request.name())));
  return absl::OkStatus();
}

absl::Status UpdateCareGuide(runtime::WriteContext& ctx, const v1::UpdateCareGuideRequest& request,
                             v1::CareGuide* response) {
  const v1::CareGuide& guide = request.care_guide();
  const absl::string_view shop = ShopOf(guide.name());
  const absl::string_view subject = domain::SubjectOfCareGuide(guide.name());
  RETURN_IF_ERROR(domain::CheckCareGuide(guide));
  RETURN_IF_ERROR(CheckToldSubject(ctx, shop, subject));
  ASSIGN_OR_RETURN(const absl::optional<v1::CareGuide> present,
                   store::FindCareGuideForUpdate(ctx.txn(), shop, subject));
  if (present.has_value()) {
    RETURN_IF_ERROR(CheckEtag(guide.etag(), *present));
    *response = *present;
    if (domain::SameCare(guide, *present)) return absl::OkStatus();
  }
  response->set_name(guide.name());
  *response->mutable_instructions() = guide.instructions();
  *response->mutable_entries() = guide.entries();
  *response->mutable_update_time() = StoredTime(ctx.now());
  *response->mutable_actor() = ctx.actor();
  RETURN_IF_ERROR(store::SaveCareGuide(ctx.txn(), *response));
  ctx.Emit(*response, events::kCareGuideUpdated);
  if (!present.has_value()) return LookAtClarityUnder(ctx, shop, subject);
  return absl::OkStatus();
}

absl::Status DeleteCareGuide(runtime::WriteContext& ctx, const v1::DeleteCareGuideRequest& request,
                             v1::DeleteCareGuideResponse*) {
  const absl::string_view shop = ShopOf(request.name());
  const absl::string_view subject = domain::SubjectOfCareGuide(request.name());
  ASSIGN_OR_RETURN(const absl::optional<v1::CareGuide> present,
                   store::FindCareGuideForUpdate(ctx.txn(), shop, subject));
  if (!present.has_value()) return NotFoundError(request.name());
  RETURN_IF_ERROR(CheckEtag(request.etag(), *present));
  return RemoveCareGuide(ctx, shop, subject);
}

absl::Status ListCareGuides(runtime::ReadContext& ctx, const v1::ListCareGuidesRequest& request,
                            v1::ListCareGuidesResponse* response) {
  return ListPage(
      request, kCareGuidePage, PageKey<std::string>(),
      [&](const PageKey<std::string>& after, int limit) {
        return store::ListCareGuides(ctx.txn(), ShopOf(request.parent()), std::get<0>(after),
                                     limit);
      },
      [](const v1::CareGuide& guide) {
        return PageKey<std::string>(domain::SubjectOfCareGuide(guide.name()));
      },
      *response, *response->mutable_care_guides());
}

absl::Status GetProductCare(runtime::ReadContext& ctx, const v1::GetProductCareRequest& request,
                            v1::ProductCare* response) {
  const absl::string_view shop = ShopOf(request.name());
  ASSIGN_OR_RETURN(const v1::Product product,
                   store::LoadProduct(ctx.txn(), shop, LastSegment(request.name())));
  ASSIGN_OR_RETURN(const std::vector<v1::Category> path,
                   store::ReadPath(ctx.txn(), shop, LastSegment(product.category())));
  ASSIGN_OR_RETURN(const auto guides,
                   store::FindCareGuides(ctx.txn(), shop, domain::CareSubjects(product, path)));
  *response =
      domain::MakeProductCare(product, path, guides, domain::TextLanguage(request.language_code()));
  return absl::OkStatus();
}

absl::Status CheckToldSubject(runtime::WriteContext& ctx, absl::string_view shop,
                              absl::string_view subject) {
  const absl::string_view id = LastSegment(subject);
  if (absl::StartsWith(subject, "categories/")) {
    return store::LoadPath(ctx.txn(), shop, id).status();
  }
  if (absl::StartsWith(subject, "products/")) {
    return store::LoadProduct(ctx.txn(), shop, id).status();
  }
  return absl::OkStatus();
}

absl::Status RemoveCareGuide(runtime::WriteContext& ctx, absl::string_view shop,
                             absl::string_view subject) {
  ASSIGN_OR_RETURN(const absl::optional<v1::CareGuide> guide,
                   store::FindCareGuideForUpdate(ctx.txn(), shop, subject));
  if (!guide.has_value()) return absl::OkStatus();
  RETURN_IF_ERROR(store::DeleteCareGuide(ctx.txn(), shop, subject));
  ctx.EmitDeleted(*guide, events::kCareGuideDeleted);
  return LookAtClarityUnder(ctx, shop, subject);
}

}  // namespace shopdesk::catalog::handlers
