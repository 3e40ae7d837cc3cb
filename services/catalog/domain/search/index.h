#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "services/catalog/domain/search/facet_values.h"
#include "services/catalog/domain/search/search.h"
#include "services/catalog/domain/search/vocabulary.h"
#include "shopdesk/catalog/v1/product.pb.h"

// What a shop's products are found by, in memory (docs/adr/0050).
namespace shopdesk::catalog::domain {

// A product as the index is told of it. Ids are escaped.
struct IndexedProduct {
  std::string product;
  std::string category;
  bool on_sale = false;
  int64_t min_price_minor = 0;
  // A serialized product: see FacetsOf.
  std::string facets;
  // Its postings, "<field><token>" each, with line breaks between them; each token once.
  std::string tokens;
};

// Of the best so many matches facets are counted and pages made.
inline constexpr size_t kMostRanked = 1000;

struct SearchFilter {
  // Escaped ids; empty: any.
  std::vector<std::string> categories;
  int64_t min_price_minor = 0;
  int64_t max_price_minor = INT64_MAX;
  bool on_sale_only = false;
};

// A product that was found: how well, by its best field.
struct Match {
  int64_t score = 0;
  Field field = Field::kDescription;
  // An escaped id.
  std::string product;
};

struct IndexSearch {
  std::vector<Term> terms;
  SearchFilter filter;
  // Of two searches for the same, the second goes on after this match; unset: from the best, and
  // with facets.
  absl::optional<Match> after;
  size_t most = 20;
};

struct Found {
  // The best first, of equal ones in the order of ids; those without words all, else of the best
  // kMostRanked.
  std::vector<Match> matches;
  bool more = false;
  google::protobuf::RepeatedPtrField<v1::Facet> facets;
  google::protobuf::RepeatedPtrField<v1::Interpretation> interpretations;
};

// All products that were put in match exactly as they are now: what is put anew is forgotten
// before.
class SearchIndex {
 public:
  // An error if the facets can't be read; then nothing has changed.
  absl::Status Put(const IndexedProduct& product);
  Found Find(const IndexSearch& search) const;
  size_t size() const { return documents_.size(); }
  // About what it holds.
  size_t bytes() const;

 private:
  friend class IndexQuery;
  using Word = Vocabulary::Word;
  // A document that has a word: its number, the field, and a bit that is set where the word isn't
  // the one that was looked for; so of two of a document the lesser counts more.
  using Hit = uint32_t;
  struct WordField {
    Word word;
    Field field;
    bool operator==(const WordField& other) const {
      return word == other.word && field == other.field;
    }
    bool operator<(const WordField& other) const { return word < other.word; }
  };
  struct Document {
    std::string product;
    // Of categories_.
    uint32_t category = 0;
    bool on_sale = false;
    // Words of the title.
    uint16_t title_words = 0;
    int64_t min_price_minor = 0;
    std::vector<FacetValues::Value> facets;
    // By word.
    std::vector<WordField> words;
  };

  static Hit MakeHit(uint32_t document, Field field) {
    return document << 4 | static_cast<uint32_t>(field) << 1;
  }
  static uint32_t DocumentOf(Hit hit) { return hit >> 4; }
  static Field FieldOf(Hit hit) { return static_cast<Field>(hit >> 1 & 7); }

  uint32_t NumberOf(const std::string& product);
  std::vector<WordField> ReadWords(absl::string_view tokens);
  void Change(uint32_t document, const std::vector<WordField>& before,
              const std::vector<WordField>& after);

  Vocabulary vocabulary_;
  FacetValues facet_values_;
  std::vector<Document> documents_;
  // In the order of ids.
  absl::btree_map<std::string, uint32_t> by_product_;
  absl::flat_hash_map<std::string, uint32_t> categories_;
  // By word, sorted.
  std::vector<std::vector<Hit>> hits_;
  // Of all documents.
  size_t hit_count_ = 0;
  size_t facet_count_ = 0;
};

}  // namespace shopdesk::catalog::domain
