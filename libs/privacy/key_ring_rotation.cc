#include "libs/privacy/key_ring_rotation.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"
#include "libs/privacy/key_ring.h"
#include "libs/privacy/key_ring_file.h"

namespace shopdesk::privacy {
namespace {

// Ends the line of a key that seals nothing so far.
constexpr char kAheadMark[] = "# ahead";

bool IsKeyLine(absl::string_view line) {
  line = absl::StripAsciiWhitespace(line.substr(0, line.find('#')));
  return !line.empty() && line.substr(0, line.find_first_of(" \t")) != "index";
}

}  // namespace

absl::StatusOr<std::string> RotateKeyRing(const std::string& file, Rotation rotation) {
  RETURN_IF_ERROR(KeyRing::Load(file, /*create=*/false).status());
  std::stringstream content;
  content << std::ifstream(file).rdbuf();
  std::vector<std::string> lines = absl::StrSplit(content.str(), '\n');
  const auto ahead = std::find_if(lines.begin(), lines.end(), [](const std::string& line) {
    return absl::EndsWith(line, kAheadMark);
  });
  NewKey key;
  if (rotation == Rotation::kAhead) {
    if (ahead != lines.end()) {
      return Error(absl::StatusCode::kFailedPrecondition, "KEY_RING_INVALID",
                   absl::StrCat(file,
                                " has a key ahead already: once all replicas have it, let it "
                                "seal: shopdesk keyring rotate ",
                                file));
    }
    lines.insert(lines.end() - 1, absl::StrCat(key.line, " ", kAheadMark));
  } else {
    if (ahead != lines.end()) {
      key.line = std::string(absl::StripAsciiWhitespace(ahead->substr(0, ahead->find('#'))));
      key.id = key.line.substr(0, key.line.find_first_of(" \t"));
      lines.erase(ahead);
    }
    lines.insert(std::find_if(lines.begin(), lines.end(), IsKeyLine), key.line);
  }
  RETURN_IF_ERROR(ReplaceKeyRing(file, absl::StrJoin(lines, "\n")));
  return key.id;
}

}  // namespace shopdesk::privacy
