#include "libs/evidence/evidence.h"

#include <sodium.h>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace shopdesk::evidence {
namespace {

constexpr size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr size_t kKeyBytes = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;

unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }
const unsigned char* Bytes(absl::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string Hash(absl::string_view text) {
  std::string hash(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256(Bytes(hash), Bytes(text), text.size());
  return hash;
}

void CheckEntry(const type::v1::EvidenceEntry& entry, const std::string& previous, int number,
                Report& report) {
  absl::optional<std::string>& content = report.contents.emplace_back();
  if (entry.hash() != Link(previous, entry.meta(), entry.sealed())) {
    report.problems.push_back(absl::StrCat(
        "item ", number, " is broken: it, or one before it, isn't what its hash was made of"));
    return;
  }
  if (entry.key().empty()) return;
  absl::StatusOr<std::string> opened = Open(entry.key(), entry.sealed(), entry.meta());
  if (opened.ok()) {
    content = *std::move(opened);
  } else {
    report.problems.push_back(
        absl::StrCat("item ", number, " is broken: its key doesn't open what was sealed"));
  }
}

}  // namespace

std::string Begin(absl::string_view header) { return Hash(absl::StrCat(kFormat, "\n", header)); }

std::string Link(absl::string_view previous, absl::string_view meta, absl::string_view sealed) {
  return Hash(absl::StrCat(previous, meta, Hash(sealed)));
}

Sealed Seal(absl::string_view content, absl::string_view meta) {
  Sealed sealed;
  sealed.key.resize(kKeyBytes);
  randombytes_buf(sealed.key.data(), kKeyBytes);
  sealed.box.resize(kNonceBytes + content.size() + kTagBytes);
  randombytes_buf(sealed.box.data(), kNonceBytes);
  crypto_aead_xchacha20poly1305_ietf_encrypt(
      Bytes(sealed.box) + kNonceBytes, nullptr, Bytes(content), content.size(), Bytes(meta),
      meta.size(), nullptr, Bytes(sealed.box), Bytes(sealed.key));
  return sealed;
}

absl::StatusOr<std::string> Open(absl::string_view key, absl::string_view box,
                                 absl::string_view meta) {
  const auto refused = absl::InvalidArgumentError("the key doesn't open what was sealed");
  if (key.size() != kKeyBytes || box.size() < kNonceBytes + kTagBytes) return refused;
  std::string content(box.size() - kNonceBytes - kTagBytes, '\0');
  const bool opened =
      crypto_aead_xchacha20poly1305_ietf_decrypt(
          Bytes(content), nullptr, nullptr, Bytes(box) + kNonceBytes, box.size() - kNonceBytes,
          Bytes(meta), meta.size(), Bytes(box), Bytes(key)) == 0;
  if (!opened) return refused;
  return content;
}

Report Verify(absl::string_view file) {
  Report report;
  type::v1::EvidenceBundle& bundle = report.bundle;
  if (!bundle.ParseFromArray(file.data(), static_cast<int>(file.size())) ||
      bundle.format() != kFormat) {
    bundle.Clear();
    report.problems.push_back("this is no bundle of evidence");
    return report;
  }
  std::string previous = Begin(bundle.header());
  for (int i = 0; i < bundle.entries_size(); ++i) {
    CheckEntry(bundle.entries(i), previous, i + 1, report);
    previous = bundle.entries(i).hash();
  }
  if (bundle.head() != previous) {
    report.problems.push_back(
        "the head isn't the hash of the last item: items, or the header, "
        "were changed, added or taken away");
  }
  // Fields that no bundle has, twice or in another order, would be passed over.
  for (type::v1::EvidenceEntry& entry : *bundle.mutable_entries()) entry.DiscardUnknownFields();
  bundle.DiscardUnknownFields();
  if (report.problems.empty() && bundle.SerializeAsString() != file) {
    report.problems.push_back("the file holds more than its items");
  }
  return report;
}

}  // namespace shopdesk::evidence
