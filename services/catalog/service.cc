#include "services/catalog/service.h"

#include <memory>

#include "services/catalog/handlers/advice/comparison.h"
#include "services/catalog/handlers/advice/competitor.h"
#include "services/catalog/handlers/advice/promotion.h"
#include "services/catalog/handlers/advice/size_chart.h"
#include "services/catalog/handlers/advice/suggestion.h"
#include "services/catalog/handlers/advice/suitability.h"
#include "services/catalog/handlers/bargain/bargain.h"
#include "services/catalog/handlers/bargain/grant.h"
#include "services/catalog/handlers/bargain/price.h"
#include "services/catalog/handlers/knowledge/article.h"
#include "services/catalog/handlers/knowledge/care.h"
#include "services/catalog/handlers/knowledge/clarity.h"
#include "services/catalog/handlers/knowledge/quiz.h"
#include "services/catalog/handlers/product/category.h"
#include "services/catalog/handlers/product/product.h"
#include "services/catalog/handlers/search/picture.h"
#include "services/catalog/handlers/search/search.h"
#include "services/catalog/handlers/shop/policy.h"
#include "services/catalog/handlers/stock/listed_stock.h"
#include "services/catalog/handlers/stock/reservation.h"
#include "services/catalog/handlers/stock/stock.h"
#include "services/catalog/handlers/wording/wording.h"
#include "services/catalog/workers/failed_search_counter.h"

namespace shopdesk::catalog {

void AddServices(rpc::Host& host) {
  rpc::Routes policies = host.Service("shopdesk.catalog.v1.PolicyService");
  policies.Read("GetPolicy", handlers::GetPolicy);
  policies.Write("UpdatePolicy", handlers::UpdatePolicy);
  policies.Query("ListPolicyRevisions", handlers::ListPolicyRevisions);

  rpc::Routes categories = host.Service("shopdesk.catalog.v1.CategoryService");
  categories.Write("CreateCategory", handlers::CreateCategory);
  categories.Read("GetCategory", handlers::GetCategory);
  categories.Query("ListCategories", handlers::ListCategories);
  categories.Write("UpdateCategory", handlers::UpdateCategory);
  categories.Write("DeleteCategory", handlers::DeleteCategory);

  rpc::Routes care = host.Service("shopdesk.catalog.v1.CareService");
  care.Read("GetCareGuide", handlers::GetCareGuide);
  care.Write("UpdateCareGuide", handlers::UpdateCareGuide);
  care.Write("DeleteCareGuide", handlers::DeleteCareGuide);
  care.Query("ListCareGuides", handlers::ListCareGuides);
  care.Query("GetProductCare", handlers::GetProductCare);

  rpc::Routes suitability = host.Service("shopdesk.catalog.v1.SuitabilityService");
  suitability.Read("GetSuitabilityGuide", handlers::GetSuitabilityGuide);
  suitability.Write("UpdateSuitabilityGuide", handlers::UpdateSuitabilityGuide);
  suitability.Write("DeleteSuitabilityGuide", handlers::DeleteSuitabilityGuide);
  suitability.Query("ListSuitabilityGuides", handlers::ListSuitabilityGuides);
  suitability.Query("CheckSuitability", handlers::CheckSuitability);
  suitability.Query("BatchCheckSuitability", handlers::BatchCheckSuitability);

  rpc::Routes sizes = host.Service("shopdesk.catalog.v1.SizeChartService");
  sizes.Read("GetSizeChart", handlers::GetSizeChart);
  sizes.Write("UpdateSizeChart", handlers::UpdateSizeChart);
  sizes.Write("DeleteSizeChart", handlers::DeleteSizeChart);
  sizes.Query("ListSizeCharts", handlers::ListSizeCharts);
  sizes.Query("AdviseSize", handlers::AdviseSize);
  rpc::Routes clarity = host.Service("shopdesk.catalog.v1.ClarityService");
  clarity.Query("GetProductClarity", handlers::GetProductClarity);
  clarity.Query("ListProductClarity", handlers::ListProductClarity);
  clarity.Query("ListFailedSearches", handlers::ListFailedSearches);

  rpc::Routes suggestions = host.Service("shopdesk.catalog.v1.SuggestionService");
  suggestions.Read("GetSuggestionGuide", handlers::GetSuggestionGuide);
  suggestions.Write("UpdateSuggestionGuide", handlers::UpdateSuggestionGuide);
  suggestions.Query("ListSuggestionGuides", handlers::ListSuggestionGuides);
  suggestions.WriteRows("ReportBoughtTogether", handlers::ReportBoughtTogether);
  suggestions.Read("GetPromotion", handlers::GetPromotion);
  suggestions.Write("UpdatePromotion", handlers::UpdatePromotion);
  suggestions.Write("DeletePromotion", handlers::DeletePromotion);
  suggestions.Query("ListPromotions", handlers::ListPromotions);
  suggestions.Query("SuggestProducts", handlers::SuggestProducts);

  rpc::Routes products = host.Service("shopdesk.catalog.v1.ProductService");
  products.Write("CreateProduct", handlers::CreateProduct);
  products.Read("GetProduct", handlers::GetProduct);
  products.Query("BatchGetProducts", handlers::BatchGetProducts);
  products.Read("GetProductBySku", handlers::GetProductBySku);
  products.Query("ListProducts", handlers::ListProducts);
  products.Write("UpdateProduct", handlers::UpdateProduct);
  products.Write("PublishProduct", handlers::PublishProduct);
  products.Write("DelistProduct", handlers::DelistProduct);
  products.Read("GetProductSnapshot", handlers::GetProductSnapshot);
  const auto failed_searches = std::make_shared<handlers::FailedSearches>();
  workers::AddFailedSearchCounter(host.runtime(), failed_searches);
  products.Query("SearchProducts", handlers::SearchAndNote,
                 std::make_shared<handlers::SearchIndexes>(), failed_searches);
  products.WriteStream("ImportProducts", handlers::ImportProducts,
                       std::make_shared<runtime::Validator>(*v1::ImportProduct::descriptor()));
  products.ReadStream("ExportProducts", handlers::ExportProducts);

  const auto reader = std::make_shared<handlers::PictureReader>();
  rpc::Routes pictures = host.Service("shopdesk.catalog.v1.PictureService");
  pictures.Workflow("IndexPicture", handlers::IndexPicture, reader);
  pictures.WorkflowStream("ImportPictures", handlers::ImportPictures,
                          std::make_shared<runtime::Validator>(*v1::ImportPicture::descriptor()),
                          reader);
  pictures.Read("GetPicturePrint", handlers::GetPicturePrint);
  pictures.Query("ListPicturePrints", handlers::ListPicturePrints);
  pictures.Workflow("FindProductsByPicture", handlers::FindProductsByPicture, reader,
                    std::make_shared<handlers::PictureIndex>());

  rpc::Routes competitors = host.Service("shopdesk.catalog.v1.CompetitorService");
  competitors.Write("CreateCompetitorProduct", handlers::CreateCompetitorProduct);
  competitors.Read("GetCompetitorProduct", handlers::GetCompetitorProduct);
  competitors.Query("ListCompetitorProducts", handlers::ListCompetitorProducts);
  competitors.Write("UpdateCompetitorProduct", handlers::UpdateCompetitorProduct);
  competitors.Write("DeleteCompetitorProduct", handlers::DeleteCompetitorProduct);

  rpc::Routes comparisons = host.Service("shopdesk.catalog.v1.ComparisonService");
  comparisons.Query("CompareProducts", handlers::CompareProducts);

  rpc::Routes articles = host.Service("shopdesk.catalog.v1.ArticleService");
  articles.Write("CreateArticle", handlers::CreateArticle);
  articles.Read("GetArticle", handlers::GetArticle);
  articles.Query("ListArticles", handlers::ListArticles);
  articles.Write("UpdateArticle", handlers::UpdateArticle);
  articles.Write("PublishArticle", handlers::PublishArticle);
  articles.Write("WithdrawArticle", handlers::WithdrawArticle);
  articles.Read("GetArticleVersion", handlers::GetArticleVersion);
  articles.Write("AcknowledgeArticle", handlers::AcknowledgeArticle);
  articles.Query("ListAcknowledgements", handlers::ListAcknowledgements);

  rpc::Routes quizzes = host.Service("shopdesk.catalog.v1.QuizService");
  quizzes.Write("StartQuiz", handlers::StartQuiz);
  quizzes.Write("SubmitQuiz", handlers::SubmitQuiz);
  quizzes.Read("GetQuiz", handlers::GetQuiz);
  quizzes.Query("ListQuizzes", handlers::ListQuizzes);
  rpc::Routes wordings = host.Service("shopdesk.catalog.v1.WordingService");
  wordings.Query("CheckText", handlers::CheckText);
  wordings.Query("CheckProduct", handlers::CheckProduct);
  wordings.Query("ListProductWordings", handlers::ListProductWordings);
  wordings.Read("GetWordList", handlers::GetWordList);
  wordings.Write("UpdateWordList", handlers::UpdateWordList);
  wordings.Query("ListWordListRevisions", handlers::ListWordListRevisions);
  wordings.Query("ListBaseTerms", handlers::ListBaseTerms);

  rpc::Routes stock = host.Service("shopdesk.catalog.v1.StockService");
  stock.Read("GetStockLevel", handlers::GetStockLevel);
  stock.Query("ListStockLevels", handlers::ListStockLevels);
  stock.Query("BatchGetStockLevels", handlers::BatchGetStockLevels);
  stock.Query("CheckStock", handlers::CheckStock);
  stock.Write("AdjustStock", handlers::AdjustStock);
  stock.Write("CountStock", handlers::CountStock);
  stock.Write("ConfigureStock", handlers::ConfigureStock);
  stock.Query("ListStockMovements", handlers::ListStockMovements);
  stock.WriteMany(handlers::AnnounceReserve, "ReserveStock", handlers::ReserveStock);
  stock.WriteMany(handlers::AnnounceConfirm, "ConfirmReservation", handlers::ConfirmReservation);
  stock.Write("TransferReservation", handlers::TransferReservation);
  stock.Write("CommitReservation", handlers::CommitReservation);
  stock.Write("ReleaseReservation", handlers::ReleaseReservation);
  stock.Read("GetReservation", handlers::GetReservation);
  stock.Query("ListReservations", handlers::ListReservations);
  stock.Query("GetStockFigures", handlers::GetStockFigures);

  rpc::Routes listed_stock = host.Service("shopdesk.catalog.v1.ListedStockService");
  listed_stock.WriteRows("ReportListedStock", handlers::ReportListedStock);
  listed_stock.Read("GetListedStock", handlers::GetListedStock);
  listed_stock.Query("ListDiscrepancies", handlers::ListDiscrepancies);
  listed_stock.Write("SyncListedStock", handlers::SyncListedStock);

  rpc::Routes bargains = host.Service("shopdesk.catalog.v1.BargainService");
  bargains.Query("CheckPrice", handlers::CheckPrice);
  bargains.Write("NegotiatePrice", handlers::NegotiatePrice);
  bargains.Write("RefuseBargain", handlers::RefuseBargain);
  bargains.Read("GetBargain", handlers::GetBargain);
  bargains.Query("ListBargains", handlers::ListBargains);
  bargains.Read("GetGrant", handlers::GetGrant);
  bargains.Query("ListGrants", handlers::ListGrants);
  bargains.Write("RedeemGrant", handlers::RedeemGrant);
  bargains.Read("CheckGrant", handlers::CheckGrant);
  bargains.Write("ReturnGrant", handlers::ReturnGrant);
  bargains.Read("GetPriceRule", handlers::GetPriceRule);
  bargains.Write("UpdatePriceRule", handlers::UpdatePriceRule);
  bargains.Query("ListPriceRules", handlers::ListPriceRules);
}

}  // namespace shopdesk::catalog
