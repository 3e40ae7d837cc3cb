#pragma once

#include <cstddef>

#include "libs/privacy/digit_run.h"

// What groups of digits look like, by their sizes and by what stands between them. Groups are
// [begin, end) of the run.
namespace shopdesk::privacy {

// How many groups from `at` on are a date of the years 1900 to 2099, with its time if it has one:
// 2024-01-15 10:30, 15.01.2024. 0: none.
size_t DateGroups(const DigitRun& run, size_t at);

// How many groups from `at` on are a list of constant step, as sizes are: 38 39 40 41. 0: fewer
// than four.
size_t ListGroups(const DigitRun& run, size_t at);

// How many groups from `at` on are a time of the day: 08:30, 08:30:15. 0: none.
size_t TimeGroups(const DigitRun& run, size_t at);

// Whether it is written as a landline of mainland China, with its area code.
bool IsChineseLandline(absl::string_view digits);

// Whether it is a mobile number of mainland China, with or without the country's code.
bool IsChineseMobile(absl::string_view digits);

// Whether eight digits are a date of the years 1990 to 2039.
bool IsCompactDate(absl::string_view digits);

// Whether it is one digit again and again, how people cheer and moan: 6666666.
bool IsExclamation(absl::string_view digits);

// Whether somebody who writes digits like that writes a phone or a card rather than sizes, prices
// or quantities. At least two groups, and kLongRun digits.
bool IsGroupedNumber(const DigitRun& run, size_t begin, size_t end);

}  // namespace shopdesk::privacy
