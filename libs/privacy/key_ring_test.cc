#include "libs/privacy/key_ring.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/id.h"
#include "libs/privacy/key_ring_file.h"
#include "libs/privacy/key_ring_rotation.h"

namespace shopdesk::privacy {
namespace {

using ::testing::HasSubstr;

const std::string kHexA(64, 'a');
const std::string kHexB(64, 'B');
const std::string kHexC(64, '3');

class KeyRingTest : public ::testing::Test {
 protected:
  ~KeyRingTest() override { std::filesystem::remove_all(root_); }

  // The error message of loading a file with this text; "" if it loads.
  std::string ErrorOf(const std::string& text, mode_t mode = 0600) {
    std::filesystem::create_directories(root_);
    std::ofstream(file()) << text;
    chmod(file().c_str(), mode);
    absl::StatusOr<KeyRing> ring = KeyRing::Load(file(), /*create=*/false);
    if (ring.ok()) return "";
    EXPECT_EQ(ring.status().code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_EQ(ring.status().message().find("aaaaaaaa"), absl::string_view::npos);
    return std::string(ring.status().message());
  }

  std::string file() const { return absl::StrCat(root_, "/ring"); }

  const std::string root_ = absl::StrCat(::testing::TempDir(), "/key_ring.", NewUuid(absl::Now()));
};

TEST_F(KeyRingTest, ReadsKeysNewestFirst) {
  ASSERT_EQ(ErrorOf(absl::StrCat("# ring\n\nnew ", kHexA, " # since May\n  old\t", kHexB,
                                 "\r\nindex ", kHexC, "\n")),
            "");
  const KeyRing ring = *KeyRing::Load(file(), false);
  EXPECT_EQ(ring.newest_id(), "new");
  EXPECT_EQ(*ring.Find("new"), std::string(32, '\xaa'));
  EXPECT_EQ(*ring.Find("old"), std::string(32, '\xbb'));
  EXPECT_EQ(ring.index_key(), std::string(32, '3'));
  EXPECT_EQ(ring.Find("other").status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(ReasonOf(ring.Find("other").status()), "KEY_UNKNOWN");
}

TEST_F(KeyRingTest, NamesTheLineAndRuleThatIsBroken) {
  const std::string index = absl::StrCat("index ", kHexC, "\n");
  EXPECT_THAT(ErrorOf(absl::StrCat(index, "k1\n")), HasSubstr("line 2: must be"));
  EXPECT_THAT(ErrorOf(absl::StrCat(index, "k1 ", kHexA, " more\n")), HasSubstr("line 2: must be"));
  EXPECT_THAT(ErrorOf(absl::StrCat(index, "k/1 ", kHexA)), HasSubstr("line 2: must be"));
  EXPECT_THAT(ErrorOf(absl::StrCat(index, "k1 ", kHexA, "aa")), HasSubstr("64 hex digits"));
  EXPECT_THAT(ErrorOf(absl::StrCat(index, "k1 ", kHexA.substr(1), "g")),
              HasSubstr("64 hex digits"));
  EXPECT_THAT(ErrorOf(absl::StrCat("k1 ", kHexA, "\nk1 ", kHexB, "\n", index)),
              HasSubstr("line 2: an id must stand once"));
  EXPECT_THAT(ErrorOf(absl::StrCat("k1 ", kHexA, "\n", index, index)),
              HasSubstr("line 3: index must stand once"));
  EXPECT_THAT(ErrorOf(index), HasSubstr("id hex"));
  EXPECT_THAT(ErrorOf(absl::StrCat("k1 ", kHexA)), HasSubstr("index hex"));
  EXPECT_THAT(ErrorOf(""), HasSubstr("id hex"));
}

TEST_F(KeyRingTest, RefusesAFileThatOthersCanRead) {
  const std::string text = absl::StrCat("k1 ", kHexA, "\nindex ", kHexC, "\n");
  // 0440 and 0400 are how a Secret arrives.
  for (const mode_t mode : {0600, 0400, 0440, 0640}) EXPECT_EQ(ErrorOf(text, mode), "") << mode;
  for (const mode_t mode : {0604, 0444, 0660, 0602}) {
    EXPECT_THAT(ErrorOf(text, mode), HasSubstr("chmod 440")) << mode;
  }
}

TEST_F(KeyRingTest, ANewRingIsMadeOnce) {
  ASSERT_TRUE(MakeKeyRing(file(), ExistingRing::kRefuse).ok());
  const std::string index(KeyRing::Load(file(), false)->index_key());
  const absl::Status again = MakeKeyRing(file(), ExistingRing::kRefuse);
  EXPECT_EQ(ReasonOf(again), "KEY_RING_INVALID");
  EXPECT_THAT(std::string(again.message()), HasSubstr("keyring rotate"));
  EXPECT_EQ(KeyRing::Load(file(), false)->index_key(), index);
}

TEST_F(KeyRingTest, RotatingPutsANewKeyFirstAndKeepsTheRest) {
  ASSERT_EQ(ErrorOf(absl::StrCat("# ours\nindex ", kHexC, "\nk1 ", kHexA, " # first\n"), 0440), "");
  const absl::StatusOr<std::string> added = RotateKeyRing(file(), Rotation::kNow);
  ASSERT_TRUE(added.ok()) << added.status();
  const KeyRing ring = *KeyRing::Load(file(), false);
  EXPECT_THAT(ring.ids(), ::testing::ElementsAre(*added, "k1"));
  EXPECT_EQ(*ring.Find("k1"), std::string(32, '\xaa'));
  EXPECT_EQ(ring.index_key(), std::string(32, '3'));
  struct stat info;
  ASSERT_EQ(stat(file().c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0440u);
}

TEST_F(KeyRingTest, AKeyAddedAheadOpensUntilItIsLetSeal) {
  ASSERT_TRUE(MakeKeyRing(file(), ExistingRing::kRefuse).ok());
  const std::string old = KeyRing::Load(file(), false)->newest_id();
  const absl::StatusOr<std::string> ahead = RotateKeyRing(file(), Rotation::kAhead);
  ASSERT_TRUE(ahead.ok()) << ahead.status();
  const KeyRing between = *KeyRing::Load(file(), false);
  EXPECT_THAT(between.ids(), ::testing::ElementsAre(old, *ahead));
  EXPECT_EQ(ReasonOf(RotateKeyRing(file(), Rotation::kAhead).status()), "KEY_RING_INVALID");
  const absl::StatusOr<std::string> now = RotateKeyRing(file(), Rotation::kNow);
  ASSERT_TRUE(now.ok()) << now.status();
  EXPECT_EQ(*now, *ahead);
  const KeyRing after = *KeyRing::Load(file(), false);
  EXPECT_THAT(after.ids(), ::testing::ElementsAre(*ahead, old));
  EXPECT_EQ(*after.Find(*ahead), *between.Find(*ahead));
}

TEST_F(KeyRingTest, WhatIsNoRingIsNotRotated) {
  ASSERT_NE(ErrorOf("nonsense"), "");
  EXPECT_EQ(ReasonOf(RotateKeyRing(file(), Rotation::kNow).status()), "KEY_RING_INVALID");
}

TEST_F(KeyRingTest, AnAbsentFileIsAnErrorUnlessItIsToBeMade) {
  EXPECT_EQ(KeyRing::Load(file(), false).status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_FALSE(std::filesystem::exists(file()));
}

TEST_F(KeyRingTest, MakesAPrivateFileAndKeepsIt) {
  const std::string deep = absl::StrCat(root_, "/a/b/ring");
  absl::StatusOr<KeyRing> made = KeyRing::Load(deep, true);
  ASSERT_TRUE(made.ok()) << made.status();
  struct stat info;
  ASSERT_EQ(stat(deep.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  ASSERT_EQ(stat(absl::StrCat(root_, "/a").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0700u);

  const KeyRing again = *KeyRing::Load(deep, true);
  EXPECT_EQ(again.newest_id(), made->newest_id());
  EXPECT_EQ(*again.Find(made->newest_id()), *made->Find(made->newest_id()));
  EXPECT_EQ(again.index_key(), made->index_key());
  EXPECT_NE(*made->Find(made->newest_id()), made->index_key());
  // Nothing is left aside.
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(absl::StrCat(root_, "/a/b")), {}), 1);
}

TEST_F(KeyRingTest, SeveralCreatorsEndWithOneRing) {
  constexpr int kCreators = 8;
  std::vector<std::string> keys(kCreators);
  std::vector<std::thread> threads;
  for (int i = 0; i < kCreators; ++i) {
    threads.emplace_back([&, i] {
      absl::StatusOr<KeyRing> ring = KeyRing::Load(file(), true);
      if (ring.ok()) keys[i] = std::string(ring->index_key());
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(keys[0].size(), 32u);
  EXPECT_THAT(keys, ::testing::Each(keys[0]));
}

TEST_F(KeyRingTest, ADirectoryIsNoKeyRing) {
  std::filesystem::create_directories(file());
  EXPECT_EQ(KeyRing::Load(file(), true).status().code(), absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace shopdesk::privacy
