#include "services/catalog/domain/search/picture_print.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/picture/picture.h"
#include "libs/picture/testing/made_picture.h"
#include "libs/testing/matchers.h"

namespace shopdesk::catalog::domain {
namespace {

using ::shopdesk::testing::MadePicture;
using ::shopdesk::testing::MakePicture;
using ::testing::Le;

constexpr picture::Limits kAnySize = {.bytes = 100 << 20, .pixels = 100'000'000};

std::vector<uint8_t> ThumbnailOf(const std::string& file) {
  const auto thumbnail = picture::Shrink(file, kAnySize, kThumbnailSide, "content");
  return thumbnail.ok() ? thumbnail->pixels : std::vector<uint8_t>();
}
std::vector<uint8_t> ThumbnailOf(const MadePicture& made) { return ThumbnailOf(MakePicture(made)); }

int NearestOf(const std::vector<PicturePrint>& prints, const PicturePrint& print) {
  int nearest = kPrintBits;
  for (const PicturePrint& other : prints) nearest = std::min(nearest, DistanceOf(other, print));
  return nearest;
}

// How far a picture is from the one that it was made of.
int DistanceFrom(int seed, const MadePicture& sent) {
  return NearestOf(PrintsOfCropped(ThumbnailOf(sent)), *PrintOf(ThumbnailOf({.seed = seed})));
}

TEST(PicturePrintTest, EncodingAndScalingMakeNoDifference) {
  for (int seed = 1; seed <= 8; ++seed) {
    EXPECT_THAT(DistanceFrom(seed, {.seed = seed, .format = ".jpg[Q=30]"}), Le(kSurelySame));
    EXPECT_THAT(DistanceFrom(seed, {.seed = seed, .format = ".webp[Q=50]"}), Le(kSurelySame));
    EXPECT_THAT(DistanceFrom(seed, {.seed = seed, .width = 120, .height = 90}), Le(kSurelySame));
    EXPECT_THAT(DistanceFrom(seed, {.seed = seed, .width = 600, .height = 700}), Le(kSurelySame));
  }
}

TEST(PicturePrintTest, CroppedByUpToATenthItIsFound) {
  std::mt19937 random(7);
  const auto share = [&] { return static_cast<double>(random() % 1001) / 1000; };
  int sure = 0;
  constexpr int kPictures = 60;
  for (int seed = 1; seed <= kPictures; ++seed) {
    const double across = 0.1 * share();
    const double down = 0.1 * share();
    MadePicture sent = {.seed = seed, .width = 320, .height = 240, .format = ".jpg[Q=60]"};
    sent.left = across * share();
    sent.right = across - sent.left;
    sent.top = down * share();
    sent.bottom = down - sent.top;
    const int distance = DistanceFrom(seed, sent);
    EXPECT_THAT(distance, Le(kMaybeSame)) << "seed " << seed;
    sure += distance <= kSurelySame ? 1 : 0;
  }
  EXPECT_GT(sure, kPictures * 3 / 4);
}

TEST(PicturePrintTest, PicturesOfOtherThingsAreFar) {
  std::vector<PicturePrint> prints;
  for (int seed = 1; seed <= 60; ++seed) prints.push_back(*PrintOf(ThumbnailOf({.seed = seed})));
  for (int seed = 1; seed <= 60; ++seed) {
    const std::vector<PicturePrint> sent = PrintsOfCropped(ThumbnailOf({.seed = seed}));
    for (int other = 1; other <= 60; ++other) {
      if (other == seed) continue;
      EXPECT_GT(NearestOf(sent, prints[other - 1]), kMaybeSame) << seed << " and " << other;
    }
  }
}

TEST(PicturePrintTest, WhatIsAllAlikeTellsNothing) {
  EXPECT_FALSE(PrintOf(ThumbnailOf({.plain = true})).has_value());
  EXPECT_THAT(PrintsOfCropped(ThumbnailOf({.plain = true})), ::testing::IsEmpty());
}

TEST(PicturePrintTest, TheSameInOtherColoursIsAnother) {
  std::vector<uint8_t> pixels = ThumbnailOf(MadePicture());
  const PicturePrint print = *PrintOf(pixels);
  // Red and blue change places; lightness stays nearly what it was where both are alike.
  PicturePrint other = print;
  for (uint8_t& colour : other.colours) colour = static_cast<uint8_t>(255 - colour);
  EXPECT_EQ(DistanceOf(print, print), 0);
  EXPECT_EQ(DistanceOf(print, other), kPrintBits);
}

TEST(PicturePrintTest, IsStoredAndReadBack) {
  const PicturePrint print = *PrintOf(ThumbnailOf({.seed = 3}));
  const std::string bytes = EncodePrint(print);
  EXPECT_EQ(bytes.size(), 34u);
  const auto read = DecodePrint(bytes);
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->bits, print.bits);
  EXPECT_EQ(read->colours, print.colours);
  EXPECT_FALSE(DecodePrint(bytes.substr(1)).has_value());
}

// The pictures in the folder, by name; without one made ones.
std::map<std::string, std::string> PicturesOf(const char* folder) {
  std::map<std::string, std::string> files;
  for (int seed = 0; folder == nullptr && seed < 60; ++seed)
    files[std::to_string(seed)] = MakePicture({.seed = seed});
  if (folder == nullptr) return files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream in(entry.path(), std::ios::binary);
    files[entry.path().filename().string()] =
        std::string((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  }
  return files;
}

// How many pairs of different pictures are taken for one, of made ones or of the photographs in
// $SHOPDESK_PHOTOGRAPHS. Files that show one scene begin with one word, up to "_" or "-".
TEST(PicturePrintTest, PicturesOfOtherThings) {
  std::vector<std::string> scenes;
  std::vector<PicturePrint> prints;
  std::vector<std::vector<PicturePrint>> sent;
  for (const auto& [name, file] : PicturesOf(std::getenv("SHOPDESK_PHOTOGRAPHS"))) {
    const std::vector<uint8_t> pixels = ThumbnailOf(file);
    if (pixels.empty() || !PrintOf(pixels).has_value()) continue;
    scenes.push_back(name.substr(0, name.find_first_of("_-.")));
    prints.push_back(*PrintOf(pixels));
    sent.push_back(PrintsOfCropped(pixels));
  }
  ASSERT_GT(prints.size(), 1u);
  int64_t pairs = 0;
  int64_t taken = 0;
  for (size_t i = 0; i < prints.size(); ++i) {
    for (size_t j = 0; j < prints.size(); ++j) {
      if (scenes[i] == scenes[j]) continue;
      ++pairs;
      const int distance = NearestOf(sent[i], prints[j]);
      if (distance > kMaybeSame) continue;
      ++taken;
      std::printf("%s is taken for %s: %d\n", scenes[i].c_str(), scenes[j].c_str(), distance);
    }
  }
  std::printf("%zu pictures, %ld of %ld pairs are taken for one\n", prints.size(),
              static_cast<long>(taken), static_cast<long>(pairs));
  EXPECT_LE(taken * 1000, pairs);
}

}  // namespace
}  // namespace shopdesk::catalog::domain
