#include "tools/shopdesk/csv.h"

#include <zlib.h>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/shopdesk/test_file.h"

namespace shopdesk::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<std::vector<std::string>> ReadAll(const std::string& file) {
  auto reader = CsvReader::Open(file);
  EXPECT_TRUE(reader.ok()) << reader.status();
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> fields;
  while (true) {
    const absl::StatusOr<bool> more = reader->Next(fields);
    EXPECT_TRUE(more.ok()) << more.status();
    if (!more.ok() || !*more) return rows;
    rows.push_back(fields);
  }
}

TEST(CsvTest, ReadsQuotesLineEndsAndEmptyLines) {
  const std::string file = WriteTestFile("a.csv", "a,b\r\n\n\"x,\"\"y\"\"\n z\",\r\nlast,1");
  EXPECT_THAT(ReadAll(file), ElementsAre(ElementsAre("a", "b"), ElementsAre("x,\"y\"\n z", ""),
                                         ElementsAre("last", "1")));
}

TEST(CsvTest, ARowThatDoesNotFitTheEncodingHasAnErrorAndTheNextHasNone) {
  const std::string file = WriteTestFile("b.csv", "café,1\n\"caf\xc3\xa9\n caf\xe9\",2\ncafé,3\n");
  auto reader = CsvReader::Open(file);
  ASSERT_TRUE(reader.ok());
  std::vector<std::string> fields;
  ASSERT_TRUE(*reader->Next(fields));
  EXPECT_TRUE(reader->RowStatus().ok());
  ASSERT_TRUE(*reader->Next(fields));
  EXPECT_THAT(std::string(reader->RowStatus().message()), HasSubstr("line 3: is not UTF-8"));
  ASSERT_TRUE(*reader->Next(fields));
  EXPECT_TRUE(reader->RowStatus().ok());
  EXPECT_THAT(fields, ElementsAre("café", "3"));
}

TEST(CsvTest, LineBreaksInQuotesKeepTheLineNumbersRight) {
  auto reader = CsvReader::Open(WriteTestFile("e.csv", "a\r\n\"x\r\ny\n\nz\"\r\n\r\nb\r\n"));
  ASSERT_TRUE(reader.ok());
  std::vector<std::string> fields;
  std::vector<int64_t> lines;
  while (reader->Next(fields).value_or(false)) lines.push_back(reader->line());
  EXPECT_THAT(lines, ElementsAre(1, 2, 7));
}

TEST(CsvTest, ReadsGzip) {
  const std::string file = ::testing::TempDir() + "c.csv.gz";
  gzFile out = gzopen(file.c_str(), "wb");
  gzputs(out, "a,b\n1,2\n");
  gzclose(out);
  EXPECT_THAT(ReadAll(file), ElementsAre(ElementsAre("a", "b"), ElementsAre("1", "2")));
}

TEST(CsvTest, RefusesAQuoteThatNeverEndsAndAMissingFile) {
  auto reader = CsvReader::Open(WriteTestFile("d.csv", "a\n\"never"));
  ASSERT_TRUE(reader.ok());
  std::vector<std::string> fields;
  ASSERT_TRUE(reader->Next(fields).ok());
  EXPECT_THAT(std::string(reader->Next(fields).status().message()), HasSubstr("line 2"));
  EXPECT_TRUE(absl::IsNotFound(CsvReader::Open("/nowhere/x.csv").status()));
}

}  // namespace
}  // namespace shopdesk::cli
