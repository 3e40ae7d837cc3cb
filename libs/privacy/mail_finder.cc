#include "libs/privacy/mail_finder.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include "libs/privacy/masked_number.h"

namespace shopdesk::privacy {
namespace {

// Scripts that are written without blanks, so that what stands before an address may be a sentence
// that runs into it: where writing changes between these and others, the address begins or ends.
bool IsUnspaced(char32_t code) {
  UErrorCode error = U_ZERO_ERROR;
  switch (uscript_getScript(static_cast<UChar32>(code), &error)) {
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_BOPOMOFO:
    case USCRIPT_THAI:
    case USCRIPT_LAO:
    case USCRIPT_KHMER:
    case USCRIPT_MYANMAR:
      return true;
    default:
      return false;
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
    bool known = false;
    bool unspaced = false;
    for (size_t i = end; i > free_ && IsLocal(chars_[i - 1]); --i) {
      const FoldedChar& c = chars_[i - 1];
      if (IsLetter(c)) {
        if (known && IsUnspaced(c.code) != unspaced) break;
        unspaced = IsUnspaced(c.code);
        known = true;
      }
      if (IsAlnum(c)) begin = i - 1;
    }
    return begin;
  }

  struct Label {
    size_t end;
    size_t digits = 0;
    // At least two letters and nothing else, as the last label of a domain is; or the coded form
    // of such a word.
    bool is_word = false;
  };

  Label ReadLabel(size_t begin) const {
    Label label = {begin};
    size_t letters = 0;
    size_t others = 0;
    bool unspaced = false;
    for (size_t i = begin; i < chars_.size(); ++i) {
      const FoldedChar& c = chars_[i];
      const bool hyphen = Narrow(c.code) == U'-';
      if (!IsAlnum(c) && !hyphen && c.sign != Sign::kIgnored) break;
      if (IsLetter(c)) {
        if (letters > 0 && IsUnspaced(c.code) != unspaced) break;
        unspaced = IsUnspaced(c.code);
        ++letters;
      } else if (c.sign != Sign::kIgnored) {
        ++others;
      }
      label.digits += c.sign == Sign::kDigit ? 1 : 0;
      if (IsAlnum(c)) label.end = i + 1;
    }
    const bool coded = label.end - begin > 4 && Narrow(chars_[begin].code) == U'x' &&
                       Narrow(chars_[begin + 1].code) == U'n' && chars_[begin + 2].code == U'-' &&
                       chars_[begin + 3].code == U'-';
    label.is_word = letters >= 2 && (others == 0 || coded);
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
  for (int labels = 1; i < chars_.size(); ++labels) {
    const Label label = ReadLabel(i);
    digits += label.digits;
    if (label.end == i || digits >= kLongRun) break;
    if (labels > 1 && label.is_word) end = label.end;
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
