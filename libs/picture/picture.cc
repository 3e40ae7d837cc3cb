#include "libs/picture/picture.h"

#include <vips/vips.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"

namespace shopdesk::picture {
namespace {

constexpr char kFormats[] = "must be a JPEG, PNG or WebP picture";
// Red, green, blue and alpha; of pictures with larger pixels fewer are taken.
constexpr int64_t kUsualPixelBytes = 4;
// Where libvips looks for modules, by which it would load ImageMagick and readers of PDF and slides
// into this process: nowhere.
constexpr char kNoModules[] = "/nonexistent";

struct UnrefImage {
  void operator()(VipsImage* image) const { g_object_unref(image); }
};
using Image = std::unique_ptr<VipsImage, UnrefImage>;

struct FreeMemory {
  void operator()(void* memory) const { g_free(memory); }
};

void Drop(const gchar*, GLogLevelFlags, const gchar*, gpointer) {}

// Once for the process. False if the library can't work here.
bool Begin() {
  // What is wrong with a picture is told to who sent it, not to standard error.
  g_log_set_handler("VIPS", G_LOG_LEVEL_MASK, Drop, nullptr);
  if (setenv("VIPSHOME", kNoModules, /*overwrite=*/1) != 0 || vips_init("shopdesk") != 0) {
    return false;
  }
  // A picture takes one thread; how many are read at once is for the caller to bound.
  vips_concurrency_set(1);
  // No two pictures share a step, and nothing is kept of one that is done.
  vips_cache_set_max(0);
  vips_operation_block_set("VipsForeignLoad", TRUE);
  for (const char* loader : {"VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadWebp"}) {
    vips_operation_block_set(loader, FALSE);
  }
  return true;
}

// The picture with its header read and no pixel decoded; null if it is none.
Image ReadHeader(absl::string_view bytes) {
  return Image(vips_image_new_from_buffer(bytes.data(), bytes.size(), "", "access",
                                          VIPS_ACCESS_SEQUENTIAL, nullptr));
}

// In bands of red, green and blue, without an alpha; null if it is broken.
Image ToRgb(Image image) {
  VipsImage* rgb = nullptr;
  if (vips_colourspace(image.get(), &rgb, VIPS_INTERPRETATION_sRGB, nullptr) != 0) return nullptr;
  image.reset(rgb);
  if (!vips_image_hasalpha(image.get())) return image;
  VipsImage* flat = nullptr;
  const std::unique_ptr<VipsArrayDouble, void (*)(VipsArrayDouble*)> white(
      vips_array_double_newv(3, 255.0, 255.0, 255.0),
      [](VipsArrayDouble* array) { vips_area_unref(VIPS_AREA(array)); });
  if (vips_flatten(image.get(), &flat, "background", white.get(), nullptr) != 0) return nullptr;
  return Image(flat);
}

Image MakeSmall(absl::string_view bytes, int side) {
  VipsImage* small = nullptr;
  if (vips_thumbnail_buffer(const_cast<char*>(bytes.data()), bytes.size(), &small, side, "height",
                            side, "size", VIPS_SIZE_FORCE, "option_string", "fail_on=error",
                            nullptr) != 0) {
    return nullptr;
  }
  Image rgb = ToRgb(Image(small));
  if (rgb == nullptr) return nullptr;
  VipsImage* bytewise = nullptr;
  if (vips_cast_uchar(rgb.get(), &bytewise, nullptr) != 0) return nullptr;
  return Image(bytewise);
}

absl::Status CheckSize(VipsImage* header, const Limits& limits, absl::string_view field) {
  const int64_t width = vips_image_get_width(header);
  const int64_t height = vips_image_get_height(header);
  const int64_t pixel_bytes = VIPS_IMAGE_SIZEOF_PEL(header);
  const int64_t most = limits.pixels * kUsualPixelBytes / std::max(kUsualPixelBytes, pixel_bytes);
  if (width * height <= most) return absl::OkStatus();
  return InvalidFieldError(
      field, absl::StrCat("must have at most ", most, " pixels",
                          pixel_bytes > kUsualPixelBytes ? " of 16 bits a colour" : "", ", not ",
                          width, " × ", height));
}

}  // namespace

bool Prepare() {
  static const bool up = Begin();
  return up;
}

absl::StatusOr<Thumbnail> Shrink(absl::string_view bytes, const Limits& limits, int side,
                                 absl::string_view field) {
  if (static_cast<int64_t>(bytes.size()) > limits.bytes) {
    return InvalidFieldError(field, absl::StrCat("must have at most ", limits.bytes, " bytes"));
  }
  if (!Prepare()) return InternalError("libvips can't be initialized");
  const Image header = bytes.empty() ? nullptr : ReadHeader(bytes);
  if (header == nullptr) {
    vips_error_clear();
    return InvalidFieldError(field, kFormats);
  }
  if (absl::Status status = CheckSize(header.get(), limits, field); !status.ok()) return status;
  const Image small = MakeSmall(bytes, side);
  size_t size = 0;
  const std::unique_ptr<void, FreeMemory> pixels(
      small == nullptr ? nullptr : vips_image_write_to_memory(small.get(), &size));
  if (pixels == nullptr || size != static_cast<size_t>(side) * side * 3) {
    vips_error_clear();
    return InvalidFieldError(field, absl::StrCat(kFormats, "; this one is broken or cut off"));
  }
  const bool turned = vips_image_get_orientation_swap(header.get());
  const auto* begin = static_cast<const uint8_t*>(pixels.get());
  Thumbnail thumbnail;
  thumbnail.width = turned ? header->Ysize : header->Xsize;
  thumbnail.height = turned ? header->Xsize : header->Ysize;
  thumbnail.side = side;
  thumbnail.pixels.assign(begin, begin + size);
  return thumbnail;
}

}  // namespace shopdesk::picture
