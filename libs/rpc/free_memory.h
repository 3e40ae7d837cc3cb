#pragma once

namespace shopdesk::rpc {

// Gives the system back what the allocator keeps for later, if that is much: after a flood of calls
// the process is as small again as before. To be called about once a second; does nothing where the
// program has another allocator than tcmalloc.
void ReleaseFreeMemory();

}  // namespace shopdesk::rpc
