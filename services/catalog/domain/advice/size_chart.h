#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "shopdesk/catalog/v1/category.pb.h"
#include "shopdesk/catalog/v1/product.pb.h"
#include "shopdesk/catalog/v1/size_chart.pb.h"

// Which size fits a buyer.
namespace shopdesk::catalog::domain {

// INVALID_ARGUMENT with all that is wrong with a chart.
absl::Status CheckSizeChart(const v1::SizeChart& chart);
// Whether two charts tell the same.
bool SameSizes(const v1::SizeChart& a, const v1::SizeChart& b);

// INVALID_ARGUMENT for a measure that is given twice, or is none.
absl::Status CheckMeasures(const v1::AdviseSizeRequest& request);

// The subjects of all charts that may be a product's, as SubjectOfSizeChart has them, the one that
// counts first. `path`: its category and all above, the nearest first.
std::vector<std::string> SizeChartSubjects(const v1::Product& product,
                                           absl::Span<const v1::Category> path);

// What fits. `chart`: the product's; null: none. `available`: pieces by escaped SKU; those without
// count as none. `language`: one of kTextLanguages.
v1::SizeAdvice MakeSizeAdvice(const v1::Product& product, const v1::SizeChart* chart,
                              const v1::AdviseSizeRequest& request,
                              const std::map<std::string, int64_t>& available,
                              absl::string_view language);

}  // namespace shopdesk::catalog::domain
