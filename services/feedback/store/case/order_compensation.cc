#include "services/feedback/store/case/order_compensation.h"

#include <cstdint>
#include <string>

#include "libs/base/clock.h"
#include "libs/base/money.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"

namespace shopdesk::feedback::store {
namespace {

using orders::v1::Compensation;

constexpr sql::Statement kPutOrderCompensation = {
    "feedback.put_order_compensation",
    "INSERT INTO order_compensations (shop, order_id, id, given_ms, currency_code, amount_minor) "
    "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (shop, order_id, id) DO UPDATE SET "
    "given_ms = excluded.given_ms, currency_code = excluded.currency_code, "
    "amount_minor = excluded.amount_minor"};
constexpr sql::Statement kForgetOrderCompensation = {
    "feedback.forget_order_compensation",
    "DELETE FROM order_compensations WHERE shop = $1 AND order_id = $2 AND id = $3"};
// No row where nothing was given.
constexpr sql::Statement kFindCompensated = {
    "feedback.find_compensated",
    "SELECT MIN(given_ms), MIN(currency_code), CAST(SUM(amount_minor) AS bigint) "
    "FROM order_compensations WHERE shop = $1 AND order_id = $2 HAVING COUNT(id) > 0"};

}  // namespace

absl::Status PutCompensation(sql::Transaction& txn, const Compensation& compensation) {
  const absl::string_view name = compensation.name();
  if (compensation.state() != Compensation::GIVEN) return ForgetCompensation(txn, name);
  return txn
      .Execute(kPutOrderCompensation,
               {ShopOf(name), LastSegment(ParentOf(name)), LastSegment(name),
                ToMillis(FromProto(compensation.decide_time())),
                compensation.amount().currency_code(), compensation.amount().minor()})
      .status();
}

absl::Status ForgetCompensation(sql::Transaction& txn, absl::string_view name) {
  return txn
      .Execute(kForgetOrderCompensation,
               {ShopOf(name), LastSegment(ParentOf(name)), LastSegment(name)})
      .status();
}

absl::StatusOr<absl::optional<domain::Compensated>> FindCompensated(sql::Transaction& txn,
                                                                    absl::string_view shop,
                                                                    absl::string_view order_id) {
  absl::optional<domain::Compensated> compensated;
  RETURN_IF_ERROR(
      txn.QueryOne(kFindCompensated, {shop, order_id},
                   [&](const sql::Row& row) {
                     compensated = {FromMillis(row.Int(0)), MakeMoney(row.Text(1), row.Int(2))};
                     return absl::OkStatus();
                   })
          .status());
  return compensated;
}

}  // namespace shopdesk::feedback::store
