#include "services/catalog/handlers/advice/size_chart.h"

#include <map>
#include <string>
#include <vector>

#include "absl/types/optional.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/catalog/domain/advice/size_chart.h"
#include "services/catalog/domain/knowledge/told_text.h"
#include "services/catalog/domain/shop/events.h"
#include "services/catalog/domain/shop/names.h"
#include "services/catalog/handlers/knowledge/care.h"
#include "services/catalog/handlers/shop/policy.h"
#include "services/catalog/handlers/shop/stored_time.h"
#include "services/catalog/handlers/stock/available.h"
#include "services/catalog/store/advice/size_chart.h"
#include "services/catalog/store/product/category.h"
#include "services/catalog/store/product/product.h"

namespace shopdesk::catalog::handlers {
namespace {

// Size charts: usual, as each has all its sizes; at most.
constexpr PageLimits kSizeChartPage{50, 200};

absl::Status EmitRemoved(runtime::WriteContext& ctx, absl::string_view shop,
                         const v1::SizeChart& chart) {
  RETURN_IF_ERROR(
      store::DeleteSizeChart(ctx.txn(), shop, domain::SubjectOfSizeChart(chart.name())));
  ctx.EmitDeleted(chart, events::kSizeChartDeleted);
  return absl::OkStatus();
}

}  // namespace

absl::Status GetSizeChart(runtime::ReadContext& ctx, const v1::GetSizeChartRequest& request,
                          v1::SizeChart* response) {
  ASSIGN_OR_RETURN(*response, store::LoadSizeChart(ctx.txn(), ShopOf(request.name()),
                                                   domain::SubjectOfSizeChart(request.name())));
  return absl::OkStatus();
}

absl::Status UpdateSizeChart(runtime::WriteContext& ctx, const v1::UpdateSizeChartRequest& request,
                             v1::SizeChart* response) {
  const v1::SizeChart& chart = request.size_chart();
  const absl::string_view shop = ShopOf(chart.name());
  const absl::string_view subject = domain::SubjectOfSizeChart(chart.name());
  RETURN_IF_ERROR(domain::CheckSizeChart(chart));
  RETURN_IF_ERROR(CheckToldSubject(ctx, shop, subject.substr(0, subject.find("/brands/"))));
  ASSIGN_OR_RETURN(const absl::optional<v1::SizeChart> present,
                   store::FindSizeChartForUpdate(ctx.txn(), shop, subject));
  if (present.has_value()) {
    RETURN_IF_ERROR(CheckEtag(chart.etag(), *present));
    *response = *present;
    if (domain::SameSizes(chart, *present)) return absl::OkStatus();
  }
  response->set_name(chart.name());
  *response->mutable_sizes() = chart.sizes();
  *response->mutable_measures() = chart.measures();
  response->set_option(chart.option());
  response->set_evidence(chart.evidence());
  *response->mutable_update_time() = StoredTime(ctx.now());
  *response->mutable_actor() = ctx.actor();
  RETURN_IF_ERROR(store::SaveSizeChart(ctx.txn(), *response));
  ctx.Emit(*response, events::kSizeChartUpdated);
  return absl::OkStatus();
}

absl::Status DeleteSizeChart(runtime::WriteContext& ctx, const v1::DeleteSizeChartRequest& request,
                             v1::DeleteSizeChartResponse*) {
  const absl::string_view shop = ShopOf(request.name());
  ASSIGN_OR_RETURN(
      const absl::optional<v1::SizeChart> present,
      store::FindSizeChartForUpdate(ctx.txn(), shop, domain::SubjectOfSizeChart(request.name())));
  if (!present.has_value()) return NotFoundError(request.name());
  RETURN_IF_ERROR(CheckEtag(request.etag(), *present));
  return EmitRemoved(ctx, shop, *present);
}

absl::Status ListSizeCharts(runtime::ReadContext& ctx, const v1::ListSizeChartsRequest& request,
                            v1::ListSizeChartsResponse* response) {
  return ListPage(
      request, kSizeChartPage, PageKey<std::string>(),
      [&](const PageKey<std::string>& after, int limit) {
        return store::ListSizeCharts(ctx.txn(), ShopOf(request.parent()), std::get<0>(after),
                                     limit);
      },
      [](const v1::SizeChart& chart) {
        return PageKey<std::string>(domain::SubjectOfSizeChart(chart.name()));
      },
      *response, *response->mutable_size_charts());
}

absl::Status AdviseSize(runtime::ReadContext& ctx, const v1::AdviseSizeRequest& request,
                        v1::SizeAdvice* response) {
  const absl::string_view shop = ShopOf(request.name());
  RETURN_IF_ERROR(domain::CheckMeasures(request));
  ASSIGN_OR_RETURN(const v1::Product product,
                   store::LoadProduct(ctx.txn(), shop, LastSegment(request.name())));
  ASSIGN_OR_RETURN(const std::vector<v1::Category> path,
                   store::ReadPath(ctx.txn(), shop, LastSegment(product.category())));
  const std::vector<std::string> subjects = domain::SizeChartSubjects(product, path);
  ASSIGN_OR_RETURN(const auto charts, store::FindSizeCharts(ctx.txn(), shop, subjects));
  const v1::SizeChart* chart = nullptr;
  for (const std::string& subject : subjects) {
    const auto found = charts.find(subject);
    if (chart == nullptr && found != charts.end()) chart = &found->second;
  }
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), shop));
  ASSIGN_OR_RETURN(const auto available, ReadAvailable(ctx, policy, product));
  *response = domain::MakeSizeAdvice(product, chart, request, available,
                                     domain::TextLanguage(request.language_code()));
  return absl::OkStatus();
}

absl::Status RemoveSizeCharts(runtime::WriteContext& ctx, absl::string_view shop,
                              absl::string_view category) {
  ASSIGN_OR_RETURN(const std::vector<v1::SizeChart> charts,
                   store::ListChartsOfCategory(ctx.txn(), shop, category));
  for (const v1::SizeChart& chart : charts) RETURN_IF_ERROR(EmitRemoved(ctx, shop, chart));
  return absl::OkStatus();
}

}  // namespace shopdesk::catalog::handlers
