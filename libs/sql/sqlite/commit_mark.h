#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libs/base/mutex.h"

namespace shopdesk::sql {

// How far a database has come, in a small file beside it ("<database>.mark"): SQLite takes a
// write-ahead log up to the first damaged frame and says nothing of what came after it, makes a new
// database where one was deleted, and writes on into files that nobody will find again.
//
// It is written after each commit, and needs no fsync: it is never ahead of the log, which was
// synced before, and one that is behind asks for less. Thread-safe.
class CommitMark {
 public:
  // Before the database is opened. FAILED_PRECONDITION (DATABASE_FILE) if there was a database that
  // is gone; INTERNAL (DATA_LOSS) if it is shorter than it was.
  static absl::StatusOr<std::unique_ptr<CommitMark>> Open(const std::string& file);
  ~CommitMark();
  CommitMark(const CommitMark&) = delete;
  CommitMark& operator=(const CommitMark&) = delete;

  // After it was opened: `frames` is how many SQLite found in its log. INTERNAL (DATA_LOSS) if
  // there were more.
  absl::Status CheckFound(int frames);
  // A commit: the log has so many frames now.
  void Commit(int frames);
  // All of the log is in the database.
  void LogIsEmpty();
  // Whether the files are still those that were opened, and as long as they were:
  // FAILED_PRECONDITION (DATABASE_FILE).
  absl::Status CheckFiles();

 private:
  using Salts = std::array<char, 8>;
  // What stands in the file.
  struct Record {
    std::array<char, 8> magic;
    // Of the log: another after each time that it was begun anew.
    Salts salts;
    int64_t frames;
    int64_t database_bytes;
  };
  struct File {
    uint64_t device = 0;
    uint64_t inode = 0;
    int64_t bytes = 0;
  };

  CommitMark(std::string file, int fd) : file_(std::move(file)), fd_(fd) {}
  static bool StatFile(const std::string& path, File& file);
  std::string LogPath() const { return file_ + "-wal"; }
  bool ReadSalts(Salts& salts) const;
  void Write() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::string file_;
  const int fd_;
  // As it stood when this was opened; no frames if there was none. And the log's salts then.
  Record found_ = {};
  bool found_log_ = false;
  Salts found_salts_ = {};

  mutable Mutex mutex_;
  Record record_ ABSL_GUARDED_BY(mutex_) = {};
  File database_ ABSL_GUARDED_BY(mutex_);
  // No inode before the first commit.
  File log_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace shopdesk::sql
