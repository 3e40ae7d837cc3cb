#include "services/catalog/domain/search/index.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/str_split.h"
#include "libs/base/error.h"

namespace shopdesk::catalog::domain {
namespace {

// A document takes its fields, an entry by product and its ids twice; a hit its number, with what
// grows beside it, and the document's note of it.
constexpr size_t kBytesOfDocument = 200;
constexpr size_t kBytesOfHit = 14;
constexpr size_t kBytesOfList = 40;

}  // namespace

absl::Status SearchIndex::Put(const IndexedProduct& product) {
  v1::Product facets;
  if (!facets.ParseFromString(product.facets)) {
    return InternalError("a search document can't be parsed");
  }
  const uint32_t number = NumberOf(product.product);
  Document& document = documents_[number];
  document.category =
      categories_.emplace(product.category, static_cast<uint32_t>(categories_.size()))
          .first->second;
  document.on_sale = product.on_sale;
  document.min_price_minor = product.min_price_minor;
  facet_count_ -= document.facets.size();
  document.facets = facet_values_.Add(facets);
  facet_count_ += document.facets.size();
  std::vector<WordField> words = ReadWords(product.tokens);
  document.title_words =
      static_cast<uint16_t>(std::count_if(words.begin(), words.end(), [](const WordField& word) {
        return word.field == Field::kTitle;
      }));
  Change(number, document.words, words);
  document.words = std::move(words);
  return absl::OkStatus();
}

size_t SearchIndex::bytes() const {
  return vocabulary_.bytes() + facet_values_.bytes() + documents_.size() * kBytesOfDocument +
         hit_count_ * kBytesOfHit + hits_.size() * kBytesOfList +
         facet_count_ * sizeof(FacetValues::Value);
}

uint32_t SearchIndex::NumberOf(const std::string& product) {
  const auto [found, is_new] =
      by_product_.emplace(product, static_cast<uint32_t>(documents_.size()));
  if (is_new) documents_.emplace_back().product = product;
  return found->second;
}

std::vector<SearchIndex::WordField> SearchIndex::ReadWords(absl::string_view tokens) {
  std::vector<WordField> words;
  for (const absl::string_view entry : absl::StrSplit(tokens, '\n', absl::SkipEmpty())) {
    words.push_back({vocabulary_.Add(entry.substr(1)), static_cast<Field>(entry[0] - '0')});
  }
  std::sort(words.begin(), words.end());
  hits_.resize(vocabulary_.size());
  return words;
}

void SearchIndex::Change(uint32_t document, const std::vector<WordField>& before,
                         const std::vector<WordField>& after) {
  const auto has = [](const std::vector<WordField>& words, const WordField& word) {
    const auto found = std::lower_bound(words.begin(), words.end(), word);
    return found != words.end() && *found == word;
  };
  for (const WordField& word : before) {
    if (has(after, word)) continue;
    std::vector<Hit>& hits = hits_[word.word];
    hits.erase(std::lower_bound(hits.begin(), hits.end(), MakeHit(document, word.field)));
    --hit_count_;
  }
  for (const WordField& word : after) {
    if (has(before, word)) continue;
    std::vector<Hit>& hits = hits_[word.word];
    const Hit hit = MakeHit(document, word.field);
    hits.insert(std::lower_bound(hits.begin(), hits.end(), hit), hit);
    ++hit_count_;
  }
}

}  // namespace shopdesk::catalog::domain
