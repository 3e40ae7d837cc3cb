#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "google/protobuf/repeated_field.h"
#include "libs/base/id.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "tools/shopdesk/import.h"

namespace shopdesk::cli {

// Of one message: well below what a service takes (4 MiB).
inline constexpr size_t kMostPageBytes = size_t{1} << 20;

// Sends the rows of an import in pages, as they are read.
template <class Send, class Request, class Row>
class PageSender {
 public:
  // `send` answers a page: a StatusOr of the import's response. `rows` are the request's; a page
  // has at most `most_rows`. What came of them is added to `summary`, which outlives it.
  PageSender(const ImportFile& file, Send send,
             google::protobuf::RepeatedPtrField<Row>* (Request::*rows)(), size_t most_rows,
             ImportSummary& summary)
      : send_(std::move(send)), rows_(rows), most_rows_(most_rows), summary_(summary) {
    page_.set_parent(absl::StrCat("shops/", EscapeId(file.shop)));
  }

  // `line`: where the row stands in the file.
  absl::Status Add(Row row, int64_t line) {
    const size_t bytes = row.ByteSizeLong();
    if (bytes_ + bytes > kMostPageBytes) RETURN_IF_ERROR(Flush());
    *(page_.*rows_)()->Add() = std::move(row);
    lines_.push_back(line);
    bytes_ += bytes;
    return lines_.size() < most_rows_ ? absl::OkStatus() : Flush();
  }

  absl::Status Flush() {
    if (lines_.empty()) return absl::OkStatus();
    page_.set_request_id(NewUuid(absl::Now()));
    const auto response = send_(page_);
    RETURN_IF_ERROR(response.status());
    summary_.created += response->created_count();
    summary_.updated += response->updated_count();
    summary_.unchanged += response->unchanged_count();
    for (const auto& error : response->errors()) {
      summary_.Refuse({absl::StrCat("line ", lines_.at(error.index()), ", ", error.id(), ": ",
                                    error.message())});
    }
    (page_.*rows_)()->Clear();
    lines_.clear();
    bytes_ = 0;
    return absl::OkStatus();
  }

 private:
  const Send send_;
  google::protobuf::RepeatedPtrField<Row>* (Request::*const rows_)();
  const size_t most_rows_;
  ImportSummary& summary_;
  Request page_;
  // Of the page's rows.
  std::vector<int64_t> lines_;
  size_t bytes_ = 0;
};

}  // namespace shopdesk::cli
