#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

// Characters as who compares words whatever their spelling reads them: without case, accents,
// width, compatibility forms, traditional against simplified, and letters that look alike.
namespace shopdesk::wording {

// What stands between two letters or digits that follow each other. Ordered: of several the last
// counts.
enum class Gap : uint8_t {
  // Nothing, or only what can't be seen: zero-width characters, marks on the letter before.
  kNone,
  // Signs: a dash, an asterisk, a picture.
  kSign,
  // White space, with or without signs.
  kBlank,
  // The end of a sentence or of a part of it, or of a block of HTML.
  kBreak,
};

// A letter or a digit, folded. Two characters that people take for one have the same.
using Symbol = char32_t;

// Symbols that a character has at most; of the few that have more the others don't count.
inline constexpr size_t kMostSymbolsOfCharacter = 4;

// What a character is.
struct Folded {
  // Of a letter or a digit, one or several ("㎏", "m", which looks like "rn"); else none.
  std::array<Symbol, kMostSymbolsOfCharacter> symbols{};
  uint8_t count = 0;
  // Of a letter or a digit: whether it is of a script that is written without blanks.
  bool ideographic = false;
  // Of any other: what it makes of the gap that it stands in.
  Gap gap = Gap::kNone;
  // Of a sign that ends a sentence if a blank comes after it: "." but not the one in "no.1".
  bool ends_sentence = false;
};

// Of code points that have all but the last byte in common.
using FoldPage = std::array<Folded, 256>;

// Thread-safe; made when it is needed first, and kept. `page`: the code points without their last
// byte; what is behind the last one is as what is no character.
const FoldPage& FoldPageOf(char32_t page);

inline const Folded& FoldCharacter(char32_t code) { return FoldPageOf(code >> 8)[code & 0xff]; }

}  // namespace shopdesk::wording
