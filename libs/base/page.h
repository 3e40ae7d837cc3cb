#pragma once

#include <cstdint>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
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

// A sort key as one text, and back; nullopt for a text that JoinKey didn't make.
std::string JoinKey(const std::vector<std::string>& key);
absl::optional<std::vector<std::string>> SplitKey(absl::string_view text);

// How many rows a list answers.
struct PageLimits {
  // Where the request doesn't say.
  int usual;
  // However many it asks for.
  int most;
};

// The sort key of a row: its parts as they are compared, e.g. the time of creation in milliseconds
// and the escaped id.
template <class... Parts>
using PageKey = std::tuple<Parts...>;

// INVALID_ARGUMENT (page_token).
absl::Status BadPageTokenError();

namespace internal {

inline std::string FormatKeyPart(int64_t part) { return absl::StrCat(part); }
inline std::string FormatKeyPart(absl::string_view part) { return std::string(part); }
inline bool ParseKeyPart(const std::string& text, int64_t& part) {
  return absl::SimpleAtoi(text, &part);
}
inline bool ParseKeyPart(const std::string& text, std::string& part) {
  part = text;
  return true;
}
template <class Key, size_t... kIndex>
absl::Status ParseKey(const std::vector<std::string>& texts, Key& key,
                      std::index_sequence<kIndex...>) {
  if (texts.empty()) return absl::OkStatus();
  const bool parsed = texts.size() == sizeof...(kIndex) &&
                      (ParseKeyPart(texts[kIndex], std::get<kIndex>(key)) && ...);
  return parsed ? absl::OkStatus() : BadPageTokenError();
}

}  // namespace internal

// Answers one page of a list. `key` is where the list begins; `list(key, limit)`, an
// absl::StatusOr<std::vector<Row>>, finds the rows after a key; `key_of(row)` is a row's key. The
// rows go to `items`, a repeated field of the response, whose next_page_token is set if there are
// more.
template <class Key, class Request, class Response, class Items, class List, class KeyOf>
absl::Status ListPage(const Request& request, const PageLimits& limits, Key key, List list,
                      KeyOf key_of, Response& response, Items& items) {
  absl::StatusOr<int> size = PageSize(request.page_size(), limits.usual, limits.most);
  if (!size.ok()) return std::move(size).status();
  absl::StatusOr<std::vector<std::string>> texts = ParsePageToken(request);
  if (!texts.ok()) return std::move(texts).status();
  absl::Status status =
      internal::ParseKey(*texts, key, std::make_index_sequence<std::tuple_size_v<Key>>());
  if (!status.ok()) return status;
  auto rows = list(std::as_const(key), *size + 1);
  if (!rows.ok()) return std::move(rows).status();
  if (rows->size() > static_cast<size_t>(*size)) {
    rows->resize(*size);
    const Key last = key_of(rows->back());
    response.set_next_page_token(std::apply(
        [&](const auto&... part) {
          return MakePageToken(request, {internal::FormatKeyPart(part)...});
        },
        last));
  }
  for (auto& row : *rows) *items.Add() = std::move(row);
  return absl::OkStatus();
}

}  // namespace shopdesk
