#include "tools/shopdesk/litemall/suggestion_rules.h"

#include <deque>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "tools/shopdesk/test_file.h"

namespace shopdesk::cli {
namespace {

using catalog::v1::ImportProduct;
using catalog::v1::SuggestionGuide;
using shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class SuggestionRulesTest : public ::testing::Test {
 protected:
  // A product of the shop, on sale.
  ImportProduct& Add(const std::string& id, const std::string& category, const std::string& title,
                     int64_t price_minor) {
    ImportProduct& row = rows_.emplace_back();
    row.set_product_id(id);
    row.set_publish(true);
    row.mutable_product()->set_title(title);
    row.mutable_product()->add_skus()->mutable_price()->set_minor(price_minor);
    known_.push_back({&row, category});
    return row;
  }
  static absl::StatusOr<std::vector<SuggestionRule>> Read(const std::string& rows) {
    return ReadSuggestionRules(WriteTestFile(
        "rules.csv", absl::StrCat("category,title,with_category,with_title,zh,en,es,pt\n", rows)));
  }
  // What goes with the first product.
  std::vector<std::string> Offers(const std::string& rows) {
    const auto rules = Read(rows);
    EXPECT_OK(rules);
    if (!rules.ok()) return {};
    guide_ = DeriveSuggestions(*rules, known_, known_.front(), "demo", readings_);
    std::vector<std::string> names;
    for (const SuggestionGuide::Link& link : guide_.links()) names.push_back(link.product());
    return names;
  }

  std::deque<ImportProduct> rows_;
  std::vector<KnownProduct> known_;
  SuggestionGuide guide_;
  std::vector<Reading> readings_;
};

TEST_F(SuggestionRulesTest, TwoOfAKindTheNearestInPriceFirst) {
  Add("bed", "beds", "A bed", 10'000);
  Add("far", "sheets", "Sheet", 90'000);
  Add("near", "sheets", "Sheet", 9'900);
  Add("middle", "sheets", "Sheet", 12'000);
  Add("other", "lamps", "Lamp", 10'000);
  EXPECT_THAT(Offers("beds,,sheets,,床单,A sheet,,\n"),
              ElementsAre("shops/demo/products/near", "shops/demo/products/middle"));
  ASSERT_EQ(guide_.links(0).reasons_size(), 2) << "languages without a text are left out";
  EXPECT_EQ(guide_.links(0).reasons(1).language_code(), "en");
  EXPECT_EQ(guide_.links(0).reasons(1).text(), "A sheet");
  ASSERT_EQ(readings_.size(), 2);
  EXPECT_EQ(readings_[0].product, "bed");
  EXPECT_EQ(readings_[0].became, "near");
  EXPECT_FALSE(readings_[0].open());
}

TEST_F(SuggestionRulesTest, OnlyGoodsOnSaleAndNeverItself) {
  Add("bed", "beds", "A bed", 10'000);
  Add("other", "beds", "A bed", 10'000).set_publish(false);
  EXPECT_THAT(Offers("beds,,beds,,,,,\n"), IsEmpty());
}

TEST_F(SuggestionRulesTest, TitlesTellKindsApart) {
  Add("bed", "beds", "Bed, king size", 10'000);
  Add("single", "sheets", "Sheet, single", 10'000);
  Add("king", "sheets", "Sheet, king", 50'000);
  EXPECT_THAT(Offers("beds,king,sheets,king,,,,\nbeds,single,sheets,single,,,,\n"),
              ElementsAre("shops/demo/products/king"));
}

TEST_F(SuggestionRulesTest, AProductIsOfferedOnce) {
  Add("bed", "beds", "A bed", 10'000);
  for (const char* id : {"a", "b", "c", "d"}) Add(id, "sheets", "Sheet", 10'000);
  EXPECT_THAT(Offers("beds,,sheets,,,,,\nbeds,,sheets,,,,,\n"),
              ElementsAre("shops/demo/products/a", "shops/demo/products/b", "shops/demo/products/c",
                          "shops/demo/products/d"));
}

TEST_F(SuggestionRulesTest, ErrorsNameLineAndColumn) {
  const auto message = [](const std::string& rows) {
    const absl::Status status = Read(rows).status();
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument));
    return std::string(status.message());
  };
  EXPECT_THAT(message(",,sheets,,,,,\n"), HasSubstr("line 2, column category: must name"));
  EXPECT_THAT(message("beds,,,,,,,\n"), HasSubstr("line 2, column with_category: must name"));
  EXPECT_THAT(message("beds,(,sheets,,,,,\n"), HasSubstr("line 2, column title: "));
}

}  // namespace
}  // namespace shopdesk::cli
