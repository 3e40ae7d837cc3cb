#include "libs/base/utf8.h"

#include <algorithm>
#include <cstdint>

namespace shopdesk {

size_t CodePointSize(absl::string_view text) {
  if (text.empty()) return 0;
  const auto byte = [&](size_t i) -> uint32_t { return static_cast<unsigned char>(text[i]); };
  const uint32_t first = byte(0);
  if (first < 0x80) return 1;
  const size_t size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || text.size() < size) return 0;
  uint32_t point = first & (0x7fU >> size);
  for (size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return 0;
    point = point << 6 | (byte(i) & 0x3f);
  }
  constexpr uint32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = point >= 0xd800 && point <= 0xdfff;
  return point < kSmallest[size] || point > 0x10ffff || surrogate ? 0 : size;
}

size_t CountCharacters(absl::string_view text) {
  return std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; });
}

bool IsUtf8(absl::string_view text) {
  while (!text.empty()) {
    const size_t size = CodePointSize(text);
    if (size == 0) return false;
    text.remove_prefix(size);
  }
  return true;
}

std::string CleanText(absl::string_view text, size_t max_bytes) {
  std::string clean;
  while (!text.empty()) {
    const size_t size = text[0] == '\0' ? 0 : CodePointSize(text);
    if (clean.size() + std::max<size_t>(size, 1) > max_bytes) break;
    if (size == 0) {
      clean.push_back('?');
    } else {
      clean.append(text.data(), size);
    }
    text.remove_prefix(std::max<size_t>(size, 1));
  }
  return clean;
}

}  // namespace shopdesk
