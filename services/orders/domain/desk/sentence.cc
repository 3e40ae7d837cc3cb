#include "services/orders/domain/desk/sentence.h"

#include <algorithm>
#include <cstdint>
#include <iterator>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "libs/base/clock.h"
#include "libs/base/language.h"
#include "libs/base/money.h"
#include "libs/base/resource_name.h"
#include "services/orders/domain/desk/phrases.h"
#include "services/orders/domain/trade/policy.h"

namespace shopdesk::orders::domain {
namespace {

constexpr absl::string_view kLanguages[] = {"zh", "en", "es", "pt"};
// Of a policy that names none; read where the buyer's language has no texts.
constexpr absl::string_view kShopLanguage = "zh";
constexpr absl::string_view kOtherLanguage = "en";

size_t IndexOf(absl::string_view language) {
  return std::find(std::begin(kLanguages), std::end(kLanguages), language) - std::begin(kLanguages);
}

}  // namespace

absl::string_view LanguageFor(const Order& order, const v1::Policy& policy,
                              absl::string_view asked) {
  for (const absl::string_view code : {asked, absl::string_view(order.language_code()),
                                       absl::string_view(policy.language_code()), kShopLanguage}) {
    if (code.empty()) continue;
    const absl::string_view language = MatchLanguage(code, kLanguages);
    return language.empty() ? kOtherLanguage : language;
  }
  return kShopLanguage;
}

std::string Sentence(const Order& order, const v1::Policy& policy, absl::Time now,
                     absl::string_view asked) {
  const absl::string_view language = LanguageFor(order, policy, asked);
  const size_t index = IndexOf(language);
  const absl::TimeZone zone = CalendarOf(policy).zone();
  std::string text =
      absl::StrCat(StatePhrase(order, now)[index], DeadlinePhrase(order, now)[index]);
  const auto fill = [&](absl::string_view name, const auto& value) {
    if (absl::StrContains(text, name)) text = absl::StrReplaceAll(text, {{name, value()}});
  };
  const auto fill_money = [&](absl::string_view name, int64_t minor) {
    fill(name, [&] { return MoneyIn(language, MakeMoney(order.total().currency_code(), minor)); });
  };
  const v1::Payment& payment = order.payment();
  fill("{order}", [&] { return LastSegment(order.name()); });
  fill_money("{amount}", payment.due().minor());
  fill_money("{rest}", payment.due().minor() - payment.paid_minor());
  fill_money("{paid}", payment.paid_minor());
  fill_money("{refunded}", payment.refunded_minor());
  fill_money("{top_up}", order.top_up().amount().minor());
  fill("{ship_date}",
       [&] { return DateIn(language, FromProto(order.ship_date_proposal().ship_time()), zone); });
  fill("{deadline}", [&] { return TimeIn(language, FromProto(order.deadline_time()), zone); });
  return text;
}

}  // namespace shopdesk::orders::domain
