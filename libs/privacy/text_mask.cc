#include "libs/privacy/text_mask.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "libs/privacy/folded_text.h"
#include "libs/privacy/mail_finder.h"
#include "libs/privacy/masked_number.h"
#include "libs/privacy/number_context.h"
#include "libs/privacy/number_finder.h"

namespace shopdesk::privacy {
namespace {

// One pass over a text.
class Pass {
 public:
  // By so many characters the text may still become longer.
  Pass(absl::string_view text, size_t& spare)
      : text_(text),
        spare_(spare),
        chars_(Fold(text)),
        barred_(chars_.size()),
        mails_(FindMails(chars_)) {}

  // Empty if nothing is to be masked.
  std::string Run() {
    for (const MailSpan& mail : mails_) Bar(mail.begin, mail.end);
    BarMasked();
    BarOwnIds();
    const std::vector<NumberSpan> numbers = FindNumbers(text_, chars_, barred_);
    if (numbers.empty() && mails_.empty()) return "";
    auto mail = mails_.begin();
    for (const NumberSpan& number : numbers) {
      for (; mail != mails_.end() && mail->begin < number.begin; ++mail) Write(*mail);
      Write(number);
    }
    for (; mail != mails_.end(); ++mail) Write(*mail);
    WriteUntil(chars_.size());
    return std::move(out_);
  }

 private:
  void Bar(size_t begin, size_t end) {
    std::fill(barred_.begin() + begin, barred_.begin() + end, true);
  }

  bool IsAsciiDigit(size_t i) const {
    return chars_[i].sign == Sign::kDigit && chars_[i].code < 0x80;
  }

  // What masking leaves isn't masked again with what stands beside it.
  void BarMasked() {
    constexpr size_t kNumberStars = 4;
    for (size_t i = 0; i < chars_.size(); ++i) {
      if (chars_[i].sign != Sign::kStar) continue;
      size_t end = i;
      while (end < chars_.size() && chars_[end].sign == Sign::kStar) ++end;
      if (end - i >= kNumberStars) {
        BarMaskedNumber(i, end);
      } else if (end < chars_.size() && chars_[end].sign == Sign::kAt) {
        BarMaskedLocal(i);
      }
      i = end - 1;
    }
  }

  // The two characters that the mask of a mail address shows, or as many as divide no number.
  void BarMaskedLocal(size_t stars) {
    size_t begin = stars - std::min<size_t>(stars, 2);
    while (begin > 0 && begin < stars && chars_[begin].sign == Sign::kDigit &&
           chars_[begin - 1].sign == Sign::kDigit) {
      ++begin;
    }
    Bar(begin, stars);
  }

  void BarMaskedNumber(size_t stars, size_t stars_end) {
    // No mask shows more digits than a country's code, three, and four behind the stars.
    constexpr size_t kMostShown = 6;
    size_t begin = stars;
    while (begin > 0 && stars - begin <= kMostShown && IsAsciiDigit(begin - 1)) --begin;
    size_t end = stars_end;
    while (end < chars_.size() && end - stars_end < kMostShown && IsAsciiDigit(end)) ++end;
    if (begin > 0 && chars_[begin - 1].code == U'+') --begin;
    const auto bytes = [&](size_t from, size_t to) {
      return std::string(
          text_.substr(chars_[from].at, chars_[to - 1].at + chars_[to - 1].size - chars_[from].at));
    };
    std::string form = begin < stars ? bytes(begin, stars) : "";
    form.append("****");
    if (end > stars_end) form.append(bytes(stars_end, end));
    if (IsMaskedNumber(form)) Bar(begin, end);
  }

  void BarOwnIds() {
    for (size_t i = 0; i < chars_.size();) {
      const size_t size = OwnIdSize(chars_, i);
      if (size > 0) Bar(i, i + size);
      i += std::max<size_t>(size, 1);
    }
  }

  void WriteUntil(size_t end) {
    if (end <= done_) return;
    const FoldedChar& last = chars_[end - 1];
    const size_t at = chars_[done_].at;
    out_.append(text_.data() + at, last.at + last.size - at);
    done_ = end;
  }

  void Write(const NumberSpan& number) {
    WriteUntil(number.begin);
    const size_t size = number.end - number.begin;
    const std::string masked = MaskNumber(number.number, size + spare_);
    if (masked.size() > size) spare_ -= masked.size() - size;
    out_.append(masked);
    done_ = number.end;
  }

  // Keeps two characters, fewer of a short one, and the domain.
  void Write(const MailSpan& mail) {
    const size_t local = mail.at - mail.begin;
    const size_t kept = std::min<size_t>(2, local / 2);
    WriteUntil(mail.begin + kept);
    out_.append(std::min<size_t>(3, local - kept), '*');
    done_ = mail.at;
    WriteUntil(mail.end);
  }

  const absl::string_view text_;
  size_t& spare_;
  const std::vector<FoldedChar> chars_;
  // Which characters belong to no number.
  std::vector<bool> barred_;
  const std::vector<MailSpan> mails_;
  std::string out_;
  // The characters before this one are written.
  size_t done_ = 0;
};

}  // namespace

std::string MaskText(absl::string_view text) {
  constexpr size_t kMostLonger = 8;
  std::string masked(text);
  size_t spare = kMostLonger;
  // What is left of two numbers may look like another one: until nothing changes, which ends since
  // each round leaves fewer digits or fewer letters of a mail address.
  while (MayHoldNumberOrMail(masked, kLongRun)) {
    std::string again = Pass(masked, spare).Run();
    if (again.empty()) break;
    masked = std::move(again);
  }
  return masked;
}

}  // namespace shopdesk::privacy
