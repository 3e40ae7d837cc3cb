#include "services/catalog/testing/shop.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/mutex.h"
#include "libs/work/service.h"
#include "services/catalog/definition.h"
#include "services/catalog/handlers/product/category.h"
#include "services/catalog/handlers/search/search.h"
#include "services/catalog/store/migrations/migrations.h"

namespace shopdesk::catalog::testing {

using ::shopdesk::testing::ParseText;

Shop::Shop(sql::Dialect dialect, const std::string& policy)
    : runtime_({.service = "catalog",
                .dialect = dialect,
                .sqlite_migrations = store::SqliteMigrations(),
                .postgres_migrations = store::PostgresMigrations(),
                .compose = Compose}) {
  EXPECT_OK(WriteText<v1::Policy>(
      handlers::UpdatePolicy,
      absl::StrCat("allow_missing: true policy { name: 'shops/s/policy' currency_code: 'GBP' ",
                   policy, " }")));
}

std::vector<absl::Status> Shop::AtOnce(const std::vector<WriteBody>& bodies,
                                       std::vector<sql::Reads> reads) {
  reads.resize(bodies.size());
  std::vector<runtime::CallInfo> calls(bodies.size());
  std::vector<absl::Status> results(bodies.size());
  Mutex mutex;
  CondVar done;
  size_t finished = 0;
  for (size_t i = 0; i < bodies.size(); ++i) {
    calls[i] = TestCall(absl::StrCat("at-once-", i));
    runtime_->Write(calls[i], nullptr, nullptr, std::move(reads[i]), bodies[i],
                    [&, i](absl::Status status) {
                      MutexLock lock(mutex);
                      results[i] = std::move(status);
                      ++finished;
                      done.NotifyAll();
                    });
  }
  MutexLock lock(mutex);
  while (finished < bodies.size()) done.Wait(mutex);
  return results;
}

absl::StatusOr<v1::Policy> Shop::SetPolicy(const std::string& fields) {
  return WriteText<v1::Policy>(handlers::UpdatePolicy,
                               absl::StrCat("policy { name: 'shops/s/policy' ", fields, " }"));
}

absl::StatusOr<v1::Category> Shop::AddCategory(const std::string& id, const std::string& fields) {
  return WriteText<v1::Category>(
      handlers::CreateCategory,
      absl::StrCat("parent: 'shops/s' category_id: '", id, "' category { display_name: '", id, "' ",
                   fields, " }"));
}

absl::StatusOr<v1::Product> Shop::Create(const std::string& id, const std::string& product) {
  return WriteText<v1::Product>(
      handlers::CreateProduct,
      absl::StrCat("parent: 'shops/s' product_id: '", id, "' product { ", product, " }"));
}

absl::StatusOr<v1::Product> Shop::Update(const std::string& request) {
  return WriteText<v1::Product>(handlers::UpdateProduct, request);
}

absl::StatusOr<v1::Product> Shop::Publish(const std::string& id) {
  return WriteText<v1::Product>(handlers::PublishProduct,
                                absl::StrCat("name: 'shops/s/products/", id, "'"));
}

absl::StatusOr<v1::Product> Shop::GetProduct(const std::string& id) {
  return ReadText<v1::Product>(handlers::GetProduct,
                               absl::StrCat("name: 'shops/s/products/", id, "'"));
}

absl::StatusOr<v1::SearchProductsResponse> Shop::Search(const v1::SearchProductsRequest& request) {
  v1::SearchProductsResponse response;
  RETURN_IF_ERROR(runtime_->Read(TestCall(), [&](runtime::ReadContext& ctx) {
    response.Clear();
    return handlers::SearchProducts(ctx, request, &response, search_indexes_);
  }));
  return response;
}

absl::StatusOr<v1::SearchProductsResponse> Shop::SearchText(const std::string& fields) {
  return Search(
      shopdesk::testing::ParseText<v1::SearchProductsRequest>("parent: 'shops/s' " + fields));
}

absl::StatusOr<v1::ImportProductsResponse> Shop::Import(const v1::ImportProductsRequest& request) {
  static const runtime::Validator* const rows =
      new runtime::Validator(*v1::ImportProduct::descriptor());
  v1::ImportProductsResponse response;
  RETURN_IF_ERROR(
      runtime_->WriteAndWait(TestCall(), nullptr, &response, [&](runtime::WriteContext& ctx) {
        return handlers::ImportProducts(ctx, request, &response, *rows);
      }));
  return response;
}

absl::Status Shop::Stock(const std::string& sku, int64_t quantity) {
  RETURN_IF_ERROR(Create(sku, absl::StrCat("title: 'Thing ", sku, "' skus { sku_id: '", sku,
                                           "' price { currency_code: 'GBP' minor: 100 } }"))
                      .status());
  RETURN_IF_ERROR(Publish(sku).status());
  return quantity == 0 ? absl::OkStatus() : Receive(sku, quantity).status();
}

absl::StatusOr<v1::AdjustStockResponse> Shop::Receive(const std::string& sku, int64_t quantity,
                                                      const std::string& location) {
  return WriteText<v1::AdjustStockResponse>(
      handlers::AdjustStock,
      absl::StrCat("parent: 'shops/s' reason: RECEIVED lines { bucket: ON_HAND sku_id: '", sku,
                   "' location: '", location, "' delta: ", quantity, " }"));
}

absl::StatusOr<v1::StockLevel> Shop::Level(const std::string& sku, const std::string& location) {
  return ReadText<v1::StockLevel>(
      handlers::GetStockLevel,
      absl::StrCat("name: 'shops/s/skus/", sku, "/stockLevels/", location, "'"));
}

absl::StatusOr<v1::Reservation> Shop::Reserve(const std::string& id, const std::string& lines) {
  return WriteText<v1::Reservation>(
      handlers::ReserveStock, absl::StrCat("parent: 'shops/s' reservation_id: '", id, "' ", lines));
}

std::vector<absl::Status> Shop::ReserveAtOnce(int calls, const std::string& lines) {
  std::vector<WriteBody> bodies;
  std::vector<sql::Reads> reads(static_cast<size_t>(calls));
  for (int i = 0; i < calls; ++i) {
    const auto request = ParseText<v1::ReserveStockRequest>(
        absl::StrCat("parent: 'shops/s' reservation_id: 'r", i, "' ", lines));
    handlers::AnnounceReserve(request, reads[static_cast<size_t>(i)]);
    bodies.push_back([request](runtime::WriteContext& ctx) {
      v1::Reservation reservation;
      return handlers::ReserveStock(ctx, request, &reservation);
    });
  }
  return AtOnce(bodies, std::move(reads));
}

v1::StockFigures Shop::Figures(const std::string& period) {
  AdvanceTo(runtime_->clock().Now());
  auto figures =
      ReadText<v1::StockFigures>(handlers::GetStockFigures, "parent: 'shops/s'" + period);
  EXPECT_OK(figures);
  return figures.value_or(v1::StockFigures());
}

void Shop::ExpectLedgerSums() {
  const v1::StockFigures figures = Figures();
  EXPECT_EQ(figures.on_hand(), figures.ledger_on_hand());
  EXPECT_EQ(figures.reserved(), figures.ledger_reserved());
}

std::vector<std::string> Shop::Events() {
  auto page = runtime_->events().Read("s", 0, 1000, absl::InfinitePast());
  EXPECT_OK(page);
  std::vector<std::string> types;
  if (!page.ok()) return types;
  for (const auto& event : page->events) types.push_back(event.type());
  return types;
}

std::vector<std::string> Shop::OpenWork() {
  const auto page =
      ReadText<work::v1::ListWorkItemsResponse>(work::ListWorkItems, "parent: 'shops/s'");
  EXPECT_OK(page);
  std::vector<std::string> items;
  if (!page.ok()) return items;
  for (const auto& item : page->work_items()) {
    items.push_back(absl::StrCat(item.kind(), " ", item.resource()));
  }
  return items;
}

void Shop::AdvanceTo(absl::Time time) {
  EXPECT_OK(runtime_->AdvanceTo(time, absl::InfiniteFuture()));
}

}  // namespace shopdesk::catalog::testing
