#pragma once

#include <fstream>
#include <string>

#include "gtest/gtest.h"
#include "tools/shopdesk/import.h"

namespace shopdesk::cli {

// Writes a file of the running test, and returns its path.
inline std::string WriteTestFile(const std::string& name, const std::string& content) {
  const ::testing::TestInfo& test = *::testing::UnitTest::GetInstance()->current_test_info();
  const std::string file =
      ::testing::TempDir() + test.test_suite_name() + "." + test.name() + "." + name;
  std::ofstream(file, std::ios::binary) << content;
  return file;
}

// The same as what an import reads.
inline ImportFile TestImport(const std::string& name, const std::string& content) {
  return {.shop = "demo", .file = WriteTestFile(name, content), .currency = "USD"};
}

}  // namespace shopdesk::cli
