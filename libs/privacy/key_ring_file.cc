#include "libs/privacy/key_ring_file.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"

namespace shopdesk::privacy {
namespace {

constexpr size_t kNewKeyBytes = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;
constexpr char kIndexId[] = "index";

absl::Status FileRefusal(absl::string_view message) {
  return Error(absl::StatusCode::kFailedPrecondition, "KEY_RING_INVALID", message);
}

absl::Status FileError(absl::string_view what, const std::string& file) {
  return FileRefusal(absl::StrCat(what, " ", file, ": ", std::strerror(errno)));
}

std::string RandomHex(size_t bytes) {
  std::string raw(bytes, '\0');
  randombytes_buf(raw.data(), raw.size());
  return absl::BytesToHexString(raw);
}

absl::Status MakeDirectories(const std::string& file) {
  for (size_t slash = file.find('/', 1); slash != std::string::npos;
       slash = file.find('/', slash + 1)) {
    const std::string directory = file.substr(0, slash);
    if (mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST) {
      return FileError("can't make the directory", directory);
    }
  }
  return absl::OkStatus();
}

absl::Status WriteAll(int fd, absl::string_view bytes, const std::string& file) {
  while (!bytes.empty()) {
    const ssize_t written = write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) return FileError("can't write", file);
    if (written > 0) bytes.remove_prefix(static_cast<size_t>(written));
  }
  if (fsync(fd) != 0) return FileError("can't write", file);
  return absl::OkStatus();
}

absl::Status SyncDirectoryOf(const std::string& file) {
  const size_t slash = file.rfind('/');
  const std::string directory = slash == std::string::npos ? "."
                                : slash == 0               ? "/"
                                                           : file.substr(0, slash);
  const int fd = open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return FileError("can't open the directory", directory);
  const bool synced = fsync(fd) == 0;
  close(fd);
  return synced ? absl::OkStatus() : FileError("can't write the directory", directory);
}

// Writes a file aside, with its mode, and hands it to `place`, which puts it where it belongs.
absl::Status WriteAside(const std::string& file, mode_t mode, absl::string_view text,
                        absl::FunctionRef<absl::Status(const std::string& aside)> place) {
  const std::string aside = absl::StrCat(file, ".new.", RandomHex(8));
  const int fd = open(aside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return FileError("can't create", aside);
  absl::Status status = WriteAll(fd, text, aside);
  if (status.ok() && fchmod(fd, mode) != 0) status = FileError("can't write", aside);
  close(fd);
  if (status.ok()) status = place(aside);
  unlink(aside.c_str());
  RETURN_IF_ERROR(status);
  return SyncDirectoryOf(file);
}

}  // namespace

NewKey::NewKey()
    : id(absl::StrCat("k", RandomHex(4))), line(absl::StrCat(id, " ", RandomHex(kNewKeyBytes))) {}

// Linked into place, which fails if another process was first: then that one's ring is the one to
// use.
absl::Status MakeKeyRing(const std::string& file, ExistingRing existing) {
  if (sodium_init() < 0) return InternalError("libsodium can't be initialised");
  RETURN_IF_ERROR(MakeDirectories(file));
  const std::string text =
      absl::StrCat("# Keys of personal data: without them it can't be read. Newest first.\n",
                   NewKey().line, "\n", kIndexId, " ", RandomHex(kNewKeyBytes), "\n");
  return WriteAside(file, 0600, text, [&](const std::string& aside) {
    if (link(aside.c_str(), file.c_str()) == 0) return absl::OkStatus();
    if (errno != EEXIST) return FileError("can't create", file);
    return existing == ExistingRing::kKeep
               ? absl::OkStatus()
               : FileRefusal(absl::StrCat("there is a key ring ", file,
                                          " already; add a key to it: shopdesk keyring rotate ",
                                          file));
  });
}

absl::Status ReplaceKeyRing(const std::string& file, absl::string_view text) {
  struct stat info;
  if (stat(file.c_str(), &info) != 0) return FileError("can't read", file);
  return WriteAside(file, info.st_mode & 07777, text, [&](const std::string& aside) {
    // Only root may; anybody else is the owner already.
    if (geteuid() == 0 && chown(aside.c_str(), info.st_uid, info.st_gid) != 0) {
      return FileError("can't write", aside);
    }
    return rename(aside.c_str(), file.c_str()) == 0 ? absl::OkStatus()
                                                    : FileError("can't write", file);
  });
}

}  // namespace shopdesk::privacy
