#include "libs/sql/sqlite/mapping_vfs.h"

#include <sqlite3.h>

#include <algorithm>

namespace shopdesk::sql {
namespace {

// A map is renewed when the file has grown by an eighth of it, and by so much at least.
constexpr sqlite3_int64 kLeastGrowth = sqlite3_int64{16} << 20;
constexpr sqlite3_int64 kGrowthShare = 8;

// An open database: the real file system's file, with this behind it in memory.
struct Map {
  const sqlite3_io_methods* real;
  // The real ones, but for xUnfetch.
  sqlite3_io_methods methods;
  // How large the file was when its map was last let go.
  sqlite3_int64 bytes;
};

int OffsetOfMap() {
  static const int offset = (sqlite3_vfs_find(nullptr)->szOsFile + 15) / 16 * 16;
  return offset;
}

Map& MapOf(sqlite3_file* file) {
  return *reinterpret_cast<Map*>(reinterpret_cast<char*>(file) + OffsetOfMap());
}

// Whether it is worth while to map the file anew. A file that shrank is not ours to judge.
bool IsOutgrown(sqlite3_file* file, Map& map) {
  sqlite3_int64 bytes = 0;
  if (map.real->xFileSize(file, &bytes) != SQLITE_OK) return true;
  const sqlite3_int64 growth = std::max(kLeastGrowth, map.bytes / kGrowthShare);
  if (bytes >= map.bytes && bytes - map.bytes < growth) return false;
  map.bytes = bytes;
  return true;
}

// `page` null: the whole map is to go.
int Unfetch(sqlite3_file* file, sqlite3_int64 offset, void* page) {
  Map& map = MapOf(file);
  if (page == nullptr && !IsOutgrown(file, map)) return SQLITE_OK;
  return map.real->xUnfetch(file, offset, page);
}

int OpenMapping(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  sqlite3_vfs* real = sqlite3_vfs_find(nullptr);
  const int code = real->xOpen(real, name, file, flags, out_flags);
  const bool maps = (flags & SQLITE_OPEN_MAIN_DB) != 0 && file->pMethods != nullptr &&
                    file->pMethods->iVersion >= 3;
  if (code != SQLITE_OK || !maps) return code;
  Map& map = MapOf(file);
  map = {file->pMethods, *file->pMethods, 0};
  map.methods.xUnfetch = &Unfetch;
  file->pMethods = &map.methods;
  return SQLITE_OK;
}

}  // namespace

const char* MappingVfs() {
  static constexpr char kName[] = "mapping";
  static sqlite3_vfs vfs = [] {
    sqlite3_vfs copy = *sqlite3_vfs_find(nullptr);
    copy.zName = kName;
    copy.szOsFile = OffsetOfMap() + static_cast<int>(sizeof(Map));
    copy.xOpen = &OpenMapping;
    return copy;
  }();
  static const int registered = sqlite3_vfs_register(&vfs, /*makeDflt=*/0);
  static_cast<void>(registered);
  return kName;
}

}  // namespace shopdesk::sql
