#include "libs/rpc/free_memory.h"

#include <cstddef>

// tcmalloc's, where the program is linked with it (gperftools/malloc_extension_c.h).
extern "C" {
int MallocExtension_GetNumericProperty(const char* property, size_t* value) __attribute__((weak));
void MallocExtension_ReleaseFreeMemory() __attribute__((weak));
}

namespace shopdesk::rpc {
namespace {

// What the next burst of calls takes without asking the system.
constexpr size_t kKeptBytes = size_t{64} << 20;

}  // namespace

void ReleaseFreeMemory() {
  if (MallocExtension_GetNumericProperty == nullptr) return;
  if (MallocExtension_ReleaseFreeMemory == nullptr) return;
  size_t free_bytes = 0;
  if (MallocExtension_GetNumericProperty("tcmalloc.pageheap_free_bytes", &free_bytes) == 0) return;
  if (free_bytes > kKeptBytes) MallocExtension_ReleaseFreeMemory();
}

}  // namespace shopdesk::rpc
