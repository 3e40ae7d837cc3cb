#include "libs/evidence/evidence.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace shopdesk::evidence {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Optional;

type::v1::EvidenceBundle BundleOf(const std::vector<std::string>& contents) {
  type::v1::EvidenceBundle bundle;
  bundle.set_format(kFormat);
  bundle.set_header("about");
  std::string previous = Begin(bundle.header());
  for (const std::string& content : contents) {
    type::v1::EvidenceEntry& entry = *bundle.add_entries();
    entry.set_meta(absl::StrCat("item ", bundle.entries_size()));
    const Sealed sealed = Seal(content, entry.meta());
    entry.set_sealed(sealed.box);
    entry.set_key(sealed.key);
    previous = Link(previous, entry.meta(), entry.sealed());
    entry.set_hash(previous);
  }
  bundle.set_head(previous);
  return bundle;
}

std::vector<std::string> ProblemsOf(const type::v1::EvidenceBundle& bundle) {
  return Verify(bundle.SerializeAsString()).problems;
}

TEST(EvidenceTest, WhatWasSealedIsOpenedByItsKeyUnderItsMetaAlone) {
  const Sealed sealed = Seal("给我红包", "meta");
  EXPECT_EQ(Open(sealed.key, sealed.box, "meta").value(), "给我红包");
  EXPECT_FALSE(Open(sealed.key, sealed.box, "other").ok());
  EXPECT_FALSE(Open(Seal("", "").key, sealed.box, "meta").ok());
  EXPECT_FALSE(Open("short", sealed.box, "meta").ok());
  EXPECT_FALSE(Open(sealed.key, "short", "meta").ok());
  EXPECT_NE(Seal("a", "").box, Seal("a", "").box) << "equal contents can't be told";
}

TEST(EvidenceTest, ABundleThatNobodyTouchedHasNoProblem) {
  const Report report = Verify(BundleOf({"one", "", "three"}).SerializeAsString());
  EXPECT_THAT(report.problems, IsEmpty());
  EXPECT_THAT(report.contents, ElementsAre(Optional(std::string("one")), Optional(std::string()),
                                           Optional(std::string("three"))));
  EXPECT_THAT(ProblemsOf(BundleOf({})), IsEmpty());
}

TEST(EvidenceTest, EveryChangedByteIsFound) {
  const std::string file = BundleOf({"one", "two"}).SerializeAsString();
  for (size_t i = 0; i < file.size(); ++i) {
    for (int change = 1; change < 256; ++change) {
      std::string changed = file;
      changed[i] = static_cast<char>(changed[i] ^ change);
      ASSERT_FALSE(Verify(changed).problems.empty()) << "byte " << i << " xor " << change;
    }
  }
}

TEST(EvidenceTest, EveryCutAndEveryAddedByteIsFound) {
  const std::string file = BundleOf({"one"}).SerializeAsString();
  for (size_t size = 0; size < file.size(); ++size) {
    ASSERT_FALSE(Verify(absl::string_view(file).substr(0, size)).problems.empty()) << size;
  }
  for (int added = 0; added < 256; ++added) {
    ASSERT_FALSE(Verify(file + static_cast<char>(added)).problems.empty()) << added;
  }
  EXPECT_FALSE(Verify(file + file).problems.empty());
}

TEST(EvidenceTest, TheBrokenItemIsNamed) {
  type::v1::EvidenceBundle bundle = BundleOf({"one", "two", "three"});
  (*bundle.mutable_entries(1)->mutable_sealed())[30] ^= 1;
  EXPECT_THAT(ProblemsOf(bundle), ElementsAre(AllOf(HasSubstr("item 2"), HasSubstr("hash"))));
  bundle = BundleOf({"one", "two", "three"});
  (*bundle.mutable_entries(2)->mutable_key())[0] ^= 1;
  EXPECT_THAT(ProblemsOf(bundle), ElementsAre(AllOf(HasSubstr("item 3"), HasSubstr("key"))));
}

TEST(EvidenceTest, ItemsThatAreMissingMovedOrSwappedAreFound) {
  type::v1::EvidenceBundle bundle = BundleOf({"one", "two"});
  bundle.mutable_entries()->SwapElements(0, 1);
  EXPECT_THAT(ProblemsOf(bundle), ::testing::Contains(HasSubstr("item 1")));
  bundle = BundleOf({"one", "two"});
  bundle.mutable_entries()->RemoveLast();
  EXPECT_THAT(ProblemsOf(bundle), ElementsAre(HasSubstr("head")));
  bundle = BundleOf({});
  bundle.set_header("something else");
  EXPECT_THAT(ProblemsOf(bundle), ElementsAre(HasSubstr("header")));
}

TEST(EvidenceTest, AnErasedItemStillHoldsTheChain) {
  type::v1::EvidenceBundle bundle = BundleOf({"one", "two"});
  bundle.mutable_entries(0)->clear_key();
  const Report report = Verify(bundle.SerializeAsString());
  EXPECT_THAT(report.problems, IsEmpty());
  EXPECT_THAT(report.contents, ElementsAre(absl::nullopt, Optional(std::string("two"))));
  (*bundle.mutable_entries(0)->mutable_sealed())[0] ^= 1;
  EXPECT_THAT(ProblemsOf(bundle), ElementsAre(HasSubstr("item 1")));
}

}  // namespace
}  // namespace shopdesk::evidence
