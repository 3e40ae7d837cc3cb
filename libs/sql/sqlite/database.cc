#include <fcntl.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"
#include "libs/sql/driver.h"
#include "libs/sql/sqlite/bus_error.h"
#include "libs/sql/sqlite/commit_mark.h"
#include "libs/sql/sqlite/connection.h"
#include "libs/sql/sqlite/reader_pool.h"
#include "libs/sql/sqlite/writer.h"

namespace shopdesk::sql {
namespace {

absl::Status FileError(absl::string_view what, const std::string& file) {
  return Error(absl::StatusCode::kFailedPrecondition, "DATABASE_FILE",
               absl::StrCat(what, " ", file, ": ", std::strerror(errno)));
}

// Holds a file beside the database, so that two processes never write the same one: each would
// answer from its own queue.
class FileLock {
 public:
  static absl::StatusOr<std::unique_ptr<FileLock>> Take(const std::string& file) {
    const int fd = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) return FileError("can't open", file);
    auto lock = std::unique_ptr<FileLock>(new FileLock(fd));
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
      return Error(absl::StatusCode::kFailedPrecondition, "DATABASE_IN_USE",
                   absl::StrCat("another process has the database open: ", file, " is locked"));
    }
    return lock;
  }
  ~FileLock() { close(fd_); }
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  explicit FileLock(int fd) : fd_(fd) {}
  const int fd_;
};

int64_t SizeOf(const std::string& file) {
  struct stat info;
  return stat(file.c_str(), &info) == 0 ? info.st_size : 0;
}

class SqliteDatabase final : public Database {
 public:
  SqliteDatabase(std::string file, std::unique_ptr<FileLock> lock,
                 std::unique_ptr<StatementMeter> meter, std::unique_ptr<SqliteConnection> writer,
                 std::unique_ptr<CommitMark> mark, std::unique_ptr<SqliteReaderPool> readers,
                 std::unique_ptr<BusErrorWatch> bus_errors,
                 std::function<void(const absl::Status&)> fatal)
      : file_(std::move(file)),
        lock_(std::move(lock)),
        meter_(std::move(meter)),
        readers_(std::move(readers)),
        bus_errors_(std::move(bus_errors)),
        writer_(std::move(writer), std::move(mark), std::move(fatal)) {}
  ~SqliteDatabase() override { Close(); }

  void Write(WriteOptions options, WriteFn fn, DoneFn done) override {
    writer_.Enqueue({std::move(options), std::move(fn), Told(std::move(done))});
  }
  absl::Status Read(absl::Time deadline,
                    absl::FunctionRef<absl::Status(Transaction&)> fn) override {
    const Stopwatch since;
    return Told(since, readers_->Read(deadline, fn));
  }
  absl::Status Migrate(absl::Span<const Migration> migrations) override {
    return RunMigrations(*this, "", migrations);
  }
  absl::StatusOr<int> SchemaVersion() override { return ReadSchemaVersion(*this); }
  absl::Status CheckWritable(absl::Time deadline) override {
    RETURN_IF_ERROR(writer_.CheckFiles());
    return probe_.Check(*this, deadline);
  }
  DatabaseStats Stats() const override {
    DatabaseStats stats = writer_.Stats();
    readers_->AddStats(stats);
    stats.size_bytes = SizeOf(file_);
    stats.wal_bytes = SizeOf(absl::StrCat(file_, "-wal"));
    return stats;
  }
  std::vector<StatementStats> Statements() const override { return meter_->Read(); }
  Dialect dialect() const override { return Dialect::kSqlite; }
  void Close() override {
    // The readers last: a write's completion may read.
    writer_.Close();
    readers_->Close();
    lock_.reset();
  }

 private:
  const std::string file_;
  std::unique_ptr<FileLock> lock_;
  std::unique_ptr<StatementMeter> meter_;
  std::unique_ptr<SqliteReaderPool> readers_;
  const std::unique_ptr<BusErrorWatch> bus_errors_;
  SqliteWriter writer_;
  WriteProbe probe_;
};

absl::Status MakeDirectories(const std::string& file) {
  for (size_t slash = file.find('/', 1); slash != std::string::npos;
       slash = file.find('/', slash + 1)) {
    const std::string directory = file.substr(0, slash);
    if (mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST) {
      return FileError("can't create", directory);
    }
  }
  return absl::OkStatus();
}

// SQLite gives its side files the mode of the database file.
absl::Status CreateFile(const std::string& file) {
  const int fd = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return FileError("can't open", file);
  close(fd);
  return absl::OkStatus();
}

// Before anything is written: the frames that SQLite took of the log, without one that it left out.
absl::Status CheckLog(SqliteConnection& writer, CommitMark& mark) {
  int frames = 0;
  if (sqlite3_wal_checkpoint_v2(writer.handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, &frames,
                                nullptr) != SQLITE_OK) {
    return writer.LastError();
  }
  absl::Status found = mark.CheckFound(std::max(frames, 0));
  // What is left of the log stays, for who wants to look at it.
  if (!found.ok()) {
    sqlite3_db_config(writer.handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  }
  return found;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Database>> OpenSqlite(const SqliteOptions& options) {
  // The statistics cost a lock of the whole process for each allocation. Only the first call
  // counts.
  static const int once = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  static_cast<void>(once);
  auto bus_errors = std::make_unique<BusErrorWatch>(options.fatal);
  RETURN_IF_ERROR(MakeDirectories(options.file));
  ASSIGN_OR_RETURN(auto lock, FileLock::Take(absl::StrCat(options.file, ".lock")));
  ASSIGN_OR_RETURN(auto mark, CommitMark::Open(options.file));
  RETURN_IF_ERROR(CreateFile(options.file));
  auto meter = std::make_unique<StatementMeter>();
  ASSIGN_OR_RETURN(auto writer,
                   SqliteConnection::Open(options.file, SqliteConnection::Mode::kWriter,
                                          options.mmap_bytes, *meter));
  RETURN_IF_ERROR(CheckLog(*writer, *mark));
  ASSIGN_OR_RETURN(auto readers, SqliteReaderPool::Open(options.file, options.readers,
                                                        options.mmap_bytes, *meter));
  return std::make_unique<SqliteDatabase>(options.file, std::move(lock), std::move(meter),
                                          std::move(writer), std::move(mark), std::move(readers),
                                          std::move(bus_errors), options.fatal);
}

}  // namespace shopdesk::sql
