#pragma once

namespace shopdesk::sql {

// The name of a file system for SQLite that is the default one but for write-ahead logs: SQLite
// writes each page of a commit by two system calls; this one gathers what follows on from what was
// written before, and writes it with the commit's last page, or before anything else is done with
// the log: a read, a sync. So the order of writes and syncs is SQLite's, and what is committed is
// in the file when SQLite says so. A write that fails is reported with a later page of the same
// commit. For the connection that writes.
const char* GatheringVfs();

}  // namespace shopdesk::sql
