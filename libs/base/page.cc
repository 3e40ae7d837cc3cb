#include "libs/base/page.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "libs/base/error.h"
#include "libs/base/id.h"

namespace shopdesk {
namespace {

using google::protobuf::Message;

// Identifies the query: the request without what may differ between pages.
std::string QueryId(const Message& request) {
  std::unique_ptr<Message> query(request.New());
  query->CopyFrom(request);
  for (const char* field : {"page_token", "page_size"}) {
    if (const auto* descriptor = query->GetDescriptor()->FindFieldByName(field)) {
      query->GetReflection()->ClearField(query.get(), descriptor);
    }
  }
  // Maps in the order of their keys, so that the same request has the same id.
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    query->SerializeToCodedStream(&coded);
  }
  return DerivedId({request.GetTypeName(), bytes}).substr(0, 8);
}

std::string TokenOf(const Message& request) {
  const auto* field = request.GetDescriptor()->FindFieldByName("page_token");
  return request.GetReflection()->GetString(request, field);
}

}  // namespace

absl::Status BadPageTokenError() {
  return InvalidFieldError(
      "page_token",
      "must be a next_page_token of the same request; leave it empty for the first page");
}

absl::StatusOr<int> PageSize(int32_t requested, int default_size, int max_size) {
  if (requested < 0) return InvalidFieldError("page_size", "must not be negative");
  if (requested == 0) return default_size;
  return std::min<int>(requested, max_size);
}

std::string JoinKey(const std::vector<std::string>& key) {
  std::string text;
  for (const std::string& part : key) absl::StrAppend(&text, part.size(), ":", part);
  return text;
}

absl::optional<std::vector<std::string>> SplitKey(absl::string_view text) {
  std::vector<std::string> key;
  while (!text.empty()) {
    const size_t colon = text.find(':');
    uint64_t size = 0;
    if (colon == absl::string_view::npos || !absl::SimpleAtoi(text.substr(0, colon), &size) ||
        size > text.size() - colon - 1) {
      return absl::nullopt;
    }
    key.emplace_back(text.substr(colon + 1, size));
    text.remove_prefix(colon + 1 + size);
  }
  return key;
}

std::string MakePageToken(const Message& request, const std::vector<std::string>& key) {
  return absl::WebSafeBase64Escape(absl::StrCat(QueryId(request), JoinKey(key)));
}

absl::StatusOr<std::vector<std::string>> ParsePageToken(const Message& request) {
  const std::string token = TokenOf(request);
  if (token.empty()) return std::vector<std::string>();
  std::string raw;
  const std::string id = QueryId(request);
  if (!absl::WebSafeBase64Unescape(token, &raw) || raw.compare(0, id.size(), id) != 0)
    return BadPageTokenError();
  absl::optional<std::vector<std::string>> key = SplitKey(absl::string_view(raw).substr(id.size()));
  if (!key.has_value() || key->empty()) return BadPageTokenError();
  return *std::move(key);
}

}  // namespace shopdesk
