#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "shopdesk/catalog/v1/product.pb.h"

// What products are found by, and how well. The index itself is the store's.
namespace shopdesk::catalog::domain {

// Where a token stands in a product; the least is the best.
enum class Field : int { kSku = 0, kBarcode = 1, kTitle = 2, kAttribute = 3, kDescription = 4 };

// "sku", "barcode", "title", "attribute", "description".
absl::string_view FieldName(Field field);

// A token of a product with the best field it stands in. Tokens are words of folded text, or begin
// with one of the marks below; they hold no line breaks.
struct Posting {
  std::string token;
  Field field;
};

// All tokens of a product, sorted by token. Of a long description the first 2,000 words count.
std::vector<Posting> PostingsOf(const v1::Product& product);
// Category, brand and attributes: what facets are counted by.
v1::Product FacetsOf(const v1::Product& product);

// A SKU or barcode, whole, as far as people tell it from others (LikenessOf).
std::string CodeToken(absl::string_view code);
// An attribute's value, for filters.
std::string AttributeToken(absl::string_view key, absl::string_view value);

// A part of a query of which a product must have (or, if optional, is the better for having) one
// token.
struct Term {
  std::vector<std::string> tokens;
  // Of a word of a query, as it was typed: its forms count too, and what may be meant if there is
  // neither. Empty of other terms.
  std::string typed;
  // The tokens that begin with the last token count too.
  bool prefix = false;
  bool optional = false;
  // Filters don't make a match better.
  bool filter = false;
};

// The terms of a query, words first; the last word matches as a prefix too.
std::vector<Term> TermsOf(absl::string_view query);
std::vector<Term> TermsOf(
    const google::protobuf::RepeatedPtrField<v1::AttributeFilter>& attributes);

// How much finding a token in `field` counts, when `matches` products have its term: better fields
// and rarer words count more, and the word that was looked for (`exact`) more than another form.
int64_t TermScore(Field field, bool exact, int64_t matches);

}  // namespace shopdesk::catalog::domain
