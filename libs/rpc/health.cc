#include "libs/rpc/health.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"

namespace shopdesk::rpc {
namespace {

constexpr char kListener[] = "listener";
constexpr char kServing[] = "serving";

}  // namespace

Health::Health(observe::Metrics& metrics, observe::Logger& logger)
    : metrics_(metrics), logger_(logger) {
  Report(kServing, UnavailableError("the service starts"));
}

void Health::Report(absl::string_view name, const absl::Status& status, Meaning meaning) {
  MutexLock lock(mutex_);
  auto found = checks_.find(name);
  const bool is_new = found == checks_.end();
  if (is_new) {
    found = checks_.try_emplace(std::string(name)).first;
    found->second.ok = &metrics_.Gauge("shopdesk_check_ok", "1 while the check is passed.",
                                       {{"check", std::string(name)}});
  }
  Check& check = found->second;
  const bool changed = is_new ? !status.ok() : check.status.ok() != status.ok();
  check.status = status;
  check.meaning = meaning;
  check.ok->Set(status.ok() ? 1 : 0);
  if (changed && name != kServing) {
    logger_.Log(status.ok() ? observe::Level::kInfo : observe::Level::kError,
                status.ok() ? "a check is passed again" : "a check fails",
                {{"check", std::string(name)}, {"error", std::string(status.message())}});
  }
  if (tell_ != nullptr && told_ != IsReady()) tell_(told_ = !told_);
}

void Health::TellReady(std::function<void(bool ready)> tell) {
  Report(kServing, absl::OkStatus());
  MutexLock lock(mutex_);
  tell_ = std::move(tell);
  tell_(told_ = IsReady());
}

void Health::Drain() {
  {
    MutexLock lock(mutex_);
    draining_ = true;
  }
  Report(kServing, UnavailableError("the service stops"));
}

void Health::ReportListener(const absl::Status& status) { Report(kListener, status); }

bool Health::IsReady() const {
  for (const auto& [name, check] : checks_) {
    if (!check.status.ok() && check.meaning == Meaning::kNotReady) return false;
  }
  return true;
}

observe::HttpAnswer Health::Ready() const {
  MutexLock lock(mutex_);
  observe::HttpAnswer answer;
  if (!IsReady()) answer.status = 503;
  if (IsReady()) answer.body = "ok\n";
  for (const auto& [name, check] : checks_) {
    if (check.status.ok()) continue;
    absl::StrAppend(&answer.body, name, ": ", std::string(check.status.message()), "\n");
  }
  return answer;
}

observe::HttpAnswer Health::Live() const {
  MutexLock lock(mutex_);
  const auto listener = checks_.find(kListener);
  if (draining_ || listener == checks_.end() || listener->second.status.ok()) {
    return {.body = "ok\n"};
  }
  return {
      .status = 503,
      .body = absl::StrCat(kListener, ": ", std::string(listener->second.status.message()), "\n")};
}

}  // namespace shopdesk::rpc
