#pragma once

#include <string>

#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/runtime/validate.h"
#include "libs/testing/matchers.h"
#include "libs/testing/test_runtime.h"
#include "services/catalog/definition.h"
#include "services/catalog/handlers/category.h"
#include "services/catalog/handlers/import.h"
#include "services/catalog/handlers/policy.h"
#include "services/catalog/handlers/product.h"
#include "services/catalog/handlers/reservation.h"
#include "services/catalog/handlers/search.h"
#include "services/catalog/handlers/stock.h"
#include "services/catalog/store/migrations/migrations.h"

namespace shopdesk::catalog::testing {

using ::shopdesk::testing::TestCall;
using ::shopdesk::testing::TestRuntime;

// A shop "shops/s" in catalog, in pounds, on a database of its own; handlers are called through it.
class Shop {
 public:
  explicit Shop(sql::Dialect dialect, const std::string& policy = "")
      : runtime_({.service = "catalog",
                  .dialect = dialect,
                  .sqlite_migrations = store::SqliteMigrations(),
                  .postgres_migrations = store::PostgresMigrations(),
                  .compose = Compose}) {
    v1::UpdatePolicyRequest request;
    request.set_allow_missing(true);
    *request.mutable_policy() = shopdesk::testing::ParseText<v1::Policy>(
        "name: 'shops/s/policy' currency_code: 'GBP' " + policy);
    EXPECT_OK(Write<v1::Policy>(handlers::UpdatePolicy, request));
  }

  TestRuntime& runtime() { return runtime_; }

  // Calls a handler in a transaction of its own.
  template <class Response, class Request>
  absl::StatusOr<Response> Write(absl::Status (*handler)(runtime::WriteContext&, const Request&,
                                                         Response*),
                                 const Request& request, const std::string& request_id = "") {
    Response response;
    RETURN_IF_ERROR(runtime_->WriteAndWait(
        TestCall(request_id), request_id.empty() ? nullptr : &request, &response,
        [&](runtime::WriteContext& ctx) { return handler(ctx, request, &response); }));
    return response;
  }
  template <class Response, class Request>
  absl::StatusOr<Response> Read(absl::Status (*handler)(runtime::ReadContext&, const Request&,
                                                        Response*),
                                const Request& request) {
    Response response;
    RETURN_IF_ERROR(runtime_->Read(
        TestCall(), [&](runtime::ReadContext& ctx) { return handler(ctx, request, &response); }));
    return response;
  }
  // The same with the request in text format.
  template <class Response, class Request>
  absl::StatusOr<Response> WriteText(absl::Status (*handler)(runtime::WriteContext&, const Request&,
                                                             Response*),
                                     const std::string& request) {
    return Write<Response>(handler, shopdesk::testing::ParseText<Request>(request));
  }
  template <class Response, class Request>
  absl::StatusOr<Response> ReadText(absl::Status (*handler)(runtime::ReadContext&, const Request&,
                                                            Response*),
                                    const std::string& request) {
    return Read<Response>(handler, shopdesk::testing::ParseText<Request>(request));
  }

  absl::StatusOr<v1::Product> Create(const std::string& id, const std::string& product) {
    v1::CreateProductRequest request;
    request.set_parent("shops/s");
    request.set_product_id(id);
    *request.mutable_product() = shopdesk::testing::ParseText<v1::Product>(product);
    return Write<v1::Product>(handlers::CreateProduct, request);
  }
  absl::StatusOr<v1::Product> Publish(const std::string& id) {
    return WriteText<v1::Product>(handlers::PublishProduct, "name: 'shops/s/products/" + id + "'");
  }
  // A product on sale with one SKU of the same id, and so much of it at "main".
  absl::Status Stock(const std::string& sku, int64_t quantity) {
    RETURN_IF_ERROR(Create(sku, "title: 'Thing " + sku + "' skus { sku_id: '" + sku +
                                    "' price { currency_code: 'GBP' minor: 100 } }")
                        .status());
    RETURN_IF_ERROR(Publish(sku).status());
    return quantity == 0 ? absl::OkStatus() : Receive(sku, quantity, "").status();
  }
  absl::StatusOr<v1::AdjustStockResponse> Receive(const std::string& sku, int64_t quantity,
                                                  const std::string& location) {
    v1::AdjustStockRequest request;
    request.set_parent("shops/s");
    request.set_reason(v1::RECEIVED);
    v1::StockAdjustment& line = *request.add_lines();
    line.set_sku_id(sku);
    line.set_location(location);
    line.set_bucket(v1::ON_HAND);
    line.set_delta(quantity);
    return Write<v1::AdjustStockResponse>(handlers::AdjustStock, request);
  }
  absl::StatusOr<v1::Reservation> Reserve(const std::string& id, const std::string& lines) {
    return WriteText<v1::Reservation>(handlers::ReserveStock,
                                      "parent: 'shops/s' reservation_id: '" + id + "' " + lines);
  }
  absl::StatusOr<v1::StockLevel> Level(const std::string& sku,
                                       const std::string& location = "main") {
    return ReadText<v1::StockLevel>(
        handlers::GetStockLevel, "name: 'shops/s/skus/" + sku + "/stockLevels/" + location + "'");
  }
  v1::StockFigures Figures() {
    auto figures = ReadText<v1::StockFigures>(handlers::GetStockFigures, "parent: 'shops/s'");
    EXPECT_OK(figures);
    return figures.value_or(v1::StockFigures());
  }
  // The types of all events so far.
  std::vector<std::string> Events() {
    auto page = runtime_->events().Read("s", 0, 1000, absl::Now() + absl::Seconds(5));
    EXPECT_OK(page);
    std::vector<std::string> types;
    for (const auto& event : page->events) types.push_back(event.type());
    return types;
  }
  void AdvanceTo(absl::Time time) { EXPECT_OK(runtime_->AdvanceTo(time, absl::InfiniteFuture())); }

 private:
  TestRuntime runtime_;
};

inline std::string DialectOf(const ::testing::TestParamInfo<sql::Dialect>& info) {
  return info.param == sql::Dialect::kSqlite ? "Sqlite" : "Postgres";
}

}  // namespace shopdesk::catalog::testing

// Runs a suite, whose parameter is a sql::Dialect, on both databases.
#define ON_BOTH_DATABASES(suite)                                                                 \
  INSTANTIATE_TEST_SUITE_P(                                                                      \
      Databases, suite,                                                                          \
      ::testing::Values(::shopdesk::sql::Dialect::kSqlite, ::shopdesk::sql::Dialect::kPostgres), \
      ::shopdesk::catalog::testing::DialectOf)
