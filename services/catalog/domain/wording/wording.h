#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "libs/wording/checker.h"
#include "shopdesk/catalog/v1/product.pb.h"
#include "shopdesk/catalog/v1/wording.pb.h"
#include "shopdesk/type/v1/wording.pb.h"

// What texts shouldn't say: a shop's list beside the base terms, and the texts of a card.
namespace shopdesk::catalog::domain {

using Hits = google::protobuf::RepeatedPtrField<type::v1::WordingHit>;

// INVALID_ARGUMENT with all that is wrong with a list.
absl::Status CheckWordList(const v1::WordList& list);
// Whether two lists say the same.
bool SameWordList(const v1::WordList& a, const v1::WordList& b);

// What a list adds to the base terms, made ready; null where it adds nothing.
std::shared_ptr<const wording::Checker> MakeOwnChecker(const v1::WordList& list);

// The base terms and a shop's list, ready to be held against texts.
class ShopWording {
 public:
  // nullopt: the shop has none. `own`: what MakeOwnChecker made of it.
  ShopWording(const absl::optional<v1::WordList>& list,
              std::shared_ptr<const wording::Checker> own);
  explicit ShopWording(const absl::optional<v1::WordList>& list);

  const wording::TextCheck& check() const { return check_; }

 private:
  std::shared_ptr<const wording::Checker> own_;
  wording::TextCheck check_;
};

// Texts that are checked together: as many hits of each level are told as of one text.
class WordingReport {
 public:
  explicit WordingReport(const ShopWording& wording) : wording_(wording) {}

  void Add(absl::string_view field, absl::string_view text, bool html);

  // In the order of texts and of places in them.
  const Hits& hits() const { return hits_; }
  // The gravest; unspecified: none.
  type::v1::WordingLevel::Value level() const { return level_; }
  bool more() const { return more_; }

 private:
  const ShopWording& wording_;
  Hits hits_;
  type::v1::WordingLevel::Value level_ = type::v1::WordingLevel::VALUE_UNSPECIFIED;
  bool more_ = false;
  std::vector<size_t> counts_;
};

// INVALID_ARGUMENT for texts that are too long together.
absl::Status CheckTotalLength(const v1::CheckTextRequest& request);

// A text of a card.
struct CardText {
  // "title", "attributes[0].values[1]"
  std::string field;
  absl::string_view text;
  bool html = false;
};
// All that buyers read of a product; of it, which must outlive them. With `before` only those that
// it doesn't say already.
std::vector<CardText> TextsOf(const v1::Product& product, const v1::Product* before = nullptr);

// Adds the texts of a product, the fields' names with `prefix` before them.
void ReportCard(const v1::Product& product, absl::string_view prefix, WordingReport& report,
                const v1::Product* before = nullptr);

// Whether the texts of a product may be on sale: all of them, or with `before` those that it
// doesn't say already. FAILED_PRECONDITION (PROHIBITED_WORDING) for a hit of level A.
absl::Status CheckCard(const ShopWording& wording, const v1::Product& product,
                       const v1::Product* before = nullptr);

}  // namespace shopdesk::catalog::domain
