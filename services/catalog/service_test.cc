// Catalog through gRPC: what only the wire shows.
#include <memory>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "libs/testing/test_server.h"
#include "services/catalog/definition.h"
#include "shopdesk/catalog/v1/category.grpc.pb.h"
#include "shopdesk/catalog/v1/listed_stock.grpc.pb.h"
#include "shopdesk/catalog/v1/policy.grpc.pb.h"
#include "shopdesk/catalog/v1/product.grpc.pb.h"
#include "shopdesk/catalog/v1/stock.grpc.pb.h"

namespace shopdesk::catalog {
namespace {

using ::shopdesk::testing::ParseText;
using ::shopdesk::testing::TestServer;

class ServiceTest : public ::testing::Test {
 protected:
  void SetUp() override {
    grpc::ClientContext context;
    v1::Policy policy;
    const auto request = ParseText<v1::UpdatePolicyRequest>(
        "request_id: 'p' allow_missing: true "
        "policy { name: 'shops/s/policy' currency_code: 'GBP' }");
    const grpc::Status status =
        v1::PolicyService::NewStub(server_.channel())->UpdatePolicy(&context, request, &policy);
    ASSERT_TRUE(status.ok()) << status.error_message();
    Import("first");
  }

  // One good row and one without title.
  v1::ImportProductsResponse Import(const std::string& request_id) {
    grpc::ClientContext context;
    auto stream = products_->ImportProducts(&context);
    auto request = ParseText<v1::ImportProductsRequest>(R"pb(
      parent: 'shops/s'
      products {
        product_id: 'a'
        publish: true
        product {
          title: 'Thing'
          skus {
            sku_id: 'A'
            price { currency_code: 'GBP' minor: 100 }
          }
        }
      }
      products {
        product_id: 'b'
        product {
          skus {
            sku_id: 'B'
            price { currency_code: 'GBP' minor: 100 }
          }
        }
      }
    )pb");
    request.set_request_id(request_id);
    v1::ImportProductsResponse response;
    EXPECT_TRUE(stream->Write(request));
    EXPECT_TRUE(stream->WritesDone());
    EXPECT_TRUE(stream->Read(&response));
    EXPECT_TRUE(stream->Finish().ok());
    return response;
  }

  int updates_ = 0;
  TestServer server_{Definition()};
  std::unique_ptr<v1::ProductService::Stub> products_ =
      v1::ProductService::NewStub(server_.channel());
  std::unique_ptr<v1::StockService::Stub> stock_ = v1::StockService::NewStub(server_.channel());
};

TEST_F(ServiceTest, ABadRowOfAnImportIsReported) {
  const v1::ImportProductsResponse again = Import("second");
  EXPECT_EQ(again.unchanged_count(), 1);
  ASSERT_EQ(again.errors_size(), 1);
  EXPECT_EQ(again.errors(0).id(), "b");
  EXPECT_THAT(again.errors(0).message(), ::testing::HasSubstr("title"));
}

TEST_F(ServiceTest, ABadRowOfAReportIsReported) {
  grpc::ClientContext context;
  v1::ReportListedStockResponse response;
  const auto request = ParseText<v1::ReportListedStockRequest>(
      "parent: 'shops/s' connector: 'tmall' request_id: 'report' figures { sku_id: ' A' listed: 1 "
      "} figures { sku_id: 'A' listed: 2 } figures { sku_id: 'a' listed: 3 }");
  const grpc::Status status = v1::ListedStockService::NewStub(server_.channel())
                                  ->ReportListedStock(&context, request, &response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(response.changed_count(), 1);
  ASSERT_EQ(response.errors_size(), 2);
  EXPECT_THAT(response.errors(0).message(), ::testing::HasSubstr("white space"));
  EXPECT_THAT(response.errors(1).message(), ::testing::HasSubstr("did you mean A?"));
}

TEST_F(ServiceTest, ARowInAnotherCurrencyIsReported) {
  grpc::ClientContext context;
  auto stream = products_->ImportProducts(&context);
  auto request = ParseText<v1::ImportProductsRequest>("parent: 'shops/s' request_id: 'rmb'");
  for (const char* currency : {"RMB", "CNY", "GBP"}) {
    v1::ImportProduct& row = *request.add_products();
    row.set_product_id(currency);
    row.mutable_product()->set_title(currency);
    v1::Sku& sku = *row.mutable_product()->add_skus();
    sku.set_sku_id(currency);
    sku.mutable_price()->set_currency_code(currency);
  }
  v1::ImportProductsResponse response;
  ASSERT_TRUE(stream->Write(request));
  ASSERT_TRUE(stream->WritesDone());
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_EQ(response.created_count(), 1);
  ASSERT_EQ(response.errors_size(), 2);
  EXPECT_THAT(response.errors(0).message(), ::testing::HasSubstr("CNY (not RMB)"));
  EXPECT_THAT(response.errors(1).message(), ::testing::HasSubstr("must be the shop's: GBP"));
}

TEST_F(ServiceTest, ExportAndGet) {
  grpc::ClientContext context;
  auto stream = products_->ExportProducts(
      &context, ParseText<v1::ExportProductsRequest>("parent: 'shops/s'"));
  v1::ExportProductsResponse page;
  int count = 0;
  while (stream->Read(&page)) count += page.products_size();
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_EQ(count, 1);
  grpc::ClientContext get;
  v1::Product product;
  EXPECT_TRUE(products_
                  ->GetProduct(&get, ParseText<v1::GetProductRequest>("name: 'shops/s/products/a'"),
                               &product)
                  .ok());
  EXPECT_EQ(product.title(), "Thing");
}

TEST_F(ServiceTest, FieldRulesAreChecked) {
  grpc::ClientContext context;
  v1::Product product;
  const grpc::Status status = products_->GetProduct(
      &context, ParseText<v1::GetProductRequest>("name: 'products/a'"), &product);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(ServiceTest, AnUpdateIsCheckedWhereItsMaskReaches) {
  const auto update = [&](const std::string& fields) {
    grpc::ClientContext context;
    v1::Product product;
    return products_->UpdateProduct(&context,
                                    ParseText<v1::UpdateProductRequest>(
                                        absl::StrCat("request_id: '", ++updates_, "' ", fields)),
                                    &product);
  };
  EXPECT_TRUE(update("product { name: 'shops/s/products/a' title: 'New' } "
                     "update_mask { paths: 'title' }")
                  .ok());
  EXPECT_TRUE(update("product { name: 'shops/s/products/a' brand: 'Acme' }").ok());
  const grpc::Status untitled =
      update("product { name: 'shops/s/products/a' } update_mask { paths: 'title' }");
  EXPECT_EQ(untitled.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(untitled.error_message(), ::testing::HasSubstr("product.title"));
  const grpc::Status all =
      update("product { name: 'shops/s/products/a' title: 'All' } update_mask { paths: '*' }");
  EXPECT_THAT(all.error_message(), ::testing::HasSubstr("product.skus"));
}

TEST_F(ServiceTest, FiftyClientsAtTheLastPiece) {
  grpc::ClientContext context;
  v1::AdjustStockResponse adjusted;
  const auto receive = ParseText<v1::AdjustStockRequest>(
      "parent: 'shops/s' reason: RECEIVED request_id: 'in' "
      "lines { sku_id: 'A' bucket: ON_HAND delta: 1 }");
  ASSERT_TRUE(stock_->AdjustStock(&context, receive, &adjusted).ok());
  std::vector<grpc::Status> results(50);
  std::vector<std::thread> callers;
  for (size_t i = 0; i < results.size(); ++i) {
    callers.emplace_back([&, i] {
      grpc::ClientContext call;
      v1::ReserveStockRequest request;
      request.set_parent("shops/s");
      request.set_reservation_id(absl::StrCat("r", i));
      request.set_request_id(absl::StrCat("q", i));
      v1::ReservationLine& line = *request.add_lines();
      line.set_sku_id("A");
      line.set_quantity(1);
      v1::Reservation reservation;
      results[i] = stock_->ReserveStock(&call, request, &reservation);
    });
  }
  for (std::thread& caller : callers) caller.join();
  int got = 0;
  for (const grpc::Status& status : results) {
    if (status.ok()) {
      ++got;
    } else {
      EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
    }
  }
  EXPECT_EQ(got, 1);
  grpc::ClientContext read;
  v1::StockFigures figures;
  ASSERT_TRUE(stock_
                  ->GetStockFigures(
                      &read, ParseText<v1::GetStockFiguresRequest>("parent: 'shops/s'"), &figures)
                  .ok());
  EXPECT_EQ(figures.reserved(), 1);
  EXPECT_EQ(figures.ledger_reserved(), 1);
  EXPECT_EQ(figures.ledger_on_hand(), 1);
}

}  // namespace
}  // namespace shopdesk::catalog
