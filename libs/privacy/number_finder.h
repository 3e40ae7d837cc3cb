#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "libs/privacy/folded_text.h"

namespace shopdesk::privacy {

// A number that a text may not keep: the characters [begin, end), and its digits in ASCII, after a
// "+" if the text has one there.
struct NumberSpan {
  size_t begin;
  size_t end;
  std::string number;
};

// The phone, account and card numbers of a text, in order, apart from each other. `barred`
// characters (mail addresses, what is masked already) are part of none; as many as `chars`.
// Digits are read in runs: of any script, with up to four separators of any kind between two.
//
// In a run are numbers:
// - a mobile number of mainland China, whatever separates its digits;
// - what libphonenumber finds to be a valid number in China or with a country code;
// - seven digits or more without anything between, or grouped as phones and cards are.
// None are: dates with times, amounts, ranges, measures, lists of sizes or of prices, our own ids,
// and numbers of fewer than seven digits, as orders have.
std::vector<NumberSpan> FindNumbers(absl::string_view text, absl::Span<const FoldedChar> chars,
                                    const std::vector<bool>& barred);

}  // namespace shopdesk::privacy
