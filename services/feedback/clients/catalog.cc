#include "services/feedback/clients/catalog.h"

#include <utility>

#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/rpc/client.h"
#include "shopdesk/catalog/v1/article.grpc.pb.h"
#include "shopdesk/catalog/v1/care.grpc.pb.h"
#include "shopdesk/catalog/v1/product.grpc.pb.h"
#include "shopdesk/catalog/v1/stock.grpc.pb.h"
#include "shopdesk/catalog/v1/wording.grpc.pb.h"

namespace shopdesk::feedback::clients {
namespace {

using catalog::v1::ArticleService;
using catalog::v1::CareService;
using catalog::v1::ProductService;
using catalog::v1::StockService;
using catalog::v1::WordingService;

class GrpcCatalog final : public Catalog {
 public:
  explicit GrpcCatalog(const std::shared_ptr<grpc::Channel>& channel)
      : wordings_(WordingService::NewStub(channel)),
        products_(ProductService::NewStub(channel)),
        stock_(StockService::NewStub(channel)),
        care_(CareService::NewStub(channel)),
        articles_(ArticleService::NewStub(channel)) {}

  absl::StatusOr<catalog::v1::CheckTextResponse> CheckText(
      const runtime::Context& ctx, const catalog::v1::CheckTextRequest& request) override {
    return rpc::Invoke(ctx, wordings_->async(), &WordingService::Stub::async::CheckText, request);
  }

  absl::StatusOr<catalog::v1::Product> GetProduct(const runtime::Context& ctx,
                                                  const std::string& name) override {
    catalog::v1::GetProductRequest request;
    request.set_name(name);
    return rpc::Invoke(ctx, products_->async(), &ProductService::Stub::async::GetProduct, request);
  }

  absl::StatusOr<catalog::v1::Product> GetProductBySku(const runtime::Context& ctx,
                                                       const std::string& shop_name,
                                                       const std::string& sku_id) override {
    catalog::v1::GetProductBySkuRequest request;
    request.set_parent(shop_name);
    request.set_sku_id(sku_id);
    return rpc::Invoke(ctx, products_->async(), &ProductService::Stub::async::GetProductBySku,
                       request);
  }

  absl::StatusOr<int64_t> GetAvailable(const runtime::Context& ctx, const std::string& shop_name,
                                       const std::string& sku_id) override {
    catalog::v1::BatchGetStockLevelsRequest request;
    request.set_parent(shop_name);
    request.add_sku_ids(sku_id);
    ASSIGN_OR_RETURN(const catalog::v1::BatchGetStockLevelsResponse response,
                     rpc::Invoke(ctx, stock_->async(),
                                 &StockService::Stub::async::BatchGetStockLevels, request));
    int64_t available = 0;
    for (const catalog::v1::StockLevel& level : response.stock_levels()) {
      available += level.available();
    }
    return available;
  }

  absl::StatusOr<catalog::v1::ProductCare> GetProductCare(const runtime::Context& ctx,
                                                          const std::string& product,
                                                          const std::string& language) override {
    catalog::v1::GetProductCareRequest request;
    request.set_name(product);
    request.set_language_code(language);
    return rpc::Invoke(ctx, care_->async(), &CareService::Stub::async::GetProductCare, request);
  }

  absl::StatusOr<catalog::v1::Article> GetArticle(const runtime::Context& ctx,
                                                  const std::string& name) override {
    catalog::v1::GetArticleRequest request;
    request.set_name(name);
    return rpc::Invoke(ctx, articles_->async(), &ArticleService::Stub::async::GetArticle, request);
  }

  absl::StatusOr<std::vector<catalog::v1::Article>> ListArticlesOf(
      const runtime::Context& ctx, const std::string& linked_to) override {
    catalog::v1::ListArticlesRequest request;
    request.set_parent(std::string(ShopNameOf(linked_to)));
    request.set_linked_to(linked_to);
    std::vector<catalog::v1::Article> articles;
    do {
      ASSIGN_OR_RETURN(catalog::v1::ListArticlesResponse page,
                       rpc::Invoke(ctx, articles_->async(),
                                   &ArticleService::Stub::async::ListArticles, request));
      for (catalog::v1::Article& article : *page.mutable_articles()) {
        articles.push_back(std::move(article));
      }
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return articles;
  }

 private:
  const std::unique_ptr<WordingService::Stub> wordings_;
  const std::unique_ptr<ProductService::Stub> products_;
  const std::unique_ptr<StockService::Stub> stock_;
  const std::unique_ptr<CareService::Stub> care_;
  const std::unique_ptr<ArticleService::Stub> articles_;
};

}  // namespace

std::unique_ptr<Catalog> MakeCatalog(std::shared_ptr<grpc::Channel> channel) {
  return std::make_unique<GrpcCatalog>(channel);
}

}  // namespace shopdesk::feedback::clients
