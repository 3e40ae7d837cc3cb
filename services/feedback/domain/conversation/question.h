#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "shopdesk/catalog/v1/article.pb.h"
#include "shopdesk/catalog/v1/product.pb.h"

// What buyers ask in messages, so far that two who ask the same are seen to (docs/adr/0057).
namespace shopdesk::feedback::domain {

// The key of the first question of a message, which is given masked: its words, folded, sorted,
// without those of data/question_words.csv and without whatever has a digit or was masked. Empty if
// it asks nothing that could be told from other questions, or the question is longer than 12 words
// or 200 bytes.
std::string QuestionKey(absl::string_view masked_text);

// Whether all words of a key stand in a text, whatever their order; those of scripts without blanks
// by pairs of characters.
bool HasWordsOf(absl::string_view key, absl::string_view text);

// All that a card says, as one text; what an article says.
std::string TextOf(const catalog::v1::Product& product);
std::string TextOf(const catalog::v1::Article& article);

}  // namespace shopdesk::feedback::domain
