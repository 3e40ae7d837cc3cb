#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "libs/observe/log.h"

// Ways to bring a message to a person.
namespace shopdesk::notify {

struct Message {
  // The same at every attempt, so that a receiver can tell a repetition: the Message-ID of a mail,
  // the Idempotency-Key of a webhook. Letters, digits, '-', '_' and '.'.
  std::string key;
  // A mail address, a phone number; empty where the channel knows whom by `details`.
  std::string to;
  std::string subject;
  std::string text;
  // What else a webhook and the log are told.
  std::vector<std::pair<std::string, std::string>> details;
  absl::Time time;
};

enum class Outcome {
  // The receiver has taken it.
  kSent,
  // It won't take it, however often it is asked.
  kRefused,
  // It hasn't taken it now.
  kFailed,
  // The attempt was cut off when it may have taken it.
  kUnknown,
};

struct Result {
  Outcome outcome = Outcome::kSent;
  // For people, without personal data.
  std::string detail;
  // How long the receiver asks to be left alone after kFailed; zero: it doesn't say.
  absl::Duration retry_after;
};

class Channel {
 public:
  virtual ~Channel() = default;
  // One attempt; blocks for about twice the channel's timeout at most. Thread-safe.
  virtual Result Send(const Message& message) = 0;
};

struct SmtpOptions {
  // "smtp://host:port" (TLS if the server offers it) or "smtps://host:port".
  std::string url;
  // The sender's address; its domain makes the Message-IDs.
  std::string from;
  // With a user TLS is required.
  std::string user;
  std::string password;
  absl::Duration timeout = absl::Seconds(30);
};
std::unique_ptr<Channel> MakeSmtp(SmtpOptions options);

struct WebhookOptions {
  // http or https.
  std::string url;
  // Sent as "Authorization: Bearer"; empty: none.
  std::string token;
  absl::Duration timeout = absl::Seconds(30);
};
// POSTs a JSON object of key, to, subject, text and the details. 2xx is sent; 502 and 504 are
// unknown. What is about the gateway or its configuration, and not about the message, is a failure:
// 3xx, 401, 403, 404, 405, 407, 408, 410, 425, 429 and other 5xx. Any other status is a refusal.
// Retry-After (seconds or a date) is answered, at most a day.
std::unique_ptr<Channel> MakeWebhook(WebhookOptions options);

// Writes the message to the log, as it is: give it nothing personal.
std::unique_ptr<Channel> MakeLog(observe::Logger& logger);

}  // namespace shopdesk::notify
