#include "services/catalog/domain/search/search.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/catalog/domain/knowledge/clarity.h"
#include "services/catalog/handlers/knowledge/article.h"
#include "services/catalog/handlers/product/product.h"
#include "services/catalog/store/knowledge/clarity.h"
#include "services/catalog/store/product/category.h"
#include "services/catalog/store/product/product.h"
#include "services/catalog/store/search/search.h"

namespace shopdesk::catalog::handlers {
namespace {

// Results: usual, as people look at the first few; at most.
constexpr PageLimits kResultPage{20, 100};
// A term with more matches than this is not read whole: the others narrow it down. Also how many of
// the best matches are ranked and counted.
constexpr size_t kMaxRanked = 1000;
// Documents looked at in one step: few enough that little is read in vain.
constexpr size_t kDocumentsInStep = 500;
// Words that a prefix stands for: each has its postings read.
constexpr int kMaxCompletions = 32;
// Values of a facet, those with the most matches: more than anybody chooses from.
constexpr int kMaxBuckets = 50;

// Document → its best field.
using Hits = absl::flat_hash_map<int64_t, int>;

void AddHit(store::Hit hit, Hits& hits) {
  const auto [found, inserted] = hits.emplace(hit.doc, hit.field);
  if (!inserted) found->second = std::min(found->second, hit.field);
}

// A term and what was read of its postings: all, or more than kMaxRanked.
struct ReadTerm {
  domain::Term term;
  Hits hits;
  bool complete = true;
};

// How well a document matches, and its best field.
struct Rank {
  int64_t score = 0;
  int field = static_cast<int>(domain::Field::kDescription);
};
using Ranks = absl::flat_hash_map<int64_t, Rank>;

struct Match {
  store::Document document;
  Rank rank;
};

bool IsBetter(const Match& a, const Match& b) {
  if (a.rank.score != b.rank.score) return a.rank.score > b.rank.score;
  return a.document.product < b.document.product;
}

// One search of a shop's index for the products that match all terms.
class Searcher {
 public:
  Searcher(sql::Transaction& txn, absl::string_view shop, const store::DocumentFilter& filter)
      : txn_(txn),
        shop_(shop),
        filter_(filter),
        categories_(filter.categories.begin(), filter.categories.end()) {}

  absl::Status Read(std::vector<domain::Term> terms) {
    for (domain::Term& term : terms) {
      ReadTerm read = {std::move(term)};
      RETURN_IF_ERROR(ReadHits(read));
      (read.term.optional ? optional_ : required_).push_back(std::move(read));
    }
    // The rarest first; those that are not read whole last.
    std::stable_sort(required_.begin(), required_.end(), [](const auto& a, const auto& b) {
      return std::make_tuple(!a.complete, a.hits.size()) <
             std::make_tuple(!b.complete, b.hits.size());
    });
    return absl::OkStatus();
  }

  // Whether the terms narrow the products down to what Best finds in full.
  bool IsNarrow() const { return !required_.empty() && required_[0].complete; }

  // The best matches, at most kMaxRanked, best first. When the rarest term has more than kMaxRanked
  // matches, they are the best by that term.
  absl::StatusOr<std::vector<Match>> Best() {
    std::vector<Match> matches;
    if (IsNarrow()) {
      std::vector<int64_t> docs;
      for (const auto& [doc, field] : required_[0].hits) docs.push_back(doc);
      RETURN_IF_ERROR(AddMatches(docs, matches));
    } else {
      RETURN_IF_ERROR(Stream(matches));
    }
    std::sort(matches.begin(), matches.end(), IsBetter);
    return matches;
  }

 private:
  absl::Status ReadHits(ReadTerm& read) {
    if (read.term.prefix) {
      std::vector<std::string>& tokens = read.term.tokens;
      ASSIGN_OR_RETURN(const std::vector<std::string> completions,
                       store::ExpandPrefix(txn_, shop_, tokens.back(), kMaxCompletions));
      tokens.pop_back();
      tokens.insert(tokens.end(), completions.begin(), completions.end());
    }
    for (const std::string& token : read.term.tokens) {
      size_t count = 0;
      RETURN_IF_ERROR(
          store::ReadPostings(txn_, shop_, token, {-1, 0}, kMaxRanked + 1, [&](store::Hit hit) {
            ++count;
            AddHit(hit, read.hits);
          }));
      read.complete = read.complete && count <= kMaxRanked && read.hits.size() <= kMaxRanked;
    }
    return absl::OkStatus();
  }

  // Goes through the postings of the first term, best first, until there are enough matches.
  absl::Status Stream(std::vector<Match>& matches) {
    absl::flat_hash_set<int64_t> seen;
    for (const std::string& token : required_[0].term.tokens) {
      store::Hit last = {-1, 0};
      for (bool more = true; more && matches.size() < kMaxRanked;) {
        std::vector<int64_t> docs;
        size_t count = 0;
        RETURN_IF_ERROR(
            store::ReadPostings(txn_, shop_, token, last, kDocumentsInStep, [&](store::Hit hit) {
              ++count;
              last = hit;
              AddHit(hit, required_[0].hits);
              if (seen.insert(hit.doc).second) docs.push_back(hit.doc);
            }));
        more = count == kDocumentsInStep;
        RETURN_IF_ERROR(AddMatches(docs, matches));
      }
    }
    return absl::OkStatus();
  }

  // Those of `docs` that have all the other terms too and pass the filter.
  absl::Status AddMatches(const std::vector<int64_t>& docs, std::vector<Match>& matches) {
    Ranks found;
    found.reserve(docs.size());
    for (const int64_t doc : docs) Score(required_[0], doc, found[doc]);
    for (size_t i = 1; i < required_.size() && !found.empty(); ++i) {
      RETURN_IF_ERROR(Intersect(required_[i], found));
    }
    for (const ReadTerm& term : optional_) {
      for (auto& [doc, rank] : found) Score(term, doc, rank);
    }
    std::vector<int64_t> rest;
    for (const auto& [doc, rank] : found) rest.push_back(doc);
    return store::ReadDocuments(txn_, rest, [&](store::Document document) {
      if (!Passes(document)) return;
      const Rank rank = found[document.doc];
      matches.push_back({std::move(document), rank});
    });
  }

  absl::Status Intersect(ReadTerm& term, Ranks& found) {
    if (!term.complete) {
      std::vector<int64_t> docs;
      for (const auto& [doc, rank] : found) docs.push_back(doc);
      for (const std::string& token : term.term.tokens) {
        RETURN_IF_ERROR(store::FilterPostings(txn_, shop_, token, docs,
                                              [&](store::Hit hit) { AddHit(hit, term.hits); }));
      }
    }
    for (auto entry = found.begin(); entry != found.end();) {
      const auto present = entry++;
      if (!Score(term, present->first, present->second)) found.erase(present);
    }
    return absl::OkStatus();
  }

  // Counts the term for a document; false if the document lacks it.
  static bool Score(const ReadTerm& term, int64_t doc, Rank& rank) {
    const auto hit = term.hits.find(doc);
    if (hit == term.hits.end()) return false;
    if (term.term.filter) return true;
    rank.score += domain::TermScore(static_cast<domain::Field>(hit->second),
                                    static_cast<int64_t>(std::min(term.hits.size(), kMaxRanked)));
    rank.field = std::min(rank.field, hit->second);
    return true;
  }

  bool Passes(const store::Document& document) const {
    return document.min_price_minor >= filter_.min_price_minor &&
           document.min_price_minor <= filter_.max_price_minor &&
           (document.on_sale || !filter_.on_sale_only) &&
           (categories_.empty() || categories_.contains(document.category));
  }

  sql::Transaction& txn_;
  const absl::string_view shop_;
  const store::DocumentFilter& filter_;
  const absl::flat_hash_set<std::string> categories_;
  std::vector<ReadTerm> required_;
  std::vector<ReadTerm> optional_;
};

absl::Status ParseFacets(const store::Document& document, v1::Product& facets) {
  if (facets.ParseFromString(document.facets)) return absl::OkStatus();
  return InternalError("a search document can't be parsed");
}

absl::StatusOr<bool> HasAttributes(const store::Document& document,
                                   const std::vector<domain::Term>& filters) {
  if (filters.empty()) return true;
  v1::Product facets;
  RETURN_IF_ERROR(ParseFacets(document, facets));
  std::set<std::string> tokens;
  for (const v1::AttributeValue& attribute : facets.attributes()) {
    for (const std::string& value : attribute.values()) {
      tokens.insert(domain::AttributeToken(attribute.key(), value));
    }
  }
  return std::all_of(filters.begin(), filters.end(), [&](const domain::Term& filter) {
    return std::any_of(filter.tokens.begin(), filter.tokens.end(),
                       [&](const std::string& token) { return tokens.count(token) > 0; });
  });
}

// The first `limit` products after `after` that pass, in the order of names: what a search without
// words answers.
absl::StatusOr<std::vector<Match>> ListMatches(sql::Transaction& txn, absl::string_view shop,
                                               const store::DocumentFilter& filter,
                                               const std::vector<domain::Term>& attributes,
                                               std::string after, size_t limit) {
  std::vector<Match> matches;
  while (matches.size() < limit) {
    ASSIGN_OR_RETURN(std::vector<store::Document> documents,
                     store::ListDocuments(txn, shop, filter, after, kDocumentsInStep));
    if (documents.empty()) break;
    after = documents.back().product;
    for (store::Document& document : documents) {
      ASSIGN_OR_RETURN(const bool has, HasAttributes(document, attributes));
      if (has) matches.push_back({std::move(document), Rank()});
    }
  }
  if (matches.size() > limit) matches.resize(limit);
  return matches;
}

// Value → matches that have it.
using Counts = absl::flat_hash_map<std::string, int64_t>;

void AddFacet(const std::string& key, const Counts& counts, v1::SearchProductsResponse& response) {
  if (counts.empty()) return;
  std::vector<std::pair<std::string, int64_t>> sorted(counts.begin(), counts.end());
  std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
    return a.second != b.second ? a.second > b.second : a.first < b.first;
  });
  if (sorted.size() > kMaxBuckets) sorted.resize(kMaxBuckets);
  v1::Facet& facet = *response.add_facets();
  facet.set_key(key);
  for (const auto& [value, count] : sorted) {
    v1::Facet::Bucket& bucket = *facet.add_buckets();
    bucket.set_value(value);
    bucket.set_count(count);
  }
}

absl::Status AddFacets(const std::vector<Match>& matches, v1::SearchProductsResponse& response) {
  Counts categories;
  Counts brands;
  std::map<std::string, Counts> attributes;
  v1::Product facets;
  for (size_t i = 0; i < std::min(matches.size(), kMaxRanked); ++i) {
    RETURN_IF_ERROR(ParseFacets(matches[i].document, facets));
    if (!facets.category().empty()) ++categories[facets.category()];
    if (!facets.brand().empty()) ++brands[facets.brand()];
    for (const v1::AttributeValue& attribute : facets.attributes()) {
      for (const std::string& value : attribute.values()) ++attributes[attribute.key()][value];
    }
  }
  AddFacet("category", categories, response);
  AddFacet("brand", brands, response);
  for (const auto& [key, counts] : attributes) AddFacet(key, counts, response);
  return absl::OkStatus();
}

absl::StatusOr<store::DocumentFilter> FilterOf(runtime::ReadContext& ctx, absl::string_view shop,
                                               const v1::SearchProductsRequest& request) {
  store::DocumentFilter filter;
  filter.on_sale_only = request.on_sale_only();
  if (request.has_min_price_minor()) filter.min_price_minor = request.min_price_minor();
  if (request.has_max_price_minor()) filter.max_price_minor = request.max_price_minor();
  if (request.category().empty()) return filter;
  const absl::string_view category = LastSegment(request.category());
  RETURN_IF_ERROR(store::LoadCategory(ctx.txn(), shop, category).status());
  ASSIGN_OR_RETURN(const auto subtree, store::LoadSubtreeIds(ctx.txn(), shop, category));
  for (const auto& ids : subtree) {
    filter.categories.insert(filter.categories.end(), ids.begin(), ids.end());
  }
  return filter;
}

// What comes after the last result of the page before.
absl::StatusOr<absl::optional<Match>> LastOfPageBefore(const v1::SearchProductsRequest& request) {
  ASSIGN_OR_RETURN(const std::vector<std::string> key, ParsePageToken(request));
  if (key.empty()) return absl::optional<Match>();
  absl::optional<Match> last = Match();
  if (key.size() != 2 || !absl::SimpleAtoi(key[0], &last->rank.score)) {
    return InvalidFieldError("page_token", "is damaged");
  }
  last->document.product = key[1];
  return last;
}

absl::Status AddResults(sql::Transaction& txn, absl::string_view shop, bool with_words,
                        const std::vector<Match>& page, v1::SearchProductsResponse& response) {
  std::vector<std::string> ids;
  for (const Match& match : page) ids.push_back(match.document.product);
  ASSIGN_OR_RETURN(auto products, store::LoadProducts(txn, shop, ids));
  for (const Match& match : page) {
    v1::SearchResult& result = *response.add_results();
    *result.mutable_product() = std::move(products[match.document.product]);
    if (!with_words) continue;
    result.set_matched(
        std::string(domain::FieldName(static_cast<domain::Field>(match.rank.field))));
  }
  return absl::OkStatus();
}

}  // namespace

// Not by ListPage: each page ranks the best matches anew and goes on behind a score, and the first
// one reads more than it shows, for the facets.
absl::Status SearchProducts(runtime::ReadContext& ctx, const v1::SearchProductsRequest& request,
                            v1::SearchProductsResponse* response) {
  const absl::string_view shop = ShopOf(request.parent());
  ASSIGN_OR_RETURN(const size_t size,
                   PageSize(request.page_size(), kResultPage.usual, kResultPage.most));
  ASSIGN_OR_RETURN(const absl::optional<Match> last, LastOfPageBefore(request));
  ASSIGN_OR_RETURN(const store::DocumentFilter filter, FilterOf(ctx, shop, request));
  const std::vector<domain::Term> attributes = domain::TermsOf(request.attributes());
  std::vector<domain::Term> terms = domain::TermsOf(request.query());
  const bool with_words = !terms.empty();
  terms.insert(terms.end(), attributes.begin(), attributes.end());
  Searcher searcher(ctx.txn(), shop, filter);
  RETURN_IF_ERROR(searcher.Read(std::move(terms)));
  std::vector<Match> matches;
  if (with_words || searcher.IsNarrow()) {
    ASSIGN_OR_RETURN(matches, searcher.Best());
  } else {
    const std::string after = last.has_value() ? last->document.product : "";
    ASSIGN_OR_RETURN(matches, ListMatches(ctx.txn(), shop, filter, attributes, after,
                                          last.has_value() ? size + 1 : kMaxRanked));
  }
  if (!last.has_value()) RETURN_IF_ERROR(AddFacets(matches, *response));
  const auto begin = last.has_value()
                         ? std::upper_bound(matches.begin(), matches.end(), *last, IsBetter)
                         : matches.begin();
  std::vector<Match> page(std::make_move_iterator(begin), std::make_move_iterator(matches.end()));
  if (page.size() > size) {
    page.resize(size);
    response->set_next_page_token(MakePageToken(
        request, {absl::StrCat(page.back().rank.score), page.back().document.product}));
  }
  if (!last.has_value()) RETURN_IF_ERROR(AddArticles(ctx, shop, request.query(), *response));
  return AddResults(ctx.txn(), shop, with_words, page, *response);
}

absl::Status SearchAndCount(runtime::WorkflowContext& ctx, const v1::SearchProductsRequest& request,
                            v1::SearchProductsResponse* response) {
  RETURN_IF_ERROR(ctx.Read([&](runtime::ReadContext& read) {
    response->Clear();
    return SearchProducts(read, request, response);
  }));
  const bool filtered = !request.category().empty() || !request.attributes().empty() ||
                        request.has_min_price_minor() || request.has_max_price_minor() ||
                        request.on_sale_only() || !request.page_token().empty();
  if (filtered || !response->results().empty() || !response->articles().empty()) {
    return absl::OkStatus();
  }
  const std::string query = domain::FailedQuery(request.query());
  if (query.empty()) return absl::OkStatus();
  // The answer is right, whether it is counted or not.
  ctx.Write([&](runtime::WriteContext& write) {
       return store::CountFailedSearch(write.txn(), ShopOf(request.parent()), query, write.now());
     })
      .IgnoreError();
  return absl::OkStatus();
}

}  // namespace shopdesk::catalog::handlers
