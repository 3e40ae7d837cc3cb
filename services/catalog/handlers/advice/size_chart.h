#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "shopdesk/catalog/v1/size_chart.pb.h"

// The RPCs of SizeChartService.
namespace shopdesk::catalog::handlers {

absl::Status GetSizeChart(runtime::ReadContext& ctx, const v1::GetSizeChartRequest& request,
                          v1::SizeChart* response);
absl::Status UpdateSizeChart(runtime::WriteContext& ctx, const v1::UpdateSizeChartRequest& request,
                             v1::SizeChart* response);
absl::Status DeleteSizeChart(runtime::WriteContext& ctx, const v1::DeleteSizeChartRequest& request,
                             v1::DeleteSizeChartResponse* response);
absl::Status ListSizeCharts(runtime::ReadContext& ctx, const v1::ListSizeChartsRequest& request,
                            v1::ListSizeChartsResponse* response);
absl::Status AdviseSize(runtime::ReadContext& ctx, const v1::AdviseSizeRequest& request,
                        v1::SizeAdvice* response);

// With the category that they are for, and those of brands in it. `category`: escaped.
absl::Status RemoveSizeCharts(runtime::WriteContext& ctx, absl::string_view shop,
                              absl::string_view category);

}  // namespace shopdesk::catalog::handlers
