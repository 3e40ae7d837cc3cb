#pragma once

#include <cstddef>
#include <vector>

#include "absl/types/span.h"
#include "libs/privacy/folded_text.h"

namespace shopdesk::privacy {

// Where a mail address stands among the characters: [begin, at) is its local part, [at, end) the
// "@" and the domain, with the blanks that somebody put around the "@".
struct MailSpan {
  size_t begin;
  size_t at;
  size_t end;
};

// The mail addresses of a text, in order, apart from each other. Local parts and domains may be of
// any script. A domain that hides a number is none.
std::vector<MailSpan> FindMails(absl::Span<const FoldedChar> chars);

// Where the last "@" of an account stands if a domain is all that follows it; else the number of
// characters.
size_t MailDomain(absl::Span<const FoldedChar> account);

}  // namespace shopdesk::privacy
