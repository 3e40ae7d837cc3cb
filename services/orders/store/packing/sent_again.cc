#include "services/orders/store/packing/sent_again.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"

namespace shopdesk::orders::store {
namespace {

constexpr sql::Statement kInsertSentAgain = {
    "orders.insert_sent_again",
    "INSERT INTO sent_again_parcels (shop, order_id, refund, shipment, carrier, waybill, list, "
    "created_ms) VALUES ($1, $2, $3, $4, $5, $6, '', $7)"};
constexpr sql::Statement kFindSentAgainForUpdate = {
    "orders.find_sent_again_for_update",
    "SELECT order_id, refund, shipment, carrier, list FROM sent_again_parcels "
    "WHERE shop = $1 AND waybill = $2 ORDER BY created_ms DESC LIMIT 1 FOR UPDATE"};
constexpr sql::Statement kSaveSentAgain = {
    "orders.save_sent_again",
    "UPDATE sent_again_parcels SET list = $4 WHERE shop = $1 AND order_id = $2 AND refund = $3"};

}  // namespace

absl::Status InsertSentAgain(sql::Transaction& txn, const domain::SentAgainParcel& parcel,
                             absl::Time now) {
  return txn
      .Execute(kInsertSentAgain, {ShopOf(parcel.refund), LastSegment(ParentOf(parcel.refund)),
                                  LastSegment(parcel.refund), LastSegment(parcel.shipment),
                                  EscapeId(parcel.carrier_id), parcel.code, ToMillis(now)})
      .status();
}

absl::StatusOr<absl::optional<domain::SentAgainParcel>> FindSentAgainForUpdate(
    sql::Transaction& txn, absl::string_view shop, absl::string_view code) {
  absl::optional<domain::SentAgainParcel> found;
  RETURN_IF_ERROR(txn.QueryOne(kFindSentAgainForUpdate, {shop, code},
                               [&](const sql::Row& row) -> absl::Status {
                                 const std::string shop_name = absl::StrCat("shops/", shop);
                                 found.emplace();
                                 found->refund = absl::StrCat(shop_name, "/orders/", row.Text(0),
                                                              "/refunds/", row.Text(1));
                                 found->shipment =
                                     absl::StrCat(shop_name, "/shipments/", row.Text(2));
                                 ASSIGN_OR_RETURN(found->carrier_id, UnescapeId(row.Text(3)));
                                 found->code = std::string(code);
                                 if (row.Text(4).empty()) return absl::OkStatus();
                                 found->hand_over_list =
                                     absl::StrCat(shop_name, "/handOverLists/", row.Text(4));
                                 return absl::OkStatus();
                               })
                      .status());
  return found;
}

absl::Status SaveSentAgain(sql::Transaction& txn, const domain::SentAgainParcel& parcel) {
  return txn
      .Execute(kSaveSentAgain, {ShopOf(parcel.refund), LastSegment(ParentOf(parcel.refund)),
                                LastSegment(parcel.refund), LastSegment(parcel.hand_over_list)})
      .status();
}

}  // namespace shopdesk::orders::store
