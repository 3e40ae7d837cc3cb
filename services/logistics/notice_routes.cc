#include "services/logistics/notice_routes.h"

#include <fstream>
#include <sstream>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"

namespace shopdesk::logistics {
namespace {

// Attempts at once and time for one, where the configuration doesn't say.
constexpr int kConnections = 4;
constexpr absl::Duration kTimeout = absl::Seconds(30);
// What recording the outcome of an attempt takes at most.
constexpr absl::Duration kToRecord = absl::Minutes(1);

// Empty for no file.
absl::StatusOr<std::string> ReadSecret(const std::string& file) {
  if (file.empty()) return std::string();
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  if (!stream || !(text << stream.rdbuf())) {
    return absl::NotFoundError(absl::StrCat("can't read ", file));
  }
  return std::string(absl::StripAsciiWhitespace(text.str()));
}

bool HasScheme(absl::string_view url, absl::string_view scheme) {
  return absl::StartsWith(url, absl::StrCat(scheme, "://")) ||
         absl::StartsWith(url, absl::StrCat(scheme, "s://"));
}

// Of a message with `timeout_ms` and `connections`.
template <class Config>
absl::Duration TimeoutOf(const Config& config) {
  return config.timeout_ms() > 0 ? absl::Milliseconds(config.timeout_ms()) : kTimeout;
}

template <class Config>
workers::NoticeRoute MakeRoute(const Config& config, std::unique_ptr<notify::Channel> channel) {
  workers::NoticeRoute route;
  route.channel = std::move(channel);
  route.connections = config.connections() > 0 ? config.connections() : kConnections;
  route.lease = 2 * TimeoutOf(config) + kToRecord;
  return route;
}

absl::StatusOr<workers::NoticeRoute> MakeMailRoute(const config::v1::Smtp& config) {
  if (!HasScheme(config.url(), "smtp")) {
    return absl::InvalidArgumentError("notice_channels.mail.url: must be smtp:// or smtps://");
  }
  if (!absl::StrContains(config.from(), '@')) {
    return absl::InvalidArgumentError("notice_channels.mail.from: must be a mail address");
  }
  ASSIGN_OR_RETURN(std::string password, ReadSecret(config.password_file()));
  return MakeRoute(config, notify::MakeSmtp({.url = config.url(),
                                             .from = config.from(),
                                             .user = config.user(),
                                             .password = std::move(password),
                                             .timeout = TimeoutOf(config)}));
}

absl::StatusOr<workers::NoticeRoute> MakeWebhookRoute(const char* field,
                                                      const config::v1::Webhook& config) {
  if (!HasScheme(config.url(), "http")) {
    return absl::InvalidArgumentError(
        absl::StrCat("notice_channels.", field, ".url: must be http:// or https://"));
  }
  ASSIGN_OR_RETURN(std::string token, ReadSecret(config.token_file()));
  return MakeRoute(
      config, notify::MakeWebhook(
                  {.url = config.url(), .token = std::move(token), .timeout = TimeoutOf(config)}));
}

}  // namespace

absl::StatusOr<workers::NoticeRoutes> MakeNoticeRoutes(const config::v1::NoticeChannels& config) {
  workers::NoticeRoutes routes;
  if (config.has_mail()) {
    ASSIGN_OR_RETURN(routes[v1::Notice::MAIL], MakeMailRoute(config.mail()));
  }
  if (config.has_sms()) {
    ASSIGN_OR_RETURN(routes[v1::Notice::SMS], MakeWebhookRoute("sms", config.sms()));
  }
  if (config.has_webhook()) {
    ASSIGN_OR_RETURN(routes[v1::Notice::WEBHOOK], MakeWebhookRoute("webhook", config.webhook()));
  }
  return routes;
}

}  // namespace shopdesk::logistics
