#include "libs/base/simplify.h"

#include <unicode/translit.h>
#include <unicode/uniset.h>

namespace shopdesk {
namespace {

struct Rules {
  // Null: ICU's data aren't there.
  const icu::Transliterator* transliterator = nullptr;
  // What the rules may change.
  icu::UnicodeSet characters;
};

// Immutable.
const Rules& TheRules() {
  static const Rules& rules = [&]() -> const Rules& {
    auto& made = *new Rules;
    UErrorCode error = U_ZERO_ERROR;
    made.transliterator =
        icu::Transliterator::createInstance("Traditional-Simplified", UTRANS_FORWARD, error);
    if (made.transliterator != nullptr) made.transliterator->getSourceSet(made.characters);
    made.characters.freeze();
    return made;
  }();
  return rules;
}

}  // namespace

void SimplifyHan(icu::UnicodeString& text) {
  // The rules are tried at each character, which costs more than all else that is done with a text.
  if (TheRules().characters.containsNone(text)) return;
  TheRules().transliterator->transliterate(text);
}

}  // namespace shopdesk
