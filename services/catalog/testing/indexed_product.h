#pragma once

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/catalog/domain/search/index.h"
#include "services/catalog/domain/search/search.h"

namespace shopdesk::catalog::testing {

// As the store tells the index of a product.
inline domain::IndexedProduct MakeIndexed(const std::string& id, const v1::Product& product) {
  std::vector<std::string> tokens;
  for (const domain::Posting& posting : domain::PostingsOf(product)) {
    tokens.push_back(absl::StrCat(static_cast<int>(posting.field), posting.token));
  }
  return {.product = id,
          .on_sale = product.state() == v1::Product::ON_SALE,
          .min_price_minor = product.skus_size() > 0 ? product.skus(0).price().minor() : 0,
          .facets = domain::FacetsOf(product).SerializeAsString(),
          .tokens = absl::StrJoin(tokens, "\n")};
}

}  // namespace shopdesk::catalog::testing
