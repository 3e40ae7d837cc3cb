#include "libs/testing/temp_directory.h"

#include <stdlib.h>

#include <cstdio>
#include <filesystem>

namespace shopdesk::testing {

TempDirectory::TempDirectory()
    : path_((std::filesystem::temp_directory_path() / "shopdesk_test_XXXXXX").string()) {
  if (mkdtemp(path_.data()) == nullptr) {
    std::perror("mkdtemp");
    std::abort();
  }
}

TempDirectory::~TempDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace shopdesk::testing
