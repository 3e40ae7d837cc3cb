#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/base/error.h"
#include "shopdesk/type/v1/address.pb.h"

// Phone numbers: the same checks in every service. docs/privacy.md tells users what is taken.
namespace shopdesk {

struct Phone {
  // E.164, with ";ext=" and the extension if it has one.
  std::string number;
  // Whether the numbering of its country is known to have it. Numberings grow: one that isn't may
  // exist, since it is as long as numbers there are.
  bool verified;
};

// A number in any usual notation, read for the country `region_code` unless it has a country's
// code. Extensions are taken as "ext. 12", "转1234", "分机1234", and after a dash behind a whole
// number: 010-62345678-801. INVALID_ARGUMENT naming `field`.
absl::StatusOr<Phone> ParsePhone(absl::string_view phone, absl::string_view region_code,
                                 absl::string_view field);
// As ParsePhone, for who doesn't care whether the number is verified.
absl::StatusOr<std::string> NormalizePhone(absl::string_view phone, absl::string_view region_code,
                                           absl::string_view field);
// E.164 without an extension: what the blind index finds.
std::string PhoneIndexValue(absl::string_view normalized_phone);

// Writes the receiver's phone as E.164, read for the country of his address, and says whether it is
// verified; or adds a violation of `field`.
void NormalizeReceiverPhone(type::v1::Receiver& receiver, absl::string_view field,
                            Violations& violations);

// The number of a business as it prints it, which may be a short one, or several: 3 to 24 digits
// with the signs that are usual between them, and an extension (95338, 0571-11185, 400-889-5543).
// Adds a violation of `field` if it is none; empty is fine.
void CheckBusinessPhone(absl::string_view phone, absl::string_view field, Violations& violations);

}  // namespace shopdesk
