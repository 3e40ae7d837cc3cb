#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace shopdesk::cli {

// What became of something that the tables of a litemall shop say.
struct Reading {
  // "attribute": typed. "material": found in an attribute's text. "care": of it a symbol or an
  // entry of a care guide was made; "suitability": a rule; "size": one of a size chart;
  // "suggestion": a product to go with it. What stays
  // open: "text", not what its rule expects, kept as text; "words", no material of the list;
  // "unknown", an attribute without a rule, kept as text; "care_words" and "suitability_words",
  // about that and understood by no rule; "deleted", a row that the shop has deleted, left out;
  // "picture", no address, left out; "reference", of something that isn't there; "price", another
  // one than any SKU has; "column", of no use here, left out.
  absl::string_view what;
  // The product's id; empty for whole columns.
  std::string product;
  // The attribute, or the column.
  std::string field;
  std::string words;
  std::string became;

  bool open() const {
    return what != "attribute" && what != "material" && what != "care" && what != "suitability" &&
           what != "size" && what != "suggestion";
  }
};

}  // namespace shopdesk::cli
