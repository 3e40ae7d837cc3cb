#include "services/catalog/domain/search/search.h"

#include <algorithm>
#include <bit>
#include <iterator>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/catalog/domain/search/text.h"

namespace shopdesk::catalog::domain {
namespace {

// Words of a description that are indexed: enough for any card, and a bound on the rows a product
// costs.
constexpr size_t kMaxDescriptionTokens = 2000;
// One letter would ask for a large part of the index.
constexpr size_t kMinPrefixBytes = 2;

using Tokens = std::map<std::string, Field>;

void Put(std::string token, Field field, Tokens& tokens) {
  const auto [found, inserted] = tokens.emplace(std::move(token), field);
  if (!inserted) found->second = std::min(found->second, field);
}

void PutText(absl::string_view text, Field field, Tokens& tokens) {
  for (std::string& token : IndexTokens(Fold(ReadEntities(text))))
    Put(std::move(token), field, tokens);
}

// A code counts whole; its parts, where it has several, are words like others.
void PutCode(absl::string_view code, Field field, Tokens& tokens) {
  if (code.empty()) return;
  Put(CodeToken(code), field, tokens);
  const std::string folded = Fold(code);
  for (std::string& word : IndexTokens(folded)) Put(std::move(word), Field::kAttribute, tokens);
  std::vector<Run> runs = SplitRuns(folded);
  if (runs.size() == 1 && !runs[0].ideographic) Put(std::move(runs[0].text), field, tokens);
}

void PutDescription(absl::string_view description, Tokens& tokens) {
  std::vector<std::string> words = IndexTokens(Fold(StripHtml(description)));
  if (words.size() > kMaxDescriptionTokens) words.resize(kMaxDescriptionTokens);
  for (std::string& word : words) Put(std::move(word), Field::kDescription, tokens);
}

std::string OneLine(std::string line) {
  std::replace_if(
      line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  return line;
}

}  // namespace

absl::string_view FieldName(Field field) {
  switch (field) {
    case Field::kSku:
      return "sku";
    case Field::kBarcode:
      return "barcode";
    case Field::kTitle:
      return "title";
    case Field::kAttribute:
      return "attribute";
    case Field::kDescription:
      return "description";
  }
  return "";
}

std::vector<Posting> PostingsOf(const v1::Product& product) {
  Tokens tokens;
  for (const v1::Sku& sku : product.skus()) {
    PutCode(sku.sku_id(), Field::kSku, tokens);
    PutCode(sku.barcode(), Field::kBarcode, tokens);
    for (const v1::OptionValue& option : sku.option_values()) {
      PutText(option.value(), Field::kAttribute, tokens);
    }
  }
  PutText(product.title(), Field::kTitle, tokens);
  PutText(product.brand(), Field::kAttribute, tokens);
  for (const std::string& point : product.selling_points()) {
    PutText(point, Field::kAttribute, tokens);
  }
  for (const v1::AttributeValue& attribute : product.attributes()) {
    for (const std::string& value : attribute.values()) {
      PutText(value, Field::kAttribute, tokens);
      Put(AttributeToken(attribute.key(), value), Field::kAttribute, tokens);
    }
  }
  PutDescription(product.description(), tokens);
  std::vector<Posting> postings;
  postings.reserve(tokens.size());
  for (const auto& [token, field] : tokens) postings.push_back({token, field});
  return postings;
}

v1::Product FacetsOf(const v1::Product& product) {
  v1::Product facets;
  facets.set_category(product.category());
  facets.set_brand(product.brand());
  *facets.mutable_attributes() = product.attributes();
  return facets;
}

std::string CodeToken(absl::string_view code) {
  return absl::StrCat("#", OneLine(LikenessOf(code)));
}

std::string AttributeToken(absl::string_view key, absl::string_view value) {
  return absl::StrCat("=", key, "=", OneLine(Fold(value)));
}

std::vector<Term> TermsOf(absl::string_view query) {
  std::vector<Term> words;
  std::vector<Term> others;
  // The word that the query ends with, which may be only begun.
  std::string last_word;
  const std::string text = ReadEntities(query);
  for (const absl::string_view chunk :
       absl::StrSplit(text, absl::ByAnyChar(" \t\r\n"), absl::SkipEmpty())) {
    const std::string folded = Fold(chunk);
    std::vector<std::string> tokens = QueryTokens(folded);
    for (std::string& token : tokens) {
      Term& word = words.emplace_back();
      word.typed = tokens.size() == 1 ? std::string(chunk) : token;
      word.tokens.push_back(std::move(token));
    }
    for (const Run& run : SplitRuns(folded)) {
      last_word = run.ideographic ? "" : run.text;
      // A word that was written so ranks before its parts.
      const bool has_parts = !run.ideographic && PartsOf(run.text).size() > 1;
      if (has_parts) others.push_back({.tokens = {run.text}});
    }
    // As does a code that is found whole.
    others.push_back({.tokens = {CodeToken(chunk)}});
  }
  // Without any letter or digit only codes can be meant.
  for (Term& term : others) term.optional = !words.empty();
  if (last_word.size() >= kMinPrefixBytes) {
    Term& last = words.back();
    if (last.tokens[0] != last_word) last.tokens.push_back(last_word);
    last.prefix = true;
  }
  std::move(others.begin(), others.end(), std::back_inserter(words));
  return words;
}

std::vector<Term> TermsOf(
    const google::protobuf::RepeatedPtrField<v1::AttributeFilter>& attributes) {
  std::vector<Term> terms;
  for (const v1::AttributeFilter& attribute : attributes) {
    Term& term = terms.emplace_back();
    term.filter = true;
    for (const std::string& value : attribute.values()) {
      term.tokens.push_back(AttributeToken(attribute.key(), value));
    }
  }
  return terms;
}

int64_t TermScore(Field field, bool exact, int64_t matches) {
  // By Field: one match in a better field outweighs a few in worse ones.
  static constexpr int64_t kWeights[] = {64, 64, 16, 4, 1};
  // From 2^15 matches on, a word tells nothing more by being commoner.
  static constexpr int64_t kMostBits = 16;
  const int64_t bits = std::bit_width(static_cast<uint64_t>(matches));
  const int64_t weight = kWeights[static_cast<int>(field)] * (exact ? 2 : 1);
  return weight * (kMostBits + 1 - std::min(kMostBits, bits));
}

}  // namespace shopdesk::catalog::domain
