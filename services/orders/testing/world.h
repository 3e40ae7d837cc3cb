#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "libs/base/role.h"
#include "libs/base/status_macros.h"
#include "libs/testing/fake_feed.h"
#include "libs/testing/test_runtime.h"
#include "services/orders/testing/dialects.h"
#include "services/orders/testing/fakes.h"
#include "shopdesk/orders/v1/basket.pb.h"
#include "shopdesk/orders/v1/courier.pb.h"
#include "shopdesk/orders/v1/order.pb.h"
#include "shopdesk/orders/v1/payment.pb.h"
#include "shopdesk/orders/v1/policy.pb.h"
#include "shopdesk/orders/v1/price.pb.h"
#include "shopdesk/orders/v1/receiver.pb.h"
#include "shopdesk/orders/v1/refund.pb.h"
#include "shopdesk/orders/v1/shipping.pb.h"

namespace shopdesk::orders::testing {

// The whole of orders below the wire, with its timers and followers, against fakes. Calls go
// through the idempotency of the runtime; after each, everything that follows from it is done
// (Settle).
class World {
 public:
  explicit World(sql::Dialect dialect);

  runtime::Runtime& runtime() { return *runtime_; }
  shopdesk::testing::TestRuntime& test_runtime() { return runtime_; }
  FakeCatalog& catalog() { return catalog_; }
  FakeLogistics& logistics() { return logistics_; }
  // What logistics tells; its snapshot, too.
  shopdesk::testing::FakeFeed& feed() { return feed_; }

  // Waits until timers that are due and followers have nothing left to do.
  void Settle();
  // Moves business time.
  void Advance(absl::Duration by);
  // A new runtime on the same data.
  void Restart() { runtime_.Restart(); }
  // Tells the tracking status of a parcel.
  void Track(const std::string& shipment, logistics::v1::TrackingStatus::Value status);

  // A problem parcel's decision gives the shipment another receiver, and logistics tells of it.
  void Readdress(const std::string& shipment, const type::v1::Receiver& receiver, absl::Time time);
  void TellReaddressed(const std::string& shipment);

  // Tells what became of the interception of a parcel.
  void TellIntercept(const v1::Parcel& parcel, const std::string& order,
                     logistics::v1::Intercept::State state);

  // The same call again has the same request_id.
  absl::StatusOr<v1::Policy> SetPolicy(const v1::Policy& policy, const std::string& request_id);
  absl::StatusOr<v1::Order> Place(v1::PlaceOrderRequest request);
  // Without waiting for what follows.
  absl::StatusOr<v1::Order> PlaceUnsettled(const v1::PlaceOrderRequest& request);
  absl::StatusOr<v1::CheckBasketResponse> CheckBasket(const v1::CheckBasketRequest& request);
  absl::StatusOr<v1::Order> Pay(const v1::RecordPaymentRequest& request);
  absl::StatusOr<v1::Order> ConfirmCod(const v1::ConfirmCodRequest& request);
  absl::StatusOr<v1::Order> DeclineCod(const v1::DeclineCodRequest& request);
  absl::StatusOr<v1::Order> ReleaseCod(const v1::ReleaseCodUnconfirmedRequest& request);
  absl::StatusOr<v1::Order> Ship(const v1::ShipOrderRequest& request);
  absl::StatusOr<v1::Refund> SendAgain(const v1::SendAgainRequest& request);
  absl::StatusOr<v1::Order> ChangeReceiver(const v1::ChangeReceiverRequest& request);
  absl::StatusOr<v1::Order> ChooseCourier(const v1::ChooseCourierRequest& request);
  absl::StatusOr<v1::ListCourierOptionsResponse> ListCourierOptions(const std::string& name);
  absl::StatusOr<v1::Order> ChangePrice(const v1::ChangePriceRequest& request);
  absl::StatusOr<v1::Order> ChangeSku(const v1::ChangeSkuRequest& request);
  // Any handler of one write.
  template <class Response, class Request, class Handler>
  absl::StatusOr<Response> Write(const Request& request, Handler handler) {
    Response response;
    const runtime::CallInfo call = CallOf(request.GetTypeName(), request.request_id());
    RETURN_IF_ERROR(runtime().WriteAndWait(
        call, &request, &response,
        [&](runtime::WriteContext& ctx) { return handler(ctx, request, &response); }));
    Settle();
    return response;
  }
  // Any handler of a workflow.
  template <class Response, class Request, class Handler, class... Deps>
  absl::StatusOr<Response> Workflow(const Request& request, Handler handler, Deps&... deps) {
    Response response;
    const runtime::CallInfo call = CallOf(request.GetTypeName(), request.request_id());
    RETURN_IF_ERROR(runtime().Workflow(
        call, &request, &response,
        [&](runtime::WorkflowContext& ctx) { return handler(ctx, request, &response, deps...); }));
    Settle();
    return response;
  }
  template <class Response, class Request, class Handler>
  absl::StatusOr<Response> Read(const Request& request, Handler handler) {
    Response response;
    RETURN_IF_ERROR(runtime().Read(
        CallOf(request.GetTypeName(), ""),
        [&](runtime::ReadContext& ctx) { return handler(ctx, request, &response); }));
    return response;
  }

  // The order as if its reservation had come to `state` in some way that the test doesn't tell.
  void SetReservationState(const std::string& name, v1::Order::ReservationState state,
                           const std::string& event_type);

  v1::Order Get(const std::string& name);
  std::vector<v1::LedgerEntry> Ledger(const std::string& name);
  v1::OrderFigures Figures(const type::v1::Period& period = {});
  // The kinds of the open work about a resource, in their order.
  std::vector<std::string> WorkOf(const std::string& name);
  // The types of the events about a resource, in order, but bookkeeping (IsBookkeeping).
  std::vector<std::string> EventsOf(const std::string& name);

  // An escrow order of one piece of "a", paid and verified, ready to ship.
  v1::Order ReadyToShip(const std::string& id);
  v1::Order Shipped(const std::string& id);

  runtime::CallInfo CallOf(const std::string& method, const std::string& request_id);
  // The role of the caller, owner at first.
  Role::Value role = Role::OWNER;
  // The number of the agent who calls.
  std::string agent = "7";

 private:
  FakeCatalog catalog_;
  FakeLogistics logistics_;
  shopdesk::testing::FakeFeed feed_;
  shopdesk::testing::TestRuntime runtime_;
};

// Tests in such a world, on either database.
class WorldTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  World world_{GetParam()};
};

// The shop's policy in World: defaults, CNY, and nobody looks for orders placed twice.
v1::Policy TestPolicy();
// An order of `quantity` pieces of `sku`, by request id "place-<id>".
v1::PlaceOrderRequest PlaceRequest(const std::string& id,
                                   v1::PaymentMethod::Value method = v1::PaymentMethod::ESCROW,
                                   const std::string& sku = "a", int64_t quantity = 1);
type::v1::Receiver TestReceiver();
// Of all that is due, by transaction and request id "pay-<id>".
v1::RecordPaymentRequest PayRequest(const v1::Order& order, const std::string& id);

}  // namespace shopdesk::orders::testing
