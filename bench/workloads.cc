#include "bench/workloads.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "bench/goods_names.h"
#include "shopdesk/bench/v1/echo.grpc.pb.h"
#include "shopdesk/catalog/v1/comparison.grpc.pb.h"
#include "shopdesk/catalog/v1/product.grpc.pb.h"
#include "shopdesk/catalog/v1/stock.grpc.pb.h"
#include "shopdesk/catalog/v1/suitability.grpc.pb.h"
#include "shopdesk/logistics/v1/quote.grpc.pb.h"
#include "shopdesk/logistics/v1/shipment.grpc.pb.h"
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

constexpr int64_t kParcels = 20'000;
constexpr int64_t kScans = 1000;
constexpr int kPagesAtOnce = 4;

std::string ShipmentName(int64_t number) { return absl::StrCat(kShop, "/shipments/b", number); }

// The parcels that are scanned, as far as they aren't there.
absl::Status MakeParcels(const Channels& channels, int pid) {
  using logistics::v1::ShipmentService;
  const Workload work = {
      "CreateShipment",
      {pid},
      CallsOf<ShipmentService, logistics::v1::CreateShipmentRequest, logistics::v1::Shipment>(
          channels, &ShipmentService::Stub::async::CreateShipment,
          [](uint64_t number, logistics::v1::CreateShipmentRequest& request) {
            request.set_parent(kShop);
            request.set_shipment_id(absl::StrCat("b", number));
            request.set_request_id(absl::StrCat("parcel-", number));
            request.set_order(absl::StrCat(kShop, "/orders/b", number));
            request.set_carrier_id("carrier-0");
            request.set_mode(logistics::v1::Mode::COURIER_ROAD);
            request.set_waybill_number(absl::StrFormat("BENCH%09d", number));
            request.add_parcels()->set_weight_grams(300);
            FillReceiver(number, *request.mutable_receiver());
          })};
  const Round round =
      RunClosedLoop(work, channels.size(), 64, absl::InfiniteDuration(), 0, kParcels);
  if (round.errors.empty()) return absl::OkStatus();
  return absl::InternalError(
      absl::StrCat("parcels were refused with code ", round.errors.begin()->first));
}

// Sends one page on a stream of its own.
class ScanPage final : public grpc::ClientBidiReactor<logistics::v1::IngestTrackingRequest,
                                                      logistics::v1::IngestTrackingResponse> {
 public:
  explicit ScanPage(std::function<void(const grpc::Status&)> done) : done_(std::move(done)) {
    SayWho(context_);
  }
  logistics::v1::IngestTrackingRequest& request() { return request_; }
  void Start(logistics::v1::ShipmentService::Stub& stub) {
    stub.async()->IngestTracking(&context_, this);
    StartWriteLast(&request_, grpc::WriteOptions());
    StartRead(&response_);
    StartCall();
  }
  void OnDone(const grpc::Status& status) override {
    const bool taken = response_.new_count() == kScans;
    done_(status.ok() && !taken ? grpc::Status(grpc::StatusCode::INTERNAL, "scans were refused")
                                : status);
    delete this;
  }

 private:
  const std::function<void(const grpc::Status&)> done_;
  grpc::ClientContext context_;
  logistics::v1::IngestTrackingRequest request_;
  logistics::v1::IngestTrackingResponse response_;
};

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

Workload QuoteWorkload(const Channels& channels, int pid, int max_offers) {
  using logistics::v1::QuoteService;
  const std::string offers = max_offers > 0 ? absl::StrCat("the best ", max_offers) : "all";
  Workload work = {absl::StrCat("Quote, ", offers, " of 500 carriers by 10 modes"),
                   {pid},
                   CallsOf<QuoteService, logistics::v1::QuoteRequest, logistics::v1::QuoteResponse>(
                       channels, &QuoteService::Stub::async::Quote,
                       [max_offers](uint64_t number, logistics::v1::QuoteRequest& request) {
                         request.set_parent(kRatesShop);
                         request.set_sort(logistics::v1::QuoteRequest::CHEAPEST_FIRST);
                         request.add_parcels()->set_weight_grams(1 + Spread(number, 1, 30'000));
                         if (max_offers > 0) request.set_max_offers(max_offers);
                         type::v1::Receiver receiver;
                         FillReceiver(number, receiver);
                         *request.mutable_destination() = receiver.address();
                       })};
  work.prepare = [channels] { return FillRates(channels[0]); };
  return work;
}

Workload IngestWorkload(const Channels& channels, int pid, const Subject& subject) {
  using logistics::v1::ShipmentService;
  auto stubs = std::make_shared<std::vector<std::unique_ptr<ShipmentService::Stub>>>();
  for (const auto& channel : channels) stubs->push_back(ShipmentService::NewStub(channel));
  const int64_t begin_ms = absl::ToUnixMillis(absl::Now());
  Workload work = {
      "IngestTracking, pages of 1,000",
      {pid},
      [stubs, begin_ms, run = subject.run](size_t channel, uint64_t number,
                                           std::function<void(const grpc::Status&)> done) {
        auto* page = new ScanPage(std::move(done));
        page->request().set_parent(kShop);
        page->request().set_request_id(RandomId(run, number));
        // Later pages tell of later scans of a parcel.
        const auto after_ms = static_cast<int64_t>(number % (uint64_t{1} << 32));
        for (int64_t i = 0; i < kScans; ++i) {
          logistics::v1::TrackingReport& report = *page->request().add_reports();
          const auto row = static_cast<int64_t>(number % uint64_t{kParcels}) * kScans + i;
          report.set_shipment(ShipmentName(row % kParcels));
          logistics::v1::TrackingEvent& event = *report.mutable_event();
          event.set_source("CANONICAL");
          event.set_code("IN_TRANSIT");
          event.set_text("快件已到达 杭州转运中心");
          event.set_location("杭州市");
          const int64_t time_ms = begin_ms + after_ms;
          event.mutable_event_time()->set_seconds(time_ms / 1000);
          event.mutable_event_time()->set_nanos(static_cast<int32_t>(time_ms % 1000 * 1'000'000));
        }
        page->Start(*(*stubs)[channel]);
      },
      [&followers = subject.followers] { return followers.Behind(); }};
  work.most_in_flight = kPagesAtOnce;
  work.prepare = [channels, pid] { return MakeParcels(channels, pid); };
  return work;
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
