#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace shopdesk::notify {

using Variables = std::map<std::string, std::string>;

// The names in a template: "{order}" is the place of the variable "order"; a name is lower-case
// letters, digits and '_'. Each once, in their order.
std::vector<std::string> Placeholders(absl::string_view text);

// The template with its places filled; one without a variable stays as it is.
std::string Fill(absl::string_view text, const Variables& variables);

}  // namespace shopdesk::notify
