#pragma once

#include "absl/status/status.h"
#include "libs/verify/check.h"
#include "shopdesk/catalog/v1/article.pb.h"

namespace shopdesk::catalog::verify {

// A published article has its version, is linked as that says and found by its words; any other is
// neither linked nor found.
absl::Status LookAtArticle(shopdesk::verify::Page& page, const v1::Article& article);

}  // namespace shopdesk::catalog::verify
