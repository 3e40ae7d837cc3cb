#pragma once

#include <curl/curl.h>

#include <memory>

#include "absl/time/time.h"
#include "libs/notify/channel.h"

// What the channels that go through libcurl share; internal to libs/notify.
namespace shopdesk::notify {

struct CurlDeleter {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using CurlHandle = std::unique_ptr<CURL, CurlDeleter>;
using CurlList = std::unique_ptr<curl_slist, CurlDeleter>;

// A handle for one transfer: no signals, no redirects, within `timeout`, `protocols` only.
CurlHandle MakeHandle(const std::string& url, const char* protocols, absl::Duration timeout);

void Append(CurlList& list, const std::string& line);

// Whether it ended before the server can have got anything.
bool NeverBegan(CURL* handle, CURLcode code);
// The last status that the server answered; 0: none.
long ResponseCode(CURL* handle);  // NOLINT(google-runtime-int): libcurl's type

}  // namespace shopdesk::notify
