#pragma once

#include <memory>

#include "libs/runtime/runtime.h"
#include "services/catalog/handlers/search/failed_searches.h"

namespace shopdesk::catalog::workers {

// Before Start: has the runtime count, once a second, what was searched in vain.
void AddFailedSearchCounter(runtime::Runtime& runtime,
                            std::shared_ptr<handlers::FailedSearches> searches);

}  // namespace shopdesk::catalog::workers
