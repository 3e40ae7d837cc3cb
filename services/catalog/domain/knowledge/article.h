#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "shopdesk/catalog/v1/article.pb.h"

// What the desk must know: how articles are written and published.
namespace shopdesk::catalog::domain {

// A draft with what is given, but for what the server fills in.
v1::Article NewArticle(const v1::Article& given);

// INVALID_ARGUMENT with all that is wrong: nothing said, a link given twice or into another shop.
absl::Status CheckArticle(const v1::Article& article);

// After a change of what is being written: notes whether it differs from what it was before.
void NoteChange(const v1::Article& before, v1::Article& after);

// Makes what is written the next version. FAILED_PRECONDITION (NOTHING_TO_PUBLISH).
absl::Status PublishArticle(v1::Article& article, absl::Time now);
// Takes it back. FAILED_PRECONDITION (WRONG_STATE).
absl::Status WithdrawArticle(v1::Article& article);

// What an article is linked to: "products/{product}" and "categories/{category}", sorted.
std::vector<std::string> LinksOf(const v1::Article& article);

// What an article is found by: words of folded text and what their forms have in common, and
// whether each stands in the title. Of a long text the first 5,000 words count.
std::map<std::string, bool> ArticleTokens(const v1::Article& article);
// What articles with a form of a word have of it; no word looks like one of them.
std::vector<std::string> StemTokens(absl::string_view word);

// As it is shown when it is found.
v1::ArticleResult MakeArticleResult(const v1::Article& article);

}  // namespace shopdesk::catalog::domain
