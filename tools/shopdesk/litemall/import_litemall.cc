#include <algorithm>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "google/protobuf/util/message_differencer.h"
#include "libs/base/id.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "shopdesk/catalog/v1/care.grpc.pb.h"
#include "shopdesk/catalog/v1/category.grpc.pb.h"
#include "shopdesk/catalog/v1/product.grpc.pb.h"
#include "shopdesk/catalog/v1/size_chart.grpc.pb.h"
#include "shopdesk/catalog/v1/stock.grpc.pb.h"
#include "shopdesk/catalog/v1/suggestion.grpc.pb.h"
#include "shopdesk/catalog/v1/suitability.grpc.pb.h"
#include "tools/shopdesk/currency.h"
#include "tools/shopdesk/import.h"
#include "tools/shopdesk/import_page.h"
#include "tools/shopdesk/litemall/shop.h"
#include "tools/shopdesk/table.h"

namespace shopdesk::cli {
namespace {

using catalog::v1::CareGuide;
using catalog::v1::CareService;
using catalog::v1::Category;
using catalog::v1::CategoryService;
using catalog::v1::ProductService;
using catalog::v1::SizeChart;
using catalog::v1::SizeChartService;
using catalog::v1::StockService;
using catalog::v1::SuggestionGuide;
using catalog::v1::SuggestionService;
using catalog::v1::SuitabilityGuide;
using catalog::v1::SuitabilityService;

constexpr size_t kLitemallPage = 200;
// SKUs asked for, and lines of stock booked, at once.
constexpr size_t kStockPage = 500;

std::string ParentOfAll(const ImportFile& file) {
  return absl::StrCat("shops/", EscapeId(file.shop));
}

// All that a list of the shop answers, by name.
template <class Item, class Stub, class Base, class Request, class Response>
absl::StatusOr<absl::flat_hash_map<std::string, Item>> ListPresent(
    const Suite& suite, Stub& stub, const ImportFile& file,
    grpc::Status (Base::*list)(grpc::ClientContext*, const Request&, Response*),
    google::protobuf::RepeatedPtrField<Item>* (Response::*items)()) {
  absl::flat_hash_map<std::string, Item> present;
  Request request;
  request.set_parent(ParentOfAll(file));
  request.set_page_size(1000);
  do {
    ASSIGN_OR_RETURN(Response page, Invoke(suite.settings, stub, list, request));
    for (Item& item : *(page.*items)()) {
      const std::string name = item.name();
      present.emplace(name, std::move(item));
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return present;
}

absl::Status SendCategories(const Suite& suite, const ImportFile& file,
                            const std::vector<Category>& categories, ImportSummary& summary) {
  const auto stub = CategoryService::NewStub(suite.catalog);
  ASSIGN_OR_RETURN(const auto present,
                   ListPresent<Category>(suite, *stub, file, &CategoryService::Stub::ListCategories,
                                         &catalog::v1::ListCategoriesResponse::mutable_categories));
  for (const Category& category : categories) {
    const auto found = present.find(category.name());
    if (found == present.end()) {
      catalog::v1::CreateCategoryRequest request;
      request.set_parent(ParentOfAll(file));
      ASSIGN_OR_RETURN(*request.mutable_category_id(), UnescapeId(LastSegment(category.name())));
      *request.mutable_category() = category;
      request.set_request_id(NewUuid(absl::Now()));
      RETURN_IF_ERROR(
          Invoke(suite.settings, *stub, &CategoryService::Stub::CreateCategory, request).status());
      ++summary.created;
      continue;
    }
    Category wanted = category;
    wanted.set_etag(found->second.etag());
    if (google::protobuf::util::MessageDifferencer::Equals(wanted, found->second)) {
      ++summary.unchanged;
      continue;
    }
    catalog::v1::UpdateCategoryRequest request;
    *request.mutable_category() = std::move(wanted);
    request.mutable_update_mask()->add_paths("*");
    request.set_request_id(NewUuid(absl::Now()));
    RETURN_IF_ERROR(
        Invoke(suite.settings, *stub, &CategoryService::Stub::UpdateCategory, request).status());
    ++summary.updated;
  }
  return absl::OkStatus();
}

absl::Status SendProducts(const Suite& suite, const ImportFile& file,
                          const std::vector<LitemallProduct>& products, ImportSummary& summary) {
  using Page = catalog::v1::ImportProductsRequest;
  const auto stub = ProductService::NewStub(suite.catalog);
  const auto send = [&](const Page& page) {
    return StreamOne(suite.settings, *stub, &ProductService::Stub::ImportProducts, page);
  };
  PageSender sender(file, send, &Page::mutable_products, kLitemallPage, summary);
  for (const LitemallProduct& product : products) {
    RETURN_IF_ERROR(sender.Add(product.row, product.line));
  }
  return sender.Flush();
}

// Whether all of it was derived; what somebody has told stays as he told it.
bool IsDerived(const CareGuide& guide) {
  const auto derived = [](const auto& part) { return !part.evidence().empty(); };
  return std::all_of(guide.instructions().begin(), guide.instructions().end(), derived) &&
         std::all_of(guide.entries().begin(), guide.entries().end(), derived);
}

bool IsDerived(const SuitabilityGuide& guide) {
  return guide.complete_kinds().empty() &&
         std::all_of(guide.rules().begin(), guide.rules().end(),
                     [](const auto& rule) { return !rule.evidence().empty(); });
}

bool IsDerived(const SizeChart& chart) { return !chart.evidence().empty(); }

// Of links nobody notes who told them: they stay.
bool IsDerived(const SuggestionGuide& guide) { return guide.links().empty(); }

// Tells what was derived, each by a call of `update`.
template <class Told>
absl::Status SendTold(const std::vector<Told>& all,
                      const absl::flat_hash_map<std::string, Told>& present,
                      absl::FunctionRef<absl::StatusOr<Told>(const Told&)> update,
                      ImportSummary& summary) {
  for (const Told& each : all) {
    const auto found = present.find(each.name());
    if (found != present.end() && !IsDerived(found->second)) {
      ++summary.unchanged;
      continue;
    }
    const absl::StatusOr<Told> told = update(each);
    // Of a product that was refused.
    if (absl::IsNotFound(told.status())) continue;
    RETURN_IF_ERROR(told.status());
    const bool same = found != present.end() && found->second.etag() == told->etag();
    ++(found == present.end() ? summary.created : same ? summary.unchanged : summary.updated);
  }
  return absl::OkStatus();
}

absl::Status SendGuides(const Suite& suite, const ImportFile& file,
                        const std::vector<CareGuide>& guides, ImportSummary& summary) {
  const auto stub = CareService::NewStub(suite.catalog);
  ASSIGN_OR_RETURN(
      const auto present,
      ListPresent<CareGuide>(suite, *stub, file, &CareService::Stub::ListCareGuides,
                             &catalog::v1::ListCareGuidesResponse::mutable_care_guides));
  const auto update = [&](const CareGuide& guide) {
    catalog::v1::UpdateCareGuideRequest request;
    *request.mutable_care_guide() = guide;
    request.set_request_id(NewUuid(absl::Now()));
    return Invoke(suite.settings, *stub, &CareService::Stub::UpdateCareGuide, request);
  };
  return SendTold<CareGuide>(guides, present, update, summary);
}

absl::Status SendSuitability(const Suite& suite, const ImportFile& file,
                             const std::vector<SuitabilityGuide>& guides, ImportSummary& summary) {
  const auto stub = SuitabilityService::NewStub(suite.catalog);
  ASSIGN_OR_RETURN(const auto present,
                   ListPresent<SuitabilityGuide>(
                       suite, *stub, file, &SuitabilityService::Stub::ListSuitabilityGuides,
                       &catalog::v1::ListSuitabilityGuidesResponse::mutable_suitability_guides));
  const auto update = [&](const SuitabilityGuide& guide) {
    catalog::v1::UpdateSuitabilityGuideRequest request;
    *request.mutable_suitability_guide() = guide;
    request.set_request_id(NewUuid(absl::Now()));
    return Invoke(suite.settings, *stub, &SuitabilityService::Stub::UpdateSuitabilityGuide,
                  request);
  };
  return SendTold<SuitabilityGuide>(guides, present, update, summary);
}

absl::Status SendSizes(const Suite& suite, const ImportFile& file,
                       const std::vector<SizeChart>& charts, ImportSummary& summary) {
  const auto stub = SizeChartService::NewStub(suite.catalog);
  ASSIGN_OR_RETURN(
      const auto present,
      ListPresent<SizeChart>(suite, *stub, file, &SizeChartService::Stub::ListSizeCharts,
                             &catalog::v1::ListSizeChartsResponse::mutable_size_charts));
  const auto update = [&](const SizeChart& chart) {
    catalog::v1::UpdateSizeChartRequest request;
    *request.mutable_size_chart() = chart;
    request.set_request_id(NewUuid(absl::Now()));
    return Invoke(suite.settings, *stub, &SizeChartService::Stub::UpdateSizeChart, request);
  };
  return SendTold<SizeChart>(charts, present, update, summary);
}

absl::Status SendSuggestions(const Suite& suite, const ImportFile& file,
                             const std::vector<SuggestionGuide>& guides, ImportSummary& summary) {
  const auto stub = SuggestionService::NewStub(suite.catalog);
  ASSIGN_OR_RETURN(const auto present,
                   ListPresent<SuggestionGuide>(
                       suite, *stub, file, &SuggestionService::Stub::ListSuggestionGuides,
                       &catalog::v1::ListSuggestionGuidesResponse::mutable_suggestion_guides));
  const auto update = [&](const SuggestionGuide& guide) {
    catalog::v1::UpdateSuggestionGuideRequest request;
    *request.mutable_suggestion_guide() = guide;
    request.set_request_id(NewUuid(absl::Now()));
    return Invoke(suite.settings, *stub, &SuggestionService::Stub::UpdateSuggestionGuide, request);
  };
  return SendTold<SuggestionGuide>(guides, present, update, summary);
}

using Pieces = absl::flat_hash_map<std::string, int64_t>;

// Books the pieces of those SKUs that there are and that have no stock yet.
absl::Status SendStockPage(const Suite& suite, const ImportFile& file, StockService::Stub& stub,
                           Pieces pieces) {
  catalog::v1::BatchGetStockLevelsRequest known;
  known.set_parent(ParentOfAll(file));
  for (const auto& [sku, quantity] : pieces) known.add_sku_ids(sku);
  if (pieces.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const catalog::v1::BatchGetStockLevelsResponse levels,
                   Invoke(suite.settings, stub, &StockService::Stub::BatchGetStockLevels, known));
  for (const std::string& sku : levels.missing_sku_ids()) pieces.erase(sku);
  for (const catalog::v1::StockLevel& level : levels.stock_levels()) {
    ASSIGN_OR_RETURN(const std::string sku, UnescapeId(LastSegment(ParentOf(level.name()))));
    pieces.erase(sku);
  }
  catalog::v1::AdjustStockRequest request;
  request.set_parent(ParentOfAll(file));
  request.set_reason(catalog::v1::MovementReason::RECEIVED);
  request.set_reference("litemall");
  request.set_request_id(NewUuid(absl::Now()));
  for (const auto& [sku, quantity] : pieces) {
    catalog::v1::StockAdjustment& line = *request.add_lines();
    line.set_sku_id(sku);
    line.set_bucket(catalog::v1::StockBucket::ON_HAND);
    line.set_delta(quantity);
  }
  if (request.lines().empty()) return absl::OkStatus();
  return Invoke(suite.settings, stub, &StockService::Stub::AdjustStock, request).status();
}

absl::Status SendStock(const Suite& suite, const ImportFile& file,
                       const std::vector<LitemallProduct>& products) {
  const auto stub = StockService::NewStub(suite.catalog);
  Pieces page;
  for (const LitemallProduct& product : products) {
    for (const auto& [sku, quantity] : product.stock) {
      if (quantity > 0) page.emplace(sku, quantity);
      if (page.size() < kStockPage) continue;
      RETURN_IF_ERROR(SendStockPage(suite, file, *stub, std::exchange(page, {})));
    }
  }
  return SendStockPage(suite, file, *stub, std::move(page));
}

// The columns of the report.
constexpr const char* kReadingColumns[] = {"what", "product", "field", "words", "became"};

absl::Status WriteReadings(const std::vector<Reading>& readings, const std::string& file) {
  std::vector<nlohmann::ordered_json> rows;
  for (const Reading& reading : readings) {
    rows.push_back({{"what", std::string(reading.what)},
                    {"product", reading.product},
                    {"field", reading.field},
                    {"words", reading.words},
                    {"became", reading.became}});
  }
  return WriteOutput(file, FormatCsv(kReadingColumns, rows));
}

}  // namespace

absl::Status ImportLitemall(const Suite& suite, const ImportFile& file, ImportSummary& summary) {
  RETURN_IF_ERROR(CheckCurrency(file.currency));
  ASSIGN_OR_RETURN(const LitemallShop shop, ReadLitemall(file, summary));
  for (const Reading& reading : shop.readings) ++summary.readings[std::string(reading.what)];
  if (!file.report.empty()) RETURN_IF_ERROR(WriteReadings(shop.readings, file.report));
  RETURN_IF_ERROR(SendCategories(suite, file, shop.categories, summary));
  RETURN_IF_ERROR(SendProducts(suite, file, shop.products, summary));
  RETURN_IF_ERROR(SendGuides(suite, file, shop.guides, summary));
  RETURN_IF_ERROR(SendSuitability(suite, file, shop.suitability_guides, summary));
  RETURN_IF_ERROR(SendSizes(suite, file, shop.size_charts, summary));
  RETURN_IF_ERROR(SendSuggestions(suite, file, shop.suggestion_guides, summary));
  return SendStock(suite, file, shop.products);
}

}  // namespace shopdesk::cli
