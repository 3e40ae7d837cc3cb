#include "libs/sql/sqlite/gathering_vfs.h"

#include <sqlite3.h>

#include <cstdint>
#include <cstring>
#include <new>
#include <string>

namespace shopdesk::sql {
namespace {

// Larger commits are written in pieces: the most that SQLite's file system for Unix writes at once.
constexpr size_t kMostGathered = (1 << 17) - 1;
// What SQLite writes before each page of a log (sqlite.org/fileformat2.html#walformat): the second
// word says how many pages the database has after the commit, and is 0 in all frames but its last.
constexpr int kFrameHeaderBytes = 24;
constexpr int kCommitSizeOffset = 4;

// An open log. The file of the real file system follows it in memory.
struct GatheredLog {
  sqlite3_file base;
  sqlite3_file* real;
  // What isn't written yet, and where it belongs.
  std::string gathered;
  sqlite3_int64 offset = 0;
  // The page to come is a commit's last.
  bool commits = false;
};

GatheredLog& LogOf(sqlite3_file* file) { return *reinterpret_cast<GatheredLog*>(file); }
sqlite3_file* RealOf(sqlite3_file* file) { return LogOf(file).real; }

int WriteOut(GatheredLog& log) {
  if (log.gathered.empty()) return SQLITE_OK;
  const int code = log.real->pMethods->xWrite(log.real, log.gathered.data(),
                                              static_cast<int>(log.gathered.size()), log.offset);
  // After a failure it is nobody's: its transaction is rolled back.
  log.gathered.clear();
  return code;
}

int WriteGathered(sqlite3_file* file, const void* data, int size, sqlite3_int64 offset) {
  GatheredLog& log = LogOf(file);
  const auto end = log.offset + static_cast<sqlite3_int64>(log.gathered.size());
  if (offset != end || log.gathered.size() + static_cast<size_t>(size) > kMostGathered) {
    if (const int code = WriteOut(log); code != SQLITE_OK) return code;
    log.offset = offset;
  }
  log.gathered.append(static_cast<const char*>(data), static_cast<size_t>(size));
  const bool last = log.commits;
  uint32_t commit_size = 0;
  if (size == kFrameHeaderBytes) {
    std::memcpy(&commit_size, static_cast<const char*>(data) + kCommitSizeOffset,
                sizeof(commit_size));
  }
  log.commits = commit_size != 0;
  return last ? WriteOut(log) : SQLITE_OK;
}

// The rest first writes what was gathered.
int CloseGathered(sqlite3_file* file) {
  GatheredLog& log = LogOf(file);
  const int written = WriteOut(log);
  const int closed = log.real->pMethods->xClose(log.real);
  log.~GatheredLog();
  return written != SQLITE_OK ? written : closed;
}

int ReadGathered(sqlite3_file* file, void* data, int size, sqlite3_int64 offset) {
  const int code = WriteOut(LogOf(file));
  return code != SQLITE_OK ? code : RealOf(file)->pMethods->xRead(RealOf(file), data, size, offset);
}

int TruncateGathered(sqlite3_file* file, sqlite3_int64 size) {
  const int code = WriteOut(LogOf(file));
  return code != SQLITE_OK ? code : RealOf(file)->pMethods->xTruncate(RealOf(file), size);
}

int SyncGathered(sqlite3_file* file, int flags) {
  const int code = WriteOut(LogOf(file));
  return code != SQLITE_OK ? code : RealOf(file)->pMethods->xSync(RealOf(file), flags);
}

int SizeGathered(sqlite3_file* file, sqlite3_int64* size) {
  const int code = WriteOut(LogOf(file));
  return code != SQLITE_OK ? code : RealOf(file)->pMethods->xFileSize(RealOf(file), size);
}

int LockGathered(sqlite3_file* file, int level) {
  return RealOf(file)->pMethods->xLock(RealOf(file), level);
}
int UnlockGathered(sqlite3_file* file, int level) {
  return RealOf(file)->pMethods->xUnlock(RealOf(file), level);
}
int CheckGatheredLock(sqlite3_file* file, int* out) {
  return RealOf(file)->pMethods->xCheckReservedLock(RealOf(file), out);
}
int ControlGathered(sqlite3_file* file, int operation, void* argument) {
  return RealOf(file)->pMethods->xFileControl(RealOf(file), operation, argument);
}
int SectorOfGathered(sqlite3_file* file) {
  return RealOf(file)->pMethods->xSectorSize(RealOf(file));
}
int TraitsOfGathered(sqlite3_file* file) {
  return RealOf(file)->pMethods->xDeviceCharacteristics(RealOf(file));
}

const sqlite3_io_methods kGatheringMethods = [] {
  sqlite3_io_methods methods = {};
  methods.iVersion = 1;
  methods.xClose = &CloseGathered;
  methods.xRead = &ReadGathered;
  methods.xWrite = &WriteGathered;
  methods.xTruncate = &TruncateGathered;
  methods.xSync = &SyncGathered;
  methods.xFileSize = &SizeGathered;
  methods.xLock = &LockGathered;
  methods.xUnlock = &UnlockGathered;
  methods.xCheckReservedLock = &CheckGatheredLock;
  methods.xFileControl = &ControlGathered;
  methods.xSectorSize = &SectorOfGathered;
  methods.xDeviceCharacteristics = &TraitsOfGathered;
  return methods;
}();

int OpenGathering(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  sqlite3_vfs* real = sqlite3_vfs_find(nullptr);
  if ((flags & SQLITE_OPEN_WAL) == 0) return real->xOpen(real, name, file, flags, out_flags);
  auto* log = new (file) GatheredLog{};
  log->real = reinterpret_cast<sqlite3_file*>(log + 1);
  const int code = real->xOpen(real, name, log->real, flags, out_flags);
  if (code == SQLITE_OK) {
    log->base.pMethods = &kGatheringMethods;
    return SQLITE_OK;
  }
  if (log->real->pMethods != nullptr) log->real->pMethods->xClose(log->real);
  log->~GatheredLog();
  file->pMethods = nullptr;
  return code;
}

}  // namespace

const char* GatheringVfs() {
  static constexpr char kName[] = "gathering";
  static sqlite3_vfs vfs = [] {
    sqlite3_vfs copy = *sqlite3_vfs_find(nullptr);
    copy.zName = kName;
    copy.szOsFile += static_cast<int>(sizeof(GatheredLog));
    copy.xOpen = &OpenGathering;
    return copy;
  }();
  static const int registered = sqlite3_vfs_register(&vfs, /*makeDflt=*/0);
  static_cast<void>(registered);
  return kName;
}

}  // namespace shopdesk::sql
