#include "tools/shopdesk/litemall/sentences.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "re2/re2.h"

namespace shopdesk::cli {

std::vector<std::string> SentencesOf(const std::string& text) {
  static const RE2& kBreaks = *new RE2(R"(<[^>]*>|\s[0-9]{1,2}[.．,，:：、]|[。；;！!\n\r])");
  static const RE2& kNumber = *new RE2(R"(^\s*[0-9]{1,2}[.．,，:：、])");
  std::string broken = absl::StrReplaceAll(text, {{"&nbsp;", " "}});
  RE2::GlobalReplace(&broken, kBreaks, "\n");
  std::vector<std::string> sentences;
  const std::vector<std::string> parts = absl::StrSplit(broken, '\n');
  for (std::string part : parts) {
    RE2::Replace(&part, kNumber, "");
    absl::StripAsciiWhitespace(&part);
    if (!part.empty()) sentences.push_back(std::move(part));
  }
  return sentences;
}

std::vector<std::pair<std::string, std::string>> TextsOf(const catalog::v1::Product& product) {
  std::vector<std::pair<std::string, std::string>> texts = {{"title", product.title()},
                                                            {"description", product.description()}};
  for (const std::string& point : product.selling_points())
    texts.emplace_back("selling_points", point);
  for (const catalog::v1::AttributeValue& attribute : product.attributes()) {
    for (const std::string& value : attribute.values()) texts.emplace_back(attribute.key(), value);
  }
  return texts;
}

}  // namespace shopdesk::cli
