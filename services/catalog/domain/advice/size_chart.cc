#include "services/catalog/domain/advice/size_chart.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/types/optional.h"
#include "google/protobuf/util/message_differencer.h"
#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "services/catalog/domain/advice/fit_words.h"
#include "services/catalog/domain/knowledge/told_text.h"

namespace shopdesk::catalog::domain {
namespace {

using v1::FitMeasure;
using v1::Size;
using v1::SizeAdvice;
using v1::SizeChart;
using v1::SizeRange;

// Texts in the languages of kTextLanguages.
using SizeText = const char* const[4];

constexpr SizeText kFits = {"“{title}”建议选{size}（{measure}{value}）。",
                            "“{title}”: size {size} ({measure} {value}).",
                            "«{title}»: talla {size} ({measure} {value}).",
                            "“{title}”: tamanho {size} ({measure} {value})."};
constexpr SizeText kBetween = {
    "“{title}”介于两个尺码之间（{measure}{value}）：{neighbour}偏小，{size}偏大。",
    "“{title}”: between two sizes ({measure} {value}), the smaller {neighbour} and {size}.",
    "«{title}»: entre dos tallas ({measure} {value}): {neighbour} es la menor, {size} la mayor.",
    "“{title}”: entre dois tamanhos ({measure} {value}): {neighbour} é o menor, {size} o maior."};
constexpr SizeText kOutOfRange = {
    "“{title}”没有合适的尺码：{measure}{value}超出尺码表。",
    "No size of “{title}” fits: {measure} {value} is beyond its chart.",
    "Ninguna talla de «{title}» sirve: {measure} {value} está fuera de la tabla.",
    "Nenhum tamanho de “{title}” serve: {measure} {value} está fora da tabela."};
constexpr SizeText kNotSold = {
    "“{title}”按{measure}{value}应选{size}，但没有这个尺码的规格。",
    "“{title}”: {measure} {value} needs size {size}, which none of its variants is.",
    "«{title}»: {measure} {value} pide la talla {size}, que ninguna variante tiene.",
    "“{title}”: {measure} {value} pede o tamanho {size}, que nenhuma variante tem."};
constexpr SizeText kBetweenNotSold = {
    "“{title}”介于两个尺码之间（{measure}{value}）：{neighbour}，以及没有对应规格的{size}。",
    "“{title}”: between two sizes ({measure} {value}): {neighbour}, and {size}, which none of its "
    "variants is.",
    "«{title}»: entre dos tallas ({measure} {value}): {neighbour}, y {size}, que ninguna variante "
    "tiene.",
    "“{title}”: entre dois tamanhos ({measure} {value}): {neighbour}, e {size}, que nenhuma "
    "variante tem."};
constexpr SizeText kNoChart = {"“{title}”没有尺码表。", "There is no size chart for “{title}”.",
                               "No hay tabla de tallas para «{title}».",
                               "Não há tabela de tamanhos para “{title}”."};
constexpr SizeText kTellUs = {"“{title}”选尺码需要知道：{list}。",
                              "To choose a size of “{title}” we need: {list}.",
                              "Para elegir la talla de «{title}» necesitamos: {list}.",
                              "Para escolher o tamanho de “{title}” precisamos de: {list}."};
constexpr SizeText kOtherMeasure = {"按{measure}更适合{size}。", "By the {measure} rather {size}.",
                                    "Según {measure}, más bien {size}.",
                                    "Pela medida {measure}, antes {size}."};
constexpr SizeText kClose = {"最接近的另一个尺码是{size}。", "The nearest other size is {size}.",
                             "La otra talla más cercana es {size}.",
                             "O outro tamanho mais próximo é {size}."};
constexpr SizeText kInStock = {"{size}有货{count}件。", "{size}: {count} in stock.",
                               "{size}: {count} en existencia.", "{size}: {count} em estoque."};
constexpr SizeText kSoldOut = {"{size}暂时缺货。", "{size} is out of stock.",
                               "{size} está agotada.", "{size} está esgotado."};

// Null if the size isn't for one of these.
const SizeRange* RangeOf(const Size& size, FitMeasure::Value measure) {
  for (const SizeRange& range : size.ranges()) {
    if (range.measure() == measure) return &range;
  }
  return nullptr;
}

bool Holds(const SizeRange& range, int64_t value) {
  return (!range.has_from() || value >= range.from()) && (!range.has_to() || value <= range.to());
}

bool IsOfSize(const v1::Sku& sku, const SizeChart& chart, const Size& size) {
  return std::any_of(
      sku.option_values().begin(), sku.option_values().end(), [&](const v1::OptionValue& option) {
        if (!chart.option().empty() && option.option() != chart.option()) {
          return false;
        }
        const auto& values = size.option_values();
        return option.value() == size.size() ||
               std::find(values.begin(), values.end(), option.value()) != values.end();
      });
}

// Chooses among the sizes of a chart, by their places in it.
class Chooser {
 public:
  Chooser(const v1::Product& product, const SizeChart& chart, const v1::AdviseSizeRequest& request,
          const std::map<std::string, int64_t>& available, size_t column)
      : product_(product), chart_(chart), available_(available), column_(column) {
    for (const v1::ChartMeasure& measure : chart.measures()) {
      const auto told =
          std::find_if(request.measures().begin(), request.measures().end(),
                       [&](const auto& each) { return each.measure() == measure.measure(); });
      if (told == request.measures().end()) {
        advice_.add_missing_measures(measure.measure());
      } else {
        known_.push_back({measure.measure(), told->value(), told->value() + measure.ease()});
      }
    }
    advice_.set_product(product.name());
    advice_.set_chart(chart.name());
    advice_.set_language_code(std::string(kTextLanguages[column]));
    advice_.set_outcome(SizeAdvice::UNKNOWN);
  }

  SizeAdvice Run() {
    if (!known_.empty()) {
      advice_.set_deciding_measure(known_[0].measure);
      Choose();
      Show();
    }
    Say();
    return std::move(advice_);
  }

 private:
  struct Known {
    FitMeasure::Value measure;
    int64_t told;
    // With ease.
    int64_t value;
  };

  bool IsSold(int at) const {
    return std::any_of(product_.skus().begin(), product_.skus().end(),
                       [&](const v1::Sku& sku) { return IsOfSize(sku, chart_, chart_.sizes(at)); });
  }

  // -1: the size is too large for the measure, 1: too small, 0: it fits, or isn't for it.
  int Compare(int at, const Known& known) const {
    const SizeRange* range = RangeOf(chart_.sizes(at), known.measure);
    if (range == nullptr || Holds(*range, known.value)) return 0;
    return range->has_from() && known.value < range->from() ? -1 : 1;
  }

  // Sizes that the deciding measure is in.
  std::vector<int> Matches() const {
    std::vector<int> matches;
    for (int at = 0; at < chart_.sizes_size(); ++at) {
      const SizeRange* range = RangeOf(chart_.sizes(at), known_[0].measure);
      if (range != nullptr && Holds(*range, known_[0].value)) matches.push_back(at);
    }
    return matches;
  }

  // Those that most of the other measures are in, too.
  std::vector<int> BestOf(const std::vector<int>& matches) const {
    std::vector<int> best;
    size_t most = 0;
    for (const int at : matches) {
      const size_t fitting =
          std::count_if(known_.begin() + 1, known_.end(),
                        [&](const Known& known) { return Compare(at, known) == 0; });
      if (fitting > most) best.clear();
      most = std::max(most, fitting);
      if (fitting == most) best.push_back(at);
    }
    return best;
  }

  // Those that the product has; all, if it has none of them.
  std::vector<int> SoldOf(const std::vector<int>& sizes) const {
    std::vector<int> sold;
    std::copy_if(sizes.begin(), sizes.end(), std::back_inserter(sold),
                 [this](int at) { return IsSold(at); });
    return sold.empty() ? sizes : sold;
  }

  void Choose() {
    const std::vector<int> best = SoldOf(BestOf(Matches()));
    if (best.size() == 1) return Take(best[0]);
    if (!best.empty()) return TakeBetween(best[best.size() - 2], best.back());
    // The largest that is too small, and the smallest that is too large.
    absl::optional<int> smaller;
    absl::optional<int> larger;
    for (int at = 0; at < chart_.sizes_size(); ++at) {
      const int compared = Compare(at, known_[0]);
      if (compared > 0) smaller = at;
      if (compared < 0 && !larger.has_value()) larger = at;
    }
    if (smaller.has_value() && larger.has_value()) return TakeBetween(*smaller, *larger);
    advice_.set_outcome(SizeAdvice::OUT_OF_RANGE);
  }

  void Take(int at) {
    size_ = at;
    advice_.set_outcome(IsSold(at) ? SizeAdvice::FITS : SizeAdvice::NOT_SOLD);
    for (size_t i = 1; i < known_.size(); ++i) {
      const int compared = Compare(at, known_[i]);
      if (compared == 0) continue;
      TakeNeighbour(at, compared, SizeAdvice::OTHER_MEASURE);
      if (neighbour_.has_value()) advice_.set_neighbour_measure(known_[i].measure);
      return;
    }
    const SizeRange& range = *RangeOf(chart_.sizes(at), known_[0].measure);
    const bool to_larger =
        !range.has_from() ||
        (range.has_to() && range.to() - known_[0].value < known_[0].value - range.from());
    TakeNeighbour(at, to_larger ? 1 : -1, SizeAdvice::CLOSE);
    if (!neighbour_.has_value()) TakeNeighbour(at, to_larger ? -1 : 1, SizeAdvice::CLOSE);
  }

  // The next that the product has.
  void TakeNeighbour(int at, int step, SizeAdvice::Reason reason) {
    for (int next = at + step; next >= 0 && next < chart_.sizes_size(); next += step) {
      if (!IsSold(next)) continue;
      neighbour_ = next;
      advice_.set_neighbour_reason(reason);
      return;
    }
  }

  // Both fit, or neither does and he is between them. Of a pair of which the product has one only,
  // that one is the neighbour: nothing says that it fits.
  void TakeBetween(int smaller, int larger) {
    const bool has_smaller = IsSold(smaller);
    const bool has_larger = IsSold(larger);
    const bool lacks_smaller = has_larger && !has_smaller;
    size_ = lacks_smaller ? smaller : larger;
    advice_.set_outcome(has_smaller && has_larger ? SizeAdvice::BETWEEN : SizeAdvice::NOT_SOLD);
    if (!has_smaller && !has_larger) return;
    neighbour_ = lacks_smaller ? larger : smaller;
    advice_.set_neighbour_reason(SizeAdvice::IN_BETWEEN);
  }

  void Show() {
    if (size_.has_value()) {
      advice_.set_size(chart_.sizes(*size_).size());
      ShowSkus(*size_, *advice_.mutable_skus());
    }
    if (neighbour_.has_value()) {
      advice_.set_neighbour(chart_.sizes(*neighbour_).size());
      ShowSkus(*neighbour_, *advice_.mutable_neighbour_skus());
    }
  }

  using Skus = google::protobuf::RepeatedPtrField<SizeAdvice::SizeSku>;

  void ShowSkus(int at, Skus& skus) const {
    const bool on_sale = product_.state() == v1::Product::ON_SALE;
    for (const v1::Sku& sku : product_.skus()) {
      if (!IsOfSize(sku, chart_, chart_.sizes(at))) continue;
      SizeAdvice::SizeSku& shown = *skus.Add();
      shown.set_sku_id(sku.sku_id());
      const auto found = available_.find(EscapeId(sku.sku_id()));
      if (on_sale && found != available_.end()) shown.set_available(found->second);
    }
  }

  std::string Fill(const SizeText& text, const std::string& size, FitMeasure::Value measure) const {
    std::string value;
    for (const Known& known : known_) {
      if (known.measure == measure) value = MeasureIn(measure, known.told, column_);
    }
    const char* word = MeasureWord(measure, column_);
    return absl::StrReplaceAll(text[column_], {{"{title}", product_.title()},
                                               {"{size}", size},
                                               {"{neighbour}", advice_.neighbour()},
                                               {"{measure}", word == nullptr ? "" : word},
                                               {"{value}", value}});
  }

  std::string StockText(const std::string& size, const Skus& skus) const {
    int64_t count = 0;
    for (const SizeAdvice::SizeSku& sku : skus) count += sku.available();
    return absl::StrReplaceAll((count > 0 ? kInStock : kSoldOut)[column_],
                               {{"{size}", size}, {"{count}", absl::StrCat(count)}});
  }

  void Say() {
    if (advice_.outcome() == SizeAdvice::UNKNOWN) return advice_.set_sentence(Ask());
    const bool is_between = advice_.neighbour_reason() == SizeAdvice::IN_BETWEEN;
    const SizeText& not_sold = is_between ? kBetweenNotSold : kNotSold;
    const SizeText& text = advice_.outcome() == SizeAdvice::FITS       ? kFits
                           : advice_.outcome() == SizeAdvice::BETWEEN  ? kBetween
                           : advice_.outcome() == SizeAdvice::NOT_SOLD ? not_sold
                                                                       : kOutOfRange;
    std::vector<std::string> parts = {Fill(text, advice_.size(), advice_.deciding_measure())};
    if (!advice_.skus().empty()) parts.push_back(StockText(advice_.size(), advice_.skus()));
    if (advice_.neighbour_reason() == SizeAdvice::OTHER_MEASURE) {
      parts.push_back(Fill(kOtherMeasure, advice_.neighbour(), advice_.neighbour_measure()));
    } else if (advice_.neighbour_reason() == SizeAdvice::CLOSE) {
      parts.push_back(Fill(kClose, advice_.neighbour(), advice_.deciding_measure()));
    }
    if (!advice_.neighbour().empty()) {
      parts.push_back(StockText(advice_.neighbour(), advice_.neighbour_skus()));
    }
    advice_.set_sentence(absl::StrJoin(parts, column_ == 0 ? "" : " "));
  }

  std::string Ask() const {
    std::vector<std::string> words;
    for (const int measure : advice_.missing_measures()) {
      words.emplace_back(MeasureWord(static_cast<FitMeasure::Value>(measure), column_));
    }
    return absl::StrReplaceAll(kTellUs[column_],
                               {{"{title}", product_.title()},
                                {"{list}", absl::StrJoin(words, column_ == 0 ? "、" : ", ")}});
  }

  const v1::Product& product_;
  const SizeChart& chart_;
  const std::map<std::string, int64_t>& available_;
  const size_t column_;
  // In the order in which they decide.
  std::vector<Known> known_;
  absl::optional<int> size_;
  absl::optional<int> neighbour_;
  SizeAdvice advice_;
};

void CheckRanges(const SizeChart& chart, int at, const std::set<int>& measures,
                 Violations& violations) {
  std::set<int> seen;
  const Size& size = chart.sizes(at);
  for (int i = 0; i < size.ranges_size(); ++i) {
    const SizeRange& range = size.ranges(i);
    const std::string field = absl::StrCat("size_chart.sizes[", at, "].ranges[", i, "]");
    if (!measures.contains(range.measure())) {
      violations.Add(absl::StrCat(field, ".measure"), "must be one of the chart's measures");
    } else if (!seen.insert(range.measure()).second) {
      violations.Add(absl::StrCat(field, ".measure"), "is given twice");
    }
    if (!range.has_from() && !range.has_to()) violations.Add(field, "must have from or to");
    if (range.has_from() && range.has_to() && range.from() > range.to()) {
      violations.Add(absl::StrCat(field, ".to"), "must not be less than from");
    }
    const SizeRange* before = at == 0 ? nullptr : RangeOf(chart.sizes(at - 1), range.measure());
    if (before == nullptr) continue;
    const bool shrinks =
        (before->has_from() && range.has_from() && range.from() < before->from()) ||
        (before->has_to() && range.has_to() && range.to() < before->to());
    if (shrinks) violations.Add(field, "must not be less than that of the size before it");
  }
}

}  // namespace

absl::Status CheckSizeChart(const SizeChart& chart) {
  Violations violations;
  std::set<int> measures;
  for (int i = 0; i < chart.measures_size(); ++i) {
    const auto measure = chart.measures(i).measure();
    if (MeasureWord(measure, 0) != nullptr && measures.insert(measure).second) continue;
    violations.Add(absl::StrCat("size_chart.measures[", i, "].measure"),
                   "must be a measure that isn't given twice");
  }
  std::set<std::string> names;
  for (int at = 0; at < chart.sizes_size(); ++at) {
    const Size& size = chart.sizes(at);
    if (!names.insert(size.size()).second) {
      violations.Add(absl::StrCat("size_chart.sizes[", at, "].size"), "is given twice");
    }
    for (int i = 0; i < size.option_values_size(); ++i) {
      if (names.insert(size.option_values(i)).second) continue;
      violations.Add(absl::StrCat("size_chart.sizes[", at, "].option_values[", i, "]"),
                     "is given twice");
    }
    CheckRanges(chart, at, measures, violations);
  }
  for (int i = 0; i < chart.measures_size(); ++i) {
    const auto measure = chart.measures(i).measure();
    const bool told =
        std::any_of(chart.sizes().begin(), chart.sizes().end(),
                    [&](const Size& size) { return RangeOf(size, measure) != nullptr; });
    if (told) continue;
    violations.Add(absl::StrCat("size_chart.measures[", i, "].measure"),
                   "must be one that some size has a range of");
  }
  return violations.ToStatus();
}

bool SameSizes(const SizeChart& a, const SizeChart& b) {
  const auto told = [](SizeChart chart) {
    chart.clear_etag();
    chart.clear_update_time();
    chart.clear_actor();
    return chart;
  };
  return google::protobuf::util::MessageDifferencer::Equals(told(a), told(b));
}

absl::Status CheckMeasures(const v1::AdviseSizeRequest& request) {
  Violations violations;
  std::set<int> measures;
  for (int i = 0; i < request.measures_size(); ++i) {
    const auto measure = request.measures(i).measure();
    if (MeasureWord(measure, 0) != nullptr && measures.insert(measure).second) continue;
    violations.Add(absl::StrCat("measures[", i, "].measure"),
                   "must be a measure that isn't given twice");
  }
  return violations.ToStatus();
}

std::vector<std::string> SizeChartSubjects(const v1::Product& product,
                                           absl::Span<const v1::Category> path) {
  std::vector<std::string> subjects = {absl::StrCat("products/", LastSegment(product.name()))};
  for (const v1::Category& category : path) {
    const std::string own = absl::StrCat("categories/", LastSegment(category.name()));
    if (!product.brand().empty()) {
      subjects.push_back(absl::StrCat(own, "/brands/", EscapeId(product.brand())));
    }
    subjects.push_back(own);
  }
  return subjects;
}

SizeAdvice MakeSizeAdvice(const v1::Product& product, const SizeChart* chart,
                          const v1::AdviseSizeRequest& request,
                          const std::map<std::string, int64_t>& available,
                          absl::string_view language) {
  const size_t column = TextColumn(language);
  if (chart != nullptr) return Chooser(product, *chart, request, available, column).Run();
  SizeAdvice advice;
  advice.set_product(product.name());
  advice.set_language_code(std::string(language));
  advice.set_outcome(SizeAdvice::UNKNOWN);
  advice.set_sentence(absl::StrReplaceAll(kNoChart[column], {{"{title}", product.title()}}));
  return advice;
}

}  // namespace shopdesk::catalog::domain
