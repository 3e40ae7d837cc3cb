#pragma once

#include <algorithm>
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

template <class Key>
std::string TokenAfter(const google::protobuf::Message& request, const Key& key) {
  return std::apply(
      [&](const auto&... part) { return MakePageToken(request, {FormatKeyPart(part)...}); }, key);
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
    response.set_next_page_token(internal::TokenAfter(request, Key(key_of(rows->back()))));
  }
  for (auto& row : *rows) *items.Add() = std::move(row);
  return absl::OkStatus();
}

// A row that a list looked at, whether it matches the filters or not.
template <class Key, class Row>
struct Scanned {
  Key key;
  // Nothing if it doesn't match.
  absl::optional<Row> row;
};

// How many rows a page looks at when few of them match; then it is answered as it is.
inline constexpr int kMostScanned = 5000;

// As ListPage, for filters that no index serves together: `scan(key, limit)`, an
// absl::StatusOr<std::vector<Scanned<Key, Row>>>, looks at the next rows after a key in the order
// of an index. A page may have fewer rows than asked for, even none, while next_page_token says
// that there are more to look at.
template <class Key, class Request, class Response, class Items, class Scan>
absl::Status ScanPage(const Request& request, const PageLimits& limits, Key key, Scan scan,
                      Response& response, Items& items) {
  absl::StatusOr<int> size = PageSize(request.page_size(), limits.usual, limits.most);
  if (!size.ok()) return std::move(size).status();
  absl::StatusOr<std::vector<std::string>> texts = ParsePageToken(request);
  if (!texts.ok()) return std::move(texts).status();
  absl::Status status =
      internal::ParseKey(*texts, key, std::make_index_sequence<std::tuple_size_v<Key>>());
  if (!status.ok()) return status;
  int step = *size + 1;
  for (int left = std::max(kMostScanned, step); left > 0; left -= step) {
    step = std::min(step, left);
    auto rows = scan(std::as_const(key), step);
    if (!rows.ok()) return std::move(rows).status();
    for (auto& [next, row] : *rows) {
      if (items.size() == *size) {
        response.set_next_page_token(internal::TokenAfter(request, key));
        return absl::OkStatus();
      }
      key = next;
      if (row.has_value()) *items.Add() = *std::move(row);
    }
    if (rows->size() < static_cast<size_t>(step)) return absl::OkStatus();
  }
  response.set_next_page_token(internal::TokenAfter(request, key));
  return absl::OkStatus();
}

// What a list looked at of resources that can be closed: closed ones don't match unless they are
// asked for.
template <class Row, class KeyOf>
auto LeaveOutClosed(std::vector<Row> rows, KeyOf key_of, bool show_closed) {
  std::vector<Scanned<decltype(key_of(rows.front())), Row>> scanned;
  for (Row& row : rows) {
    auto& next = scanned.emplace_back();
    next.key = key_of(row);
    if (show_closed || !row.closed()) next.row = std::move(row);
  }
  return scanned;
}

}  // namespace shopdesk
