#pragma once

#include "libs/observe/metrics.h"

namespace shopdesk::observe {

// Publishes what the process uses, under the names that Prometheus' own clients give it.
void AddProcessMetrics(Metrics& metrics);

}  // namespace shopdesk::observe
