#include "services/catalog/domain/search/word_form.h"

#include <libstemmer.h>

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"

namespace shopdesk::catalog::domain {
namespace {

constexpr size_t kFewestLettersOfForm = 3;

struct DeleteStemmer {
  void operator()(sb_stemmer* stemmer) const { sb_stemmer_delete(stemmer); }
};
using Stemmer = std::unique_ptr<sb_stemmer, DeleteStemmer>;

std::string Stem(sb_stemmer* stemmer, absl::string_view word) {
  const sb_symbol* stem =
      stemmer == nullptr ? nullptr
                         : sb_stemmer_stem(stemmer, reinterpret_cast<const sb_symbol*>(word.data()),
                                           static_cast<int>(word.size()));
  if (stem == nullptr) return std::string(word);
  return std::string(reinterpret_cast<const char*>(stem),
                     static_cast<size_t>(sb_stemmer_length(stemmer)));
}

// An ending of plurals, and of what they are the plural of.
using Ending = std::pair<absl::string_view, absl::string_view>;
// Those that a stemmer knows by their accents, which folding takes away, or not at all: lápices;
// botões, pães, animais, hotéis, lençóis.
constexpr Ending kSpanishEndings[] = {{"ces", "z"}};
constexpr Ending kPortugueseEndings[] = {
    {"oes", "ao"}, {"aes", "ao"}, {"ais", "al"}, {"eis", "el"}, {"ois", "ol"}};

std::string Singular(absl::string_view word, absl::Span<const Ending> endings) {
  for (const auto& [plural, singular] : endings) {
    if (word.size() > plural.size() && absl::EndsWith(word, plural)) {
      return absl::StrCat(word.substr(0, word.size() - plural.size()), singular);
    }
  }
  return std::string(word);
}

}  // namespace

bool IsLatinWord(absl::string_view token) {
  return !token.empty() && std::all_of(token.begin(), token.end(), absl::ascii_islower);
}

std::vector<std::string> StemsOf(absl::string_view word) {
  if (word.size() < kFewestLettersOfForm || !IsLatinWord(word)) return {};
  // Not thread-safe, and a new one costs more than a word.
  thread_local const std::array<Stemmer, 3> stemmers = {Stemmer(sb_stemmer_new("en", nullptr)),
                                                        Stemmer(sb_stemmer_new("es", nullptr)),
                                                        Stemmer(sb_stemmer_new("pt", nullptr))};
  return {absl::StrCat("en:", Stem(stemmers[0].get(), word)),
          absl::StrCat("es:", Stem(stemmers[1].get(), Singular(word, kSpanishEndings))),
          absl::StrCat("pt:", Stem(stemmers[2].get(), Singular(word, kPortugueseEndings)))};
}

bool IsOneSlip(absl::string_view a, absl::string_view b) {
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > 1) return false;
  const size_t same =
      static_cast<size_t>(std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin());
  const absl::string_view rest_a = a.substr(same);
  const absl::string_view rest_b = b.substr(same);
  if (a.size() < b.size()) return rest_a == rest_b.substr(1);
  if (rest_a.empty()) return false;
  if (rest_a.substr(1) == rest_b.substr(1)) return true;
  return rest_a.size() > 1 && rest_a[0] == rest_b[1] && rest_a[1] == rest_b[0] &&
         rest_a.substr(2) == rest_b.substr(2);
}

}  // namespace shopdesk::catalog::domain
