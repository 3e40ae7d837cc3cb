#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "services/catalog/domain/search/index.h"

namespace shopdesk::catalog::domain {
namespace {

// Words that a prefix stands for.
constexpr size_t kMostCompletions = 32;
// Words that may be meant by one with a slip: those that most products have.
constexpr size_t kMostSlips = 3;
// Of two products found equally well the one with fewer other words in its title is the better
// match. Titles of more count alike.
constexpr int64_t kTitleWords = 64;

}  // namespace

// One search of an index for the products that match all terms.
class IndexQuery {
 public:
  IndexQuery(const SearchIndex& index, const IndexSearch& search)
      : index_(index), search_(search) {}

  Found Run() {
    for (const Term& term : search_.terms) {
      ReadTerm read = HitsOf(term);
      with_words_ = with_words_ || !term.filter;
      (term.optional ? optional_ : required_).push_back(std::move(read));
    }
    // The rarest first.
    std::stable_sort(required_.begin(), required_.end(),
                     [](const ReadTerm& a, const ReadTerm& b) { return a.size() < b.size(); });
    ReadCategories();
    if (search_.terms.empty()) {
      ListAll();
    } else {
      FindMatches();
    }
    Rank();
    return std::move(found_);
  }

 private:
  using Hit = SearchIndex::Hit;
  using Word = Vocabulary::Word;
  using Document = SearchIndex::Document;
  struct Candidate {
    uint32_t document;
    Field field = Field::kDescription;
    int64_t score = 0;
  };
  // A term with the documents that have it, each once, by its best hit.
  struct ReadTerm {
    const Term* term;
    // Of one word, what the index has; of several, `own`.
    std::vector<Hit> own;
    const std::vector<Hit>* shared = nullptr;

    const std::vector<Hit>& hits() const { return shared != nullptr ? *shared : own; }
    size_t size() const { return hits().size(); }
  };

  bool IsUsed(Word word) const { return !index_.hits_[word].empty(); }

  void Tell(const Term& term, Word word, v1::Interpretation::Reason reason) {
    v1::Interpretation& told = *found_.interpretations.Add();
    told.set_word(term.typed);
    told.set_searched(index_.vocabulary_.text(word));
    told.set_reason(reason);
  }

  // The words that a term stands for: those that were looked for, then others.
  struct Words {
    std::vector<Word> exact;
    std::vector<Word> others;
    absl::flat_hash_set<Word> known;

    bool Add(Word word, std::vector<Word>& to) {
      if (!known.insert(word).second) return false;
      to.push_back(word);
      return true;
    }
  };

  Words WordsOf(const Term& term) {
    const auto is_used = [this](Word word) { return IsUsed(word); };
    Words words;
    for (const std::string& token : term.tokens) {
      const absl::optional<Word> word = index_.vocabulary_.Find(token);
      if (word.has_value() && IsUsed(*word)) words.Add(*word, words.exact);
    }
    if (!term.typed.empty()) {
      for (const Word form : index_.vocabulary_.Forms(term.tokens[0], is_used)) {
        if (words.Add(form, words.others)) Tell(term, form, v1::Interpretation::STEM);
      }
    }
    if (term.prefix) {
      for (const Word word :
           index_.vocabulary_.Completions(term.tokens.back(), kMostCompletions, is_used)) {
        words.Add(word, words.others);
      }
    }
    if (words.known.empty() && !term.typed.empty()) AddSlips(term, words);
    return words;
  }

  void AddSlips(const Term& term, Words& words) {
    const auto is_used = [this](Word word) { return IsUsed(word); };
    std::vector<Word> slips = index_.vocabulary_.Slips(term.tokens[0], is_used);
    std::stable_sort(slips.begin(), slips.end(), [&](Word a, Word b) {
      return index_.hits_[a].size() > index_.hits_[b].size();
    });
    if (slips.size() > kMostSlips) slips.resize(kMostSlips);
    for (const Word slip : slips) {
      std::vector<Word> meant = {slip};
      const std::vector<Word> forms =
          index_.vocabulary_.Forms(index_.vocabulary_.text(slip), is_used);
      meant.insert(meant.end(), forms.begin(), forms.end());
      for (const Word word : meant) {
        if (words.Add(word, words.others)) Tell(term, word, v1::Interpretation::SPELLING);
      }
    }
  }

  ReadTerm HitsOf(const Term& term) {
    const Words words = WordsOf(term);
    ReadTerm read = {&term};
    if (words.others.empty() && words.exact.size() == 1) {
      read.shared = &index_.hits_[words.exact[0]];
      return read;
    }
    std::vector<size_t> ends = {0};
    const auto append = [&](Word word, Hit other) {
      for (const Hit hit : index_.hits_[word]) read.own.push_back(hit | other);
      ends.push_back(read.own.size());
    };
    for (const Word word : words.exact) append(word, 0);
    for (const Word word : words.others) append(word, 1);
    Merge(std::move(ends), read.own);
    // Of a document the first is the best.
    read.own.erase(std::unique(read.own.begin(), read.own.end(),
                               [](Hit a, Hit b) {
                                 return SearchIndex::DocumentOf(a) == SearchIndex::DocumentOf(b);
                               }),
                   read.own.end());
    return read;
  }

  // Sorts what is sorted between `ends`, two parts with each other until there is one.
  static void Merge(std::vector<size_t> ends, std::vector<Hit>& hits) {
    const auto at = [&](size_t i) { return hits.begin() + static_cast<std::ptrdiff_t>(i); };
    while (ends.size() > 2) {
      std::vector<size_t> merged = {0};
      for (size_t i = 2; i < ends.size(); i += 2) {
        std::inplace_merge(at(ends[i - 2]), at(ends[i - 1]), at(ends[i]));
        merged.push_back(ends[i]);
      }
      if (ends.size() % 2 == 0) merged.push_back(ends.back());
      ends = std::move(merged);
    }
  }

  void ReadCategories() {
    for (const std::string& category : search_.filter.categories) {
      const auto found = index_.categories_.find(category);
      if (found != index_.categories_.end()) categories_.insert(found->second);
    }
  }

  bool Passes(const Document& document) const {
    const SearchFilter& filter = search_.filter;
    return document.min_price_minor >= filter.min_price_minor &&
           document.min_price_minor <= filter.max_price_minor &&
           (document.on_sale || !filter.on_sale_only) &&
           (filter.categories.empty() || categories_.contains(document.category));
  }

  // What all products are that pass the filter, in their order, as far as they are needed.
  void ListAll() {
    const auto& products = index_.by_product_;
    auto next =
        search_.after.has_value() ? products.upper_bound(search_.after->product) : products.begin();
    const size_t needed = search_.after.has_value() ? search_.most + 1 : kMostRanked;
    for (; next != products.end() && candidates_.size() < needed; ++next) {
      if (Passes(index_.documents_[next->second])) candidates_.push_back({next->second});
    }
  }

  // The products that have all required terms and pass the filter.
  void FindMatches() {
    if (required_.empty()) return;
    for (const Hit hit : required_[0].hits()) {
      const uint32_t document = SearchIndex::DocumentOf(hit);
      if (!Passes(index_.documents_[document])) continue;
      candidates_.push_back({document});
      Score(required_[0], hit, candidates_.back());
    }
    for (size_t i = 1; i < required_.size(); ++i) {
      size_t kept = 0;
      ForBoth(required_[i], [&](Candidate& candidate, Hit hit) {
        Score(required_[i], hit, candidate);
        candidates_[kept++] = candidate;
      });
      candidates_.resize(kept);
    }
    for (const ReadTerm& term : optional_) {
      ForBoth(term, [&](Candidate& candidate, Hit hit) { Score(term, hit, candidate); });
    }
    if (!with_words_) return;
    for (Candidate& candidate : candidates_) {
      const int64_t words = index_.documents_[candidate.document].title_words;
      candidate.score =
          candidate.score * kTitleWords + std::max<int64_t>(0, kTitleWords - 1 - words);
    }
  }

  // Calls `fn` for each candidate that has the term, in their order.
  template <class Fn>
  void ForBoth(const ReadTerm& term, Fn fn) {
    const std::vector<Hit>& hits = term.hits();
    auto next = hits.begin();
    for (size_t i = 0; i < candidates_.size() && next != hits.end(); ++i) {
      const Hit wanted = SearchIndex::MakeHit(candidates_[i].document, Field::kSku);
      // Doubled steps, then the last one searched: as quick where few hits lie between as where
      // many do.
      std::ptrdiff_t step = 1;
      while (step < hits.end() - next && next[step] < wanted) step *= 2;
      next =
          std::lower_bound(next + step / 2, next + std::min(step + 1, hits.end() - next), wanted);
      if (next == hits.end()) break;
      if (SearchIndex::DocumentOf(*next) == candidates_[i].document) fn(candidates_[i], *next);
    }
  }

  static void Score(const ReadTerm& term, Hit hit, Candidate& candidate) {
    if (term.term->filter) return;
    const Field field = SearchIndex::FieldOf(hit);
    const bool exact = (hit & 1) == 0;
    candidate.score += TermScore(field, exact, static_cast<int64_t>(term.size()));
    candidate.field = std::min(candidate.field, field);
  }

  bool IsBetter(const Candidate& a, const Candidate& b) const {
    if (a.score != b.score) return a.score > b.score;
    return index_.documents_[a.document].product < index_.documents_[b.document].product;
  }

  // Whether it comes after the last of the page before.
  bool ComesLater(const Candidate& candidate) const {
    if (!search_.after.has_value()) return true;
    if (candidate.score != search_.after->score) return candidate.score < search_.after->score;
    return index_.documents_[candidate.document].product > search_.after->product;
  }

  void Rank() {
    const auto is_better = [this](const Candidate& a, const Candidate& b) {
      return IsBetter(a, b);
    };
    const auto comes_earlier = [this](const Candidate& each) { return !ComesLater(each); };
    if (!with_words_) std::erase_if(candidates_, comes_earlier);
    if (candidates_.size() > kMostRanked) {
      const auto end = candidates_.begin() + static_cast<std::ptrdiff_t>(kMostRanked);
      std::nth_element(candidates_.begin(), end, candidates_.end(), is_better);
      candidates_.resize(kMostRanked);
    }
    if (!search_.after.has_value()) CountFacets();
    std::erase_if(candidates_, comes_earlier);
    const size_t shown = std::min(candidates_.size(), search_.most);
    std::partial_sort(candidates_.begin(), candidates_.begin() + static_cast<std::ptrdiff_t>(shown),
                      candidates_.end(), is_better);
    for (size_t i = 0; i < shown; ++i) {
      const Candidate& candidate = candidates_[i];
      found_.matches.push_back(
          {candidate.score, candidate.field, index_.documents_[candidate.document].product});
    }
    found_.more = candidates_.size() > shown;
  }

  void CountFacets() {
    FacetValues::Counter counter(index_.facet_values_);
    for (const Candidate& candidate : candidates_) {
      counter.Count(index_.documents_[candidate.document].facets);
    }
    counter.AddTo(found_.facets);
  }

  const SearchIndex& index_;
  const IndexSearch& search_;
  absl::flat_hash_set<uint32_t> categories_;
  bool with_words_ = false;
  std::vector<ReadTerm> required_;
  std::vector<ReadTerm> optional_;
  // In the order of documents, until they are ranked.
  std::vector<Candidate> candidates_;
  Found found_;
};

Found SearchIndex::Find(const IndexSearch& search) const { return IndexQuery(*this, search).Run(); }

}  // namespace shopdesk::catalog::domain
