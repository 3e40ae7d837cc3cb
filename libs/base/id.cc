#include "libs/base/id.h"

#include <sodium.h>

#include <array>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace shopdesk {
namespace {

using UuidBytes = std::array<unsigned char, 16>;

// Before first use, from whatever thread: libsodium's lazy initialisation is not thread-safe.
void InitSodium() {
  static const int initialised = sodium_init();
  (void)initialised;
}

std::string FormatUuid(UuidBytes bytes, unsigned char version) {
  bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0f) | (version << 4));
  bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3f) | 0x80);
  const std::string hex = absl::BytesToHexString(
      absl::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
  return absl::StrCat(hex.substr(0, 8), "-", hex.substr(8, 4), "-", hex.substr(12, 4), "-",
                      hex.substr(16, 4), "-", hex.substr(20));
}

}  // namespace

std::string NewUuid(absl::Time now) {
  InitSodium();
  UuidBytes bytes;
  randombytes_buf(bytes.data(), bytes.size());
  const auto millis = static_cast<uint64_t>(absl::ToUnixMillis(now));
  for (int i = 0; i < 6; ++i) bytes[i] = static_cast<unsigned char>(millis >> (8 * (5 - i)));
  return FormatUuid(bytes, 7);
}

std::string DerivedId(std::initializer_list<absl::string_view> parts) {
  InitSodium();
  crypto_generichash_state state;
  UuidBytes bytes;
  crypto_generichash_init(&state, nullptr, 0, bytes.size());
  for (absl::string_view part : parts) {
    const uint64_t size = part.size();
    crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(&size), sizeof(size));
    crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(part.data()), size);
  }
  crypto_generichash_final(&state, bytes.data(), bytes.size());
  return FormatUuid(bytes, 8);
}

int LuhnDigit(absl::string_view digits) {
  int sum = 0;
  bool twice = true;
  for (size_t i = digits.size(); i-- > 0;) {
    int digit = digits[i] - '0';
    if (twice) digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
    sum += digit;
    twice = !twice;
  }
  return (10 - sum % 10) % 10;
}

}  // namespace shopdesk
