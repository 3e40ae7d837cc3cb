#include "libs/sql/postgres/settings.h"

#include <libpq-fe.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "libs/base/error.h"

namespace shopdesk::sql {
namespace {

constexpr absl::Duration kFirstDelay = absl::Milliseconds(50);
constexpr absl::Duration kLongestDelay = absl::Seconds(2);

// What holds unless the connection string says otherwise: find the primary, give up on a host after
// 3 s, notice a dead one after 10 s.
constexpr std::pair<const char*, const char*> kDefaults[] = {
    {"target_session_attrs", "read-write"}, {"connect_timeout", "3"},
    {"tcp_user_timeout", "10000"},          {"keepalives_idle", "10"},
    {"keepalives_interval", "3"},           {"keepalives_count", "3"},
    {"application_name", "shopdesk"},       {"client_encoding", "UTF8"},
};

}  // namespace

absl::StatusOr<std::unique_ptr<PostgresSettings>> PostgresSettings::Make(
    const PostgresOptions& options) {
  if (options.schema.empty()) return InvalidFieldError("schema", "is required");
  char* error = nullptr;
  PQconninfoOption* parsed = PQconninfoParse(options.dsn.c_str(), &error);
  if (parsed == nullptr) {
    const std::string message = error == nullptr ? "out of memory" : error;
    PQfreemem(error);
    return InvalidFieldError("dsn", message);
  }
  std::unique_ptr<PostgresSettings> settings(new PostgresSettings);
  for (const PQconninfoOption* option = parsed; option->keyword != nullptr; ++option) {
    if (option->val != nullptr) settings->parameters_.emplace_back(option->keyword, option->val);
  }
  PQconninfoFree(parsed);
  for (const auto& [keyword, value] : kDefaults) {
    const bool given =
        std::any_of(settings->parameters_.begin(), settings->parameters_.end(),
                    [keyword = keyword](const auto& given) { return given.first == keyword; });
    if (!given) settings->parameters_.emplace_back(keyword, value);
  }
  settings->schema_ =
      absl::StrCat("\"", absl::StrReplaceAll(options.schema, {{"\"", "\"\""}}), "\"");
  return settings;
}

absl::Status PostgresSettings::MayConnect() {
  MutexLock lock(mutex_);
  return next_attempt_.over() ? absl::OkStatus() : last_error_;
}

void PostgresSettings::ConnectFailed(const absl::Status& error) {
  MutexLock lock(mutex_);
  last_error_ = error;
  // Those who failed at the same time count once.
  if (!next_attempt_.over()) return;
  delay_ = std::clamp(delay_ * 2, kFirstDelay, kLongestDelay);
  next_attempt_ = Countdown(delay_);
}

void PostgresSettings::Connected() {
  MutexLock lock(mutex_);
  delay_ = absl::ZeroDuration();
  next_attempt_ = Countdown(absl::ZeroDuration());
}

}  // namespace shopdesk::sql
