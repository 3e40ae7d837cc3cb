#include "services/catalog/domain/wording/wording.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"
#include "libs/base/error.h"
#include "libs/base/utf8.h"
#include "services/catalog/domain/shop/errors.h"

namespace shopdesk::catalog::domain {
namespace {

using type::v1::WordingHit;
using type::v1::WordingLevel;
using type::v1::WordingTerm;

// Of all texts of a request together: what is checked in a few hundredths of a second.
constexpr size_t kMostCharacters = 1'000'000;

// What is wrong with words to be looked for; empty if nothing.
std::string WordsFault(absl::string_view words) {
  const size_t symbols = wording::Matcher::SymbolsOf(words);
  if (symbols == 0) return "must have a letter or a digit";
  if (symbols <= wording::kMostSymbols) return "";
  return absl::StrCat("must not have more than ", wording::kMostSymbols, " letters and digits");
}

void CheckWords(const std::string& field, absl::string_view words, Violations& violations) {
  const std::string fault = WordsFault(words);
  if (!fault.empty()) violations.Add(field, fault);
}

wording::TextCheck MakeCheck(const wording::Checker* own,
                             const absl::optional<v1::WordList>& list) {
  std::vector<const wording::Checker*> checkers = {&wording::Checker::Base()};
  if (own != nullptr) checkers.push_back(own);
  std::vector<std::string> off;
  if (list.has_value()) off.assign(list->off_terms().begin(), list->off_terms().end());
  return wording::TextCheck(std::move(checkers), off);
}

}  // namespace

absl::Status CheckWordList(const v1::WordList& list) {
  Violations violations;
  std::set<std::string> texts;
  for (int i = 0; i < list.terms_size(); ++i) {
    const WordingTerm& term = list.terms(i);
    const std::string field = absl::StrCat("word_list.terms[", i, "]");
    CheckWords(field + ".text", term.text(), violations);
    if (!texts.insert(term.text()).second) violations.Add(field + ".text", "is given twice");
    for (int j = 0; j < term.spellings_size(); ++j) {
      CheckWords(absl::StrCat(field, ".spellings[", j, "]"), term.spellings(j), violations);
    }
  }
  for (int i = 0; i < list.exceptions_size(); ++i) {
    CheckWords(absl::StrCat("word_list.exceptions[", i, "]"), list.exceptions(i), violations);
  }
  absl::flat_hash_set<absl::string_view> base;
  for (const WordingTerm& term : wording::BaseTerms().terms) base.insert(term.text());
  for (int i = 0; i < list.off_terms_size(); ++i) {
    if (base.contains(list.off_terms(i))) continue;
    violations.Add(absl::StrCat("word_list.off_terms[", i, "]"),
                   "is no base term: ListBaseTerms has their texts");
  }
  return violations.ToStatus();
}

bool SameWordList(const v1::WordList& a, const v1::WordList& b) {
  v1::WordList left = a;
  v1::WordList right = b;
  for (v1::WordList* list : {&left, &right}) {
    list->clear_etag();
    list->clear_update_time();
  }
  return google::protobuf::util::MessageDifferencer::Equals(left, right);
}

std::shared_ptr<const wording::Checker> MakeOwnChecker(const v1::WordList& list) {
  if (list.terms().empty() && list.exceptions().empty()) return nullptr;
  return std::make_shared<const wording::Checker>(
      wording::TermList{{list.terms().begin(), list.terms().end()},
                        {list.exceptions().begin(), list.exceptions().end()}});
}

ShopWording::ShopWording(const absl::optional<v1::WordList>& list,
                         std::shared_ptr<const wording::Checker> own)
    : own_(std::move(own)), check_(MakeCheck(own_.get(), list)) {}

ShopWording::ShopWording(const absl::optional<v1::WordList>& list)
    : ShopWording(list, list.has_value() ? MakeOwnChecker(*list) : nullptr) {}

void WordingReport::Add(absl::string_view field, absl::string_view text, bool html) {
  wording::TextHits found = wording_.check().Check(text, html);
  more_ = more_ || found.more;
  counts_.resize(WordingLevel::Value_ARRAYSIZE, 0);
  for (WordingHit& hit : found.hits) {
    if (level_ == WordingLevel::VALUE_UNSPECIFIED || hit.level() < level_) level_ = hit.level();
    if (counts_[hit.level()]++ >= wording::kMostHitsOfLevel) {
      more_ = true;
      continue;
    }
    hit.set_field(std::string(field));
    *hits_.Add() = std::move(hit);
  }
}

absl::Status CheckTotalLength(const v1::CheckTextRequest& request) {
  size_t characters = 0;
  for (const v1::CheckedText& text : request.texts()) characters += CountCharacters(text.text());
  if (characters <= kMostCharacters) return absl::OkStatus();
  return InvalidFieldError(
      "texts", absl::StrCat("must have at most ", kMostCharacters, " characters together"));
}

std::vector<CardText> TextsOf(const v1::Product& product, const v1::Product* before) {
  std::vector<CardText> texts;
  const auto add = [&](std::string field, absl::string_view text, bool html = false) {
    if (!text.empty()) texts.push_back({std::move(field), text, html});
  };
  add("title", product.title());
  add("brand", product.brand());
  add("description", product.description(), /*html=*/true);
  for (int i = 0; i < product.attributes_size(); ++i) {
    for (int j = 0; j < product.attributes(i).values_size(); ++j) {
      add(absl::StrCat("attributes[", i, "].values[", j, "]"), product.attributes(i).values(j));
    }
  }
  for (int i = 0; i < product.selling_points_size(); ++i) {
    add(absl::StrCat("selling_points[", i, "]"), product.selling_points(i));
  }
  for (int i = 0; i < product.pictures_size(); ++i) {
    add(absl::StrCat("pictures[", i, "].alt_text"), product.pictures(i).alt_text());
  }
  for (int i = 0; i < product.skus_size(); ++i) {
    const v1::Sku& sku = product.skus(i);
    for (int j = 0; j < sku.option_values_size(); ++j) {
      const std::string option = absl::StrCat("skus[", i, "].option_values[", j, "]");
      add(option + ".option", sku.option_values(j).option());
      add(option + ".value", sku.option_values(j).value());
    }
  }
  if (before == nullptr) return texts;
  absl::flat_hash_set<absl::string_view> said;
  for (const CardText& text : TextsOf(*before)) said.insert(text.text);
  texts.erase(std::remove_if(texts.begin(), texts.end(),
                             [&](const CardText& text) { return said.contains(text.text); }),
              texts.end());
  return texts;
}

void ReportCard(const v1::Product& product, absl::string_view prefix, WordingReport& report,
                const v1::Product* before) {
  for (const CardText& text : TextsOf(product, before)) {
    report.Add(absl::StrCat(prefix, text.field), text.text, text.html);
  }
}

absl::Status CheckCard(const ShopWording& wording, const v1::Product& product,
                       const v1::Product* before) {
  WordingReport report(wording);
  ReportCard(product, "", report, before);
  std::vector<WordingHit> prohibited;
  for (const WordingHit& hit : report.hits()) {
    if (hit.level() == WordingLevel::A) prohibited.push_back(hit);
  }
  if (prohibited.empty()) return absl::OkStatus();
  return ProhibitedWordingError(product.name(), prohibited);
}

}  // namespace shopdesk::catalog::domain
