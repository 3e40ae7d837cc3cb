#pragma once

namespace shopdesk::observe {

// What was built, e.g. "0.1.0", and from which commit of the repository; "unknown" where neither
// the repository nor an archive of it told.
extern const char kVersion[];
extern const char kCommit[];

}  // namespace shopdesk::observe
