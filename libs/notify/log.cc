#include "absl/strings/str_cat.h"
#include "libs/notify/channel.h"

namespace shopdesk::notify {
namespace {

class Log final : public Channel {
 public:
  explicit Log(observe::Logger& logger) : logger_(logger) {}

  Result Send(const Message& message) override {
    std::string details;
    for (const auto& [name, value] : message.details) {
      absl::StrAppend(&details, details.empty() ? "" : " ", name, "=", value);
    }
    logger_.Log(observe::Level::kInfo, "notice",
                {{"key", message.key}, {"details", details}, {"text", message.text}});
    return {};
  }

 private:
  observe::Logger& logger_;
};

}  // namespace

std::unique_ptr<Channel> MakeLog(observe::Logger& logger) { return std::make_unique<Log>(logger); }

}  // namespace shopdesk::notify
