#include "libs/picture/picture.h"

#include <random>
#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/picture/testing/made_picture.h"
#include "libs/testing/matchers.h"

namespace shopdesk::picture {
namespace {

using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::MadePicture;
using ::shopdesk::testing::MakePicture;
using ::testing::HasSubstr;

constexpr Limits kLimits = {10 << 20, 40'000'000};
constexpr int kSide = 16;

absl::StatusOr<Thumbnail> Try(absl::string_view bytes) {
  return Shrink(bytes, kLimits, kSide, "content");
}

TEST(PictureTest, IsMadeSmallWhateverItsFormat) {
  for (const char* format :
       {".jpg[Q=90]", ".png", ".png[interlace]", ".webp[Q=90]", ".jpg[Q=90,interlace]"}) {
    const auto small = Try(MakePicture({.width = 300, .height = 200, .format = format}));
    ASSERT_OK(small) << format;
    EXPECT_EQ(small->width, 300);
    EXPECT_EQ(small->height, 200);
    ASSERT_EQ(small->pixels.size(), kSide * kSide * 3u);
    const auto same = Try(MakePicture({.width = 600, .height = 800, .format = ".png"}));
    ASSERT_OK(same);
    int difference = 0;
    for (size_t i = 0; i < same->pixels.size(); ++i) {
      difference += std::abs(same->pixels[i] - small->pixels[i]);
    }
    EXPECT_LT(difference / static_cast<int>(same->pixels.size()), 6) << format;
  }
}

// What an unknown picture says of its size is believed before anything of it is decoded.
TEST(PictureTest, TooManyPixelsAreRefusedByWhatItDeclares) {
  // A PNG that declares 60000 × 60000 and holds nothing.
  std::string bomb = MakePicture({.format = ".png"});
  for (const size_t at : {16, 20}) bomb.replace(at, 4, std::string("\0\0\xea\x60", 4));
  EXPECT_THAT(Try(bomb), HasReason("INVALID_ARGUMENT"));
  const std::string made = MakePicture({.width = 300, .height = 200});
  EXPECT_THAT(Shrink(made, {10 << 20, 59'999}, kSide, "content").status().message(),
              HasSubstr("at most 59999 pixels, not 300 × 200"));
  EXPECT_OK(Shrink(made, {10 << 20, 60'000}, kSide, "content"));
  EXPECT_THAT(Shrink(made, {static_cast<int64_t>(made.size()) - 1, 60'000}, kSide, "content"),
              HasReason("INVALID_ARGUMENT"));
}

TEST(PictureTest, OtherFormatsAreNoPictures) {
  const char* const others[] = {
      "",
      "GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00!\xf9\x04\x01\x00\x00\x00\x00,",
      "<svg xmlns='http://www.w3.org/2000/svg'><rect width='9' height='9'/></svg>",
      "%PDF-1.4\n1 0 obj\n<<>>\nendobj\n",
      "P6\n2 2\n255\nabcdefghijkl",
      "push graphic-context\nviewbox 0 0 640 480\nfill 'url(https://example.com/x.jpg)'\n",
      "just words",
  };
  for (const char* other : others) {
    EXPECT_THAT(Try(other).status().message(), HasSubstr("must be a JPEG, PNG or WebP picture"));
  }
  EXPECT_THAT(Try(MakePicture({.format = ".tif"})), HasReason("INVALID_ARGUMENT"));
}

TEST(PictureTest, WhatIsCutOffIsToldFromWhatIsWhole) {
  for (const char* format : {".jpg[Q=90]", ".png", ".webp", ".jpg[interlace]"}) {
    const std::string whole = MakePicture({.format = format});
    ASSERT_OK(Try(whole));
    for (const size_t part : {1, 2, 3, 5, 10, 50, 100}) {
      const size_t kept = whole.size() - whole.size() / part;
      EXPECT_THAT(Try(whole.substr(0, kept)), HasReason("INVALID_ARGUMENT"))
          << format << " " << kept << " of " << whole.size();
    }
  }
}

// Whatever comes: an answer, or INVALID_ARGUMENT.
TEST(PictureTest, AnyBytesAreAnswered) {
  std::mt19937 random(20260301);
  int read = 0;
  for (int round = 0; round < 600; ++round) {
    const char* const formats[] = {".jpg[Q=90]", ".png", ".webp", ".jpg[interlace]"};
    std::string bytes =
        MakePicture({.seed = round, .width = 40, .height = 30, .format = formats[round % 4]});
    const int changes = 1 + static_cast<int>(random() % 8);
    for (int i = 0; i < changes; ++i) {
      // Headers are short: half of the changes hit them.
      const size_t within = random() % 2 == 0 ? std::min<size_t>(bytes.size(), 64) : bytes.size();
      bytes[random() % within] = static_cast<char>(random());
    }
    if (random() % 4 == 0) bytes.resize(random() % bytes.size());
    const auto small = Try(bytes);
    read += small.ok() ? 1 : 0;
    if (!small.ok()) {
      ASSERT_THAT(small, HasReason("INVALID_ARGUMENT")) << "round " << round;
    }
  }
  EXPECT_GT(read, 0);
  for (int round = 0; round < 300; ++round) {
    std::string bytes(random() % 3000, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random());
    if (round % 3 == 0) bytes.insert(0, "\x89PNG\r\n\x1a\n");
    if (round % 3 == 1) bytes.insert(0, "\xff\xd8\xff\xe0");
    ASSERT_THAT(Try(bytes), HasReason("INVALID_ARGUMENT")) << "round " << round;
  }
}

TEST(PictureTest, ManyAtOnce) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([i] {
      for (int round = 0; round < 20; ++round) {
        const std::string made = MakePicture({.seed = i, .width = 100, .height = 80});
        EXPECT_OK(Try(made));
        EXPECT_THAT(Try(made.substr(0, made.size() / 2)), HasReason("INVALID_ARGUMENT"));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace shopdesk::picture
