#pragma once

#include <string>
#include <utility>
#include <vector>

#include "shopdesk/catalog/v1/product.pb.h"

// What the texts of a product say, for rules that look for words.
namespace shopdesk::cli {

// The sentences of a text, without the numbers before them ("2."), which end the one before; so do
// tags of HTML.
std::vector<std::string> SentencesOf(const std::string& text);

// Fields ("title", "selling_points", "description", an attribute's key) with their texts.
std::vector<std::pair<std::string, std::string>> TextsOf(const catalog::v1::Product& product);

}  // namespace shopdesk::cli
