#include "services/orders/store/trade/remark.h"

#include <string>

#include "absl/strings/numbers.h"
#include "libs/base/resource_name.h"
#include "libs/sql/message.h"

namespace shopdesk::orders::store {

const sql::Statement kRemarkSnapshot = {
    "orders.snapshot_remark",
    "SELECT order_id, sequence, data FROM remarks WHERE shop = $1"
    " AND (order_id, sequence) > ($2, $3) ORDER BY order_id, sequence LIMIT $4"};

namespace {

using v1::Remark;

constexpr sql::Statement kLoadRemark = {
    "orders.load_remark",
    "SELECT data FROM remarks WHERE shop = $1 AND order_id = $2 AND sequence = $3"};
constexpr sql::Statement kInsertRemark = {
    "orders.insert_remark",
    "INSERT INTO remarks (shop, order_id, sequence, data) VALUES ($1, $2, $3, $4)"};
constexpr sql::Statement kListRemarks = {
    "orders.list_remarks",
    "SELECT data FROM remarks WHERE shop = $1 AND order_id = $2 AND sequence > $3"
    " ORDER BY sequence LIMIT $4"};

}  // namespace

int64_t RemarkNumberOf(absl::string_view name) {
  int64_t number = 0;
  return absl::SimpleAtoi(LastSegment(name), &number) ? number : 0;
}

absl::StatusOr<Remark> LoadRemark(sql::Transaction& txn, absl::string_view name) {
  return sql::LoadMessage<Remark>(
      txn, kLoadRemark, {ShopOf(name), LastSegment(ParentOf(name)), RemarkNumberOf(name)}, name);
}

absl::Status InsertRemark(sql::Transaction& txn, const Remark& remark) {
  const absl::string_view name = remark.name();
  const std::string data = remark.SerializeAsString();
  return txn
      .Execute(kInsertRemark,
               {ShopOf(name), LastSegment(ParentOf(name)), RemarkNumberOf(name), sql::Blob{data}})
      .status();
}

absl::StatusOr<std::vector<Remark>> ListRemarks(sql::Transaction& txn, absl::string_view order_name,
                                                int64_t after, int limit) {
  return sql::ListMessages<Remark>(txn, kListRemarks,
                                   {ShopOf(order_name), LastSegment(order_name), after, limit});
}

}  // namespace shopdesk::orders::store
