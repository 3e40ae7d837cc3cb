#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "shopdesk/option/v1/option.pb.h"

namespace shopdesk::privacy {

// The masked form of a personal value, by code points: name 张**, phone 138****1234, street
// "浙江省杭州市**", account "ab***@example.com", free text with phone numbers, mail addresses and
// long digit runs masked in place (docs/privacy.md). Masking a masked value changes nothing. Never
// longer than the original plus 8 characters.
std::string Mask(option::v1::Pii kind, absl::string_view value);

// Masks every pii field of the message, however deep, in place.
void MaskMessage(google::protobuf::Message& message);

// Whether any field of the message, however deep, may hold personal data by its descriptor.
bool HasPii(const google::protobuf::Descriptor& descriptor);

}  // namespace shopdesk::privacy
