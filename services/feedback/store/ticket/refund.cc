#include "services/feedback/store/ticket/refund.h"

#include <string>

#include "libs/base/resource_name.h"
#include "libs/sql/message.h"

namespace shopdesk::feedback::store {
namespace {

constexpr sql::Statement kFindRefund = {"feedback.find_refund",
                                        "SELECT data FROM refunds WHERE shop = $1 AND name = $2"};
constexpr sql::Statement kPutRefund = {
    "feedback.put_refund",
    "INSERT INTO refunds (shop, name, data) VALUES ($1, $2, $3) "
    "ON CONFLICT (shop, name) DO UPDATE SET data = excluded.data"};

}  // namespace

absl::StatusOr<absl::optional<orders::v1::Refund>> FindRefund(sql::Transaction& txn,
                                                              absl::string_view name) {
  return sql::FindMessage<orders::v1::Refund>(txn, kFindRefund, {ShopOf(name), name});
}

absl::Status PutRefund(sql::Transaction& txn, const orders::v1::Refund& refund) {
  orders::v1::Refund known;
  known.set_name(refund.name());
  known.set_etag(refund.etag());
  known.set_state(refund.state());
  *known.mutable_total() = refund.total();
  if (refund.has_refunded()) *known.mutable_refunded() = refund.refunded();
  const std::string data = known.SerializeAsString();
  return txn.Execute(kPutRefund, {ShopOf(refund.name()), refund.name(), sql::Blob{data}}).status();
}

}  // namespace shopdesk::feedback::store
