#include "services/feedback/domain/conversation/message.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"

namespace shopdesk::feedback::domain {
namespace {

// What was said first comes before all edits.
int64_t EditMillis(const v1::FormerText& text) {
  return text.has_edit_time() ? ToMillis(FromProto(text.edit_time())) : INT64_MIN;
}

}  // namespace

std::vector<v1::FormerText> TextsOf(const v1::Message& message) {
  std::vector<v1::FormerText> texts(message.former_texts().begin(), message.former_texts().end());
  v1::FormerText& present = texts.emplace_back();
  present.set_text(message.text());
  if (message.has_edit_time()) *present.mutable_edit_time() = message.edit_time();
  return texts;
}

void AddText(v1::Message& message, const v1::FormerText& text) {
  std::vector<v1::FormerText> texts = TextsOf(message);
  texts.push_back(text);
  std::stable_sort(texts.begin(), texts.end(),
                   [](const auto& a, const auto& b) { return EditMillis(a) < EditMillis(b); });
  v1::FormerText present = std::move(texts.back());
  texts.pop_back();
  *message.mutable_former_texts() = {texts.begin(), texts.end()};
  *message.mutable_text() = std::move(*present.mutable_text());
  message.clear_edit_time();
  if (present.has_edit_time()) *message.mutable_edit_time() = present.edit_time();
}

std::string TextSlot(absl::string_view message_id, const v1::FormerText& text) {
  if (!text.has_edit_time()) return absl::StrCat("message/", message_id);
  return absl::StrCat("edit/", EditMillis(text), "/", message_id);
}

}  // namespace shopdesk::feedback::domain
