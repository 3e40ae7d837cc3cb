#include "services/catalog/domain/search/picture_print.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <numbers>
#include <utility>

namespace shopdesk::catalog::domain {
namespace {

// A window is looked at as so many cells a side.
constexpr int kCells = 32;
// Frequencies of one direction that print bits are taken of.
constexpr int kFrequencies = 14;
// Parts of a side whose colours are compared.
constexpr int kParts = 3;
// The middle of the picture that prints are of.
constexpr double kMargin = 0.1;
// Steps in which a side may have been cropped, together kMargin at most.
constexpr double kCropStep = 0.05;
// Below so much contrast, as the mean of its coefficients, light and dark are noise.
constexpr double kLeastContrast = 1.0;
// Largest mean difference of colours of one picture, of 255.
constexpr int kMostColourDistance = 12;

// A part of a side, in shares of it.
struct Range {
  double from;
  double to;
};

// A window of the thumbnail as it is looked at.
struct Window {
  std::array<double, kCells * kCells> light;
  std::array<uint8_t, 2 * kParts * kParts> colours;
};

// Sums over rectangles of the thumbnail, of lightness and both colour differences.
class PixelSums {
 public:
  explicit PixelSums(absl::Span<const uint8_t> thumbnail) {
    for (auto& plane : sums_) plane.assign((kThumbnailSide + 1) * (kThumbnailSide + 1), 0);
    for (int y = 0; y < kThumbnailSide; ++y) {
      std::array<double, 3> row = {};
      for (int x = 0; x < kThumbnailSide; ++x) {
        const uint8_t* rgb = &thumbnail[(y * kThumbnailSide + x) * 3];
        // ITU-R BT.601.
        const double light = 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2];
        row[0] += light;
        row[1] += 128 + 0.564 * (rgb[2] - light);
        row[2] += 128 + 0.713 * (rgb[0] - light);
        for (int plane = 0; plane < 3; ++plane)
          At(plane, x + 1, y + 1) = At(plane, x + 1, y) + row[plane];
      }
    }
  }

  // The mean of a rectangle whose corners may lie within pixels.
  double Mean(int plane, Range x, Range y) const {
    const double area = (x.to - x.from) * (y.to - y.from) * kThumbnailSide * kThumbnailSide;
    return (Sum(plane, x.to, y.to) - Sum(plane, x.from, y.to) - Sum(plane, x.to, y.from) +
            Sum(plane, x.from, y.from)) /
           area;
  }

 private:
  double& At(int plane, int x, int y) { return sums_[plane][y * (kThumbnailSide + 1) + x]; }
  double At(int plane, int x, int y) const { return sums_[plane][y * (kThumbnailSide + 1) + x]; }
  // From the corner to a point, between pixels in proportion.
  double Sum(int plane, double x, double y) const {
    const double px = x * kThumbnailSide;
    const double py = y * kThumbnailSide;
    const int left = std::clamp(static_cast<int>(px), 0, kThumbnailSide - 1);
    const int top = std::clamp(static_cast<int>(py), 0, kThumbnailSide - 1);
    const double dx = px - left;
    const double dy = py - top;
    return At(plane, left, top) * (1 - dx) * (1 - dy) + At(plane, left + 1, top) * dx * (1 - dy) +
           At(plane, left, top + 1) * (1 - dx) * dy + At(plane, left + 1, top + 1) * dx * dy;
  }

  std::array<std::vector<double>, 3> sums_;
};

Range PartOf(Range range, int part, int parts) {
  const double step = (range.to - range.from) / parts;
  return {range.from + step * part, range.from + step * (part + 1)};
}

Window LookAt(const PixelSums& sums, Range x, Range y) {
  Window window;
  for (int row = 0; row < kCells; ++row) {
    for (int column = 0; column < kCells; ++column) {
      window.light[row * kCells + column] =
          sums.Mean(0, PartOf(x, column, kCells), PartOf(y, row, kCells));
    }
  }
  for (int part = 0; part < kParts * kParts; ++part) {
    for (int plane = 1; plane < 3; ++plane) {
      const double mean =
          sums.Mean(plane, PartOf(x, part % kParts, kParts), PartOf(y, part / kParts, kParts));
      window.colours[2 * part + plane - 1] =
          static_cast<uint8_t>(std::clamp<int>(static_cast<int>(std::lround(mean)), 0, 255));
    }
  }
  return window;
}

// The frequencies that the bits are of, (across, down), the lowest first.
std::vector<std::pair<int, int>> MakeFrequencies() {
  std::vector<std::pair<int, int>> all;
  for (int v = 0; v < kFrequencies; ++v) {
    for (int u = 0; u < kFrequencies; ++u) {
      if (u + v > 0) all.emplace_back(u, v);
    }
  }
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
    return a.first * a.first + a.second * a.second < b.first * b.first + b.second * b.second;
  });
  all.resize(kPrintBits);
  return all;
}

using Waves = std::array<std::array<double, kCells>, kFrequencies>;

Waves MakeWaves() {
  Waves waves;
  for (int u = 0; u < kFrequencies; ++u) {
    for (int x = 0; x < kCells; ++x) {
      waves[u][x] = std::cos(std::numbers::pi * u * (2 * x + 1) / (2.0 * kCells)) *
                    std::sqrt((u == 0 ? 1.0 : 2.0) / kCells);
    }
  }
  return waves;
}

// The cosine transform (DCT-II), its lowest frequencies.
std::array<std::array<double, kFrequencies>, kFrequencies> Transform(const Window& window) {
  static const Waves kWaves = MakeWaves();
  std::array<std::array<double, kFrequencies>, kCells> rows = {};
  for (int y = 0; y < kCells; ++y) {
    for (int u = 0; u < kFrequencies; ++u) {
      for (int x = 0; x < kCells; ++x) rows[y][u] += window.light[y * kCells + x] * kWaves[u][x];
    }
  }
  std::array<std::array<double, kFrequencies>, kFrequencies> result = {};
  for (int v = 0; v < kFrequencies; ++v) {
    for (int y = 0; y < kCells; ++y) {
      for (int u = 0; u < kFrequencies; ++u) result[v][u] += rows[y][u] * kWaves[v][y];
    }
  }
  return result;
}

absl::optional<PicturePrint> PrintOfWindow(const PixelSums& sums, Range x, Range y) {
  static const std::vector<std::pair<int, int>> kOrder = MakeFrequencies();
  const Window window = LookAt(sums, x, y);
  const auto transformed = Transform(window);
  PicturePrint print;
  double contrast = 0;
  for (int bit = 0; bit < kPrintBits; ++bit) {
    const double value = transformed[kOrder[bit].second][kOrder[bit].first];
    contrast += std::abs(value) / kPrintBits;
    if (value > 0) print.bits[bit / 64] |= uint64_t{1} << (bit % 64);
  }
  if (contrast < kLeastContrast) return absl::nullopt;
  print.colours = window.colours;
  return print;
}

// Where the middle of a side is in what is left of it.
std::vector<Range> MiddlesOfCropped() {
  std::vector<Range> middles;
  const int steps = static_cast<int>(std::lround(kMargin / kCropStep));
  for (int before = 0; before <= steps; ++before) {
    for (int after = 0; before + after <= steps; ++after) {
      const double left = 1 - (before + after) * kCropStep;
      middles.push_back(
          {(kMargin - before * kCropStep) / left, (1 - kMargin - before * kCropStep) / left});
    }
  }
  return middles;
}

}  // namespace

absl::optional<PicturePrint> PrintOf(absl::Span<const uint8_t> thumbnail) {
  const Range middle = {kMargin, 1 - kMargin};
  return PrintOfWindow(PixelSums(thumbnail), middle, middle);
}

std::vector<PicturePrint> PrintsOfCropped(absl::Span<const uint8_t> thumbnail) {
  static const std::vector<Range> kMiddles = MiddlesOfCropped();
  const PixelSums sums(thumbnail);
  std::vector<PicturePrint> prints;
  for (const Range& y : kMiddles) {
    for (const Range& x : kMiddles) {
      const absl::optional<PicturePrint> print = PrintOfWindow(sums, x, y);
      if (print.has_value()) prints.push_back(*print);
    }
  }
  return prints;
}

int DistanceOf(const PicturePrint& a, const PicturePrint& b) {
  int distance = 0;
  for (int word = 0; word < kPrintWords; ++word) {
    distance += std::popcount(a.bits[word] ^ b.bits[word]);
  }
  if (distance > kMaybeSame) return distance;
  int colours = 0;
  for (size_t i = 0; i < a.colours.size(); ++i) colours += std::abs(a.colours[i] - b.colours[i]);
  const int most = kMostColourDistance * static_cast<int>(a.colours.size());
  return colours > most ? kPrintBits : distance;
}

std::string EncodePrint(const PicturePrint& print) {
  std::string bytes(8 * kPrintWords + print.colours.size(), '\0');
  for (int i = 0; i < 8 * kPrintWords; ++i) {
    bytes[i] = static_cast<char>(print.bits[i / 8] >> (8 * (i % 8)));
  }
  std::copy(print.colours.begin(), print.colours.end(), bytes.begin() + 8 * kPrintWords);
  return bytes;
}

absl::optional<PicturePrint> DecodePrint(absl::string_view bytes) {
  PicturePrint print;
  if (bytes.size() != 8 * kPrintWords + print.colours.size()) return absl::nullopt;
  for (int i = 0; i < 8 * kPrintWords; ++i) {
    print.bits[i / 8] |= uint64_t{static_cast<uint8_t>(bytes[i])} << (8 * (i % 8));
  }
  std::copy(bytes.begin() + 8 * kPrintWords, bytes.end(), print.colours.begin());
  return print;
}

}  // namespace shopdesk::catalog::domain
