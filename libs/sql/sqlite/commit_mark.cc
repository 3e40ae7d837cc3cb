#include "libs/sql/sqlite/commit_mark.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"

namespace shopdesk::sql {
namespace {

constexpr std::array<char, 8> kMagic = {'s', 'd', 'm', 'a', 'r', 'k', '1', '\n'};
// Where the salts stand in a write-ahead log, after magic, version, page size and number of
// checkpoints (sqlite.org/fileformat2.html#walformat).
constexpr off_t kSaltsOffset = 16;
// A log that is begun anew has a first salt that is larger by one. It can't have happened often
// without a commit being marked.
constexpr uint32_t kMostRestarts = 16;
constexpr int64_t kLogHeaderBytes = 32;
// Of a page of 4 KB, SQLite's own choice.
constexpr int64_t kFrameBytes = 24 + 4096;
// When it is begun anew it is cut to this (journal_size_limit).
constexpr int64_t kLogLimit = 134217728;

absl::Status FilesError(absl::string_view message) {
  return Error(absl::StatusCode::kFailedPrecondition, "DATABASE_FILE", message);
}

absl::Status LossError(absl::string_view message) {
  return Error(absl::StatusCode::kInternal, "DATA_LOSS", message);
}

uint32_t FirstSalt(const std::array<char, 8>& salts) {
  uint32_t salt = 0;
  for (int i = 0; i < 4; ++i) salt = salt << 8 | static_cast<unsigned char>(salts[i]);
  return salt;
}

}  // namespace

absl::StatusOr<std::unique_ptr<CommitMark>> CommitMark::Open(const std::string& file) {
  const std::string path = absl::StrCat(file, ".mark");
  const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return FilesError(absl::StrCat("can't open ", path, ": ", std::strerror(errno)));
  std::unique_ptr<CommitMark> mark(new CommitMark(file, fd));
  Record record;
  if (pread(fd, &record, sizeof(record), 0) == sizeof(record) && record.magic == kMagic) {
    mark->found_ = record;
    File database;
    if (!StatFile(file, database) || database.bytes == 0) {
      return FilesError(absl::StrCat("the database ", file,
                                     " is gone; put it back from a backup, "
                                     "or, to begin with an empty one, delete ",
                                     path));
    }
    if (database.bytes < record.database_bytes) {
      return LossError(absl::StrCat(file, " has ", database.bytes, " bytes, and had ",
                                    record.database_bytes, "; restore it from a backup"));
    }
  }
  mark->found_log_ = mark->ReadSalts(mark->found_salts_);
  return mark;
}

CommitMark::~CommitMark() { close(fd_); }

absl::Status CommitMark::CheckFound(int frames) {
  {
    MutexLock lock(mutex_);
    StatFile(file_, database_);
  }
  if (found_.frames == 0) return absl::OkStatus();
  if (found_log_ && found_salts_ == found_.salts) {
    if (frames >= found_.frames) return absl::OkStatus();
  } else if (found_log_) {
    const uint32_t restarts = FirstSalt(found_salts_) - FirstSalt(found_.salts);
    if (restarts >= 1 && restarts <= kMostRestarts) return absl::OkStatus();
    frames = 0;
  } else {
    frames = 0;
  }
  return LossError(absl::StrCat("the write-ahead log ", LogPath(), " is damaged or gone: of ",
                                found_.frames, " frames that were committed it holds ", frames,
                                "; restore the database from a backup, or, to go on without what "
                                "is lost, delete ",
                                file_, ".mark"));
}

void CommitMark::Commit(int frames) {
  MutexLock lock(mutex_);
  if (frames <= record_.frames || log_.inode == 0) {
    // Begun anew.
    ReadSalts(record_.salts);
    StatFile(LogPath(), log_);
  }
  record_.frames = frames;
  Write();
}

void CommitMark::LogIsEmpty() {
  MutexLock lock(mutex_);
  record_.frames = 0;
  log_ = {};
  Write();
}

void CommitMark::Write() {
  record_.magic = kMagic;
  record_.database_bytes = database_.bytes;
  // If it can't be written the next start asks for less.
  static_cast<void>(pwrite(fd_, &record_, sizeof(record_), 0) == sizeof(record_));
}

absl::Status CommitMark::CheckFiles() {
  MutexLock lock(mutex_);
  File database;
  const bool there = StatFile(file_, database);
  if (!there || database.inode != database_.inode || database.device != database_.device) {
    return FilesError(absl::StrCat("the database ", file_, " was ", there ? "replaced" : "deleted",
                                   " while it was open"));
  }
  if (database.bytes < database_.bytes) {
    return FilesError(absl::StrCat("the database ", file_, " was cut off while it was open"));
  }
  database_.bytes = database.bytes;
  if (log_.inode == 0) return absl::OkStatus();
  File log;
  const bool log_there = StatFile(LogPath(), log);
  if (!log_there || log.inode != log_.inode || log.device != log_.device) {
    return FilesError(absl::StrCat("the write-ahead log ", LogPath(), " was ",
                                   log_there ? "replaced" : "deleted", " while it was open"));
  }
  if (log.bytes < std::min(kLogHeaderBytes + record_.frames * kFrameBytes, kLogLimit)) {
    return FilesError(
        absl::StrCat("the write-ahead log ", LogPath(), " was cut off while it was open"));
  }
  return absl::OkStatus();
}

bool CommitMark::StatFile(const std::string& path, File& file) {
  struct stat info;
  if (stat(path.c_str(), &info) != 0) return false;
  file = {info.st_dev, info.st_ino, info.st_size};
  return true;
}

bool CommitMark::ReadSalts(Salts& salts) const {
  const int fd = open(LogPath().c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  const bool read =
      pread(fd, salts.data(), salts.size(), kSaltsOffset) == static_cast<ssize_t>(salts.size());
  close(fd);
  return read;
}

}  // namespace shopdesk::sql
