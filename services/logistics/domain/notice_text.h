#pragma once

#include "absl/strings/string_view.h"
#include "shopdesk/logistics/v1/notice.pb.h"

// What buyers are told, in their language.
namespace shopdesk::logistics::domain {

struct NoticeText {
  const char* subject;
  // With places for variables: "{order}".
  const char* text;
};

// "zh", "es", "en", "pt": the first of them that one of the codes ("pt-BR") asks for; "zh" if none
// does.
absl::string_view NoticeLanguage(absl::string_view first, absl::string_view second,
                                 absl::string_view third);

// `language` is one of NoticeLanguage's.
NoticeText NoticeTextOf(v1::Notice::Kind kind, absl::string_view language);

}  // namespace shopdesk::logistics::domain
