#include <functional>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "services/orders/handlers/receiver/receiver.h"
#include "services/orders/handlers/refund/refund.h"
#include "services/orders/handlers/refund/return.h"
#include "services/orders/handlers/shipping/replacement.h"
#include "services/orders/testing/histories.h"
#include "services/orders/testing/world.h"

namespace shopdesk::orders {
namespace {

using logistics::v1::TrackingStatus;
using testing::WorldTest;
using namespace v1;  // NOLINT: the states
using ::shopdesk::testing::IsOk;

// Random lives of refunds against a catalog: whatever is asked, sent, exchanged, counted and
// brought back, each piece is in one bucket, with a buyer, or where nobody looked at it.
class RefundUnitsTest : public WorldTest {
 protected:
  static constexpr int kDeeds = 12;
  static constexpr const char* kSkus[] = {"a", "other"};

  void SetUp() override {
    world_.catalog().SetStock("a", 100000);
    world_.catalog().SetStock("other", 100000);
  }
  int64_t Pick(int64_t low, int64_t high) {
    return std::uniform_int_distribution<int64_t>(low, high)(random_);
  }
  // An order of three pieces.
  Order Shipped(const std::string& id) {
    const auto placed = world_.Place(testing::PlaceRequest(id, PaymentMethod::ESCROW, "a", 3));
    EXPECT_THAT(placed, IsOk());
    const std::string name = placed->name();
    EXPECT_THAT(world_.Pay(testing::PayRequest(world_.Get(name), id)), IsOk());
    ConfirmReceiverRequest confirm;
    confirm.set_name(name);
    confirm.set_channel(type::v1::ContactChannel::IM);
    confirm.set_request_id("confirm-" + id);
    EXPECT_THAT(world_.Write<Order>(confirm, handlers::ConfirmReceiver), IsOk());
    ShipOrderRequest ship;
    ship.set_name(name);
    ship.set_request_id("ship-" + id);
    EXPECT_THAT(world_.Ship(ship), IsOk());
    return world_.Get(name);
  }
  // Fitting or not.
  template <class Request, class Handler>
  void Try(Request request, Handler handler) {
    request.set_request_id(absl::StrCat("units-", ++requests_));
    world_.Write<Refund>(request, handler).IgnoreError();
  }
  template <class Request, class Handler>
  void Do(const Refund& refund, Handler handler) {
    Request request;
    request.set_name(refund.name());
    Try(request, handler);
  }

  void Ask(const std::string& order) {
    OpenRefundRequest request;
    request.set_parent(order);
    request.set_kind(static_cast<RefundKind::Value>(Pick(1, RefundKind::Value_MAX)));
    request.set_reason(RefundReason::QUALITY);
    RefundLine& line = *request.add_lines();
    line.set_line(1);
    line.set_quantity(Pick(1, 2));
    if (request.kind() == RefundKind::EXCHANGE) line.set_exchange_sku_id(kSkus[Pick(0, 1)]);
    Try(request, handlers::OpenRefund);
  }
  void SendBack(const Refund& refund) {
    SendBackGoodsRequest request;
    request.set_name(refund.name());
    request.set_carrier_id("sf");
    request.set_waybill_number("SF1");
    Try(request, handlers::SendBackGoods);
  }
  void Count(const Refund& refund) {
    ConfirmReturnedGoodsRequest request;
    request.set_name(refund.name());
    if (Pick(0, 2) == 0) {
      request.set_inspection(static_cast<Inspection::Value>(Pick(1, 2)));
    } else {
      const int64_t pieces = refund.lines(0).quantity();
      IntakeLine& line = *request.add_lines();
      line.set_line(1);
      line.set_sellable(Pick(0, pieces));
      line.set_damaged(Pick(0, pieces - line.sellable()));
      line.set_missing(pieces - line.sellable() - line.damaged());
    }
    Try(request, handlers::ConfirmReturnedGoods);
  }
  void SendAgain(const Refund& refund) {
    SendAgainRequest request;
    request.set_name(refund.name());
    request.set_request_id(absl::StrCat("units-", ++requests_));
    world_.SendAgain(request).IgnoreError();
  }
  void TrackAgain(const Refund& refund) {
    constexpr TrackingStatus::Value kStatuses[] = {
        TrackingStatus::DELIVERED, TrackingStatus::EXPIRED, TrackingStatus::RETURNED};
    if (refund.replacement().shipment().empty()) return;
    world_.Track(refund.replacement().shipment(), kStatuses[Pick(0, std::size(kStatuses) - 1)]);
  }
  void Accept(const std::string& order) {
    AcceptReturnRequest request;
    request.set_parent("shops/s");
    request.set_buyer(world_.Get(order).buyer());
    request.set_product(world_.Get(order).lines(0).snapshot().product());
    request.set_quantity(1);
    request.set_inspection(Inspection::RESTOCK);
    request.set_request_id(absl::StrCat("units-", ++requests_));
    world_.Write<Return>(request, handlers::AcceptReturn).IgnoreError();
  }
  void GoOn(const Refund& refund) {
    const std::function<void()> deeds[] = {
        [&] { Do<AgreeRefundRequest>(refund, handlers::AgreeRefund); },
        [&] { Do<AgreeRefundRequest>(refund, handlers::AgreeRefund); },
        [&] { SendBack(refund); },
        [&] { SendBack(refund); },
        [&] { Count(refund); },
        [&] { Count(refund); },
        [&] { Do<AcceptRefundOfferRequest>(refund, handlers::AcceptRefundOffer); },
        [&] { SendAgain(refund); },
        [&] { SendAgain(refund); },
        [&] { TrackAgain(refund); },
        [&] { TrackAgain(refund); },
        [&] { Do<ConfirmSentAgainRequest>(refund, handlers::ConfirmSentAgain); },
        [&] { Do<WithdrawRefundRequest>(refund, handlers::WithdrawRefund); },
        [&] { world_.Advance(absl::Hours(24 * 5)); },
    };
    deeds[Pick(0, std::size(deeds) - 1)]();
  }
  std::vector<Refund> RefundsOf(const std::string& order) {
    ListRefundsRequest request;
    request.set_parent(order);
    const auto found = world_.Read<ListRefundsResponse>(request, handlers::ListRefunds);
    EXPECT_THAT(found, IsOk());
    return {found->refunds().begin(), found->refunds().end()};
  }

  // Pieces that the stock got of a refund, whichever SKU they are of: as they were looked at, and
  // what the carrier brought back.
  static int64_t Booked(const Refund& refund) {
    const bool looked =
        refund.inspection() != Inspection::INSPECTION_UNSPECIFIED || !refund.intake().empty();
    const bool paid =
        (refund.state() == RefundState::SUCCESS || refund.state() == RefundState::PARTIAL) &&
        (!refund.has_replacement() || refund.replacement().failure() != 0);
    const bool shops =
        refund.kind() == RefundKind::EXCHANGE ? refund.has_replacement() || paid : paid;
    int64_t pieces = 0;
    for (const RefundLine& line : refund.lines()) {
      if (looked && shops) pieces += line.came_back();
      const bool again =
          refund.kind() == RefundKind::EXCHANGE || refund.kind() == RefundKind::RESEND;
      if (again && refund.replacement().state() == Replacement::RETURNED) {
        pieces += line.quantity();
      }
    }
    return pieces;
  }
  void Check() {
    int64_t in_stock = 0;
    int64_t out = 0;
    for (const char* sku : kSkus) {
      in_stock += world_.catalog().available(sku) + world_.catalog().reserved(sku) +
                  world_.catalog().damaged(sku);
      out += world_.catalog().shipped(sku);
    }
    EXPECT_EQ(in_stock + out - booked_, 200000);
  }

  std::mt19937 random_;
  int requests_ = 0;
  int64_t booked_ = 0;
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, RefundUnitsTest, testing::BothDatabases(), testing::NameOf);

TEST_P(RefundUnitsTest, EachPieceIsSomewhere) {
  const auto [histories, end] = testing::HistoriesOn(GetParam());
  int tried = 0;
  for (; tried < histories && absl::Now() < end; ++tried) {
    SCOPED_TRACE(absl::StrCat("seed ", tried));
    random_.seed(tried);
    const Order shipped = Shipped(absl::StrCat("o", tried));
    world_.Track(shipped.parcels(0).shipment(), TrackingStatus::DELIVERED);
    for (int i = 0; i < kDeeds; ++i) {
      const std::vector<Refund> refunds = RefundsOf(shipped.name());
      if (refunds.empty() || Pick(0, 4) == 0) {
        Pick(0, 5) == 0 ? Accept(shipped.name()) : Ask(shipped.name());
      } else {
        GoOn(refunds[Pick(0, refunds.size() - 1)]);
      }
    }
    // Nobody does anything any more.
    world_.Advance(absl::Hours(24 * 120));
    for (const Refund& refund : RefundsOf(shipped.name())) booked_ += Booked(refund);
    Check();
    if (HasFailure()) return;
  }
  RecordProperty("histories", tried);
}

}  // namespace
}  // namespace shopdesk::orders
