#include <algorithm>
#include <cstring>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "libs/notify/transfer.h"

namespace shopdesk::notify {
namespace {

// Characters of base64 in a line (RFC 2045).
constexpr size_t kLine = 76;
// Bytes of a subject in one encoded word, which has 75 characters (RFC 2047).
constexpr size_t kWordBytes = 42;

// One address and nothing else: what could begin another header or command is none.
bool IsAddress(absl::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return c > ' ' && c != 0x7f && c != '<' && c != '>' && c != ',';
  });
}

// Encoded words, each of whole characters.
std::string EncodeHeader(absl::string_view text) {
  std::string encoded;
  while (!text.empty()) {
    size_t end = std::min(text.size(), kWordBytes);
    while (end < text.size() && end > 1 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) {
      --end;
    }
    absl::StrAppend(&encoded, encoded.empty() ? "" : "\r\n ", "=?UTF-8?B?",
                    absl::Base64Escape(text.substr(0, end)), "?=");
    text.remove_prefix(end);
  }
  return encoded;
}

std::string EncodeBody(absl::string_view text) {
  const std::string base64 = absl::Base64Escape(text);
  std::string body;
  for (size_t i = 0; i < base64.size(); i += kLine) {
    absl::StrAppend(&body, absl::string_view(base64).substr(i, kLine), "\r\n");
  }
  return body;
}

std::string MailOf(const Message& message, const std::string& from) {
  const absl::string_view domain = absl::string_view(from).substr(from.find('@') + 1);
  return absl::StrCat(
      "Date: ", absl::FormatTime(absl::RFC1123_full, message.time, absl::UTCTimeZone()),
      "\r\nFrom: <", from, ">\r\nTo: <", message.to, ">\r\nMessage-ID: <", message.key, "@", domain,
      ">\r\nSubject: ", EncodeHeader(message.subject),
      "\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
      "Content-Transfer-Encoding: base64\r\nAuto-Submitted: auto-generated\r\n\r\n",
      EncodeBody(message.text));
}

// What libcurl reads the mail from; once it was told the end, the server may have taken the mail.
struct Upload {
  absl::string_view rest;
  bool ended = false;
};

size_t ReadUpload(char* buffer, size_t size, size_t count, void* data) {
  Upload& upload = *static_cast<Upload*>(data);
  const size_t bytes = std::min(size * count, upload.rest.size());
  std::memcpy(buffer, upload.rest.data(), bytes);
  upload.rest.remove_prefix(bytes);
  upload.ended = bytes == 0;
  return bytes;
}

class Smtp final : public Channel {
 public:
  explicit Smtp(SmtpOptions options) : options_(std::move(options)) {}

  Result Send(const Message& message) override {
    if (!IsAddress(message.to)) return {Outcome::kRefused, "there is no mail address"};
    const CurlHandle handle = MakeHandle(options_.url, "smtp,smtps", options_.timeout);
    if (handle == nullptr) return {Outcome::kFailed, "libcurl can't be used"};
    CurlList recipients;
    Append(recipients, absl::StrCat("<", message.to, ">"));
    const std::string from = absl::StrCat("<", options_.from, ">");
    const std::string mail = MailOf(message, options_.from);
    Upload upload{mail};
    curl_easy_setopt(handle.get(), CURLOPT_MAIL_FROM, from.c_str());
    curl_easy_setopt(handle.get(), CURLOPT_MAIL_RCPT, recipients.get());
    curl_easy_setopt(handle.get(), CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(handle.get(), CURLOPT_READFUNCTION, ReadUpload);
    curl_easy_setopt(handle.get(), CURLOPT_READDATA, &upload);
    curl_easy_setopt(handle.get(), CURLOPT_USE_SSL, CURLUSESSL_TRY);
    if (!options_.user.empty()) {
      curl_easy_setopt(handle.get(), CURLOPT_USE_SSL, CURLUSESSL_ALL);
      curl_easy_setopt(handle.get(), CURLOPT_USERNAME, options_.user.c_str());
      curl_easy_setopt(handle.get(), CURLOPT_PASSWORD, options_.password.c_str());
    }
    const CURLcode code = curl_easy_perform(handle.get());
    return {OutcomeOf(handle.get(), code, upload), Describe(handle.get(), code)};
  }

 private:
  static Outcome OutcomeOf(CURL* handle, CURLcode code, const Upload& upload) {
    if (code == CURLE_OK) return Outcome::kSent;
    const long response = ResponseCode(handle);  // NOLINT(google-runtime-int): libcurl's type
    // The server's last word was a no. One about us, not about the mail, may be put right.
    const bool ours = code == CURLE_LOGIN_DENIED || code == CURLE_USE_SSL_FAILED;
    if (response >= 500 && !ours) return Outcome::kRefused;
    if (response >= 400) return Outcome::kFailed;
    return upload.ended ? Outcome::kUnknown : Outcome::kFailed;
  }

  static std::string Describe(CURL* handle, CURLcode code) {
    const long response = ResponseCode(handle);  // NOLINT(google-runtime-int)
    if (code != CURLE_OK && response < 400) return curl_easy_strerror(code);
    return absl::StrCat("SMTP ", response);
  }

  const SmtpOptions options_;
};

}  // namespace

std::unique_ptr<Channel> MakeSmtp(SmtpOptions options) {
  return std::make_unique<Smtp>(std::move(options));
}

}  // namespace shopdesk::notify
