#include "libs/sql/sqlite/faulty_vfs.h"

#include <sqlite3.h>

#include <atomic>
#include <new>

namespace shopdesk::sql {
namespace {

// SQLite keeps the methods of an open file for as long as it is open, so all of this is static. The
// real methods are the same for every file of the real file system.
sqlite3_vfs vfs;
sqlite3_vfs* real_vfs = nullptr;
sqlite3_io_methods methods;
std::atomic<const sqlite3_io_methods*> real_methods{nullptr};
sqlite3_io_methods log_methods;
std::atomic<bool> fail_log_writes{false};
std::atomic<bool> fail_syncs{false};
std::atomic<int> count_log_writes{0};

int Sync(sqlite3_file* file, int flags) {
  return fail_syncs ? SQLITE_IOERR_FSYNC : real_methods.load()->xSync(file, flags);
}

int WriteLog(sqlite3_file* file, const void* data, int size, sqlite3_int64 offset) {
  ++count_log_writes;
  return fail_log_writes ? SQLITE_FULL : real_methods.load()->xWrite(file, data, size, offset);
}

int Open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  const int code = real_vfs->xOpen(real_vfs, name, file, flags, out_flags);
  const bool log = (flags & SQLITE_OPEN_WAL) != 0;
  if (code != SQLITE_OK || !(log || (flags & SQLITE_OPEN_MAIN_DB) != 0)) return code;
  real_methods = file->pMethods;
  sqlite3_io_methods& wrapped = log ? log_methods : methods;
  wrapped = *file->pMethods;
  wrapped.xSync = &Sync;
  if (log) wrapped.xWrite = &WriteLog;
  file->pMethods = &wrapped;
  return code;
}

}  // namespace

FaultyVfs::FaultyVfs() {
  count_log_writes = 0;
  real_vfs = sqlite3_vfs_find(nullptr);
  vfs = *real_vfs;
  vfs.zName = "faulty";
  vfs.xOpen = &Open;
  sqlite3_vfs_register(&vfs, /*makeDflt=*/1);
}

FaultyVfs::~FaultyVfs() {
  FailLogWrites(false);
  FailSyncs(false);
  sqlite3_vfs_unregister(&vfs);
}

void FaultyVfs::FailLogWrites(bool fail) { fail_log_writes = fail; }

void FaultyVfs::FailSyncs(bool fail) { fail_syncs = fail; }

int FaultyVfs::log_writes() const { return count_log_writes; }

}  // namespace shopdesk::sql
