#include "bench/workloads.h"

#include "absl/strings/str_cat.h"
#include "bench/shop.h"
#include "shopdesk/bench/v1/echo.grpc.pb.h"
#include "shopdesk/catalog/v1/product.grpc.pb.h"
#include "shopdesk/catalog/v1/stock.grpc.pb.h"
#include "shopdesk/orders/v1/order.grpc.pb.h"

namespace shopdesk::bench {
namespace {

// One call's messages, kept until its end.
template <class Request, class Response>
struct Pending {
  grpc::ClientContext context;
  Request request;
  Response response;
  std::function<void(const grpc::Status&)> done;
};

// A workload of one method: `fill` makes the request of call `number`.
template <class Service, class Request, class Response, class Async>
StartCall CallsOf(const Channels& channels,
                  void (Async::*method)(grpc::ClientContext*, const Request*, Response*,
                                        std::function<void(grpc::Status)>),
                  std::function<void(uint64_t, Request&)> fill) {
  auto stubs = std::make_shared<std::vector<std::unique_ptr<typename Service::Stub>>>();
  for (const auto& channel : channels) stubs->push_back(Service::NewStub(channel));
  return [stubs, method, fill](size_t channel, uint64_t number,
                               std::function<void(const grpc::Status&)> done) {
    auto* pending = new Pending<Request, Response>;
    fill(number, pending->request);
    SayWho(pending->context);
    pending->done = std::move(done);
    ((*stubs)[channel]->async()->*method)(&pending->context, &pending->request, &pending->response,
                                          [pending](grpc::Status status) {
                                            const auto finish = std::move(pending->done);
                                            delete pending;
                                            finish(status);
                                          });
  };
}

// A well-spread number below `bound`, the same for the same call.
int64_t Spread(uint64_t number, uint64_t salt, int64_t bound) {
  uint64_t x = number * 0x9e3779b97f4a7c15u + salt * 0xbf58476d1ce4e5b9u;
  x ^= x >> 31;
  x *= 0x94d049bb133111ebu;
  x ^= x >> 29;
  return static_cast<int64_t>(x % static_cast<uint64_t>(bound));
}

}  // namespace

Workload EchoWorkload(const Channels& channels, int pid) {
  using v1::EchoService;
  return {"echo",
          {pid},
          CallsOf<EchoService, v1::EchoRequest, v1::EchoResponse>(
              channels, &EchoService::Stub::async::Echo, [](uint64_t, v1::EchoRequest& request) {
                request.set_text("shops/bench/products/p00000001");
              })};
}

Workload GetProductWorkload(const Channels& channels, int pid, int64_t products) {
  using catalog::v1::ProductService;
  return {"GetProduct",
          {pid},
          CallsOf<ProductService, catalog::v1::GetProductRequest, catalog::v1::Product>(
              channels, &ProductService::Stub::async::GetProduct,
              [products](uint64_t number, catalog::v1::GetProductRequest& request) {
                request.set_name(
                    absl::StrCat(kShop, "/products/", ProductId(Spread(number, 1, products))));
              })};
}

Workload ReserveWorkload(const Channels& channels, int pid, int64_t products, bool hot,
                         const std::string& run) {
  using catalog::v1::StockService;
  return {hot ? "ReserveStock, one hot SKU" : "ReserveStock, different SKUs",
          {pid},
          CallsOf<StockService, catalog::v1::ReserveStockRequest, catalog::v1::Reservation>(
              channels, &StockService::Stub::async::ReserveStock,
              [products, hot, run](uint64_t number, catalog::v1::ReserveStockRequest& request) {
                request.set_parent(kShop);
                request.set_reservation_id(absl::StrCat(run, hot ? "-hot-" : "-", number));
                request.set_request_id(request.reservation_id());
                catalog::v1::ReservationLine& line = *request.add_lines();
                line.set_sku_id(SkuId(hot ? 0 : Spread(number, 2, products)));
                line.set_quantity(1);
              })};
}

Workload PlaceOrderWorkload(const Channels& channels, std::vector<int> pids, int64_t products,
                            const std::string& run) {
  using orders::v1::OrderService;
  return {"PlaceOrder", std::move(pids),
          CallsOf<OrderService, orders::v1::PlaceOrderRequest, orders::v1::Order>(
              channels, &OrderService::Stub::async::PlaceOrder,
              [products, run](uint64_t number, orders::v1::PlaceOrderRequest& request) {
                request.set_parent(kShop);
                request.set_request_id(absl::StrCat(run, "-order-", number));
                request.set_buyer(absl::StrCat("buyer-", Spread(number, 3, 10000)));
                for (uint64_t salt = 4; salt < 7; ++salt) {
                  orders::v1::PlaceOrderLine& line = *request.add_lines();
                  line.set_sku_id(SkuId(Spread(number, salt, products)));
                  line.set_quantity(1);
                }
                request.set_payment_method(orders::v1::PaymentMethod::ESCROW);
                request.mutable_receiver()->set_name("张三");
                request.mutable_receiver()->set_phone("13812345678");
                type::v1::PostalAddress& address = *request.mutable_receiver()->mutable_address();
                address.set_region_code("CN");
                address.set_administrative_area("浙江省");
                address.set_locality("杭州市");
                address.set_street("文三路 90 号");
              })};
}

}  // namespace shopdesk::bench
