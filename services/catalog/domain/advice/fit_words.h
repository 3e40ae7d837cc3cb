#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "shopdesk/catalog/v1/profile.pb.h"
#include "shopdesk/catalog/v1/suitability.pb.h"

// What buyers and goods are held against each other by, in words. `column`: of a language
// (TextColumn).
namespace shopdesk::catalog::domain {

// Allergens, conditions and habits are the same in whatever language they are told: a word that the
// service has ("花生", "Peanuts") becomes its key ("peanut"), any other one is folded.
std::string FitKey(absl::string_view word);
// The keys of all that a word means: of "shellfish" crustaceans and molluscs; mostly one.
std::vector<std::string> FitKeys(absl::string_view word);
// Whether the service has words for the key.
bool IsFitKey(absl::string_view key);
// The key's word in the language; one that the service doesn't have stays as it is.
std::string FitWord(absl::string_view key, size_t column);

// Null for what is none.
const char* MeasureWord(v1::FitMeasure::Value measure, size_t column);
const char* SkinWord(v1::SkinType::Value skin, size_t column);

// "10 months", "3 years".
std::string AgeIn(int64_t months, size_t column);
// "92.5 cm", "3,5 kg".
std::string MeasureIn(v1::FitMeasure::Value measure, int64_t value, size_t column);
// How many months, millimetres or grams one of a unit is; 0 for a unit that isn't of that kind.
// Empty: the unit that numbers are stored in.
double UnitOf(v1::SuitabilityKind::Value kind, v1::FitMeasure::Value measure,
              absl::string_view unit);

}  // namespace shopdesk::catalog::domain
