#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

// Pictures that strangers send, made small. JPEG, PNG and WebP, by libvips; nothing else is read.
namespace shopdesk::picture {

struct Limits {
  int64_t bytes = 0;
  // Of the whole picture, as it declares itself: refused before anything is decoded. Half as many
  // where a colour has 16 bits.
  int64_t pixels = 0;
};

// A picture made small and square, whatever its form: whoever compares two of them compares what
// they show, not how large they are.
struct Thumbnail {
  // Of the picture itself, upright.
  int width = 0;
  int height = 0;
  // side × side × 3 bytes, sRGB, row by row from the top. What was transparent is white.
  int side = 0;
  std::vector<uint8_t> pixels;
};

// Makes libvips ready; false if it can't work here. Called when a program begins, before its
// threads read the environment; Shrink does it else.
bool Prepare();

// Takes as much memory as the picture's pixels in the worst case, and a thread for some
// milliseconds per million of them. INVALID_ARGUMENT naming `field`: empty, too many bytes or
// pixels, of another format, broken or cut off. Thread-safe.
absl::StatusOr<Thumbnail> Shrink(absl::string_view bytes, const Limits& limits, int side,
                                 absl::string_view field);

}  // namespace shopdesk::picture
