#include "libs/privacy/vault.h"

#include <sodium.h>

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/personal_data.h"
#include "libs/base/resource_name.h"
#include "libs/base/role.h"
#include "libs/base/status_macros.h"
#include "libs/privacy/mask.h"

namespace shopdesk::privacy {
namespace {

constexpr size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr size_t kHashBytes = 32;

constexpr sql::Statement kRemember = {
    "privacy.insert_key_ring",
    "INSERT INTO key_ring (id, fingerprint) VALUES (1, $1) ON CONFLICT (id) DO NOTHING"};
constexpr sql::Statement kRemembered = {"privacy.get_key_ring",
                                        "SELECT fingerprint FROM key_ring WHERE id = 1"};
constexpr sql::Statement kListKeys = {"privacy.list_sealing_keys",
                                      "SELECT key_id, fingerprint FROM sealing_keys"};
constexpr sql::Statement kRememberKey = {
    "privacy.insert_sealing_key",
    "INSERT INTO sealing_keys (key_id, fingerprint) VALUES ($1, $2) ON CONFLICT (key_id) DO UPDATE "
    "SET fingerprint = excluded.fingerprint WHERE sealing_keys.fingerprint IS NULL"};
constexpr sql::Change kSeal = {
    {"privacy.insert_sealed",
     "INSERT INTO sealed (resource_name, slot, key_id, box) VALUES ($1, $2, $3, $4) "
     "ON CONFLICT (resource_name, slot) DO UPDATE SET key_id = excluded.key_id, box = "
     "excluded.box"},
    sql::Effect::kPut,
    2};
constexpr sql::Change kUnseal = {
    {"privacy.delete_slot", "DELETE FROM sealed WHERE resource_name = $1 AND slot = $2"},
    sql::Effect::kDelete,
    2};
constexpr sql::Statement kOpen = {
    "privacy.get_sealed", "SELECT key_id, box FROM sealed WHERE resource_name = $1 AND slot = $2"};
constexpr sql::Statement kEraseSealed = {"privacy.erase_sealed",
                                         "DELETE FROM sealed WHERE resource_name = $1"};
constexpr sql::Statement kEraseIndex = {"privacy.erase_indexes",
                                        "DELETE FROM blind_index WHERE resource_name = $1"};
constexpr sql::Statement kAudit = {
    "privacy.insert_reveal",
    "INSERT INTO reveals (reveal_ms, resource_name, slot, actor_kind, actor_id, actor_role, "
    "caller, purpose) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"};
constexpr sql::Change kPutIndex = {
    {"privacy.insert_index",
     "INSERT INTO blind_index (resource_name, kind, shop, hash) VALUES ($1, $2, $3, $4) "
     "ON CONFLICT (resource_name, kind) DO UPDATE SET shop = excluded.shop, hash = excluded.hash"},
    sql::Effect::kPut,
    2};
constexpr sql::Change kUnindex = {
    {"privacy.delete_index", "DELETE FROM blind_index WHERE resource_name = $1 AND kind = $2"},
    sql::Effect::kDelete,
    2};
constexpr sql::Statement kFindByIndex = {
    "privacy.list_by_index",
    "SELECT resource_name FROM blind_index WHERE shop = $1 AND kind = $2 AND hash = $3 "
    "AND resource_name > $4 ORDER BY resource_name LIMIT $5"};

unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }
const unsigned char* Bytes(absl::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

// What a box is bound to: it can't be opened as another's.
std::string BindingOf(absl::string_view resource_name, absl::string_view slot) {
  return absl::StrCat(resource_name.size(), ":", resource_name, slot);
}

bool HoldsPersonalData(google::protobuf::Message& message) {
  bool holds = false;
  VisitPersonalData(message,
                    [&](google::protobuf::Message&, const google::protobuf::FieldDescriptor&,
                        option::v1::Pii) { holds = true; });
  return holds;
}

// Tells a key without telling it.
std::string FingerprintOf(absl::string_view key) {
  std::string hash(kHashBytes, '\0');
  crypto_generichash(Bytes(hash), hash.size(), nullptr, 0, Bytes(key), key.size());
  return hash;
}

std::string MakeBox(absl::string_view key, absl::string_view binding, absl::string_view plain) {
  std::string box(kNonceBytes + plain.size() + kTagBytes, '\0');
  randombytes_buf(box.data(), kNonceBytes);
  crypto_aead_xchacha20poly1305_ietf_encrypt(Bytes(box) + kNonceBytes, nullptr, Bytes(plain),
                                             plain.size(), Bytes(binding), binding.size(), nullptr,
                                             Bytes(box), Bytes(key));
  return box;
}

absl::Status LostError() {
  return Error(absl::StatusCode::kInternal, "DATA_LOSS",
               "sealed data can't be opened: it is not what was sealed there");
}

absl::Status OpenBox(absl::string_view key, absl::string_view binding, absl::string_view box,
                     std::string& plain) {
  if (box.size() < kNonceBytes + kTagBytes) return LostError();
  plain.assign(box.size() - kNonceBytes - kTagBytes, '\0');
  const bool opened =
      crypto_aead_xchacha20poly1305_ietf_decrypt(
          Bytes(plain), nullptr, nullptr, Bytes(box) + kNonceBytes, box.size() - kNonceBytes,
          Bytes(binding), binding.size(), Bytes(box), Bytes(key)) == 0;
  return opened ? absl::OkStatus() : LostError();
}

}  // namespace

Vault::Vault(KeyRing keys) : keys_(std::move(keys)) {}

absl::Status Vault::Put(sql::Transaction& txn, absl::string_view resource_name,
                        absl::string_view slot, absl::string_view plain) const {
  ASSIGN_OR_RETURN(absl::string_view key, keys_.Find(keys_.newest_id()));
  const std::string box = MakeBox(key, BindingOf(resource_name, slot), plain);
  return txn.Defer(kSeal, {resource_name, slot, keys_.newest_id(), sql::Blob{box}});
}

absl::StatusOr<bool> Vault::Get(sql::Transaction& txn, absl::string_view resource_name,
                                absl::string_view slot, std::string& plain) const {
  return txn.QueryOne(kOpen, {resource_name, slot}, [&](const sql::Row& row) -> absl::Status {
    absl::StatusOr<absl::string_view> key = keys_.Find(row.Text(0));
    if (!key.ok()) {
      return Error(absl::StatusCode::kInternal, "KEY_UNKNOWN", key.status().message());
    }
    return OpenBox(*key, BindingOf(resource_name, slot), row.Bytes(1), plain);
  });
}

absl::StatusOr<bool> HasKeyRing(sql::Transaction& txn) {
  return txn.QueryOne(kRemembered, {}, [](const sql::Row&) { return absl::OkStatus(); });
}

absl::Status Vault::CheckKeyRing(sql::Transaction& txn) const {
  const std::string fingerprint = KeyedHash("key_ring", "");
  RETURN_IF_ERROR(txn.Execute(kRemember, {sql::Blob{fingerprint}}).status());
  bool fits = false;
  RETURN_IF_ERROR(txn.QueryOne(kRemembered, {},
                               [&](const sql::Row& row) {
                                 fits = row.Bytes(0) == fingerprint;
                                 return absl::OkStatus();
                               })
                      .status());
  if (fits) return CheckSealingKeys(txn);
  return Error(absl::StatusCode::kFailedPrecondition, "KEY_RING_CHANGED",
               "the key ring is not the one that this database's personal data is sealed with; put "
               "the old file back from its backup");
}

absl::Status Vault::CheckSealingKeys(sql::Transaction& txn) const {
  std::vector<std::string> seals = {keys_.newest_id()};
  RETURN_IF_ERROR(txn.Query(kListKeys, {}, [&](const sql::Row& row) -> absl::Status {
    const std::string id(row.Text(0));
    const absl::StatusOr<absl::string_view> key = keys_.Find(id);
    if (!key.ok() || (!row.IsNull(1) && row.Bytes(1) != FingerprintOf(*key))) {
      return Error(absl::StatusCode::kFailedPrecondition, "KEY_RING_CHANGED",
                   absl::StrCat("the key ring has no key ", id,
                                ", or another one of that id, which sealed data of this database; "
                                "put the file back that has it"),
                   {{"key", id}});
    }
    if (row.IsNull(1)) seals.push_back(id);
    return absl::OkStatus();
  }));
  for (const std::string& id : seals) {
    ASSIGN_OR_RETURN(const absl::string_view key, keys_.Find(id));
    const std::string fingerprint = FingerprintOf(key);
    RETURN_IF_ERROR(txn.Execute(kRememberKey, {id, sql::Blob{fingerprint}}).status());
  }
  return absl::OkStatus();
}

absl::Status Vault::Seal(sql::Transaction& txn, absl::string_view resource_name,
                         absl::string_view slot, google::protobuf::Message& message) const {
  if (!HoldsPersonalData(message)) return txn.Defer(kUnseal, {resource_name, slot});
  RETURN_IF_ERROR(Put(txn, resource_name, slot, message.SerializeAsString()));
  MaskMessage(message);
  return absl::OkStatus();
}

absl::Status Vault::Open(sql::Transaction& txn, absl::string_view resource_name,
                         absl::string_view slot, google::protobuf::Message& message) const {
  std::string plain;
  ASSIGN_OR_RETURN(const bool found, Get(txn, resource_name, slot, plain));
  if (!found) return NotFoundError(absl::StrCat(resource_name, " (", slot, ")"));
  return message.ParseFromString(plain) ? absl::OkStatus() : LostError();
}

absl::StatusOr<std::string> Vault::SealText(sql::Transaction& txn, absl::string_view resource_name,
                                            absl::string_view slot, absl::string_view text) const {
  if (text.empty()) {
    RETURN_IF_ERROR(txn.Defer(kUnseal, {resource_name, slot}));
    return std::string();
  }
  RETURN_IF_ERROR(Put(txn, resource_name, slot, text));
  return Mask(option::v1::PII_FREE_TEXT, text);
}

absl::StatusOr<std::string> Vault::OpenText(sql::Transaction& txn, absl::string_view resource_name,
                                            absl::string_view slot) const {
  std::string text;
  RETURN_IF_ERROR(Get(txn, resource_name, slot, text).status());
  return text;
}

absl::Status Vault::Erase(sql::Transaction& txn, absl::string_view resource_name) const {
  RETURN_IF_ERROR(txn.Execute(kEraseSealed, {resource_name}).status());
  return txn.Execute(kEraseIndex, {resource_name}).status();
}

absl::Status Vault::Audit(sql::Transaction& txn, absl::Time now, const type::v1::Actor& actor,
                          absl::string_view caller, absl::string_view resource_name,
                          absl::string_view slot, absl::string_view purpose) const {
  return txn
      .Execute(kAudit, {ToMillis(now), resource_name, slot, static_cast<int64_t>(actor.kind()),
                        actor.id(), RoleName(actor.role()), caller, purpose})
      .status();
}

absl::Status Vault::Index(sql::Transaction& txn, absl::string_view resource_name,
                          absl::string_view kind, absl::string_view value) const {
  if (value.empty()) return txn.Defer(kUnindex, {resource_name, kind});
  const absl::string_view shop = ShopOf(resource_name);
  const std::string hash = KeyedHash(absl::StrCat("index/", shop, "/", kind), value);
  return txn.Defer(kPutIndex, {resource_name, kind, shop, sql::Blob{hash}});
}

absl::StatusOr<std::vector<std::string>> Vault::FindByIndex(
    sql::Transaction& txn, absl::string_view shop_name, absl::string_view kind,
    absl::string_view value, absl::string_view after, int limit) const {
  const absl::string_view shop = ShopOf(shop_name);
  const std::string hash = KeyedHash(absl::StrCat("index/", shop, "/", kind), value);
  std::vector<std::string> names;
  RETURN_IF_ERROR(txn.Query(kFindByIndex, {shop, kind, sql::Blob{hash}, after, limit},
                            [&](const sql::Row& row) {
                              names.emplace_back(row.Text(0));
                              return absl::OkStatus();
                            }));
  return names;
}

std::string Vault::KeyedHash(absl::string_view domain, absl::string_view text) const {
  const absl::string_view key = keys_.index_key();
  const std::string head = absl::StrCat(domain.size(), ":", domain);
  std::string hash(kHashBytes, '\0');
  crypto_generichash_state state;
  crypto_generichash_init(&state, Bytes(key), key.size(), hash.size());
  crypto_generichash_update(&state, Bytes(head), head.size());
  crypto_generichash_update(&state, Bytes(text), text.size());
  crypto_generichash_final(&state, Bytes(hash), hash.size());
  return hash;
}

}  // namespace shopdesk::privacy
