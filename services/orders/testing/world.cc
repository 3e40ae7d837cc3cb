#include "services/orders/testing/world.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "libs/sql/message.h"
#include "libs/testing/snapshot.h"
#include "services/orders/definition.h"
#include "services/orders/handlers/desk/figures.h"
#include "services/orders/handlers/payment/cod.h"
#include "services/orders/handlers/payment/payment.h"
#include "services/orders/handlers/placing/basket.h"
#include "services/orders/handlers/placing/placing.h"
#include "services/orders/handlers/pricing/courier.h"
#include "services/orders/handlers/pricing/price.h"
#include "services/orders/handlers/receiver/receiver.h"
#include "services/orders/handlers/shipping/replacement.h"
#include "services/orders/handlers/shipping/shipping.h"
#include "services/orders/handlers/trade/order.h"
#include "services/orders/handlers/trade/order_change.h"
#include "services/orders/handlers/trade/policy.h"
#include "services/orders/store/migrations/migrations.h"
#include "shopdesk/work/v1/work.pb.h"

namespace shopdesk::orders::testing {
namespace {

// Clients that others own.
Clients Refer(FakeCatalog& catalog, FakeLogistics& logistics) {
  return {std::shared_ptr<clients::Catalog>(&catalog, [](clients::Catalog*) {}),
          std::shared_ptr<clients::Logistics>(&logistics, [](clients::Logistics*) {})};
}

absl::Time Patience() { return absl::Now() + absl::Seconds(60); }

}  // namespace

World::World(sql::Dialect dialect)
    : runtime_({.service = "orders",
                .dialect = dialect,
                .sqlite_migrations = store::SqliteMigrations(),
                .postgres_migrations = store::PostgresMigrations(),
                .compose = [this](runtime::Runtime& runtime) {
                  Compose(runtime, Refer(catalog_, logistics_), feed_.MakeSource());
                }}) {
  catalog_.SetStock("a", 100, 500);
  catalog_.SetStock("b", 100, 300);
  EXPECT_TRUE(SetPolicy(TestPolicy(), "policy").ok());
}

void World::Settle() {
  const auto done = runtime().AdvanceTo(runtime().clock().Now(), Patience());
  ASSERT_TRUE(done.ok()) << done.status();
}

void World::Advance(absl::Duration by) {
  const auto done = runtime().AdvanceTo(runtime().clock().Now() + by, Patience());
  ASSERT_TRUE(done.ok()) << done.status();
}

void World::Track(const std::string& shipment, logistics::v1::TrackingStatus::Value status) {
  for (logistics::v1::Shipment& made : logistics_.shipments()) {
    if (made.name() != shipment) continue;
    logistics_.SetStatus(shipment, status);
    made.set_status(status);
    feed_.Add(made, "shipment.tracked");
  }
  Settle();
}

void World::Readdress(const std::string& shipment, const type::v1::Receiver& receiver,
                      absl::Time time) {
  logistics_.Readdress(shipment, receiver, time);
  TellReaddressed(shipment);
}

void World::TellReaddressed(const std::string& shipment) {
  for (const logistics::v1::Shipment& made : logistics_.shipments()) {
    if (made.name() == shipment) feed_.Add(made, "shipment.readdressed");
  }
  Settle();
}

void World::TellIntercept(const v1::Parcel& parcel, const std::string& order,
                          logistics::v1::Intercept::State state) {
  logistics::v1::Intercept intercept;
  intercept.set_name(parcel.intercept());
  intercept.set_kind(logistics::v1::Intercept::ADDRESS_CHANGE);
  intercept.set_order(order);
  intercept.set_state(state);
  feed_.Add(intercept, "intercept.done");
  Settle();
}

runtime::CallInfo World::CallOf(const std::string& method, const std::string& request_id) {
  runtime::CallInfo call = shopdesk::testing::TestCall(request_id);
  call.method = method;
  call.actor.set_kind(type::v1::Actor::AGENT);
  call.actor.set_id(agent);
  call.actor.set_role(role);
  return call;
}

absl::StatusOr<v1::Policy> World::SetPolicy(const v1::Policy& policy,
                                            const std::string& request_id) {
  v1::UpdatePolicyRequest request;
  *request.mutable_policy() = policy;
  request.set_allow_missing(true);
  request.set_request_id(request_id);
  return Write<v1::Policy>(request, handlers::UpdatePolicy);
}

absl::StatusOr<v1::Order> World::DeclineCod(const v1::DeclineCodRequest& request) {
  return Workflow<v1::Order>(request, handlers::DeclineCod,
                             static_cast<clients::Logistics&>(logistics_));
}

absl::StatusOr<v1::Order> World::Place(v1::PlaceOrderRequest request) {
  return Workflow<v1::Order>(request, handlers::PlaceOrder,
                             static_cast<clients::Catalog&>(catalog_),
                             static_cast<clients::Logistics&>(logistics_));
}

absl::StatusOr<v1::Order> World::PlaceUnsettled(const v1::PlaceOrderRequest& request) {
  v1::Order response;
  RETURN_IF_ERROR(runtime().Workflow(CallOf("PlaceOrder", request.request_id()), &request,
                                     &response, [&](runtime::WorkflowContext& ctx) {
                                       return handlers::PlaceOrder(ctx, request, &response,
                                                                   catalog_, logistics_);
                                     }));
  return response;
}

absl::StatusOr<v1::CheckBasketResponse> World::CheckBasket(const v1::CheckBasketRequest& request) {
  v1::CheckBasketResponse response;
  RETURN_IF_ERROR(runtime().Workflow(
      CallOf("CheckBasket", ""), &request, &response, [&](runtime::WorkflowContext& ctx) {
        return handlers::CheckBasket(ctx, request, &response, catalog_, logistics_);
      }));
  return response;
}

absl::StatusOr<v1::Order> World::Pay(const v1::RecordPaymentRequest& request) {
  return Workflow<v1::Order>(request, handlers::RecordPayment,
                             static_cast<clients::Catalog&>(catalog_));
}

absl::StatusOr<v1::Order> World::ConfirmCod(const v1::ConfirmCodRequest& request) {
  return Workflow<v1::Order>(request, handlers::ConfirmCod,
                             static_cast<clients::Catalog&>(catalog_));
}

absl::StatusOr<v1::Order> World::ReleaseCod(const v1::ReleaseCodUnconfirmedRequest& request) {
  return Workflow<v1::Order>(request, handlers::ReleaseCodUnconfirmed,
                             static_cast<clients::Catalog&>(catalog_));
}

absl::StatusOr<v1::Order> World::Ship(const v1::ShipOrderRequest& request) {
  return Workflow<v1::Order>(request, handlers::ShipOrder,
                             static_cast<clients::Logistics&>(logistics_));
}

absl::StatusOr<v1::Refund> World::SendAgain(const v1::SendAgainRequest& request) {
  return Workflow<v1::Refund>(request, handlers::SendAgain,
                              static_cast<clients::Logistics&>(logistics_));
}

absl::StatusOr<v1::Order> World::ChangeReceiver(const v1::ChangeReceiverRequest& request) {
  return Workflow<v1::Order>(request, handlers::ChangeReceiver,
                             static_cast<clients::Logistics&>(logistics_));
}

absl::StatusOr<v1::Order> World::ChooseCourier(const v1::ChooseCourierRequest& request) {
  return Workflow<v1::Order>(request, handlers::ChooseCourier,
                             static_cast<clients::Logistics&>(logistics_));
}

absl::StatusOr<v1::ListCourierOptionsResponse> World::ListCourierOptions(const std::string& name) {
  v1::ListCourierOptionsRequest request;
  request.set_name(name);
  v1::ListCourierOptionsResponse response;
  RETURN_IF_ERROR(runtime().Workflow(
      CallOf("ListCourierOptions", ""), &request, &response, [&](runtime::WorkflowContext& ctx) {
        return handlers::ListCourierOptions(ctx, request, &response, logistics_);
      }));
  return response;
}

absl::StatusOr<v1::Order> World::ChangePrice(const v1::ChangePriceRequest& request) {
  return Workflow<v1::Order>(request, handlers::ChangePrice,
                             static_cast<clients::Catalog&>(catalog_));
}

absl::StatusOr<v1::Order> World::ChangeSku(const v1::ChangeSkuRequest& request) {
  return Workflow<v1::Order>(request, handlers::ChangeSku,
                             static_cast<clients::Catalog&>(catalog_));
}

void World::SetReservationState(const std::string& name, v1::Order::ReservationState state,
                                const std::string& event_type) {
  const absl::Status status = runtime().WriteAndWait(
      CallOf("test", ""), nullptr, nullptr, [&](runtime::WriteContext& ctx) -> absl::Status {
        ASSIGN_OR_RETURN(handlers::OrderChange change, handlers::LoadForChange(ctx, name));
        change.order.set_reservation_state(state);
        return handlers::SaveChange(ctx, change, event_type);
      });
  ASSERT_TRUE(status.ok()) << status;
  Settle();
}

v1::Order World::Get(const std::string& name) {
  v1::GetOrderRequest request;
  request.set_name(name);
  const auto order = Read<v1::Order>(request, handlers::GetOrder);
  EXPECT_TRUE(order.ok()) << order.status();
  return order.ok() ? *order : v1::Order();
}

std::vector<v1::LedgerEntry> World::Ledger(const std::string& name) {
  v1::ListLedgerEntriesRequest request;
  request.set_parent(name);
  const auto listed = Read<v1::ListLedgerEntriesResponse>(request, handlers::ListLedgerEntries);
  EXPECT_TRUE(listed.ok()) << listed.status();
  if (!listed.ok()) return {};
  return {listed->entries().begin(), listed->entries().end()};
}

v1::OrderFigures World::Figures(const type::v1::Period& period) {
  v1::GetOrderFiguresRequest request;
  *request.mutable_period() = period;
  request.set_parent("shops/s");
  const auto figures = Read<v1::OrderFigures>(request, handlers::GetOrderFigures);
  EXPECT_TRUE(figures.ok()) << figures.status();
  return figures.ok() ? *figures : v1::OrderFigures();
}

std::vector<std::string> World::WorkOf(const std::string& name) {
  static constexpr sql::Statement kWork = {"test_work",
                                           "SELECT data FROM work_items ORDER BY kind"};
  std::vector<std::string> kinds;
  const auto read = [&](sql::Transaction& txn) {
    return txn.Query(kWork, {}, [&](const sql::Row& row) -> absl::Status {
      work::v1::WorkItem item;
      RETURN_IF_ERROR(sql::ParseColumn(row, 0, item));
      if (item.resource() == name) kinds.push_back(item.kind());
      return absl::OkStatus();
    });
  };
  EXPECT_TRUE(runtime().database().Read(absl::InfiniteFuture(), read).ok());
  return kinds;
}

std::vector<std::string> World::EventsOf(const std::string& name) {
  std::vector<std::string> types;
  int64_t cursor = 0;
  while (true) {
    const auto page = runtime().events().Read("-", cursor, 1000, absl::InfinitePast());
    EXPECT_TRUE(page.ok()) << page.status();
    if (!page.ok() || page->events.empty()) return types;
    for (const event::Event& event : page->events) {
      if (event.resource_name() != name || shopdesk::testing::IsBookkeeping(event)) continue;
      types.push_back(event.type());
    }
    cursor = page->next.sequence;
  }
}

v1::Order World::ReadyToShip(const std::string& id) {
  const auto placed = Place(PlaceRequest(id));
  EXPECT_TRUE(placed.ok()) << placed.status();
  if (!placed.ok()) return {};
  EXPECT_TRUE(Pay(PayRequest(*placed, id)).ok());
  v1::ConfirmReceiverRequest confirm;
  confirm.set_name(placed->name());
  confirm.set_channel(type::v1::ContactChannel::IM);
  confirm.set_request_id(absl::StrCat("confirm-", id));
  EXPECT_TRUE(Write<v1::Order>(confirm, handlers::ConfirmReceiver).ok());
  return Get(placed->name());
}

v1::Order World::Shipped(const std::string& id) {
  v1::ShipOrderRequest request;
  request.set_name(ReadyToShip(id).name());
  request.set_request_id(absl::StrCat("ship-", id));
  const auto shipped = Ship(request);
  EXPECT_TRUE(shipped.ok()) << shipped.status();
  return Get(request.name());
}

v1::Policy TestPolicy() {
  v1::Policy policy;
  policy.set_name("shops/s/policy");
  policy.set_currency_code("CNY");
  // Tests place like orders.
  policy.set_duplicate_rule(v1::Policy::IGNORE_PAIRS);
  return policy;
}

type::v1::Receiver TestReceiver() {
  type::v1::Receiver receiver;
  receiver.set_name("张三丰");
  receiver.set_phone("138 1234 5678");
  type::v1::PostalAddress& address = *receiver.mutable_address();
  address.set_region_code("CN");
  address.set_postal_code("310000");
  address.set_administrative_area("33");
  address.set_locality("杭州市");
  address.set_street("浙江省杭州市西湖区文三路 1 号");
  return receiver;
}

v1::PlaceOrderRequest PlaceRequest(const std::string& id, v1::PaymentMethod::Value method,
                                   const std::string& sku, int64_t quantity) {
  v1::PlaceOrderRequest request;
  request.set_parent("shops/s");
  request.set_order_id(id);
  request.set_buyer("buyer");
  request.set_payment_method(method);
  *request.mutable_receiver() = TestReceiver();
  v1::PlaceOrderLine& line = *request.add_lines();
  line.set_sku_id(sku);
  line.set_quantity(quantity);
  request.set_request_id(absl::StrCat("place-", id));
  return request;
}

v1::RecordPaymentRequest PayRequest(const v1::Order& order, const std::string& id) {
  v1::RecordPaymentRequest request;
  request.set_name(order.name());
  request.set_transaction_id(absl::StrCat("pay-", id));
  *request.mutable_amount() = order.payment().due();
  request.set_request_id(absl::StrCat("pay-", id));
  return request;
}

}  // namespace shopdesk::orders::testing
