#include "services/feedback/domain/conversation/message.h"

#include <algorithm>

#include "gtest/gtest.h"
#include "libs/base/clock.h"

namespace shopdesk::feedback::domain {
namespace {

v1::FormerText Text(const std::string& text, int64_t edit_ms = 0) {
  v1::FormerText one;
  one.set_text(text);
  if (edit_ms > 0) *one.mutable_edit_time() = ToProto(FromMillis(edit_ms));
  return one;
}

TEST(MessageTest, TheNewestTextIsShownWhateverComesFirst) {
  std::vector<v1::FormerText> texts = {Text("first"), Text("second", 10), Text("third", 20)};
  std::vector<int> order = {0, 1, 2};
  do {
    v1::Message message;
    message.set_text(texts[order[0]].text());
    if (texts[order[0]].has_edit_time()) {
      *message.mutable_edit_time() = texts[order[0]].edit_time();
    }
    AddText(message, texts[order[1]]);
    AddText(message, texts[order[2]]);
    EXPECT_EQ(message.text(), "third");
    EXPECT_EQ(ToMillis(FromProto(message.edit_time())), 20);
    ASSERT_EQ(message.former_texts_size(), 2);
    EXPECT_EQ(message.former_texts(0).text(), "first");
    EXPECT_FALSE(message.former_texts(0).has_edit_time());
    EXPECT_EQ(message.former_texts(1).text(), "second");
    EXPECT_EQ(TextsOf(message).size(), 3u);
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST(MessageTest, NoTwoTextsShareASlot) {
  EXPECT_EQ(TextSlot("m", Text("x")), "message/m");
  EXPECT_EQ(TextSlot("m", Text("x", 5)), "edit/5/m");
  EXPECT_NE(TextSlot("5/m", Text("x")), TextSlot("m", Text("x", 5)));
}

}  // namespace
}  // namespace shopdesk::feedback::domain
