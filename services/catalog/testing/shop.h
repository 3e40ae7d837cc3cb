#pragma once

#include <functional>
#include <string>
#include <vector>

#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/testing/matchers.h"
#include "libs/testing/test_runtime.h"
#include "services/catalog/handlers/product/product.h"
#include "services/catalog/handlers/search/search_indexes.h"
#include "services/catalog/handlers/shop/policy.h"
#include "services/catalog/handlers/stock/reservation.h"
#include "services/catalog/handlers/stock/stock.h"
#include "services/catalog/testing/databases.h"
#include "shopdesk/catalog/v1/category.pb.h"

namespace shopdesk::catalog::testing {

using ::shopdesk::testing::TestCall;
using ::shopdesk::testing::TestRuntime;

// A product of the SKUs "small", size S, and "medium", size M.
inline constexpr char kShirt[] =
    "title: 'Shirt' skus { sku_id: 'small' price { currency_code: 'GBP' minor: 100 } "
    "option_values { option: 'size' value: 'S' } } "
    "skus { sku_id: 'medium' price { currency_code: 'GBP' minor: 900 } "
    "option_values { option: 'size' value: 'M' } }";

using WriteBody = std::function<absl::Status(runtime::WriteContext&)>;

// The whole of catalog below the wire, with its timers, and a shop "shops/s" in it, in pounds, on a
// database of its own; handlers are called through it.
class Shop {
 public:
  explicit Shop(sql::Dialect dialect, const std::string& policy = "");

  TestRuntime& runtime() { return runtime_; }

  // Calls a handler in a transaction of its own.
  template <class Response, class Request>
  absl::StatusOr<Response> Write(absl::Status (*handler)(runtime::WriteContext&, const Request&,
                                                         Response*),
                                 const Request& request) {
    Response response;
    RETURN_IF_ERROR(runtime_->WriteAndWait(
        TestCall(), nullptr, &response,
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
  // Of a workflow, with the request_id, if there is one; `fn` is called as the handler is.
  template <class Response, class Request, class Fn>
  absl::StatusOr<Response> Workflow(const Request& request, Fn fn,
                                    const std::string& request_id = "") {
    Response response;
    const runtime::CallInfo call = TestCall(request_id);
    RETURN_IF_ERROR(runtime_->Workflow(
        call, request_id.empty() ? nullptr : &request, &response,
        [&](runtime::WorkflowContext& ctx) { return fn(ctx, request, &response); }));
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
  // All rows of a list that is read in pages as large as the request says, each by `add`. The pages
  // before the last are full, and the last is not empty unless it is the first.
  template <class Response, class Request, class Add>
  void List(absl::Status (*handler)(runtime::ReadContext&, const Request&, Response*),
            const std::string& fields, Add add) {
    auto request = shopdesk::testing::ParseText<Request>("parent: 'shops/s' page_size: 1");
    request.MergeFrom(shopdesk::testing::ParseText<Request>(fields));
    do {
      const auto page = Read(handler, request);
      ASSERT_OK(page);
      const int rows = add(*page);
      if (page->next_page_token().empty()) {
        EXPECT_TRUE(rows > 0 || request.page_token().empty());
      } else {
        EXPECT_EQ(rows, request.page_size());
      }
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
  }
  // Hands all writes in before any is done, each a call of its own, and returns how they ended.
  // `reads` has what they tell that they will read; empty: nothing.
  std::vector<absl::Status> AtOnce(const std::vector<WriteBody>& bodies,
                                   std::vector<sql::Reads> reads = {});

  absl::StatusOr<v1::Policy> SetPolicy(const std::string& fields);
  absl::StatusOr<v1::Category> AddCategory(const std::string& id, const std::string& fields);
  absl::StatusOr<v1::Product> Create(const std::string& id, const std::string& product);
  absl::StatusOr<v1::Product> Update(const std::string& request);
  absl::StatusOr<v1::Product> Publish(const std::string& id);
  absl::StatusOr<v1::Product> GetProduct(const std::string& id);
  absl::StatusOr<v1::ImportProductsResponse> Import(const v1::ImportProductsRequest& request);
  absl::StatusOr<v1::SearchProductsResponse> Search(const v1::SearchProductsRequest& request);
  // The same in text format, without `parent`.
  absl::StatusOr<v1::SearchProductsResponse> SearchText(const std::string& fields);
  // A product on sale with one SKU of the same id at 1.00, and so much of it at "main".
  absl::Status Stock(const std::string& sku, int64_t quantity);
  absl::StatusOr<v1::AdjustStockResponse> Receive(const std::string& sku, int64_t quantity,
                                                  const std::string& location = "");
  absl::StatusOr<v1::StockLevel> Level(const std::string& sku,
                                       const std::string& location = "main");
  absl::StatusOr<v1::Reservation> Reserve(const std::string& id, const std::string& lines);
  // Reserves `lines` that often at once, as reservations "r0", "r1" …
  std::vector<absl::Status> ReserveAtOnce(int calls, const std::string& lines);
  // Once all events are counted.
  v1::StockFigures Figures(const std::string& period = "");
  // What levels and ledger say is the same.
  void ExpectLedgerSums();

  // The types of all events so far.
  std::vector<std::string> Events();
  // The open work items of the shop, as "<kind> <resource>", the soonest due first.
  std::vector<std::string> OpenWork();
  void AdvanceTo(absl::Time time);
  handlers::SearchIndexes& search_indexes() { return search_indexes_; }

 private:
  TestRuntime runtime_;
  handlers::SearchIndexes search_indexes_;
};

}  // namespace shopdesk::catalog::testing
