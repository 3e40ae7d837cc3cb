#include "libs/base/html.h"

#include <gtest/gtest.h>

namespace shopdesk {
namespace {

TEST(HtmlTest, ReadsEntities) {
  EXPECT_EQ(EntityAt("&amp;b").text, "&");
  EXPECT_EQ(EntityAt("&amp;b").bytes, 5U);
  EXPECT_EQ(EntityAt("&eacute;").text, "é");
  EXPECT_EQ(EntityAt("&#233;").text, "é");
  EXPECT_EQ(EntityAt("&#x6700;").text, "最");
  EXPECT_EQ(EntityAt("&nbsp;").text, " ");
}

TEST(HtmlTest, LeavesWhatIsNone) {
  for (const char* text : {"", "a", "&", "&;", "& a;", "&amp", "&#xD800;", "&#0;", "&123456789;"}) {
    EXPECT_EQ(EntityAt(text).bytes, 0U) << text;
  }
}

}  // namespace
}  // namespace shopdesk
