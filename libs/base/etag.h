#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "libs/base/error.h"

namespace shopdesk {

// The etag (https://google.aip.dev/154) of a stored version, kept in the message itself.
inline std::string MakeEtag(int64_t version) { return absl::StrCat("v", version); }

// The version that an etag stands for; 0 for none.
inline int64_t VersionOf(absl::string_view etag) {
  int64_t version = 0;
  if (etag.size() < 2 || etag[0] != 'v' || !absl::SimpleAtoi(etag.substr(1), &version)) return 0;
  return version;
}

// ABORTED (ETAG_MISMATCH) if the caller gave an etag and it is not the present one.
template <class Resource>
absl::Status CheckEtag(absl::string_view given, const Resource& present) {
  if (given.empty() || given == absl::string_view(present.etag())) return absl::OkStatus();
  return EtagMismatchError(present.name());
}

}  // namespace shopdesk
