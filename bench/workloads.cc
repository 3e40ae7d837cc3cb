#include "bench/workloads.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "bench/goods_names.h"
#include "shopdesk/bench/v1/echo.grpc.pb.h"
#include "shopdesk/catalog/v1/comparison.grpc.pb.h"
#include "shopdesk/catalog/v1/product.grpc.pb.h"
#include "shopdesk/catalog/v1/stock.grpc.pb.h"
#include "shopdesk/catalog/v1/suitability.grpc.pb.h"
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

// Orders are placed no further ahead of who confirms them: a second or two of that work.
constexpr int64_t kMostBehind = 1000;

uint64_t Mix(uint64_t number, uint64_t salt) {
  uint64_t x = number * 0x9e3779b97f4a7c15u + salt * 0xbf58476d1ce4e5b9u;
  x ^= x >> 31;
  x *= 0x94d049bb133111ebu;
  return x ^ x >> 29;
}

// A well-spread number below `bound`, the same for the same call.
int64_t Spread(uint64_t number, uint64_t salt, int64_t bound) {
  return static_cast<int64_t>(Mix(number, salt) % static_cast<uint64_t>(bound));
}

std::string ProductName(int64_t number) {
  return absl::StrCat(kShop, "/products/", ProductId(number));
}

// As random as those that callers make, and as long; the same for the same call of a run.
std::string RandomId(const std::string& run, uint64_t number) {
  const uint64_t seed = std::hash<std::string>()(run);
  return absl::StrFormat("%016x-%016x", Mix(number, seed), Mix(seed, number));
}

void FillReceiver(uint64_t number, type::v1::Receiver& receiver) {
  receiver.set_name(absl::StrCat("张", Spread(number, 7, 100'000'000)));
  receiver.set_phone(absl::StrFormat("138%08d", Spread(number, 8, 100'000'000)));
  type::v1::PostalAddress& address = *receiver.mutable_address();
  address.set_region_code("CN");
  address.set_administrative_area("浙江省");
  address.set_locality("杭州市");
  address.set_street(absl::StrCat("文三路 ", Spread(number, 9, 100'000'000), " 号"));
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

Workload GetProductWorkload(const Channels& channels, int pid, const Subject& subject) {
  using catalog::v1::ProductService;
  return {"GetProduct",
          {pid},
          CallsOf<ProductService, catalog::v1::GetProductRequest, catalog::v1::Product>(
              channels, &ProductService::Stub::async::GetProduct,
              [products = subject.goods.products](uint64_t number,
                                                  catalog::v1::GetProductRequest& request) {
                request.set_name(ProductName(Spread(number, 1, products)));
              })};
}

Workload SearchWorkload(const Channels& channels, int pid) {
  using catalog::v1::ProductService;
  return {"SearchProducts",
          {pid},
          CallsOf<ProductService, catalog::v1::SearchProductsRequest,
                  catalog::v1::SearchProductsResponse>(
              channels, &ProductService::Stub::async::SearchProducts,
              [](uint64_t number, catalog::v1::SearchProductsRequest& request) {
                request.set_parent(kShop);
                request.set_query(SearchedFor(number));
              })};
}

Workload SuitabilityWorkload(const Channels& channels, int pid, const Subject& subject) {
  using catalog::v1::SuitabilityService;
  return {
      "CheckSuitability",
      {pid},
      CallsOf<SuitabilityService, catalog::v1::CheckSuitabilityRequest, catalog::v1::Suitability>(
          channels, &SuitabilityService::Stub::async::CheckSuitability,
          [products = subject.goods.products](uint64_t number,
                                              catalog::v1::CheckSuitabilityRequest& request) {
            request.set_name(ProductName(Spread(number, 1, products)));
            catalog::v1::BuyerProfile& profile = *request.mutable_profile();
            profile.set_age_months(static_cast<int32_t>(Spread(number, 2, 240)));
            profile.mutable_skin()->add_types(catalog::v1::SkinType::DRY);
            profile.mutable_allergens()->add_keys("wool");
            profile.mutable_conditions();
            profile.mutable_habits();
            request.set_language_code("en");
            request.set_max_alternatives(0);
          })};
}

Workload CompareWorkload(const Channels& channels, int pid, const Subject& subject) {
  using catalog::v1::ComparisonService;
  return {"CompareProducts, five",
          {pid},
          CallsOf<ComparisonService, catalog::v1::CompareProductsRequest, catalog::v1::Comparison>(
              channels, &ComparisonService::Stub::async::CompareProducts,
              [products = subject.goods.products](uint64_t number,
                                                  catalog::v1::CompareProductsRequest& request) {
                request.set_parent(kShop);
                const int64_t first = Spread(number, 1, products);
                for (int64_t i = 0; i < 5; ++i) {
                  request.add_names(ProductName((first + i) % products));
                }
                request.set_language_code("en");
              })};
}

Workload ReserveWorkload(const Channels& channels, int pid, const Subject& subject, bool hot) {
  using catalog::v1::StockService;
  return {hot ? "ReserveStock, one hot SKU" : "ReserveStock, different SKUs",
          {pid},
          CallsOf<StockService, catalog::v1::ReserveStockRequest, catalog::v1::Reservation>(
              channels, &StockService::Stub::async::ReserveStock,
              [skus = subject.goods.Skus(), hot, run = subject.run](
                  uint64_t number, catalog::v1::ReserveStockRequest& request) {
                request.set_parent(kShop);
                request.set_reservation_id(RandomId(run, number));
                request.set_request_id(request.reservation_id());
                catalog::v1::ReservationLine& line = *request.add_lines();
                line.set_sku_id(SkuId(hot ? 0 : Spread(number, 2, skus)));
                line.set_quantity(1);
              }),
          [&followers = subject.followers] { return followers.Behind(); }};
}

Workload PlaceOrderWorkload(const Channels& channels, std::vector<int> pids,
                            const Subject& subject) {
  using orders::v1::OrderService;
  return {"PlaceOrder, three lines, sustained", std::move(pids),
          CallsOf<OrderService, orders::v1::PlaceOrderRequest, orders::v1::Order>(
              channels, &OrderService::Stub::async::PlaceOrder,
              [skus = subject.goods.Skus(), run = subject.run](
                  uint64_t number, orders::v1::PlaceOrderRequest& request) {
                request.set_parent(kShop);
                request.set_request_id(RandomId(run, number));
                request.set_buyer(absl::StrCat("buyer-", RandomId("buyers", number)));
                for (uint64_t salt = 4; salt < 7; ++salt) {
                  orders::v1::PlaceOrderLine& line = *request.add_lines();
                  line.set_sku_id(SkuId(Spread(number, salt, skus)));
                  line.set_quantity(1);
                }
                request.set_payment_method(orders::v1::PaymentMethod::ESCROW);
                FillReceiver(number, *request.mutable_receiver());
              }),
          [&followers = subject.followers] { return followers.Behind(); }, kMostBehind};
}

}  // namespace shopdesk::bench
