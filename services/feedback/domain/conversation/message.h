#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "shopdesk/feedback/v1/conversation.pb.h"

// The texts of a message: what was said first and what it was edited to. None is ever lost.
namespace shopdesk::feedback::domain {

// Texts that a message has at most beside the present one.
inline constexpr int kMostFormerTexts = 20;

// All that it says and said, oldest first; the last is what is shown.
std::vector<v1::FormerText> TextsOf(const v1::Message& message);
// Puts a text, in its masked form, in its place by the time of its edit.
void AddText(v1::Message& message, const v1::FormerText& text);
// Where the original of a text is sealed, below its conversation.
std::string TextSlot(absl::string_view message_id, const v1::FormerText& text);

}  // namespace shopdesk::feedback::domain
