#pragma once

// For tests: makes the disk under SQLite fail, and counts.
namespace shopdesk::sql {

// While it lives, it is the file system of the databases that are opened. One at a time.
class FaultyVfs {
 public:
  FaultyVfs();
  ~FaultyVfs();
  FaultyVfs(const FaultyVfs&) = delete;
  FaultyVfs& operator=(const FaultyVfs&) = delete;

  // Writes to write-ahead logs fail as on a full disk.
  void FailLogWrites(bool fail);
  // Every fsync fails.
  void FailSyncs(bool fail);
  // How often a write-ahead log was written since this was made.
  int log_writes() const;
};

}  // namespace shopdesk::sql
