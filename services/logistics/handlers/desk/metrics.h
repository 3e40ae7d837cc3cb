#pragma once

#include <functional>

#include "libs/runtime/runtime.h"

namespace shopdesk::logistics::handlers {

// At each scrape: how long the oldest notice that is due has been waiting.
std::function<void()> NoticeMetrics(runtime::Runtime& runtime);

}  // namespace shopdesk::logistics::handlers
