#include "services/catalog/domain/search/vocabulary.h"

#include <set>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace shopdesk::catalog::domain {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class VocabularyTest : public ::testing::Test {
 protected:
  VocabularyTest() {
    for (const char* token : {"towel", "towels", "tower", "#towel1", "毛巾", "毛衣", "tow",
                              "camion", "camiones", "towel15", "vowel"}) {
      vocabulary_.Add(token);
    }
  }
  std::vector<std::string> Texts(const std::vector<Vocabulary::Word>& words) const {
    std::vector<std::string> texts;
    for (const Vocabulary::Word word : words) texts.push_back(vocabulary_.text(word));
    return texts;
  }
  // Those that no product has any more.
  bool IsUsed(Vocabulary::Word word) const { return unused_.count(vocabulary_.text(word)) == 0; }
  std::vector<std::string> Completions(const std::string& prefix, size_t most) const {
    return Texts(vocabulary_.Completions(prefix, most, [this](auto word) { return IsUsed(word); }));
  }
  std::vector<std::string> Forms(const std::string& word) const {
    return Texts(vocabulary_.Forms(word, [this](auto each) { return IsUsed(each); }));
  }
  std::vector<std::string> Slips(const std::string& word) const {
    return Texts(vocabulary_.Slips(word, [this](auto each) { return IsUsed(each); }));
  }

  Vocabulary vocabulary_;
  std::set<std::string> unused_;
};

TEST_F(VocabularyTest, ATokenHasOneNumber) {
  const size_t size = vocabulary_.size();
  EXPECT_EQ(vocabulary_.Add("towel"), *vocabulary_.Find("towel"));
  EXPECT_EQ(vocabulary_.size(), size);
  EXPECT_EQ(vocabulary_.Add("new"), size);
  EXPECT_FALSE(vocabulary_.Find("none").has_value());
}

TEST_F(VocabularyTest, APrefixStandsForTheWordsThatBeginWithIt) {
  EXPECT_THAT(Completions("towe", 10), ElementsAre("towel", "towel15", "towels", "tower"));
  EXPECT_THAT(Completions("towe", 2), ElementsAre("towel", "towel15"));
  EXPECT_THAT(Completions("毛", 10), ElementsAre("毛巾", "毛衣"));
  EXPECT_THAT(Completions("x", 10), IsEmpty());
  unused_ = {"towel"};
  EXPECT_THAT(Completions("towe", 2), ElementsAre("towel15", "towels"));
}

TEST_F(VocabularyTest, FormsAreOfUsedWords) {
  EXPECT_THAT(Forms("towel"), ElementsAre("towels"));
  EXPECT_THAT(Forms("towelling"), UnorderedElementsAre("towel", "towels"));
  EXPECT_THAT(Forms("camiones"), ElementsAre("camion"));
  EXPECT_THAT(Forms("毛巾"), IsEmpty());
  unused_ = {"camion"};
  EXPECT_THAT(Forms("camiones"), IsEmpty());
}

TEST_F(VocabularyTest, SlipsAreOfUsedWordsOfFourLettersAndMore) {
  EXPECT_THAT(Slips("tovel"), UnorderedElementsAre("towel"));
  EXPECT_THAT(Slips("nowel"), UnorderedElementsAre("towel", "vowel"));
  EXPECT_THAT(Slips("camin"), UnorderedElementsAre("camion"));
  EXPECT_THAT(Slips("camionesx"), ElementsAre("camiones"));
  EXPECT_THAT(Slips("towe"), UnorderedElementsAre("tow", "towel", "tower"));
  EXPECT_THAT(Slips("two"), IsEmpty());
  EXPECT_THAT(Slips("towel16"), IsEmpty());
  EXPECT_THAT(Slips("averylongwordthatisnotthere"), IsEmpty());
  unused_ = {"vowel"};
  EXPECT_THAT(Slips("nowel"), ElementsAre("towel"));
}

}  // namespace
}  // namespace shopdesk::catalog::domain
