#include "libs/privacy/key_ring.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"
#include "libs/privacy/key_ring_file.h"

namespace shopdesk::privacy {
namespace {

constexpr size_t kKeyBytes = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;
static_assert(kKeyBytes == 32);
constexpr absl::string_view kIndex = "index";
// A key ring has a line a key: anything larger is another file.
constexpr size_t kMaxFileBytes = 1 << 20;

absl::Status Refuse(absl::string_view message) {
  return Error(absl::StatusCode::kFailedPrecondition, "KEY_RING_INVALID", message);
}

absl::Status SystemError(absl::string_view what, const std::string& file) {
  return Refuse(absl::StrCat(what, " ", file, ": ", std::strerror(errno)));
}

absl::StatusOr<std::string> ReadOpen(int fd, const std::string& file) {
  struct stat info;
  if (fstat(fd, &info) != 0) return SystemError("can't read", file);
  if (!S_ISREG(info.st_mode)) return Refuse(absl::StrCat(file, " must be a file"));
  if ((info.st_mode & 027) != 0) {
    return Refuse(absl::StrCat(file,
                               " must not be readable or writable by others than its owner and, "
                               "reading, its group: chmod 440 ",
                               file));
  }
  std::string text;
  char buffer[4096];
  while (true) {
    const ssize_t size = read(fd, buffer, sizeof(buffer));
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return SystemError("can't read", file);
    if (size == 0) return text;
    text.append(buffer, static_cast<size_t>(size));
    if (text.size() > kMaxFileBytes) return Refuse(absl::StrCat(file, " is no key ring: too long"));
  }
}

// The key's bytes; empty if `hex` is none. Never shown in a message.
std::string KeyFromHex(absl::string_view hex) {
  if (hex.size() != 2 * kKeyBytes) return "";
  for (char c : hex) {
    if (!absl::ascii_isxdigit(static_cast<unsigned char>(c))) return "";
  }
  return absl::HexStringToBytes(hex);
}

bool IsKeyId(absl::string_view id) {
  if (id.empty() || id.size() > 64) return false;
  for (char c : id) {
    if (!absl::ascii_isalnum(static_cast<unsigned char>(c)) && c != '-' && c != '_' && c != '.') {
      return false;
    }
  }
  return true;
}

}  // namespace

absl::StatusOr<KeyRing> KeyRing::Load(const std::string& file, bool create) {
  if (sodium_init() < 0) return InternalError("libsodium can't be initialised");
  int fd = open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0 && errno == ENOENT && create) {
    RETURN_IF_ERROR(MakeKeyRing(file, ExistingRing::kKeep));
    fd = open(file.c_str(), O_RDONLY | O_CLOEXEC);
  }
  if (fd < 0 && errno == ENOENT) {
    return Error(absl::StatusCode::kFailedPrecondition, "KEY_RING_MISSING",
                 absl::StrCat("there is no key ring ", file,
                              "; put it back from its backup, for a new one opens nothing that a "
                              "database holds; for a new database make one: shopdesk keyring new ",
                              file));
  }
  if (fd < 0 && errno == EACCES) {
    return Refuse(absl::StrCat("user ", geteuid(), " may not read the key ring ", file,
                               ": make it its file or its group's, mode 440 (a Secret: defaultMode "
                               "0440 and fsGroup)"));
  }
  if (fd < 0) return SystemError("can't open the key ring", file);
  absl::StatusOr<std::string> text = ReadOpen(fd, file);
  close(fd);
  RETURN_IF_ERROR(text.status());
  KeyRing ring;
  int number = 0;
  for (absl::string_view line : absl::StrSplit(*text, '\n')) {
    ++number;
    RETURN_IF_ERROR(ring.AddLine(absl::StrCat(file, " line ", number), line));
  }
  sodium_memzero(text->data(), text->size());
  if (ring.keys_.empty()) return Refuse(absl::StrCat(file, " must have a line \"id hex\""));
  if (ring.index_key_.empty()) return Refuse(absl::StrCat(file, " must have a line \"index hex\""));
  return ring;
}

absl::Status KeyRing::AddLine(absl::string_view where, absl::string_view line) {
  line = absl::StripAsciiWhitespace(line.substr(0, line.find('#')));
  if (line.empty()) return absl::OkStatus();
  const std::vector<absl::string_view> words =
      absl::StrSplit(line, absl::ByAnyChar(" \t"), absl::SkipEmpty());
  if (words.size() != 2 || !IsKeyId(words[0])) {
    return Refuse(absl::StrCat(where, ": must be \"id hex\", id of [A-Za-z0-9._-]"));
  }
  std::string bytes = KeyFromHex(words[1]);
  if (bytes.empty()) return Refuse(absl::StrCat(where, ": a key must be 64 hex digits"));
  if (words[0] == kIndex) {
    if (!index_key_.empty()) return Refuse(absl::StrCat(where, ": index must stand once"));
    index_key_ = std::move(bytes);
    return absl::OkStatus();
  }
  if (Find(words[0]).ok()) return Refuse(absl::StrCat(where, ": an id must stand once"));
  keys_.push_back({std::string(words[0]), std::move(bytes)});
  return absl::OkStatus();
}

absl::StatusOr<absl::string_view> KeyRing::Find(absl::string_view id) const {
  for (const Key& key : keys_) {
    if (key.id == id) return absl::string_view(key.bytes);
  }
  return Error(absl::StatusCode::kNotFound, "KEY_UNKNOWN",
               absl::StrCat("the key ring has no key ", id));
}

std::vector<std::string> KeyRing::ids() const {
  std::vector<std::string> ids;
  for (const Key& key : keys_) ids.push_back(key.id);
  return ids;
}

}  // namespace shopdesk::privacy
