#pragma once

#include <cstddef>
#include <string>

#include "absl/types/optional.h"
#include "shopdesk/catalog/v1/product.pb.h"
#include "shopdesk/catalog/v1/suitability.pb.h"

// What is said of whom a product suits. `column`: of a language (TextColumn).
namespace shopdesk::catalog::domain {

// How a rule and a buyer stand to each other.
enum class FitState {
  // The rule speaks against it.
  kAgainst,
  // It was held against the buyer, and doesn't.
  kFor,
  // The buyer has not told.
  kNotAsked,
  // Nothing follows for anybody, or not of this product.
  kHarmless,
  // No rule tells of what the buyer has told.
  kUntold,
  // The product doesn't tell an attribute that the rule needs.
  kAttributeMissing,
};

// Numbers that an age or a measure is held against; nullopt: no bound, or not told by the buyer.
struct FitNumbers {
  absl::optional<int64_t> from;
  absl::optional<int64_t> to;
  absl::optional<int64_t> value;
};

// Of a finding with its subject. `attribute`: the one that is missing.
std::string FindingText(const v1::Suitability::Finding& finding, FitState state,
                        const FitNumbers& numbers, const std::string& attribute, size_t column);

// Of a question with all but its text.
std::string QuestionText(const v1::Suitability::Question& question, size_t column);

// Of what has all else, with the findings that made the verdict.
std::string SuitabilitySentence(const v1::Suitability& suitability, const v1::Product& product,
                                size_t column);

// To say after the sentence; empty without alternatives.
std::string AlternativesSentence(const v1::Suitability& suitability, size_t column);

// Whether a rule or finding that is for SKUs with these options is for this one.
bool IsForSku(const google::protobuf::RepeatedPtrField<v1::OptionValue>& option_values,
              const v1::Sku& sku);

}  // namespace shopdesk::catalog::domain
