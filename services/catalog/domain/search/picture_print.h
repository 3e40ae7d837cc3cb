#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"

// What a picture looks like, in so few bytes that thousands are compared at once: a perceptual hash
// (docs/adr/0036). Pictures are told apart by how light and dark are spread over them, coarsely,
// and by their colours; how they were encoded, scaled or cropped a little makes next to no
// difference.
namespace shopdesk::catalog::domain {

// The side in pixels of the square thumbnails that prints are made of, which have 3 bytes a pixel:
// red, green and blue.
inline constexpr int kThumbnailSide = 128;

inline constexpr int kPrintWords = 2;
inline constexpr int kPrintBits = 64 * kPrintWords;
// Two prints that differ by no more bits are of one picture. Among photographs no two of different
// things came nearer than 25; encoding and scaling change 16 at most, cropping besides 22 of 99 in
// 100 pictures (docs/benchmarks.md).
inline constexpr int kSurelySame = 16;
inline constexpr int kMaybeSame = 22;

struct PicturePrint {
  // Signs of the lowest frequencies of lightness, the lowest first.
  std::array<uint64_t, kPrintWords> bits = {};
  // Blue and red difference, a byte each, of the 3 × 3 parts of the picture.
  std::array<uint8_t, 18> colours = {};
};

// Of the middle of a picture, without a tenth at each side: what is left of it however it is
// cropped. Nothing for one that is all alike, by which nothing can be told.
absl::optional<PicturePrint> PrintOf(absl::Span<const uint8_t> thumbnail);

// Of what may be that middle, if the picture was cropped by up to a tenth of its width and of its
// height: one for each way in which it may have been. Empty for one that is all alike.
std::vector<PicturePrint> PrintsOfCropped(absl::Span<const uint8_t> thumbnail);

// How many bits differ; kPrintBits for prints of other colours.
int DistanceOf(const PicturePrint& a, const PicturePrint& b);

// As it is stored, and back; nullopt for what EncodePrint didn't make.
std::string EncodePrint(const PicturePrint& print);
absl::optional<PicturePrint> DecodePrint(absl::string_view bytes);

}  // namespace shopdesk::catalog::domain
