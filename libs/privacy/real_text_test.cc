#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "libs/base/utf8.h"
#include "libs/privacy/folded_text.h"
#include "libs/privacy/mask.h"
#include "libs/privacy/testing/notation.h"

// How well masking does on texts of people: on those below, or, since none that people wrote are
// part of the project, on files that SHOPDESK_TEXTS names, with ":" between, a text a line or
// between tabs. What is found is printed.
namespace shopdesk::privacy {
namespace {

std::string Masked(absl::string_view text) { return Mask(option::v1::PII_FREE_TEXT, text); }

// As buyers and agents write, with the numbers that stay.
constexpr const char* kTexts[] = {
    "这款杯子有 38、39、40、41 四个尺码，价格 199.00 元，满 300 减 50。",
    "订单 536365 已于 2024-03-04 18:30 发货，预计三天内送达。",
    "衣服洗了两次就掉色，客服一直不回复，太失望了！",
    "身高 165 体重 52 公斤，穿 M 码还是 L 码合适？",
    "充电 2 小时能用 12 小时，电池容量 5000 毫安，重 350 克。",
    "第三次买了，一如既往的好，五星好评，会推荐给朋友。",
    "sizes 38 39 40 41 are in stock, 24.99 each, 3 for 69.00",
    "My order 536365 from 4 March 2024 hasn't arrived; the page says 3 to 5 days.",
    "The box is 30 x 20 x 10 cm and weighs 1200 g, can it go by sea?",
    "Terrible. Waited two weeks, then half of the glasses were broken.",
    "El pedido 536365 llegó el 04/03/2024 con dos tazas rotas de seis.",
    "¿Cuánto cuesta el envío a Sevilla? Son 2,5 kg y mide 40 x 30 cm.",
    "La talla 42 me queda grande, quisiera cambiarla por una 41.",
    "O pedido 536365 custou R$ 1.234,50 e chegou em 10 dias.",
    "Tem desconto para 12 unidades? O preço de 89,90 está alto.",
    "Produto ótimo, já comprei 3 vezes, recomendo para todos."};

class RealTextTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const char* files = std::getenv("SHOPDESK_TEXTS");
    if (files == nullptr) {
      texts_.assign(std::begin(kTexts), std::end(kTexts));
      return;
    }
    for (absl::string_view file : absl::StrSplit(files, ':')) {
      std::ifstream in{std::string(file)};
      ASSERT_TRUE(in) << file;
      for (std::string line; std::getline(in, line);) {
        for (absl::string_view text : absl::StrSplit(line, '\t')) {
          if (text.size() > 2 && IsUtf8(text)) texts_.emplace_back(text);
        }
      }
    }
    ASSERT_FALSE(texts_.empty());
    std::cout << texts_.size() << " texts\n";
  }

  int Any(int from, int to) { return std::uniform_int_distribution<int>(from, to)(random_); }

  // One of the texts, with this at a place in it where neither a word nor a number is cut.
  std::string Plant(absl::string_view what) {
    const std::string& text = texts_[Any(0, static_cast<int>(texts_.size()) - 1)];
    const std::vector<FoldedChar> chars = Fold(text);
    const auto divides = [&](size_t i) {
      return i < chars.size() && chars[i].sign != Sign::kDigit && chars[i].code >= 0x80;
    };
    size_t i = static_cast<size_t>(Any(0, static_cast<int>(chars.size())));
    while (i < chars.size() && (i == 0 || !divides(i) || !divides(i - 1))) ++i;
    if (i == chars.size()) return absl::StrCat(text, " ", what);
    return absl::StrCat(text.substr(0, chars[i].at), what, text.substr(chars[i].at));
  }

  static constexpr int kPlanted = 20000;
  std::mt19937 random_{20240607};
  std::vector<std::string> texts_;
};

TEST_F(RealTextTest, PlantedPhonesAreFound) {
  int missed = 0;
  const auto any = [this](int from, int to) { return Any(from, to); };
  for (int i = 0; i < kPlanted; ++i) {
    const std::string phone = AnyPhone(any);
    const std::string text = Plant(AnyNotation(phone, any));
    if (!Shows(Masked(text), phone)) continue;
    if (++missed <= 20) std::cout << "missed " << phone << ": " << text << "\n";
  }
  std::cout << "phones: " << missed << " of " << kPlanted << " missed\n";
  EXPECT_LE(missed, kPlanted / 500);
}

TEST_F(RealTextTest, PlantedMailAddressesAreFound) {
  int missed = 0;
  const auto any = [this](int from, int to) { return Any(from, to); };
  for (int i = 0; i < kPlanted; ++i) {
    const Mail mail = AnyMail(any);
    const std::string text = Plant(mail.written);
    if (!absl::StrContains(Masked(text), mail.local)) continue;
    if (++missed <= 20) std::cout << "missed " << mail.local << ": " << text << "\n";
  }
  std::cout << "mail addresses: " << missed << " of " << kPlanted << " missed\n";
  EXPECT_LE(missed, kPlanted / 500);
}

TEST_F(RealTextTest, FewOfTheirOwnWordsAreMasked) {
  size_t changed = 0;
  size_t bytes = 0;
  const absl::Time start = absl::Now();
  for (const std::string& text : texts_) {
    bytes += text.size();
    const std::string masked = Masked(text);
    if (masked == text) continue;
    ++changed;
    std::cout << "masked: " << masked << "\n   was: " << text << "\n";
  }
  const absl::Duration took = absl::Now() - start;
  std::cout << changed << " of " << texts_.size() << " texts masked; "
            << absl::ToDoubleMicroseconds(took) / static_cast<double>(texts_.size())
            << " us a text of " << bytes / texts_.size() << " bytes\n";
  EXPECT_LE(changed, texts_.size() / 100);
}

}  // namespace
}  // namespace shopdesk::privacy
