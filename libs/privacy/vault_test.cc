#include "libs/privacy/vault.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/id.h"
#include "libs/base/role.h"
#include "libs/base/status_macros.h"
#include "libs/runtime/migrations/migrations.h"
#include "libs/sql/dialect.h"
#include "libs/sql/testing/test_database.h"
#include "shopdesk/type/v1/address.pb.h"
#include "shopdesk/type/v1/money.pb.h"

namespace shopdesk::privacy {
namespace {

using sql::Dialect;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using type::v1::Receiver;

constexpr char kOrder[] = "shops/1/orders/42";

KeyRing RingOf(const std::string& lines, char index = '7') {
  const std::string file = absl::StrCat(::testing::TempDir(), "/ring.", NewUuid(absl::Now()));
  std::ofstream(file) << lines << "index " << std::string(64, index) << "\n";
  std::filesystem::permissions(file, std::filesystem::perms::owner_read);
  KeyRing ring = *KeyRing::Load(file, /*create=*/false);
  std::filesystem::remove(file);
  return ring;
}

std::string Line(const std::string& id, char digit) {
  return absl::StrCat(id, " ", std::string(64, digit), "\n");
}

Receiver VaultMakeReceiver() {
  Receiver receiver;
  receiver.set_name("张三丰");
  receiver.set_phone("13812345678");
  receiver.mutable_address()->set_postal_code("310000");
  return receiver;
}

class VaultTest : public ::testing::TestWithParam<Dialect> {
 protected:
  VaultTest() {
    const absl::Status migrated =
        database_->Migrate(GetParam() == Dialect::kSqlite ? runtime::SqliteMigrations()
                                                          : runtime::PostgresMigrations());
    EXPECT_TRUE(migrated.ok()) << migrated;
  }

  absl::Status Write(absl::FunctionRef<absl::Status(sql::Transaction&)> fn) {
    return database_->WriteAndWait({}, fn);
  }
  absl::Status Seal(const Vault& vault, absl::string_view name, absl::string_view slot,
                    const google::protobuf::Message& message) {
    return Write([&](sql::Transaction& txn) {
      std::unique_ptr<google::protobuf::Message> copy(message.New());
      copy->CopyFrom(message);
      return vault.Seal(txn, name, slot, *copy);
    });
  }
  absl::StatusOr<Receiver> Open(const Vault& vault, absl::string_view name,
                                absl::string_view slot) {
    Receiver receiver;
    RETURN_IF_ERROR(database_->Read(absl::InfiniteFuture(), [&](sql::Transaction& txn) {
      return vault.Open(txn, name, slot, receiver);
    }));
    return receiver;
  }
  std::vector<std::string> Find(absl::string_view shop, absl::string_view value,
                                absl::string_view after = "", int limit = 10) {
    std::vector<std::string> found;
    EXPECT_TRUE(database_
                    ->Read(absl::InfiniteFuture(),
                           [&](sql::Transaction& txn) -> absl::Status {
                             ASSIGN_OR_RETURN(found, vault_.FindByIndex(txn, shop, "phone", value,
                                                                        after, limit));
                             return absl::OkStatus();
                           })
                    .ok());
    return found;
  }
  absl::Status Index(absl::string_view name, absl::string_view value) {
    return Write([&](sql::Transaction& txn) { return vault_.Index(txn, name, "phone", value); });
  }
  absl::Status Execute(const char* text) {
    const sql::Statement statement = {"test", text};
    return Write([&](sql::Transaction& txn) { return txn.Execute(statement, {}).status(); });
  }

  const std::unique_ptr<sql::Database> database_ = sql::testing::MakeTestDatabase(GetParam());
  const Vault vault_{RingOf(Line("k1", '1'))};
};

TEST_P(VaultTest, RemembersTheKeyRing) {
  const auto check = [&](const Vault& vault) {
    return Write([&](sql::Transaction& txn) { return vault.CheckKeyRing(txn); });
  };
  EXPECT_TRUE(check(vault_).ok());
  EXPECT_TRUE(check(Vault(RingOf(Line("k2", '2') + Line("k1", '1')))).ok()) << "a key was added";
  EXPECT_EQ(ReasonOf(check(Vault(RingOf(Line("k1", '1'), /*index=*/'8')))), "KEY_RING_CHANGED");
  // Something may be sealed with k2 since.
  EXPECT_EQ(ReasonOf(check(vault_)), "KEY_RING_CHANGED");
  EXPECT_EQ(ErrorMetadataOf(check(vault_), "key"), "k2");
  const Vault other(RingOf(Line("k2", '3') + Line("k1", '1')));
  EXPECT_EQ(ReasonOf(check(other)), "KEY_RING_CHANGED") << "another key of the same id";
  EXPECT_TRUE(check(Vault(RingOf(Line("k3", '3') + Line("k2", '2') + Line("k1", '1')))).ok());
}

TEST_P(VaultTest, KeepsATextAndAnswersItMasked) {
  const Vault vault(RingOf(Line("k1", '1')));
  const std::string text = "call me at 13812345678";
  std::string masked;
  ASSERT_TRUE(Write([&](sql::Transaction& txn) -> absl::Status {
                ASSIGN_OR_RETURN(masked, vault.SealText(txn, kOrder, "note", text));
                return absl::OkStatus();
              }).ok());
  EXPECT_THAT(masked, Not(HasSubstr("13812345678")));
  EXPECT_THAT(masked, HasSubstr("call me"));
  const auto read = [&] {
    std::string original;
    EXPECT_TRUE(database_
                    ->Read(absl::InfiniteFuture(),
                           [&](sql::Transaction& txn) -> absl::Status {
                             ASSIGN_OR_RETURN(original, vault.OpenText(txn, kOrder, "note"));
                             return absl::OkStatus();
                           })
                    .ok());
    return original;
  };
  EXPECT_EQ(read(), text);
  // An empty text takes away what was there.
  ASSERT_TRUE(Write([&](sql::Transaction& txn) {
                return vault.SealText(txn, kOrder, "note", "").status();
              }).ok());
  EXPECT_EQ(read(), "");
}

TEST_P(VaultTest, SealsTheOriginalAndMasksTheMessage) {
  Receiver receiver = VaultMakeReceiver();
  ASSERT_TRUE(Write([&](sql::Transaction& txn) {
                receiver = VaultMakeReceiver();
                return vault_.Seal(txn, kOrder, "receiver", receiver);
              }).ok());
  EXPECT_EQ(receiver.phone(), "138****5678");
  EXPECT_EQ(receiver.name(), "张**");
  EXPECT_EQ(receiver.address().postal_code(), "310000");

  const absl::StatusOr<Receiver> opened = Open(vault_, kOrder, "receiver");
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(opened->SerializeAsString(), VaultMakeReceiver().SerializeAsString());
}

TEST_P(VaultTest, WhatIsStoredDoesNotShowTheOriginal) {
  ASSERT_TRUE(Seal(vault_, kOrder, "receiver", VaultMakeReceiver()).ok());
  ASSERT_TRUE(Index(kOrder, "+8613812345678").ok());
  constexpr sql::Statement kBoxes = {
      "test_boxes", "SELECT box FROM sealed UNION ALL SELECT hash FROM blind_index"};
  int rows = 0;
  ASSERT_TRUE(database_
                  ->Read(absl::InfiniteFuture(),
                         [&](sql::Transaction& txn) {
                           return txn.Query(kBoxes, {}, [&](const sql::Row& row) {
                             ++rows;
                             EXPECT_THAT(std::string(row.Bytes(0)), Not(HasSubstr("138")));
                             EXPECT_THAT(std::string(row.Bytes(0)), Not(HasSubstr("张")));
                             return absl::OkStatus();
                           });
                         })
                  .ok());
  EXPECT_EQ(rows, 2);
}

TEST_P(VaultTest, SealingAgainReplaces) {
  ASSERT_TRUE(Seal(vault_, kOrder, "receiver", VaultMakeReceiver()).ok());
  Receiver changed = VaultMakeReceiver();
  changed.set_name("李四");
  ASSERT_TRUE(Seal(vault_, kOrder, "receiver", changed).ok());
  EXPECT_EQ(Open(vault_, kOrder, "receiver")->name(), "李四");
}

TEST_P(VaultTest, AMessageWithoutPersonalDataIsNotSealed) {
  type::v1::Money money;
  money.set_minor(5);
  ASSERT_TRUE(Seal(vault_, kOrder, "money", money).ok());
  EXPECT_EQ(Open(vault_, kOrder, "money").status().code(), absl::StatusCode::kNotFound);

  ASSERT_TRUE(Seal(vault_, kOrder, "receiver", VaultMakeReceiver()).ok());
  Receiver empty;
  empty.mutable_address()->set_postal_code("1");
  ASSERT_TRUE(Seal(vault_, kOrder, "receiver", empty).ok());
  EXPECT_EQ(Open(vault_, kOrder, "receiver").status().code(), absl::StatusCode::kNotFound);
}

TEST_P(VaultTest, ABoxIsBoundToItsResourceAndSlot) {
  ASSERT_TRUE(Seal(vault_, kOrder, "receiver", VaultMakeReceiver()).ok());
  ASSERT_TRUE(Execute("UPDATE sealed SET slot = 'payer'").ok());
  EXPECT_EQ(ReasonOf(Open(vault_, kOrder, "payer").status()), "DATA_LOSS");
  ASSERT_TRUE(
      Execute("UPDATE sealed SET slot = 'receiver', resource_name = 'shops/1/orders/43'").ok());
  EXPECT_EQ(ReasonOf(Open(vault_, "shops/1/orders/43", "receiver").status()), "DATA_LOSS");
  // Name and slot don't run into each other.
  ASSERT_TRUE(
      Execute("UPDATE sealed SET slot = '2receiver', resource_name = 'shops/1/orders/4'").ok());
  EXPECT_EQ(ReasonOf(Open(vault_, "shops/1/orders/4", "2receiver").status()), "DATA_LOSS");
  ASSERT_TRUE(
      Execute("UPDATE sealed SET slot = 'receiver', resource_name = 'shops/1/orders/42'").ok());
  EXPECT_TRUE(Open(vault_, kOrder, "receiver").ok());
}

TEST_P(VaultTest, ADamagedBoxIsRefused) {
  ASSERT_TRUE(Seal(vault_, kOrder, "receiver", VaultMakeReceiver()).ok());
  ASSERT_TRUE(Write([&](sql::Transaction& txn) {
                constexpr sql::Statement kDamage = {"test_damage", "UPDATE sealed SET box = $1"};
                return txn.Execute(kDamage, {sql::Blob{"short"}}).status();
              }).ok());
  EXPECT_EQ(ReasonOf(Open(vault_, kOrder, "receiver").status()), "DATA_LOSS");
}

TEST_P(VaultTest, OlderKeysOpenWhatTheySealed) {
  ASSERT_TRUE(Seal(vault_, kOrder, "receiver", VaultMakeReceiver()).ok());
  const Vault rotated(RingOf(Line("k2", '2') + Line("k1", '1')));
  EXPECT_EQ(Open(rotated, kOrder, "receiver")->phone(), "13812345678");
  ASSERT_TRUE(Seal(rotated, kOrder, "receiver", VaultMakeReceiver()).ok());
  // Sealed with k2 now, which the old ring lacks; that must not look like an erasure.
  const absl::Status unknown = Open(vault_, kOrder, "receiver").status();
  EXPECT_EQ(unknown.code(), absl::StatusCode::kInternal);
  EXPECT_EQ(ReasonOf(unknown), "KEY_UNKNOWN");
  // The same id with other bytes.
  const Vault wrong(RingOf(Line("k2", '9')));
  EXPECT_EQ(ReasonOf(Open(wrong, kOrder, "receiver").status()), "DATA_LOSS");
}

TEST_P(VaultTest, ErasesAllOfAResourceAndNothingElse) {
  for (const char* name : {kOrder, "shops/1/orders/43"}) {
    ASSERT_TRUE(Seal(vault_, name, "receiver", VaultMakeReceiver()).ok());
    ASSERT_TRUE(Seal(vault_, name, "payer", VaultMakeReceiver()).ok());
    ASSERT_TRUE(Index(name, "+8613812345678").ok());
  }
  ASSERT_TRUE(Write([&](sql::Transaction& txn) { return vault_.Erase(txn, kOrder); }).ok());
  EXPECT_EQ(ReasonOf(Open(vault_, kOrder, "receiver").status()), "NOT_FOUND");
  EXPECT_EQ(ReasonOf(Open(vault_, kOrder, "payer").status()), "NOT_FOUND");
  EXPECT_TRUE(Open(vault_, "shops/1/orders/43", "payer").ok());
  EXPECT_THAT(Find("shops/1", "+8613812345678"), ElementsAre("shops/1/orders/43"));
}

TEST_P(VaultTest, FindsByValueWithinTheShopInPages) {
  for (const char* name : {"shops/1/orders/b", "shops/1/orders/a", "shops/1/orders/c",
                           "shops/2/orders/a", "shops/1/orders/B"}) {
    ASSERT_TRUE(Index(name, "+8613812345678").ok());
  }
  EXPECT_THAT(
      Find("shops/1", "+8613812345678"),
      ElementsAre("shops/1/orders/B", "shops/1/orders/a", "shops/1/orders/b", "shops/1/orders/c"));
  EXPECT_THAT(Find("shops/1", "+8613812345678", "shops/1/orders/B", 2),
              ElementsAre("shops/1/orders/a", "shops/1/orders/b"));
  EXPECT_THAT(Find("shops/2", "+8613812345678"), ElementsAre("shops/2/orders/a"));
  EXPECT_THAT(Find("shops/1", "+8613812345679"), IsEmpty());
}

TEST_P(VaultTest, IndexingAgainReplacesAndEmptyRemoves) {
  ASSERT_TRUE(Index(kOrder, "1").ok());
  ASSERT_TRUE(Index(kOrder, "2").ok());
  EXPECT_THAT(Find("shops/1", "1"), IsEmpty());
  EXPECT_THAT(Find("shops/1", "2"), ElementsAre(kOrder));
  ASSERT_TRUE(Index(kOrder, "").ok());
  EXPECT_THAT(Find("shops/1", "2"), IsEmpty());
}

TEST_P(VaultTest, TheAuditRowSaysWhoWhatAndWhy) {
  type::v1::Actor actor;
  actor.set_kind(type::v1::Actor::AGENT);
  actor.set_id("007");
  actor.set_role(Role::PACKING);
  ASSERT_TRUE(Write([&](sql::Transaction& txn) {
                return vault_.Audit(txn, absl::FromUnixMillis(1234), actor, "cli", kOrder,
                                    "receiver", "label");
              }).ok());
  constexpr sql::Statement kRows = {
      "test_reveals",
      "SELECT reveal_ms, resource_name, slot, actor_kind, actor_id, actor_role, caller, purpose "
      "FROM reveals"};
  std::vector<std::string> rows;
  ASSERT_TRUE(database_
                  ->Read(absl::InfiniteFuture(),
                         [&](sql::Transaction& txn) {
                           rows.clear();
                           return txn.Query(kRows, {}, [&](const sql::Row& row) {
                             rows.push_back(absl::StrCat(row.Int(0), " ", row.Text(1), " ",
                                                         row.Text(2), " ", row.Int(3), " ",
                                                         row.Text(4), " ", row.Text(5), " ",
                                                         row.Text(6), " ", row.Text(7)));
                             return absl::OkStatus();
                           });
                         })
                  .ok());
  EXPECT_THAT(rows, ElementsAre("1234 shops/1/orders/42 receiver 1 007 packing cli label"));
}

TEST_P(VaultTest, AKeyedHashNeedsKeyAndDomain) {
  const std::string hash = vault_.KeyedHash("request", "text");
  EXPECT_EQ(hash.size(), 32u);
  EXPECT_EQ(vault_.KeyedHash("request", "text"), hash);
  EXPECT_NE(vault_.KeyedHash("request", "texT"), hash);
  EXPECT_NE(vault_.KeyedHash("requestt", "ext"), hash);
  EXPECT_NE(vault_.KeyedHash("", "requesttext"), hash);
}

INSTANTIATE_TEST_SUITE_P(Both, VaultTest, ::testing::Values(Dialect::kSqlite, Dialect::kPostgres),
                         [](const auto& info) {
                           return std::string(sql::DialectName(info.param));
                         });

}  // namespace
}  // namespace shopdesk::privacy
