// Orders through gRPC, with its clients: what only the wire shows.
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "grpcpp/grpcpp.h"
#include "gtest/gtest.h"
#include "libs/base/error.h"
#include "libs/base/mutex.h"
#include "libs/rpc/client.h"
#include "libs/testing/matchers.h"
#include "libs/testing/snapshot.h"
#include "libs/testing/test_server.h"
#include "services/orders/definition.h"
#include "shopdesk/catalog/v1/stock.grpc.pb.h"
#include "shopdesk/config/v1/orders.pb.h"
#include "shopdesk/logistics/v1/quote.grpc.pb.h"
#include "shopdesk/orders/v1/order.grpc.pb.h"
#include "shopdesk/orders/v1/payment.grpc.pb.h"
#include "shopdesk/orders/v1/policy.grpc.pb.h"
#include "shopdesk/orders/v1/refund.grpc.pb.h"
#include "shopdesk/orders/v1/transfer.grpc.pb.h"

namespace shopdesk::orders {
namespace {

using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::IsOk;
using ::shopdesk::testing::ParseText;
using ::shopdesk::testing::ResourceTypes;
using ::shopdesk::testing::SnapshotTypes;
using ::shopdesk::testing::StatusIs;
using ::shopdesk::testing::TestServer;

// Catalog's side of the wire: one SKU with five pieces.
class StockServer final : public catalog::v1::StockService::Service {
 public:
  StockServer() {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
    builder.RegisterService(this);
    grpc::EnableDefaultHealthCheckService(true);
    server_ = builder.BuildAndStart();
  }
  ~StockServer() override { server_->Shutdown(absl::ToChronoTime(absl::Now())); }

  std::string target() const { return absl::StrCat("127.0.0.1:", port_); }
  bool WaitForConfirmation() {
    MutexLock lock(mutex_);
    const absl::Time deadline = absl::Now() + absl::Seconds(30);
    while (!confirmed_ && absl::Now() < deadline) {
      changed_.WaitFor(mutex_, deadline - absl::Now());
    }
    return confirmed_;
  }

 private:
  grpc::Status ReserveStock(grpc::ServerContext*, const catalog::v1::ReserveStockRequest* request,
                            catalog::v1::Reservation* response) override {
    const auto& line = request->lines(0);
    if (line.quantity() > 5) {
      return rpc::ToGrpc(Error(absl::StatusCode::kResourceExhausted, "OUT_OF_STOCK", "too many",
                               {{"sku", line.sku_id()}, {"available", "5"}}));
    }
    response->set_name(request->parent() + "/reservations/" + request->reservation_id());
    auto& reserved = *response->add_lines();
    reserved = line;
    reserved.mutable_snapshot()->mutable_price()->set_currency_code("GBP");
    reserved.mutable_snapshot()->mutable_price()->set_minor(255);
    return grpc::Status::OK;
  }
  grpc::Status ConfirmReservation(grpc::ServerContext*,
                                  const catalog::v1::ConfirmReservationRequest*,
                                  catalog::v1::Reservation*) override {
    MutexLock lock(mutex_);
    confirmed_ = true;
    changed_.NotifyAll();
    return grpc::Status::OK;
  }

  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
  Mutex mutex_;
  CondVar changed_;
  bool confirmed_ ABSL_GUARDED_BY(mutex_) = false;
};

// Logistics' side: one courier that reaches everybody.
class QuoteServer final : public logistics::v1::QuoteService::Service {
 public:
  QuoteServer() {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
    builder.RegisterService(this);
    server_ = builder.BuildAndStart();
  }
  ~QuoteServer() override { Shutdown(); }

  std::string target() const { return absl::StrCat("127.0.0.1:", port_); }
  void Shutdown() { server_->Shutdown(absl::ToChronoTime(absl::Now())); }

 private:
  grpc::Status Quote(grpc::ServerContext*, const logistics::v1::QuoteRequest*,
                     logistics::v1::QuoteResponse* response) override {
    logistics::v1::Offer& offer = *response->add_offers();
    offer.set_carrier_id("post");
    offer.set_mode(logistics::v1::Mode::COURIER_ROAD);
    offer.mutable_total()->set_currency_code("GBP");
    return grpc::Status::OK;
  }

  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

class ServiceTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto request = ParseText<v1::UpdatePolicyRequest>(
        "request_id: 'p' allow_missing: true "
        "policy { name: 'shops/s/policy' currency_code: 'GBP' }");
    grpc::ClientContext context;
    v1::Policy policy;
    ASSERT_THAT(rpc::FromGrpc(v1::PolicyService::NewStub(server_.channel())
                                  ->UpdatePolicy(&context, request, &policy)),
                IsOk());
  }

  config::v1::OrdersConfig Config() {
    config::v1::OrdersConfig config;
    config.mutable_peers()->set_catalog(catalog_.target());
    // It has no feed: the follower waits.
    config.mutable_peers()->set_logistics(logistics_.target());
    return config;
  }

  static v1::PlaceOrderRequest PlaceRequest(int64_t quantity) {
    auto request = ParseText<v1::PlaceOrderRequest>(R"pb(
      parent: 'shops/s'
      order_id: 'o'
      buyer: 'b'
      payment_method: ESCROW
      lines { sku_id: 'A' }
      receiver {
        name: 'Ann Lee'
        phone: '020 7946 0018'
        address { region_code: 'GB' street: '1 High Street' }
      }
      request_id: 'r'
    )pb");
    request.mutable_lines(0)->set_quantity(quantity);
    return request;
  }

  absl::StatusOr<v1::Order> Place(const v1::PlaceOrderRequest& request) {
    grpc::ClientContext context;
    v1::Order order;
    const grpc::Status status =
        v1::OrderService::NewStub(server_.channel())->PlaceOrder(&context, request, &order);
    if (!status.ok()) return rpc::FromGrpc(status);
    return order;
  }

  StockServer catalog_;
  QuoteServer logistics_;
  TestServer server_{Definition(), Config()};
};

TEST_F(ServiceTest, PlacesAnOrderAndConfirmsItsReservation) {
  const auto placed = Place(PlaceRequest(2));
  ASSERT_THAT(placed, IsOk());
  EXPECT_EQ(placed->total().minor(), 510);
  EXPECT_EQ(placed->receiver().name(), "A**");
  EXPECT_TRUE(catalog_.WaitForConfirmation());
}

TEST_F(ServiceTest, CatalogsErrorComesThroughWithItsDetails) {
  const auto refused = Place(PlaceRequest(6));
  EXPECT_THAT(refused, HasReason("OUT_OF_STOCK"));
  EXPECT_EQ(ErrorMetadataOf(refused.status(), "available"), "5");
}

TEST_F(ServiceTest, FieldsAreCheckedByTheirRules) {
  v1::PlaceOrderRequest request = PlaceRequest(0);
  request.clear_buyer();
  EXPECT_THAT(Place(request), StatusIs(absl::StatusCode::kInvalidArgument));
  request = PlaceRequest(1);
  request.mutable_receiver()->set_name(std::string(51, 'x'));
  EXPECT_THAT(Place(request), StatusIs(absl::StatusCode::kInvalidArgument));
  request = PlaceRequest(1);
  request.mutable_receiver()->mutable_address()->set_street(std::string(229, 'x'));
  EXPECT_THAT(Place(request), StatusIs(absl::StatusCode::kInvalidArgument));
  request = PlaceRequest(1);
  request.set_buyer_message(std::string(1001, 'x'));
  EXPECT_THAT(Place(request), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(ServiceTest, EveryServiceAnswers) {
  ASSERT_THAT(Place(PlaceRequest(1)), IsOk());
  for (event::Follower* follower : server_->runtime().followers()) {
    if (follower->State().name != "orders.figures") continue;
    ASSERT_TRUE(follower->WaitCaughtUp(absl::Now() + absl::Minutes(1)).ok());
  }
  grpc::ClientContext figures_context;
  v1::OrderFigures figures;
  EXPECT_TRUE(v1::OrderService::NewStub(server_.channel())
                  ->GetOrderFigures(&figures_context,
                                    ParseText<v1::GetOrderFiguresRequest>("parent: 'shops/s'"),
                                    &figures)
                  .ok());
  EXPECT_EQ(figures.orders(), 1);
  grpc::ClientContext ledger_context;
  v1::ListLedgerEntriesResponse ledger;
  EXPECT_TRUE(
      v1::PaymentService::NewStub(server_.channel())
          ->ListLedgerEntries(&ledger_context,
                              ParseText<v1::ListLedgerEntriesRequest>("parent: 'shops/s/orders/o'"),
                              &ledger)
          .ok());
  grpc::ClientContext refunds_context;
  v1::ListRefundsResponse refunds;
  EXPECT_TRUE(v1::RefundService::NewStub(server_.channel())
                  ->ListRefunds(&refunds_context,
                                ParseText<v1::ListRefundsRequest>("parent: 'shops/s/orders/o'"),
                                &refunds)
                  .ok());
}

TEST_F(ServiceTest, EveryResourceIsInTheSnapshot) {
  std::vector<std::string> resources = ResourceTypes("shopdesk.orders.v1");
  resources.insert(resources.begin(), "shopdesk.erasure.v1.Erasure");
  resources.push_back("shopdesk.work.v1.WorkItem");
  EXPECT_EQ(SnapshotTypes(server_->runtime()), resources);
}

TEST_F(ServiceTest, AnUnknownShopIsNotFoundInEveryMethod) {
  v1::GetOrderRequest get;
  get.set_name("shops/none/orders/1");
  v1::Order order;
  grpc::ClientContext read;
  EXPECT_THAT(
      rpc::FromGrpc(v1::OrderService::NewStub(server_.channel())->GetOrder(&read, get, &order)),
      HasReason("UNKNOWN_SHOP"));
  v1::PlaceOrderRequest place = PlaceRequest(1);
  place.set_parent("shops/none");
  EXPECT_THAT(Place(place).status(), HasReason("UNKNOWN_SHOP"));
}

TEST_F(ServiceTest, StatementLinesAreStreamedIn) {
  const auto stub = v1::TransferService::NewStub(server_.channel());
  grpc::ClientContext account_context;
  v1::BankAccount account;
  ASSERT_THAT(rpc::FromGrpc(stub->CreateBankAccount(
                  &account_context,
                  ParseText<v1::CreateBankAccountRequest>(
                      "parent: 'shops/s' bank_account_id: 'a' request_id: 'account' bank_account "
                      "{ bank_code: 'HSBC' holder: 'A Shop' number: '12345678' }"),
                  &account)),
              IsOk());
  grpc::ClientContext context;
  const auto stream = stub->ImportStatementLines(&context);
  // A bad row is reported, also one that breaks the rules of its fields.
  for (const char* request :
       {"rows { line_id: '1' amount { currency_code: 'GBP' minor: 5 } value_time { seconds: "
        "1700000000 } } "
        "rows { amount { currency_code: 'GBP' minor: 5 } value_time { seconds: 1700000000 } }",
        "rows { line_id: '1' amount { currency_code: 'GBP' minor: 5 } value_time { seconds: "
        "1700000000 } } "
        "rows { line_id: '2' amount { currency_code: 'GBP' minor: 5 } value_time { seconds: "
        "1700000000 } "
        "}"}) {
    auto message = ParseText<v1::ImportStatementLinesRequest>(request);
    message.set_parent(account.name());
    message.set_request_id(absl::StrCat("import-", message.rows_size(), message.rows(1).line_id()));
    ASSERT_TRUE(stream->Write(message));
  }
  stream->WritesDone();
  v1::ImportStatementLinesResponse first;
  v1::ImportStatementLinesResponse second;
  ASSERT_TRUE(stream->Read(&first));
  ASSERT_TRUE(stream->Read(&second));
  EXPECT_THAT(rpc::FromGrpc(stream->Finish()), IsOk());
  EXPECT_EQ(first.statement_lines_size(), 1);
  EXPECT_EQ(first.errors_size(), 1);
  EXPECT_EQ(second.statement_lines_size(), 1);
  EXPECT_EQ(second.known_count(), 1);
}

TEST_F(ServiceTest, UnreachableLogisticsIsUnavailable) {
  logistics_.Shutdown();
  EXPECT_THAT(Place(PlaceRequest(1)), StatusIs(absl::StatusCode::kUnavailable));
}

}  // namespace
}  // namespace shopdesk::orders
