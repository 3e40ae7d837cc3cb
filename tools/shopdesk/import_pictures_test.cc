#include <fstream>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "tools/shopdesk/import_rows.h"
#include "tools/shopdesk/test_file.h"

namespace shopdesk::cli {
namespace {

using shopdesk::testing::IsOk;
using shopdesk::testing::IsOkAndHolds;
using ::testing::HasSubstr;

TEST(ImportPicturesTest, ReadsTheFileThatARowNames) {
  std::ofstream(::testing::TempDir() + "/a.jpg", std::ios::binary) << std::string("\xff\0\n", 3);
  auto table = OpenPictures(TestImport("pictures.csv",
                                       "product_id,uri,file\n"
                                       "oak,https://example.com/a.jpg,a.jpg\n"
                                       "oak,https://example.com/b.jpg,none.jpg\n"));
  ASSERT_THAT(table, IsOk());
  ASSERT_THAT(table->Next(), IsOkAndHolds(true));
  const catalog::v1::ImportPicture row = ReadPictureRow(*table, ::testing::TempDir());
  EXPECT_THAT(table->RowStatus(), IsOk());
  EXPECT_EQ(row.product_id(), "oak");
  EXPECT_EQ(row.uri(), "https://example.com/a.jpg");
  EXPECT_EQ(row.content(), std::string("\xff\0\n", 3));
  ASSERT_THAT(table->Next(), IsOkAndHolds(true));
  ReadPictureRow(*table, ::testing::TempDir());
  EXPECT_THAT(table->RowStatus().message(), HasSubstr("file"));
}

}  // namespace
}  // namespace shopdesk::cli
