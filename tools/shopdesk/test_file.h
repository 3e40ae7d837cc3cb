#pragma once

#include <fstream>
#include <string>

#include "gtest/gtest.h"

namespace shopdesk::cli {

// Writes a file of the running test, and returns its path.
inline std::string WriteTestFile(const std::string& name, const std::string& content) {
  const ::testing::TestInfo& test = *::testing::UnitTest::GetInstance()->current_test_info();
  const std::string file =
      ::testing::TempDir() + test.test_suite_name() + "." + test.name() + "." + name;
  std::ofstream(file, std::ios::binary) << content;
  return file;
}

}  // namespace shopdesk::cli
