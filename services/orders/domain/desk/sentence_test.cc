#include "services/orders/domain/desk/sentence.h"

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/money.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using namespace v1;  // NOLINT: the states
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kTags[] = {"zh", "en", "es", "pt"};

std::string In(const Order& order, const char* language) {
  return Sentence(order, ShopPolicy(), kNow, language);
}

Order SentenceInState(PaymentMethod::Value method, OrderState::Value state) {
  Order order = PlacedOrder(method);
  order.set_state(state);
  ClearDeadline(order);
  return order;
}

// What an order may be in besides its state.
using SentenceChange = std::function<void(Order&)>;

std::vector<SentenceChange> Circumstances() {
  std::vector<SentenceChange> all = {
      [](Order&) {},
      [](Order& order) { order.set_open_refunds(1); },
      [](Order& order) { order.set_paused_seconds_left(60); },
      [](Order& order) { order.mutable_payment()->set_state(PaymentState::CLAIMED); },
      [](Order& order) {
        order.mutable_payment()->set_state(PaymentState::PARTLY_PAID);
        order.mutable_payment()->set_paid_minor(333);
      },
      [](Order& order) { order.mutable_payment()->set_refunded_minor(444); },
      [](Order& order) { order.add_parcels()->set_state(Parcel::TROUBLED); },
      [](Order& order) { order.add_parcels()->set_state(Parcel::DELIVERED); },
  };
  for (int kind = 1; kind <= Hold::Kind_MAX; ++kind) {
    if (!Hold::Kind_IsValid(kind)) continue;
    all.push_back([kind](Order& order) {
      *order.mutable_top_up()->mutable_amount() = MakeMoney("CNY", 555);
      order.add_holds()->set_kind(static_cast<Hold::Kind>(kind));
    });
  }
  for (const auto state : {ShipDateProposal::PROPOSED, ShipDateProposal::REFUSED}) {
    all.push_back([state](Order& order) {
      order.mutable_ship_date_proposal()->set_state(state);
      *order.mutable_ship_date_proposal()->mutable_ship_time() = ToProto(kNow + absl::Hours(96));
    });
  }
  return all;
}

TEST(SentenceTest, TheWholeTableInEveryLanguage) {
  for (const PaymentMethod::Value method :
       {PaymentMethod::ESCROW, PaymentMethod::COD, PaymentMethod::BANK_TRANSFER}) {
    for (int state = 1; state <= OrderState::Value_MAX; ++state) {
      for (const SentenceChange& change : Circumstances()) {
        for (const char* event : {"", kUnpaidClose, kCodUnreachable, kShipBy, kAutoConfirm,
                                  kCodFinish, kPaidOutOfStockRefund}) {
          Order order = SentenceInState(method, static_cast<OrderState::Value>(state));
          change(order);
          if (*event != '\0') SetDeadline(order, event, kNow + absl::Hours(1));
          SCOPED_TRACE(order.ShortDebugString());
          std::set<std::string> texts;
          for (const char* language : kTags) {
            const std::string text = In(order, language);
            EXPECT_THAT(text, HasSubstr(language[0] == 'z' ? "订单o" : " o"));
            EXPECT_THAT(text, Not(HasSubstr("{")));
            texts.insert(text);
          }
          EXPECT_EQ(texts.size(), 4u);
        }
      }
    }
  }
}

TEST(SentenceTest, HoldsItsFigures) {
  const struct {
    PaymentMethod::Value method;
    OrderState::Value state;
    SentenceChange change;
    const char* figures[4];
  } kCases[] = {
      {PaymentMethod::ESCROW,
       OrderState::WAIT_BUYER_PAY,
       [](Order&) {},
       {"¥13.00", "CN¥13.00", "13,00 CNY", "CN¥ 13,00"}},
      {PaymentMethod::COD,
       OrderState::WAIT_COD_CONFIRM,
       [](Order&) {},
       {"¥18.00", "CN¥18.00", "18,00 CNY", "CN¥ 18,00"}},
      {PaymentMethod::BANK_TRANSFER,
       OrderState::WAIT_BUYER_PAY,
       [](Order&) {},
       {"银行转账，应付¥13.00", "bank transfer of CN¥13.00", "de 13,00 CNY", "de CN¥ 13,00"}},
      {PaymentMethod::BANK_TRANSFER,
       OrderState::WAIT_BUYER_PAY,
       [](Order& order) {
         order.mutable_payment()->set_state(PaymentState::PARTLY_PAID);
         order.mutable_payment()->set_paid_minor(400);
       },
       {"到账¥4.00，还差¥9.00", "received CN¥4.00", "los 9,00 CNY", "os CN¥ 9,00"}},
      {PaymentMethod::BANK_TRANSFER,
       OrderState::TRADE_CLOSED_UNPAID,
       [](Order& order) { order.mutable_payment()->set_paid_minor(400); },
       {"¥4.00", "CN¥4.00", "4,00 CNY", "CN¥ 4,00"}},
      {PaymentMethod::ESCROW,
       OrderState::TRADE_CLOSED,
       [](Order& order) { order.mutable_payment()->set_refunded_minor(1300); },
       {"退款¥13.00", "CN¥13.00 back", "13,00 CNY", "CN¥ 13,00"}},
      {PaymentMethod::COD,
       OrderState::WAIT_BUYER_CONFIRM_GOODS,
       [](Order&) {},
       {"¥18.00", "18.00", "18,00", "18,00"}},
      {PaymentMethod::ESCROW,
       OrderState::WAIT_SELLER_SEND_GOODS,
       [](Order& order) {
         *order.mutable_top_up()->mutable_amount() = MakeMoney("CNY", 250);
         order.add_holds()->set_kind(Hold::TOP_UP_DUE);
       },
       {"¥2.50", "CN¥2.50", "2,50 CNY", "CN¥ 2,50"}},
      {PaymentMethod::ESCROW,
       OrderState::WAIT_SELLER_SEND_GOODS,
       [](Order& order) {
         order.mutable_ship_date_proposal()->set_state(ShipDateProposal::PROPOSED);
         *order.mutable_ship_date_proposal()->mutable_ship_time() = ToProto(kNow + absl::Hours(96));
       },
       {"2024年3月8日", "March 8, 2024", "8 de marzo de 2024", "8 de março de 2024"}},
  };
  for (const auto& [method, state, change, figures] : kCases) {
    Order order = SentenceInState(method, state);
    change(order);
    for (int i = 0; i < 4; ++i) {
      // As CLDR has them, with spaces that don't break.
      std::string text = In(order, kTags[i]);
      for (size_t at = 0; (at = text.find("\u00a0", at)) != std::string::npos;) {
        text.replace(at, 2, " ");
      }
      EXPECT_THAT(text, HasSubstr(figures[i]));
    }
  }
}

TEST(SentenceTest, InTheShopsTimeZoneAndTheOrdersCurrency) {
  Policy policy = ShopPolicy();
  policy.mutable_calendar()->set_time_zone("Asia/Shanghai");
  Order order = PlacedOrder(PaymentMethod::ESCROW);
  EXPECT_EQ(Sentence(order, policy, kNow, "zh"),
            "您的订单o等待付款，应付¥13.00。请在2024年3月7日 18:00前付款，逾期订单将自动关闭。");
  order.mutable_total()->set_currency_code("JPY");
  EXPECT_THAT(Sentence(order, policy, kNow, "en"), HasSubstr("¥1,300."));
  order.mutable_total()->set_currency_code("KWD");
  EXPECT_THAT(Sentence(order, policy, kNow, "en"), HasSubstr("1.300."));
}

TEST(SentenceTest, TheLanguageIsAskedElseTheOrdersElseTheShops) {
  Policy policy = ShopPolicy();
  Order order;
  EXPECT_EQ(LanguageFor(order, policy), "zh");
  policy.set_language_code("es-MX");
  EXPECT_EQ(LanguageFor(order, policy), "es");
  order.set_language_code("pt_BR");
  EXPECT_EQ(LanguageFor(order, policy), "pt");
  EXPECT_EQ(LanguageFor(order, policy, "EN"), "en");
  EXPECT_EQ(LanguageFor(order, policy, "zh-Hant"), "zh");
  EXPECT_EQ(LanguageFor(order, policy, "fr"), "en");
  order.set_language_code("ko");
  EXPECT_EQ(LanguageFor(order, policy), "en");
  EXPECT_EQ(LanguageFor(Order(), Policy()), "zh");
}

}  // namespace
}  // namespace shopdesk::orders::domain
