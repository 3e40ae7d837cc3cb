#include "libs/privacy/mail_finder.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include "libs/privacy/masked_number.h"

namespace shopdesk::privacy {
namespace {

// Letters of one kind of writing stand together in an address. Where it changes, a sentence runs
// into it; scripts that are written without blanks are of one kind, as Japanese mixes them.
UScriptCode WritingOf(char32_t code) {
  UErrorCode error = U_ZERO_ERROR;
  const UScriptCode script = uscript_getScript(static_cast<UChar32>(code), &error);
  switch (script) {
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_BOPOMOFO:
    case USCRIPT_THAI:
    case USCRIPT_LAO:
    case USCRIPT_KHMER:
    case USCRIPT_MYANMAR:
      return USCRIPT_HAN;
    default:
      return script;
  }
}

bool IsLetter(const FoldedChar& c) { return u_isalpha(static_cast<UChar32>(c.code)); }
bool IsAlnum(const FoldedChar& c) { return c.sign == Sign::kDigit || IsLetter(c); }

bool IsLocal(const FoldedChar& c) {
  if (IsAlnum(c) || c.sign == Sign::kIgnored || c.sign == Sign::kDot) return c.code != U'。';
  switch (Narrow(c.code)) {
    case U'_':
    case U'%':
    case U'+':
    case U'-':
      return true;
    default:
      return false;
  }
}

class Finder {
 public:
  explicit Finder(absl::Span<const FoldedChar> chars) : chars_(chars) {}

  std::vector<MailSpan> Run() {
    for (size_t i = 0; i < chars_.size(); ++i) {
      if (chars_[i].sign != Sign::kAt) continue;
      const size_t end = DomainEnd(i);
      if (end == 0) continue;
      MailSpan mail = {0, i, end};
      if (mail.at > free_ && chars_[mail.at - 1].sign == Sign::kSpace) --mail.at;
      mail.begin = LocalBegin(mail.at);
      if (mail.begin == mail.at) continue;
      found_.push_back(mail);
      free_ = end;
      i = end - 1;
    }
    return std::move(found_);
  }

  // Where the domain ends that follows the "@" at `at`; 0 if none does: labels with dots between
  // them, of which the last is a word.
  size_t DomainEnd(size_t at) const;

 private:
  size_t LocalBegin(size_t end) const {
    size_t begin = end;
    UScriptCode writing = USCRIPT_COMMON;
    for (size_t i = end; i > free_ && IsLocal(chars_[i - 1]); --i) {
      const FoldedChar& c = chars_[i - 1];
      if (IsLetter(c)) {
        if (writing != USCRIPT_COMMON && WritingOf(c.code) != writing) break;
        writing = WritingOf(c.code);
      }
      if (IsAlnum(c)) begin = i - 1;
    }
    return begin;
  }

  struct Label {
    size_t end;
    size_t digits = 0;
    // The end of the at least two letters that it starts with, as the last label of a domain does;
    // 0: it doesn't. In Chinese, words follow without a blank, and "MP3" may follow "com".
    size_t word_end = 0;
  };

  Label ReadLabel(size_t begin) const {
    Label label = {begin};
    size_t letters = 0;
    bool only_letters = true;
    UScriptCode writing = USCRIPT_COMMON;
    for (size_t i = begin; i < chars_.size(); ++i) {
      const FoldedChar& c = chars_[i];
      const bool hyphen = Narrow(c.code) == U'-';
      if (!IsAlnum(c) && !hyphen && c.sign != Sign::kIgnored) break;
      if (IsLetter(c)) {
        if (writing != USCRIPT_COMMON && WritingOf(c.code) != writing) break;
        writing = WritingOf(c.code);
        if (only_letters && ++letters >= 2) label.word_end = i + 1;
      } else if (c.sign != Sign::kIgnored) {
        only_letters = false;
      }
      label.digits += c.sign == Sign::kDigit ? 1 : 0;
      if (IsAlnum(c)) label.end = i + 1;
    }
    const auto is = [&](size_t i, char32_t code) { return Narrow(chars_[i].code) == code; };
    // The coded form of a word in another script.
    const bool coded = label.end - begin > 4 && is(begin, U'x') && is(begin + 1, U'n') &&
                       is(begin + 2, U'-') && is(begin + 3, U'-');
    if (coded) label.word_end = label.end;
    return label;
  }

  const absl::Span<const FoldedChar> chars_;
  // The first character after the address found last.
  size_t free_ = 0;
  std::vector<MailSpan> found_;
};

size_t Finder::DomainEnd(size_t at) const {
  size_t i = at + 1;
  if (i < chars_.size() && chars_[i].sign == Sign::kSpace) ++i;
  size_t end = 0;
  size_t digits = 0;
  for (int labels = 1; i < chars_.size() && digits < kLongRun; ++labels) {
    const Label label = ReadLabel(i);
    if (label.end == i) break;
    digits += label.digits;
    if (labels > 1 && label.word_end > 0 && (digits < kLongRun || label.word_end < label.end)) {
      end = label.word_end;
    }
    i = label.end;
    if (i >= chars_.size() || chars_[i].sign != Sign::kDot) break;
    ++i;
  }
  return end;
}

}  // namespace

std::vector<MailSpan> FindMails(absl::Span<const FoldedChar> chars) { return Finder(chars).Run(); }

size_t MailDomain(absl::Span<const FoldedChar> account) {
  for (size_t i = account.size(); i > 0; --i) {
    if (account[i - 1].sign != Sign::kAt) continue;
    return Finder(account).DomainEnd(i - 1) == account.size() ? i - 1 : account.size();
  }
  return account.size();
}

}  // namespace shopdesk::privacy
