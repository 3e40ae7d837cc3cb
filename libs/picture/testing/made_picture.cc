#include "libs/picture/testing/made_picture.h"

#include <vips/vips.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <memory>
#include <random>
#include <vector>

#include "libs/picture/picture.h"

namespace shopdesk::testing {
namespace {

// A soft spot of a colour.
struct Spot {
  double x, y, width, height;
  std::array<double, 3> colour;
};

std::vector<Spot> SpotsOf(int seed) {
  std::mt19937 random(static_cast<uint32_t>(seed));
  const auto number = [&] { return static_cast<double>(random() % 10000) / 10000; };
  std::vector<Spot> spots;
  for (int i = 0; i < 24; ++i) {
    Spot spot = {number(), number(), 0.03 + number() * 0.2, 0.03 + number() * 0.2, {}};
    for (double& part : spot.colour) part = number() * 255;
    spots.push_back(spot);
  }
  return spots;
}

// Later spots lie on earlier ones, with edges as of things.
std::array<double, 3> ColourAt(const std::vector<Spot>& spots, double x, double y) {
  std::array<double, 3> colour = {200, 200, 200};
  for (const Spot& spot : spots) {
    // Most lie elsewhere.
    if (std::abs(x - spot.x) > 1.1 * spot.width || std::abs(y - spot.y) > 1.1 * spot.height)
      continue;
    const double distance = std::hypot((x - spot.x) / spot.width, (y - spot.y) / spot.height);
    const double covered = std::clamp((1.1 - distance) / 0.2, 0.0, 1.0);
    for (int i = 0; i < 3; ++i) colour[i] += (spot.colour[i] - colour[i]) * covered;
  }
  return colour;
}

}  // namespace

std::string MakePicture(const MadePicture& made) {
  if (!picture::Prepare()) return "";
  const std::vector<Spot> spots = made.plain ? std::vector<Spot>() : SpotsOf(made.seed);
  std::vector<uint8_t> pixels;
  for (int row = 0; row < made.height; ++row) {
    const double y = made.top + (1 - made.top - made.bottom) * (row + 0.5) / made.height;
    for (int column = 0; column < made.width; ++column) {
      const double x = made.left + (1 - made.left - made.right) * (column + 0.5) / made.width;
      for (const double part : ColourAt(spots, x, y)) pixels.push_back(static_cast<uint8_t>(part));
    }
  }
  VipsImage* image = vips_image_new_from_memory(pixels.data(), pixels.size(), made.width,
                                                made.height, 3, VIPS_FORMAT_UCHAR);
  if (image == nullptr) return "";
  void* buffer = nullptr;
  size_t size = 0;
  std::string file;
  if (vips_image_write_to_buffer(image, made.format.c_str(), &buffer, &size, nullptr) == 0) {
    file.assign(static_cast<const char*>(buffer), size);
    g_free(buffer);
  }
  g_object_unref(image);
  return file;
}

}  // namespace shopdesk::testing
