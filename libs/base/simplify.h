#pragma once

#include <unicode/unistr.h>

namespace shopdesk {

// Writes Traditional Chinese characters as simplified ones, by ICU's rules; without ICU's data the
// text stays as it is.
void SimplifyHan(icu::UnicodeString& text);

}  // namespace shopdesk
