#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "libs/runtime/context.h"
#include "shopdesk/catalog/v1/article.pb.h"
#include "shopdesk/catalog/v1/care.pb.h"
#include "shopdesk/catalog/v1/product.pb.h"
#include "shopdesk/catalog/v1/stock.pb.h"
#include "shopdesk/catalog/v1/wording.pb.h"

namespace grpc {
class Channel;
}

namespace shopdesk::feedback::clients {

// What feedback asks of catalog. Thread-safe. UNAVAILABLE and DEADLINE_EXCEEDED when catalog can't
// be reached; nothing is changed by any of it.
class Catalog {
 public:
  virtual ~Catalog() = default;
  // What texts say that they shouldn't; NOT_FOUND for a shop that catalog doesn't know.
  virtual absl::StatusOr<catalog::v1::CheckTextResponse> CheckText(
      const runtime::Context& ctx, const catalog::v1::CheckTextRequest& request) = 0;
  // NOT_FOUND.
  virtual absl::StatusOr<catalog::v1::Product> GetProduct(const runtime::Context& ctx,
                                                          const std::string& name) = 0;
  // The product that has a SKU of the shop ("shops/{shop}"); NOT_FOUND.
  virtual absl::StatusOr<catalog::v1::Product> GetProductBySku(const runtime::Context& ctx,
                                                               const std::string& shop_name,
                                                               const std::string& sku_id) = 0;
  // Pieces of a SKU that can be sold, over all locations.
  virtual absl::StatusOr<int64_t> GetAvailable(const runtime::Context& ctx,
                                               const std::string& shop_name,
                                               const std::string& sku_id) = 0;
  // NOT_FOUND.
  virtual absl::StatusOr<catalog::v1::ProductCare> GetProductCare(const runtime::Context& ctx,
                                                                  const std::string& product,
                                                                  const std::string& language) = 0;
  // NOT_FOUND.
  virtual absl::StatusOr<catalog::v1::Article> GetArticle(const runtime::Context& ctx,
                                                          const std::string& name) = 0;
  // All that are linked to a product or category, in any state.
  virtual absl::StatusOr<std::vector<catalog::v1::Article>> ListArticlesOf(
      const runtime::Context& ctx, const std::string& linked_to) = 0;
};

std::unique_ptr<Catalog> MakeCatalog(std::shared_ptr<grpc::Channel> channel);

}  // namespace shopdesk::feedback::clients
