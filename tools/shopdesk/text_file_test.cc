#include "tools/shopdesk/text_file.h"

#include <unistd.h>
#include <zlib.h>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "tools/shopdesk/test_file.h"

namespace shopdesk::cli {
namespace {

using shopdesk::testing::IsOk;
using shopdesk::testing::IsOkAndHolds;
using shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kYto[] = "\xd4\xb2\xcd\xa8\xcb\xd9\xb5\xdd";  // 圆通速递

std::string EncodingOf(const std::string& text) {
  return FindEncoding(WriteTestFile("text", text)).value_or("none");
}

// The lines, each with "!" before it if it doesn't fit the encoding.
std::vector<std::string> Lines(const std::string& text, absl::string_view encoding = "") {
  auto file = TextFile::Open(WriteTestFile("text", text), encoding);
  EXPECT_THAT(file, IsOk());
  std::vector<std::string> lines;
  std::string line;
  while (file.ok() && file->Next(line).value_or(false)) {
    if (!file->LineStatus().ok()) {
      EXPECT_THAT(std::string(file->LineStatus().message()),
                  HasSubstr("line " + std::to_string(file->line()) + ": is not "));
      line.insert(0, "!");
    }
    lines.push_back(line);
  }
  return lines;
}

TEST(TextFileTest, FindsUtf8) {
  EXPECT_EQ(EncodingOf(""), "UTF-8");
  EXPECT_EQ(EncodingOf("a,b\n1,2\n"), "UTF-8");
  EXPECT_EQ(EncodingOf("a\n圆通速递\ncafé\n"), "UTF-8");
  EXPECT_EQ(EncodingOf("\xef\xbb\xbf"
                       "a\n"),
            "UTF-8");
}

TEST(TextFileTest, FindsChinese) {
  EXPECT_EQ(EncodingOf(std::string("id,name\nyto,") + kYto + "\n"), "GB18030");
  // 是 and 否 alone in their cells, and 恤 behind a letter.
  EXPECT_EQ(EncodingOf("cod\n\xca\xc7\n\xb7\xf1\n"), "GB18030");
  EXPECT_EQ(EncodingOf("name\nT\xd0\xf4\n"), "GB18030");
}

// 圆通 in GB18030 is well-formed UTF-8, of an Armenian letter and a combining one.
TEST(TextFileTest, FindsChineseThatLooksLikeUtf8) {
  EXPECT_EQ(EncodingOf("name\n\xd4\xb2\xcd\xa8\n"), "GB18030");
  EXPECT_EQ(EncodingOf("name\nпочта\n"), "UTF-8");
  EXPECT_EQ(EncodingOf("name\ncafé\n"), "UTF-8");
  EXPECT_EQ(EncodingOf("name\nпочта\nταχυδρομείο 中通\n"), "UTF-8");
}

TEST(TextFileTest, FindsWesternTextAlsoWhereItsBytesFitChinese) {
  EXPECT_EQ(EncodingOf("caf\xe9,1\n"), "Windows-1252");
  EXPECT_EQ(EncodingOf("price\n\xa3"
                       "5\n"),
            "Windows-1252");
  EXPECT_EQ(EncodingOf("ni\xf1o\n"), "Windows-1252");
  EXPECT_EQ(EncodingOf("Cr\xe8me br\xfbl\xe9"
                       "e\n"),
            "Windows-1252");
  EXPECT_EQ(EncodingOf("promo\xe7\xe3o\n"), "Windows-1252");
}

TEST(TextFileTest, OneWrongLineDoesNotChangeWhatTheFileIs) {
  EXPECT_THAT(Lines("圆通\n\xcb\xd9\xb5\xdd\n速递\n"),
              ElementsAre("圆通\n", ::testing::StartsWith("!"), "速递\n"));
  EXPECT_THAT(Lines(std::string(kYto) + "\n\xd4\n" + kYto),
              ElementsAre("圆通速递\n", ::testing::StartsWith("!"), "圆通速递"));
}

TEST(TextFileTest, RefusesWhatIsInNoEncoding) {
  EXPECT_THAT(FindEncoding(WriteTestFile("text", "\x81\n")),
              StatusIs(absl::StatusCode::kInvalidArgument));
  const auto utf16 = FindEncoding(WriteTestFile("text", std::string("\xff\xfe"
                                                                    "a\0",
                                                                    4)));
  EXPECT_THAT(std::string(utf16.status().message()), HasSubstr("is UTF-16; save it as UTF-8"));
  EXPECT_THAT(Lines(std::string("a\0b\n", 4)), ElementsAre("!a\xef\xbf\xbd"
                                                           "b\n"));
}

TEST(TextFileTest, TheEncodingMayBeGiven) {
  EXPECT_THAT(Lines("caf\xe9\n", "Windows-1252"), ElementsAre("café\n"));
  EXPECT_THAT(Lines("\x93x\x94 \x80\n", "Windows-1252"), ElementsAre("“x” €\n"));
  EXPECT_THAT(Lines("\x95\x34\xb2\x35\n", "GB18030"), ElementsAre("𠮷\n"));
  EXPECT_THAT(Lines("caf\xe9\n", "UTF-8"), ElementsAre(::testing::StartsWith("!caf")));
}

TEST(TextFileTest, TakesOffTheByteOrderMarkAndKeepsTheLastLine) {
  EXPECT_THAT(Lines("\xef\xbb\xbf"
                    "a\r\n\nb"),
              ElementsAre("a\r\n", "\n", "b"));
}

TEST(TextFileTest, ReadsGzipAndLinesLongerThanItsBuffer) {
  const std::string file = ::testing::TempDir() + "text_file_test.gz";
  const std::string line = std::string(300'000, 'x') + "\n";
  gzFile out = gzopen(file.c_str(), "wb");
  gzwrite(out, line.data(), line.size());
  gzclose(out);
  auto text = TextFile::Open(file);
  ASSERT_THAT(text, IsOk());
  std::string read;
  EXPECT_THAT(text->Next(read), IsOkAndHolds(true));
  EXPECT_EQ(read, line);
  EXPECT_THAT(text->Next(read), IsOkAndHolds(false));
}

TEST(TextFileTest, RefusesALineThatNoServiceTakes) {
  auto text = TextFile::Open(WriteTestFile("text", std::string(5 << 20, 'x')), "UTF-8");
  ASSERT_THAT(text, IsOk());
  std::string line;
  EXPECT_THAT(text->Next(line), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(TextFileTest, RefusesWhatCanNotBeReadTwice) {
  EXPECT_THAT(FindEncoding("/nowhere/x"), StatusIs(absl::StatusCode::kNotFound));
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const auto piped = FindEncoding("/dev/fd/" + std::to_string(ends[0]));
  EXPECT_THAT(std::string(piped.status().message()), HasSubstr("must be a regular file"));
  close(ends[0]);
  close(ends[1]);
}

}  // namespace
}  // namespace shopdesk::cli
