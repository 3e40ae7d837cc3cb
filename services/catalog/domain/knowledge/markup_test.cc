#include "services/catalog/domain/knowledge/markup.h"

#include <random>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace shopdesk::catalog::domain {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(MarkupTest, TagsAreClosedAndOpened) {
  EXPECT_THAT(CheckMarkup("<div><b>a</b> c<br><img src='x'><hr/></div>").broken, IsEmpty());
  EXPECT_THAT(CheckMarkup("<ul><li>a<li>b</ul><p>c<p>d").broken, IsEmpty());
  EXPECT_THAT(CheckMarkup("<DIV><b>a</DIV>").broken, ElementsAre("<b>"));
  EXPECT_THAT(CheckMarkup("a</div><i>b").broken, ElementsAre("</div>", "<i>"));
  EXPECT_THAT(CheckMarkup("<b>a</b></b></b>").broken, ElementsAre("</b>"));
  EXPECT_THAT(CheckMarkup("a < b, 1<2, I <3 you").broken, IsEmpty());
  EXPECT_THAT(CheckMarkup("text <div class='x").broken, ElementsAre("<div"));
  EXPECT_THAT(CheckMarkup("<!-- <b> --> <!doctype html>").broken, IsEmpty());
  EXPECT_THAT(CheckMarkup("a <!-- b").broken, ElementsAre("<!--"));
  EXPECT_THAT(CheckMarkup("").broken, IsEmpty());
}

TEST(MarkupTest, WhatRunsIsTold) {
  EXPECT_THAT(CheckMarkup("<script>if (a < b) { c('</p>') }</script>").active,
              ElementsAre("<script>"));
  EXPECT_THAT(CheckMarkup("<script>if (a < b) { c('</p>') }</script>").broken, IsEmpty());
  EXPECT_THAT(CheckMarkup("<a href=' JavaScript:x()' onClick=\"y()\">a</a>").active,
              ElementsAre("javascript:", "onclick"));
  EXPECT_THAT(CheckMarkup("<iframe src=x></iframe><p title='onclick'>").active,
              ElementsAre("<iframe>"));
  EXPECT_THAT(CheckMarkup("<b>javascript: onclick=</b>").active, IsEmpty());
}

TEST(MarkupTest, HostileTextTakesNoLonger) {
  std::string nested;
  for (int i = 0; i < 20000; ++i) absl::StrAppend(&nested, "<b a", i, ">");
  std::string quotes(100000, '"');
  std::string opening(100000, '<');
  std::mt19937 random(5);
  std::string noise(100000, ' ');
  for (char& c : noise) c = "<>/\"'=- abp!?"[random() % 13];
  const absl::Time begin = absl::Now();
  for (const std::string& text : {nested, "<b " + quotes, opening, noise, "<b x='" + nested}) {
    CheckMarkup(text);
  }
  EXPECT_LT(absl::Now() - begin, absl::Seconds(20));
}

}  // namespace
}  // namespace shopdesk::catalog::domain
