#include "libs/observe/log.h"

#include <fcntl.h>
#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>
#include <unistd.h>

#include <cmath>
#include <mutex>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "google/protobuf/text_format.h"
#include "libs/base/personal_data.h"
#include "libs/base/utf8.h"

namespace shopdesk::observe {
namespace {

spdlog::level::level_enum ToSpdlog(Level level) {
  switch (level) {
    case Level::kDebug:
      return spdlog::level::debug;
    case Level::kInfo:
      return spdlog::level::info;
    case Level::kWarn:
      return spdlog::level::warn;
    case Level::kError:
      return spdlog::level::err;
  }
  return spdlog::level::err;
}

absl::string_view NameOf(Level level) {
  switch (level) {
    case Level::kDebug:
      return "debug";
    case Level::kInfo:
      return "info";
    case Level::kWarn:
      return "warn";
    case Level::kError:
      return "error";
  }
  return "error";
}

void AppendEscaped(absl::string_view text, std::string& json) {
  json.push_back('"');
  while (!text.empty()) {
    const size_t size = CodePointSize(text);
    const char c = text[0];
    if (size == 0) {
      json.append("\\ufffd");
    } else if (c == '"' || c == '\\') {
      json.push_back('\\');
      json.push_back(c);
    } else if (c == '\n') {
      json.append("\\n");
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      absl::StrAppendFormat(&json, "\\u%04x", static_cast<unsigned char>(c));
    } else {
      json.append(text.data(), size);
    }
    text.remove_prefix(size == 0 ? 1 : size);
  }
  json.push_back('"');
}

struct AppendValue {
  std::string& json;
  void operator()(int64_t value) const { absl::StrAppend(&json, value); }
  void operator()(bool value) const { json.append(value ? "true" : "false"); }
  void operator()(const std::string& value) const { AppendEscaped(value, json); }
  void operator()(double value) const {
    if (std::isfinite(value)) {
      absl::StrAppendFormat(&json, "%.15g", value);
    } else {
      json.append("null");
    }
  }
};

// Appends each line to the file by one write, so that none is torn. A service must start without
// its log: what can't be opened is standard error.
class FileSink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  explicit FileSink(std::string file) : file_(std::move(file)) { Open(); }
  ~FileSink() override { Close(); }

  void Reopen() {
    const std::lock_guard<std::mutex> lock(mutex_);
    Close();
    Open();
  }

 private:
  void Open() {
    if (!file_.empty()) fd_ = open(file_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
  }
  void Close() {
    if (fd_ >= 0) close(fd_);
    fd_ = -1;
  }
  void sink_it_(const spdlog::details::log_msg& message) override {
    spdlog::memory_buf_t line;
    formatter_->format(message, line);
    static_cast<void>(write(fd_ >= 0 ? fd_ : STDERR_FILENO, line.data(), line.size()));
  }
  void flush_() override {}

  const std::string file_;
  int fd_ = -1;
};

}  // namespace

class Logger::Impl {
 public:
  explicit Impl(const Options& options)
      : service_(options.service),
        sink_(std::make_shared<FileSink>(options.file)),
        log_(options.service, sink_) {
    log_.set_level(ToSpdlog(options.level));
    log_.set_formatter(std::make_unique<spdlog::pattern_formatter>("%v"));
    log_.set_error_handler([](const std::string&) {});
  }

  void Log(Level level, absl::string_view message, LogFields fields) {
    std::string json = absl::StrCat(
        "{\"time\":\"", absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ", absl::Now(), absl::UTCTimeZone()),
        "\",\"level\":\"", NameOf(level), "\",\"service\":");
    AppendEscaped(service_, json);
    json.append(",\"message\":");
    AppendEscaped(message, json);
    for (const auto& [key, value] : fields) {
      json.push_back(',');
      AppendEscaped(key, json);
      json.push_back(':');
      absl::visit(AppendValue{json}, value);
    }
    json.push_back('}');
    log_.log(ToSpdlog(level), spdlog::string_view_t(json.data(), json.size()));
  }

  bool Enabled(Level level) const { return log_.should_log(ToSpdlog(level)); }
  void Reopen() { sink_->Reopen(); }
  void Flush() { log_.flush(); }

 private:
  const std::string service_;
  const std::shared_ptr<FileSink> sink_;
  spdlog::logger log_;
};

Logger::Logger(const Options& options) : impl_(std::make_unique<Impl>(options)) {}
Logger::~Logger() = default;

void Logger::Log(Level level, absl::string_view message, LogFields fields) {
  if (impl_->Enabled(level)) impl_->Log(level, message, fields);
}

bool Logger::Enabled(Level level) const { return impl_->Enabled(level); }
void Logger::Reopen() { impl_->Reopen(); }
void Logger::Flush() { impl_->Flush(); }

std::string Redacted(const google::protobuf::Message& message) {
  const google::protobuf::Message* shown = &message;
  std::unique_ptr<google::protobuf::Message> copy;
  if (MayHoldPersonalData(*message.GetDescriptor())) {
    copy.reset(message.New());
    copy->CopyFrom(message);
    VisitPersonalData(
        *copy, [](google::protobuf::Message& owner, const google::protobuf::FieldDescriptor& field,
                  option::v1::Pii) { owner.GetReflection()->ClearField(&owner, &field); });
    shown = copy.get();
  }
  google::protobuf::TextFormat::Printer printer;
  printer.SetSingleLineMode(true);
  printer.SetExpandAny(true);
  printer.SetUseUtf8StringEscaping(true);
  std::string text;
  printer.PrintToString(*shown, &text);
  while (!text.empty() && text.back() == ' ') text.pop_back();
  return text;
}

}  // namespace shopdesk::observe
