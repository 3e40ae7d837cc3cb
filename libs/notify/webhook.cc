#include <algorithm>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "libs/notify/transfer.h"

namespace shopdesk::notify {
namespace {

std::string JsonOf(const Message& message) {
  google::protobuf::Struct json;
  auto& fields = *json.mutable_fields();
  for (const auto& [name, value] : message.details) fields[name].set_string_value(value);
  fields["key"].set_string_value(message.key);
  fields["to"].set_string_value(message.to);
  fields["subject"].set_string_value(message.subject);
  fields["text"].set_string_value(message.text);
  std::string text;
  if (!google::protobuf::util::MessageToJsonString(json, &text).ok()) text.clear();
  return text;
}

// A gateway that is wrong about its clock, or asks for more, is tried again all the same.
constexpr absl::Duration kLongestRetryAfter = absl::Hours(24);

size_t Ignore(char*, size_t size, size_t count, void*) { return size * count; }

Outcome OutcomeOf(long status) {  // NOLINT(google-runtime-int): libcurl's type
  if (status >= 200 && status < 300) return Outcome::kSent;
  // A gateway lost the connection to the receiver.
  if (status == 502 || status == 504) return Outcome::kUnknown;
  if (status >= 500 || status < 400) return Outcome::kFailed;
  // About the gateway, its address or the key: someone will put it right.
  static constexpr int kOfGateway[] = {401, 403, 404, 405, 407, 408, 410, 425, 429};
  const bool failed = std::count(std::begin(kOfGateway), std::end(kOfGateway), status) > 0;
  return failed ? Outcome::kFailed : Outcome::kRefused;
}

// What the header Retry-After asks for; zero if there is none.
absl::Duration RetryAfter(CURL* handle) {
  curl_off_t seconds = 0;
  curl_easy_getinfo(handle, CURLINFO_RETRY_AFTER, &seconds);
  return std::clamp(absl::Seconds(seconds), absl::ZeroDuration(), kLongestRetryAfter);
}

class Webhook final : public Channel {
 public:
  explicit Webhook(WebhookOptions options) : options_(std::move(options)) {}

  Result Send(const Message& message) override {
    const std::string body = JsonOf(message);
    if (body.empty()) return {Outcome::kRefused, "the message is no JSON: is it UTF-8?"};
    const CurlHandle handle = MakeHandle(options_.url, "http,https", options_.timeout);
    if (handle == nullptr) return {Outcome::kFailed, "libcurl can't be used"};
    CurlList headers;
    Append(headers, "Content-Type: application/json");
    Append(headers, absl::StrCat("Idempotency-Key: ", message.key));
    if (!options_.token.empty()) {
      Append(headers, absl::StrCat("Authorization: Bearer ", options_.token));
    }
    curl_easy_setopt(handle.get(), CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(handle.get(), CURLOPT_POSTFIELDSIZE,
                     static_cast<long>(body.size()));  // NOLINT
    curl_easy_setopt(handle.get(), CURLOPT_POSTFIELDS, body.c_str());
    curl_easy_setopt(handle.get(), CURLOPT_WRITEFUNCTION, Ignore);
    const CURLcode code = curl_easy_perform(handle.get());
    if (code == CURLE_OK) {
      const long status = ResponseCode(handle.get());  // NOLINT(google-runtime-int)
      return {OutcomeOf(status), absl::StrCat("HTTP ", status), RetryAfter(handle.get())};
    }
    return {NeverBegan(handle.get(), code) ? Outcome::kFailed : Outcome::kUnknown,
            curl_easy_strerror(code)};
  }

 private:
  const WebhookOptions options_;
};

}  // namespace

std::unique_ptr<Channel> MakeWebhook(WebhookOptions options) {
  return std::make_unique<Webhook>(std::move(options));
}

}  // namespace shopdesk::notify
