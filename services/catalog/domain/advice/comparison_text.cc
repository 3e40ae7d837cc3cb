// What buyers read of a comparison.
#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "libs/base/clock.h"
#include "libs/base/language.h"
#include "services/catalog/domain/advice/comparison.h"

namespace shopdesk::catalog::domain {
namespace {

using type::v1::WordingHit;
using type::v1::WordingLevel;
using v1::Comparison;

// The words of a language, in the order of kComparisonLanguages.
struct ComparisonWords {
  const char* heading;      // {names}
  const char* row;          // {what}, {list}
  const char* pair;         // {name}, {value}
  const char* same;         // {list}
  const char* same_one;     // {what}, {value}
  const char* unknown;      // {list}
  const char* unknown_one;  // {what}, {name}
  const char* price;        // {list}
  const char* from;         // {value}
  const char* in_stock;     // {list}
  const char* sold_out;     // {list}
  const char* source;       // {name}, {list}
  const char* source_one;   // {source}, {date}
  const char* quoted;       // {name}
  const char* unnamed;      // {number}
  const char* list;         // between what belongs together
  const char* part;         // between what doesn't
  const char* yes;
  const char* no;
};

constexpr ComparisonWords kWords[] = {
    {"{names}的比较：", "{what}：{list}。", "{name} {value}", "相同：{list}。", "{what} {value}",
     "暂不清楚：{list}。", "{name}的{what}", "价格：{list}。", "{value}起", "有货：{list}。",
     "暂时无货：{list}。", "{name}的信息来源：{list}。", "{source}（{date}）", "“{name}”",
     "商品{number}", "、", "；", "是", "否"},
    {"{names} compared:", "{what}: {list}.", "{name} {value}", "The same: {list}.",
     "{what} {value}", "Not known: {list}.", "{what} of {name}", "Price: {list}.", "from {value}",
     "In stock: {list}.", "Not in stock: {list}.", "What is said of {name} is from {list}.",
     "{source} ({date})", "“{name}”", "product {number}", ", ", "; ", "yes", "no"},
    {"Comparación de {names}:", "{what}: {list}.", "{name} {value}", "Igual: {list}.",
     "{what} {value}", "No lo sabemos: {list}.", "{what} de {name}", "Precio: {list}.",
     "desde {value}", "Disponible: {list}.", "Sin existencias: {list}.",
     "Lo que se dice de {name} viene de {list}.", "{source} ({date})", "«{name}»",
     "producto {number}", ", ", "; ", "sí", "no"},
    {"Comparação de {names}:", "{what}: {list}.", "{name} {value}", "Igual: {list}.",
     "{what} {value}", "Não sabemos: {list}.", "{what} de {name}", "Preço: {list}.",
     "a partir de {value}", "Disponível: {list}.", "Sem estoque: {list}.",
     "O que se diz de {name} vem de {list}.", "{source} ({date})", "“{name}”", "produto {number}",
     ", ", "; ", "sim", "não"}};

const ComparisonWords& WordsOf(absl::string_view language) {
  const auto* found =
      std::find(std::begin(kComparisonLanguages), std::end(kComparisonLanguages), language);
  return kWords[found - std::begin(kComparisonLanguages)];
}

bool IsGravest(const WordingHit& hit) { return hit.level() == WordingLevel::A; }

bool IsProhibited(const ShopWording& wording, absl::string_view text) {
  const wording::TextHits found = wording.check().Check(text, /*html=*/false);
  return std::any_of(found.hits.begin(), found.hits.end(), IsGravest);
}

// Takes out of a comparison what a text mustn't say, and notes what it shouldn't.
class Censor {
 public:
  Censor(const ShopWording& wording, WordingReport& report) : wording_(wording), report_(report) {}

  void Clean(Comparison& comparison) {
    const ComparisonWords& words = WordsOf(comparison.language_code());
    for (int i = 0; i < comparison.sides_size(); ++i) {
      Comparison::Side& side = *comparison.mutable_sides(i);
      const std::string field = absl::StrCat("sides[", i, "].");
      if (!MayTell(field + "title", side.title())) {
        side.set_title(absl::StrReplaceAll(words.unnamed, {{"{number}", absl::StrCat(i + 1)}}));
      }
      if (side.has_price_source() && !side.price_stale() &&
          !MayTell(field + "price_source.source", side.price_source().source())) {
        side.clear_price();
      }
    }
    google::protobuf::RepeatedPtrField<Comparison::Row> rows;
    for (int i = 0; i < comparison.rows_size(); ++i) {
      Comparison::Row& row = *comparison.mutable_rows(i);
      const std::string field = absl::StrCat("rows[", i, "].");
      if (!MayTell(field + "display_name", row.display_name())) continue;
      for (int j = 0; j < row.values_size(); ++j) {
        CleanValue(absl::StrCat(field, "values[", j, "]."), *row.mutable_values(j));
      }
      *rows.Add() = std::move(row);
    }
    *comparison.mutable_rows() = std::move(rows);
  }

 private:
  void CleanValue(const std::string& field, Comparison::Value& value) {
    if (value.unknown() || value.stale()) return;
    bool may = true;
    for (int i = 0; i < value.values_size(); ++i) {
      may = MayTell(absl::StrCat(field, "values[", i, "]"), value.values(i)) && may;
    }
    if (value.has_source()) may = MayTell(field + "source.source", value.source().source()) && may;
    if (!may) value.set_unknown(true);
  }

  bool MayTell(const std::string& field, absl::string_view text) {
    const int told = report_.hits().size();
    report_.Add(field, text, /*html=*/false);
    // A report that is full notes no more hits.
    if (report_.more()) return !IsProhibited(wording_, text);
    return std::none_of(report_.hits().begin() + told, report_.hits().end(), IsGravest);
  }

  const ShopWording& wording_;
  WordingReport& report_;
};

// Writes one comparison.
class TextWriter {
 public:
  TextWriter(const Comparison& comparison, const absl::TimeZone& zone)
      : comparison_(comparison), zone_(zone), words_(WordsOf(comparison.language_code())) {
    for (const Comparison::Side& side : comparison.sides()) {
      names_.push_back(absl::StrReplaceAll(words_.quoted, {{"{name}", side.title()}}));
    }
  }

  std::string Write() {
    std::vector<std::string> lines = {
        absl::StrReplaceAll(words_.heading, {{"{names}", absl::StrJoin(names_, words_.list)}})};
    std::vector<std::string> same;
    std::vector<std::string> unknown;
    for (const Comparison::Row& row : comparison_.rows()) AddRow(row, lines, same, unknown);
    AddPrices(lines);
    AddList(words_.same, words_.part, same, lines);
    AddList(words_.unknown, words_.list, unknown, lines);
    AddStock(lines);
    AddSources(lines);
    return absl::StrJoin(lines, "\n");
  }

 private:
  static void AddList(const char* sentence, const char* between,
                      const std::vector<std::string>& parts, std::vector<std::string>& lines) {
    if (parts.empty()) return;
    lines.push_back(absl::StrReplaceAll(sentence, {{"{list}", absl::StrJoin(parts, between)}}));
  }

  std::string Pair(int side, const std::string& value) const {
    return absl::StrReplaceAll(words_.pair, {{"{name}", names_[side]}, {"{value}", value}});
  }

  std::string ValueOf(const Comparison::Value& value) const {
    if (!value.measured().empty()) return value.measured();
    std::vector<std::string> values(value.values().begin(), value.values().end());
    if (values == std::vector<std::string>{"true"}) return words_.yes;
    if (values == std::vector<std::string>{"false"}) return words_.no;
    return absl::StrJoin(values, words_.list);
  }

  // Notes that something from there is told.
  void Cite(int side, const v1::ClaimSource& source) {
    const std::string date =
        DateIn(comparison_.language_code(), FromProto(source.seen_time()), zone_);
    sources_[side].insert(
        absl::StrReplaceAll(words_.source_one, {{"{source}", source.source()}, {"{date}", date}}));
  }

  void AddRow(const Comparison::Row& row, std::vector<std::string>& lines,
              std::vector<std::string>& same, std::vector<std::string>& unknown) {
    std::vector<std::string> told;
    std::string value;
    bool all = true;
    for (int side = 0; side < row.values_size(); ++side) {
      const Comparison::Value& of_side = row.values(side);
      if (of_side.unknown() || of_side.stale()) {
        all = false;
        unknown.push_back(absl::StrReplaceAll(
            words_.unknown_one, {{"{what}", row.display_name()}, {"{name}", names_[side]}}));
        continue;
      }
      value = ValueOf(of_side);
      told.push_back(Pair(side, value));
      if (of_side.has_source()) Cite(side, of_side.source());
    }
    if (told.empty()) return;
    if (all && row.outcome() == Comparison::SAME) {
      same.push_back(absl::StrReplaceAll(words_.same_one,
                                         {{"{what}", row.display_name()}, {"{value}", value}}));
      return;
    }
    lines.push_back(absl::StrReplaceAll(
        words_.row,
        {{"{what}", row.display_name()}, {"{list}", absl::StrJoin(told, words_.part)}}));
  }

  void AddPrices(std::vector<std::string>& lines) {
    std::vector<std::string> prices;
    for (int i = 0; i < comparison_.sides_size(); ++i) {
      const Comparison::Side& side = comparison_.sides(i);
      if (!side.has_price() || side.price_stale()) continue;
      // What a product costs that isn't on sale is nobody's business yet.
      if (!side.competitor() && side.state() != v1::Product::ON_SALE) continue;
      std::string price = MoneyIn(comparison_.language_code(), side.price());
      if (side.has_highest_price()) {
        price = absl::StrReplaceAll(words_.from, {{"{value}", price}});
      }
      prices.push_back(Pair(i, price));
      if (side.has_price_source()) Cite(i, side.price_source());
    }
    AddList(words_.price, words_.part, prices, lines);
  }

  void AddStock(std::vector<std::string>& lines) const {
    std::vector<std::string> in_stock;
    std::vector<std::string> sold_out;
    for (int i = 0; i < comparison_.sides_size(); ++i) {
      const Comparison::Side& side = comparison_.sides(i);
      if (side.competitor()) continue;
      (side.available() > 0 ? in_stock : sold_out).push_back(names_[i]);
    }
    AddList(words_.in_stock, words_.list, in_stock, lines);
    AddList(words_.sold_out, words_.list, sold_out, lines);
  }

  void AddSources(std::vector<std::string>& lines) const {
    for (const auto& [side, sources] : sources_) {
      lines.push_back(absl::StrReplaceAll(
          words_.source,
          {{"{name}", names_[side]}, {"{list}", absl::StrJoin(sources, words_.list)}}));
    }
  }

  const Comparison& comparison_;
  const absl::TimeZone& zone_;
  const ComparisonWords& words_;
  std::vector<std::string> names_;
  // What of each side is told, from where.
  std::map<int, std::set<std::string>> sources_;
};

}  // namespace

void TellComparison(const ShopWording& wording, const absl::TimeZone& zone,
                    Comparison& comparison) {
  WordingReport report(wording);
  Comparison told = comparison;
  Censor(wording, report).Clean(told);
  std::string text = TextWriter(told, zone).Write();
  // What only parts that stand beside each other say: there is nothing left to take out.
  if (IsProhibited(wording, text)) {
    report.Add("text", text, /*html=*/false);
    text.clear();
  }
  comparison.set_text(std::move(text));
  *comparison.mutable_wording_hits() = report.hits();
}

}  // namespace shopdesk::catalog::domain
