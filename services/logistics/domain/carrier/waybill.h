#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "re2/re2.h"
#include "shopdesk/logistics/v1/carrier.pb.h"

namespace shopdesk::logistics::domain {

// Numbers are stored and compared by FoldCode: carriers print them in groups, and people type them
// as they like.

// Whether `number` has a right check digit by UPU S10: two letters, eight digits, the check digit,
// two letters of a country of ISO 3166 ("EE123456785CN").
bool IsS10(absl::string_view number);
// Whether the last digit of `number` is the Luhn digit of the digits before it; other characters
// don't count.
bool IsLuhn(absl::string_view number);

// A carrier's waybill rules, compiled. Immutable, thread-safe.
class WaybillRules {
 public:
  // INVALID_ARGUMENT (waybill_rules[i].pattern or .check) for a rule that can't be compiled.
  static absl::StatusOr<WaybillRules> Compile(const v1::Carrier& carrier);

  // Whether the number satisfies one of the rules; without rules any number does.
  bool Accepts(absl::string_view number) const;
  // What is wrong with a number that a pattern takes and its check doesn't, for people; empty for
  // any other number.
  std::string Problem(absl::string_view number) const;
  // For people and for error metadata: the patterns, separated by " or ".
  std::string Patterns() const;

 private:
  enum class Check { kNone, kS10, kLuhn };
  struct Rule {
    std::unique_ptr<re2::RE2> pattern;
    Check check;
  };
  // What is wrong with a number that the rule's pattern takes; empty: nothing.
  static std::string ProblemOf(const Rule& rule, absl::string_view number);

  std::vector<Rule> rules_;
};

// A number of the shop's own series: "SD", twelve digits made of `seed`, the Luhn digit.
std::string OwnWaybillNumber(uint64_t seed);

}  // namespace shopdesk::logistics::domain
