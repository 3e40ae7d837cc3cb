#include "services/orders/domain/trade/policy.h"

#include <iterator>
#include <string>
#include <utility>

#include "libs/base/calendar.h"
#include "libs/base/contact.h"
#include "libs/base/error.h"

namespace shopdesk::orders::domain {
namespace {

using v1::Policy;

constexpr int64_t kHourSeconds = 3600;
constexpr int64_t kDaySeconds = 24 * kHourSeconds;

// Of the default policy, and of one that sets none.
constexpr int kTransferCloseBankingDays = 3;
constexpr const char* kBankRevealRules[] = {"owner:*", "finance:*", "pre_sale:transfer",
                                            "guide:transfer"};

}  // namespace

Policy DefaultPolicy(absl::string_view name) {
  Policy policy;
  policy.set_name(std::string(name));
  policy.set_unpaid_close_seconds(72 * kHourSeconds);
  policy.set_min_close_age_seconds(10);
  policy.set_freight(Policy::FREE);
  policy.set_cod_rule(Policy::REQUIRED);
  policy.set_cod_surcharge_bps(200);
  policy.set_cod_surcharge_min_minor(500);
  policy.set_cod_surcharge_max_minor(5000);
  policy.set_cod_limit_minor(200000);
  policy.set_cod_confirm_seconds(kDaySeconds);
  policy.set_require_verified_receiver(true);
  policy.set_ship_by_seconds(48 * kHourSeconds);
  policy.set_receipt_express_seconds(10 * kDaySeconds);
  policy.set_receipt_surface_seconds(30 * kDaySeconds);
  policy.set_receipt_international_seconds(30 * kDaySeconds);
  policy.set_cod_finish_seconds(7 * kDaySeconds);
  policy.set_refund_agree_seconds(5 * kDaySeconds);
  policy.set_refund_agree_unshipped_seconds(48 * kHourSeconds);
  policy.set_refund_send_back_seconds(5 * kDaySeconds);
  policy.set_refund_escalate_seconds(5 * kDaySeconds);
  policy.set_refund_confirm_goods_seconds(10 * kDaySeconds);
  policy.set_refund_confirm_goods_surface_seconds(30 * kDaySeconds);
  policy.set_return_window_seconds(7 * kDaySeconds);
  policy.set_quality_window_seconds(15 * kDaySeconds);
  policy.set_paid_out_of_stock_refund_seconds(kDaySeconds);
  *policy.mutable_calendar() = DefaultCalendar();
  *policy.mutable_contact_rule() = DefaultContactRule();
  policy.set_language_code("zh");
  policy.set_blocked_orders(Policy::HOLD);
  policy.set_cod_refusals_limit(3);
  policy.set_default_delivery(Policy::EXPRESS);
  policy.set_transfer_close_banking_days(kTransferCloseBankingDays);
  for (const char* rule : kBankRevealRules) policy.add_bank_reveal_rules(rule);
  for (const char* rule :
       {"packing:label", "owner:*", "complaint:case", "pre_sale:verify", "guide:verify"}) {
    policy.add_reveal_rules(rule);
  }
  return policy;
}

Calendar CalendarOf(const Policy& policy) {
  type::v1::ShopCalendar calendar = DefaultCalendar();
  calendar.MergeFrom(policy.calendar());
  absl::StatusOr<Calendar> made = Calendar::Make(calendar);
  // A zone that this machine's database lacks.
  return made.ok() ? *std::move(made) : *Calendar::Make(DefaultCalendar());
}

absl::Status CheckPolicy(const Policy& policy) {
  Violations violations;
  if (policy.currency_code().empty()) {
    violations.Add("policy.currency_code", "is required: three capital letters");
  }
  if (policy.cod_surcharge_max_minor() < policy.cod_surcharge_min_minor()) {
    violations.Add("policy.cod_surcharge_max_minor", "must not be below cod_surcharge_min_minor");
  }
  Calendar::Check(policy.calendar(), "policy.calendar", violations);
  CheckRevealRules(policy.reveal_rules(), "policy.reveal_rules", violations);
  CheckRevealRules(policy.bank_reveal_rules(), "policy.bank_reveal_rules", violations);
  return violations.ToStatus();
}

RevealRules BankRevealRules(const Policy& policy) {
  if (!policy.bank_reveal_rules().empty()) return policy.bank_reveal_rules();
  return {std::begin(kBankRevealRules), std::end(kBankRevealRules)};
}

int TransferCloseDays(const Policy& policy) {
  return policy.transfer_close_banking_days() > 0 ? policy.transfer_close_banking_days()
                                                  : kTransferCloseBankingDays;
}

}  // namespace shopdesk::orders::domain
