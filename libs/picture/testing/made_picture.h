#pragma once

#include <string>

namespace shopdesk::testing {

// A picture of nothing in particular: what it shows depends on `seed` alone, so that pictures of
// two seeds are of two things, and those of one seed are of one however they are cut, scaled and
// saved.
struct MadePicture {
  int seed = 1;
  int width = 480;
  int height = 360;
  // Shares of the whole that are cut off.
  double left = 0;
  double right = 0;
  double top = 0;
  double bottom = 0;
  // As libvips names a format, with its options.
  std::string format = ".jpg[Q=85]";
  // All of one colour.
  bool plain = false;
};

// The file. Empty if libvips can't make it.
std::string MakePicture(const MadePicture& made);

}  // namespace shopdesk::testing
