#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "libs/base/mutex.h"
#include "services/orders/clients/catalog.h"
#include "services/orders/clients/logistics.h"

// The services that orders calls, in memory: stock that can't be oversold, reservations and
// shipments that are idempotent as the real ones are. peer_contract.h holds them against the
// services. Thread-safe.
namespace shopdesk::orders::testing {

// How a call fails: not at all, before it does anything, or after it has done it.
enum class Fault { kNone, kBefore, kAfter };

class FakeCatalog final : public clients::Catalog {
 public:
  // Sets what can be reserved, and the price.
  void SetStock(const std::string& sku, int64_t quantity, int64_t price_minor = 500);
  // It is sold no more, and nothing is booked for it.
  void RemoveSku(const std::string& sku);
  int64_t available(const std::string& sku) const;
  int64_t damaged(const std::string& sku) const;
  // Reserved and neither committed nor released.
  int64_t reserved(const std::string& sku) const;
  // Taken out of stock by commits.
  int64_t shipped(const std::string& sku) const;
  // The lowest price that everybody, and that the owner may give. At first any.
  void SetFloor(const std::string& sku, int64_t lowest_minor, int64_t floor_minor);
  // A grant that can be redeemed, of a bargain for up to `quantity` pieces.
  void SetGrant(const std::string& name, const std::string& buyer, const std::string& sku,
                int64_t price_minor, int64_t quantity = 10);
  // The order that redeemed the grant; empty: nobody.
  std::string RedeemerOf(const std::string& grant) const;
  // New reservations hold for so long. At first they say nothing of it.
  void SetHold(absl::Duration hold);
  // ConfirmReservation waits, until it doesn't any more.
  void HoldConfirmations(bool held);
  // Ends a reservation as its expiry would.
  void Expire(const std::string& reservation);
  // The reservation that is confirmed next expires just before; somebody takes what is left of the
  // SKU, if one is given.
  void ExpireNextOnConfirm(const std::string& taken_sku = "");
  std::string StateOf(const std::string& reservation) const;
  // The order that it is tied to.
  std::string OrderOf(const std::string& reservation) const;
  // The next call of a method ("ReserveStock") fails with UNAVAILABLE.
  void FailNext(const std::string& method, Fault fault);
  // Calls made, repetitions included.
  int calls(const std::string& method) const;

  absl::StatusOr<catalog::v1::Reservation> ReserveStock(
      const runtime::Context& ctx, const catalog::v1::ReserveStockRequest& request) override;
  absl::Status ConfirmReservation(const runtime::Context& ctx,
                                  const catalog::v1::ConfirmReservationRequest& request) override;
  absl::Status TransferReservation(const runtime::Context& ctx,
                                   const catalog::v1::TransferReservationRequest& request) override;
  absl::Status CommitReservation(const runtime::Context& ctx,
                                 const catalog::v1::CommitReservationRequest& request) override;
  absl::Status ReleaseReservation(const runtime::Context& ctx,
                                  const catalog::v1::ReleaseReservationRequest& request) override;
  absl::Status AdjustStock(const runtime::Context& ctx,
                           const catalog::v1::AdjustStockRequest& request) override;
  absl::StatusOr<catalog::v1::CheckStockResponse> CheckStock(
      const runtime::Context& ctx, const catalog::v1::CheckStockRequest& request) override;
  absl::StatusOr<catalog::v1::CheckPriceResponse> CheckPrice(
      const runtime::Context& ctx, const catalog::v1::CheckPriceRequest& request) override;
  absl::StatusOr<catalog::v1::CheckGrantResponse> CheckGrant(
      const runtime::Context& ctx, const catalog::v1::CheckGrantRequest& request) override;
  absl::StatusOr<catalog::v1::Grant> RedeemGrant(
      const runtime::Context& ctx, const catalog::v1::RedeemGrantRequest& request) override;
  absl::Status ReturnGrant(const runtime::Context& ctx,
                           const catalog::v1::ReturnGrantRequest& request) override;
  absl::StatusOr<catalog::v1::Reservation> GetReservation(const runtime::Context& ctx,
                                                          absl::string_view name) override;
  absl::StatusOr<catalog::v1::BatchGetProductsResponse> BatchGetProducts(
      const runtime::Context& ctx, const catalog::v1::BatchGetProductsRequest& request) override;
  // Reserved pieces are neither gained nor lost by it.
  absl::Status CountStock(const runtime::Context& ctx,
                          const catalog::v1::CountStockRequest& request) override;
  void SetBarcode(const std::string& sku, const std::string& barcode);
  // What is reserved from then on is of this kind of goods, which not everybody carries.
  void SetGoods(const std::string& sku, const std::string& goods);
  // Where what is reserved from then on lies; "main" at first.
  void SetLocation(const std::string& sku, const std::string& location);
  // Where something was booked last.
  std::string adjusted_at(const std::string& sku) const;
  // What was counted last; -1: nothing was.
  int64_t counted(const std::string& sku) const;

 private:
  struct Level {
    std::string barcode;
    std::string goods;
    std::string location = "main";
    std::string adjusted_at;
    int64_t counted = -1;
    int64_t available = 0;
    int64_t damaged = 0;
    int64_t shipped = 0;
    int64_t price_minor = 0;
    int64_t lowest_minor = 0;
    int64_t floor_minor = 0;
  };
  // Runs `body` under the lock, with the fault that is due, unless this request was done before;
  // REQUEST_ID_REUSED if another one was.
  template <class Request>
  absl::Status Run(const std::string& method, const Request& request,
                   const std::function<absl::Status()>& body);
  // The same with the reservation that the request names.
  template <class Request>
  absl::Status Change(const std::string& method, const Request& request,
                      const std::function<absl::Status(catalog::v1::Reservation&)>& body);
  // Whether so much of a SKU can be reserved.
  absl::Status CheckLevel(const std::string& shop_name, const std::string& sku,
                          int64_t quantity) const;
  catalog::v1::SkuSnapshot SnapshotOf(const std::string& shop_name, const std::string& sku) const;
  // Whether a grant is for this; the order that has it counts for what is redeemed.
  absl::StatusOr<catalog::v1::Grant*> MatchGrant(const std::string& name, const std::string& buyer,
                                                 const std::string& sku, int64_t quantity,
                                                 const std::string& order);
  absl::Status Reserve(const std::string& shop_name, const std::map<std::string, int64_t>& wanted,
                       catalog::v1::Reservation& reservation);
  void GiveBack(catalog::v1::Reservation& reservation, const std::map<std::string, int64_t>& parts);
  void EndTentative(catalog::v1::Reservation& reservation);

  mutable Mutex mutex_;
  std::map<std::string, Level> levels_;
  std::map<std::string, catalog::v1::Reservation> reservations_;
  std::map<std::string, catalog::v1::Grant> grants_;
  std::map<std::string, Fault> faults_;
  std::map<std::string, int> calls_;
  // The requests that were done, by method and request_id.
  std::map<std::string, std::string> done_;
  bool expire_next_ = false;
  std::string taken_sku_;
  absl::Duration hold_;
  bool confirmations_held_ = false;
  CondVar confirmations_go_on_;
};

class FakeLogistics final : public clients::Logistics {
 public:
  struct Courier {
    std::string carrier_id;
    logistics::v1::Mode::Value mode;
    int64_t freight_minor;
    // A locality that it doesn't reach. China alone is reached at all.
    std::string not_to = "";
    bool collects_cod = true;
    // A kind of goods that it doesn't take.
    std::string prohibited = "";
    // What insuring costs, of the declared value.
    int64_t premium_bps = 0;
    // How well it serves every city, which is told to who asks for it; unset: nobody knows.
    absl::optional<int32_t> score = absl::nullopt;
    // The only locality that it takes parcels from; empty: any.
    std::string from = "";
  };
  // Who delivers, cheapest first; at first "sf" by COURIER_ROAD for 8.00.
  void SetCouriers(const std::vector<Courier>& couriers);
  // The one at first, for this price; −1: nothing reaches any address.
  void SetFreight(int64_t minor);
  // What logistics answers to an interception; at first it follows from the parcel's status.
  void SetInterceptState(logistics::v1::Intercept::State state);
  void FailNext(const std::string& method, Fault fault);
  // The next CreateShipment is declined for good.
  void DeclineNext();
  int calls(const std::string& method) const;
  std::vector<logistics::v1::Shipment> shipments() const;
  // The request that made the shipment.
  logistics::v1::CreateShipmentRequest RequestOf(const std::string& shipment) const;

  absl::StatusOr<logistics::v1::QuoteResponse> Quote(
      const runtime::Context& ctx, const logistics::v1::QuoteRequest& request) override;
  absl::StatusOr<logistics::v1::Shipment> CreateShipment(
      const runtime::Context& ctx, const logistics::v1::CreateShipmentRequest& request) override;
  // A number that begins with "X" is none of the carrier's.
  absl::StatusOr<logistics::v1::Shipment> CreateReturnShipment(
      const runtime::Context& ctx,
      const logistics::v1::CreateReturnShipmentRequest& request) override;
  absl::StatusOr<logistics::v1::Shipment> CorrectWaybill(
      const runtime::Context& ctx, const logistics::v1::CorrectWaybillRequest& request) override;
  absl::StatusOr<logistics::v1::ReturnInsurance> ClaimReturnInsurance(
      const runtime::Context& ctx,
      const logistics::v1::ClaimReturnInsuranceRequest& request) override;
  absl::StatusOr<logistics::v1::Shipment> GetShipment(const runtime::Context& ctx,
                                                      absl::string_view name) override;
  absl::StatusOr<logistics::v1::Shipment> ChangeCodAmount(
      const runtime::Context& ctx, const logistics::v1::ChangeCodAmountRequest& request) override;
  absl::StatusOr<logistics::v1::Intercept> RequestIntercept(
      const runtime::Context& ctx, const logistics::v1::RequestInterceptRequest& request) override;
  absl::StatusOr<logistics::v1::Notice> SendNotice(
      const runtime::Context& ctx, const logistics::v1::SendNoticeRequest& request) override;
  absl::StatusOr<logistics::v1::ListNoticesResponse> ListNotices(
      const runtime::Context& ctx, const logistics::v1::ListNoticesRequest& request) override;
  absl::StatusOr<logistics::v1::Notice> CancelNotice(
      const runtime::Context& ctx, const logistics::v1::CancelNoticeRequest& request) override;
  absl::Status EraseOrder(const runtime::Context& ctx,
                          const logistics::v1::EraseOrderRequest& request) override;
  absl::Status EraseBuyer(const runtime::Context& ctx,
                          const logistics::v1::EraseBuyerRequest& request) override;
  absl::StatusOr<logistics::v1::HandOverReceiverResponse> HandOverReceiver(
      const runtime::Context& ctx, absl::string_view shipment) override;
  // The shipment goes to somebody else since then, as a problem parcel's decision has it.
  void Readdress(const std::string& shipment, const type::v1::Receiver& receiver, absl::Time time);
  // The orders, and the erasures, that were told.
  std::vector<std::string> erased() const;
  // The notices queued, one a cause.
  std::vector<logistics::v1::SendNoticeRequest> notices() const;
  void SetStatus(const std::string& shipment, logistics::v1::TrackingStatus::Value status);
  // What the carrier is expected to charge for a shipment that was made, and what of it for
  // collecting.
  void SetShipmentFreight(const std::string& shipment, int64_t minor, int64_t fee_minor = 0);
  // The notice of a cause as it is, which a channel may be sending.
  logistics::v1::Notice NoticeOf(const std::string& cause) const;
  void SetNoticeState(const std::string& cause, logistics::v1::Notice::State state);
  // Buyers can't be written to any more.
  void SuppressNotices();
  // The order's return freight is insured.
  void Insure(const std::string& order);
  // What was claimed, by insurance.
  std::map<std::string, logistics::v1::ClaimReturnInsuranceRequest> claimed() const;

 private:
  struct Made {
    logistics::v1::CreateShipmentRequest request;
    logistics::v1::Shipment shipment;
    // Whom it goes to now.
    type::v1::Receiver receiver;
  };
  Fault TakeFault(const std::string& method);
  // What the shipment replaces names it.
  absl::Status LinkReplaced(const logistics::v1::CreateShipmentRequest& request,
                            const std::string& name);
  void FillQuote(const logistics::v1::QuoteRequest& request,
                 logistics::v1::QuoteResponse& response) const;
  logistics::v1::Intercept::State InterceptState(logistics::v1::TrackingStatus::Value status) const;

  mutable Mutex mutex_;
  std::vector<Courier> couriers_ = {{"sf", logistics::v1::Mode::COURIER_ROAD, 800}};
  absl::optional<logistics::v1::Intercept::State> intercept_state_;
  bool decline_ = false;
  std::map<std::string, Made> made_;
  bool suppress_ = false;
  struct Queued {
    logistics::v1::SendNoticeRequest request;
    logistics::v1::Notice notice;
  };
  // By cause.
  std::map<std::string, Queued> notices_;
  std::set<std::string> erased_;
  // The names of insurances.
  std::set<std::string> insured_;
  std::map<std::string, logistics::v1::ClaimReturnInsuranceRequest> claimed_;
  std::map<std::string, Fault> faults_;
  std::map<std::string, int> calls_;
};

}  // namespace shopdesk::orders::testing
