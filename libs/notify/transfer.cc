#include "libs/notify/transfer.h"

namespace shopdesk::notify {

CurlHandle MakeHandle(const std::string& url, const char* protocols, absl::Duration timeout) {
  static const CURLcode initialized = curl_global_init(CURL_GLOBAL_DEFAULT);
  CurlHandle handle(initialized == CURLE_OK ? curl_easy_init() : nullptr);
  if (handle == nullptr) return handle;
  const auto timeout_ms = static_cast<long>(absl::ToInt64Milliseconds(timeout));  // NOLINT
  curl_easy_setopt(handle.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(handle.get(), CURLOPT_PROTOCOLS_STR, protocols);
  curl_easy_setopt(handle.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle.get(), CURLOPT_NOPROXY, "*");
  curl_easy_setopt(handle.get(), CURLOPT_TIMEOUT_MS, timeout_ms);
  // How long libcurl waits for a farewell after that; two minutes if nobody says. In seconds.
  curl_easy_setopt(handle.get(), CURLOPT_SERVER_RESPONSE_TIMEOUT, 1 + timeout_ms / 1000);
  return handle;
}

void Append(CurlList& list, const std::string& line) {
  // NOLINTNEXTLINE(bugprone-unused-return-value): the head is the same list, longer
  list.reset(curl_slist_append(list.release(), line.c_str()));
}

bool NeverBegan(CURL* handle, CURLcode code) {
  curl_off_t began = 0;
  curl_easy_getinfo(handle, CURLINFO_PRETRANSFER_TIME_T, &began);
  return code != CURLE_OK && began == 0;
}

long ResponseCode(CURL* handle) {  // NOLINT(google-runtime-int)
  long response = 0;               // NOLINT(google-runtime-int)
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &response);
  return response;
}

}  // namespace shopdesk::notify
