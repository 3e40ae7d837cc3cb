#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "services/catalog/domain/search/index.h"
#include "services/catalog/testing/indexed_product.h"

namespace shopdesk::catalog::domain {
namespace {

// Of a hit list as good as can be 1. What it comes to now is printed; less than these is worse than
// what was once.
constexpr double kLeastOfAll = 0.94;
constexpr double kLeastOfALanguage = 0.90;

// Lines of a table but for those that are comments.
std::vector<std::vector<std::string>> ReadTable(const std::string& name) {
  std::ifstream file(absl::StrCat(SHOPDESK_JUDGED, "/", name));
  std::vector<std::vector<std::string>> rows;
  for (std::string line; std::getline(file, line);) {
    if (line[0] != '#') rows.push_back(absl::StrSplit(line, '\t'));
  }
  return rows;
}

SearchIndex IndexOfGoods() {
  SearchIndex index;
  for (const std::vector<std::string>& row : ReadTable("goods.tsv")) {
    v1::Product product;
    product.set_title(row[1]);
    v1::AttributeValue& attribute = *product.add_attributes();
    attribute.set_key("of");
    for (const absl::string_view value : absl::StrSplit(row[2], ';')) {
      attribute.add_values(std::string(value));
    }
    product.set_description(row[3]);
    EXPECT_OK(index.Put(testing::MakeIndexed(row[0], product)));
  }
  return index;
}

// The gain of grades in an order, those behind counting less.
double Gain(const std::vector<int>& grades) {
  double gain = 0;
  for (size_t i = 0; i < std::min<size_t>(grades.size(), 10); ++i) {
    gain += (std::pow(2.0, grades[i]) - 1) / std::log2(static_cast<double>(i) + 2);
  }
  return gain;
}

// NDCG@10 of a query, and what was found.
std::pair<double, std::string> Judge(const SearchIndex& index, const std::string& query,
                                     const std::string& judgements) {
  std::map<std::string, int> grades;
  for (const absl::string_view judgement : absl::StrSplit(judgements, ' ')) {
    const std::vector<std::string> parts = absl::StrSplit(judgement, ':');
    EXPECT_TRUE(absl::SimpleAtoi(parts[1], &grades[parts[0]])) << judgements;
  }
  std::vector<int> best;
  for (const auto& [id, grade] : grades) best.push_back(grade);
  std::sort(best.rbegin(), best.rend());
  std::vector<int> found;
  std::string ids;
  for (const Match& match : index.Find({.terms = TermsOf(query), .most = 10}).matches) {
    found.push_back(grades[match.product]);
    absl::StrAppend(&ids, " ", match.product);
  }
  return {Gain(found) / Gain(best), ids};
}

TEST(RankingTest, SixtyJudgedQueriesInThreeLanguages) {
  const SearchIndex index = IndexOfGoods();
  const auto queries = ReadTable("queries.tsv");
  ASSERT_EQ(queries.size(), 60u);
  std::map<std::string, std::vector<double>> by_language;
  for (const std::vector<std::string>& row : queries) {
    const auto [ndcg, found] = Judge(index, row[1], row[2]);
    if (ndcg < 0.999) std::printf("  %.3f %s:%s\n", ndcg, row[1].c_str(), found.c_str());
    by_language[row[0]].push_back(ndcg);
  }
  ASSERT_EQ(by_language.size(), 3u);
  double all = 0;
  for (const auto& [language, values] : by_language) {
    double sum = 0;
    for (const double value : values) sum += value;
    all += sum;
    const double mean = sum / static_cast<double>(values.size());
    std::printf("NDCG@10 %s: %.3f of %zu queries\n", language.c_str(), mean, values.size());
    EXPECT_GE(mean, kLeastOfALanguage) << language;
  }
  std::printf("NDCG@10: %.3f\n", all / 60);
  EXPECT_GE(all / 60, kLeastOfAll);
}

}  // namespace
}  // namespace shopdesk::catalog::domain
