#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

// Keyset pages (https://google.aip.dev/158): a page token holds the sort key of the last row
// answered and is tied to the query it came from.
namespace shopdesk {

// The number of rows to answer: `requested` 0 is the default, too large is coerced, negative is
// INVALID_ARGUMENT.
absl::StatusOr<int> PageSize(int32_t requested, int default_size, int max_size);

// The token that goes on after the row with this sort key.
std::string MakePageToken(const google::protobuf::Message& request,
                          const std::vector<std::string>& key);

// The sort key in the request's `page_token`; empty for the first page. INVALID_ARGUMENT
// (page_token) when the token is none of ours or came from a request with other fields (page_size
// and request-independent fields aside).
absl::StatusOr<std::vector<std::string>> ParsePageToken(const google::protobuf::Message& request);

}  // namespace shopdesk
