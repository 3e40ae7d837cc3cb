#pragma once

namespace shopdesk::sql {

// The name of a file system for SQLite that is the default one but for how long a database stays
// mapped into memory. A connection that sees another's commit lets go of its map, as another
// process might have cut the file; mapping it anew and finding its pages again costs thousands of
// reads. Here one process has the file, which never shrinks: what was mapped stays right, and is
// let go only once the file has grown so much that it should be mapped again. Pages behind the map
// are read from the file meanwhile. For connections that read.
const char* MappingVfs();

}  // namespace shopdesk::sql
