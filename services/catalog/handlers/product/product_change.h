#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "libs/runtime/context.h"
#include "services/catalog/domain/product/category.h"
#include "shopdesk/catalog/v1/product.pb.h"

// How products change, whoever changes them: rows, index and events together.
namespace shopdesk::catalog::handlers {

// Saves the version after `before`, which was loaded for update (nullopt: a new product): sets etag
// and times of `after`, which has its name. Keeps a snapshot of what is on sale.
absl::Status SaveProduct(runtime::WriteContext& ctx, const absl::optional<v1::Product>& before,
                         v1::Product& after, absl::string_view event);

// The attribute definitions of a product's category; none without a category. The category can't
// be deleted before the end of the transaction. NOT_FOUND; INVALID_ARGUMENT for another shop's.
absl::StatusOr<domain::Definitions> LoadDefinitions(runtime::WriteContext& ctx,
                                                    absl::string_view shop,
                                                    const v1::Product& product);

}  // namespace shopdesk::catalog::handlers
