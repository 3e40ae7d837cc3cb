#pragma once

#include <cstddef>

#include "absl/strings/string_view.h"
#include "google/protobuf/repeated_field.h"
#include "shopdesk/catalog/v1/care.pb.h"

// In which language something is told to a buyer.
namespace shopdesk::catalog::domain {

// The languages that the service has texts of its own in; "pt" is Brazil's.
inline constexpr absl::string_view kTextLanguages[] = {"zh", "en", "es", "pt"};

// The one of kTextLanguages for who asks for `code`: zh for nothing, en for what there isn't.
absl::string_view TextLanguage(absl::string_view code);

// Where a language stands in kTextLanguages, which tables of texts have in the same order.
size_t TextColumn(absl::string_view language);

// The text in the language, else in English, else the first; there is one.
const v1::CareText& ChooseText(const google::protobuf::RepeatedPtrField<v1::CareText>& texts,
                               absl::string_view language);

}  // namespace shopdesk::catalog::domain
