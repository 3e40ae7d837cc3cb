#include "libs/observe/log.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "google/protobuf/text_format.h"
#include "libs/base/mutex.h"
#include "libs/base/personal_data.h"
#include "libs/base/utf8.h"

namespace shopdesk::observe {
namespace {

// What may wait to be written.
constexpr size_t kMostWaitingBytes = 4 << 20;

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

// A service must start without its log: what can't be opened is standard error.
class LogFile {
 public:
  explicit LogFile(std::string name) : name_(std::move(name)) { Open(); }
  ~LogFile() { Close(); }
  LogFile(const LogFile&) = delete;
  LogFile& operator=(const LogFile&) = delete;

  void Reopen() {
    Close();
    Open();
  }

  // Returns how many of the lines could not be written.
  int64_t Write(const absl::string_view lines) {
    absl::string_view rest = lines;
    // A full disk cut the last one.
    if (torn_) torn_ = ::write(number(), "\n", 1) != 1;
    while (!torn_ && !rest.empty()) {
      const ssize_t size = ::write(number(), rest.data(), rest.size());
      if (size < 0 && errno == EINTR) continue;
      if (size <= 0) break;
      rest.remove_prefix(static_cast<size_t>(size));
    }
    const size_t written = lines.size() - rest.size();
    if (written > 0) torn_ = lines[written - 1] != '\n';
    return std::count(rest.begin(), rest.end(), '\n');
  }

 private:
  void Open() {
    if (!name_.empty()) fd_ = open(name_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
  }
  void Close() {
    if (fd_ >= 0) close(fd_);
    fd_ = -1;
  }
  int number() const { return fd_ >= 0 ? fd_ : STDERR_FILENO; }

  const std::string name_;
  int fd_ = -1;
  // The last line that was written lacks its end.
  bool torn_ = false;
};

}  // namespace
// Lines wait in memory for a thread that writes them: whoever logs must not wait for a disk.
class Logger::Impl {
 public:
  explicit Impl(const Options& options)
      : service_(options.service), level_(options.level), file_(options.file) {
    writer_ = std::thread([this] { WriteLines(); });
  }
  ~Impl() {
    {
      MutexLock lock(mutex_);
      ending_ = true;
      wake_.NotifyOne();
    }
    writer_.join();
  }

  void Log(Level level, absl::string_view message, LogFields fields) {
    const std::string line = LineOf(level, message, fields);
    MutexLock lock(mutex_);
    if (waiting_.size() + line.size() > kMostWaitingBytes) {
      ++untold_;
      return;
    }
    if (waiting_.empty()) wake_.NotifyOne();
    waiting_.append(line);
    ++taken_;
  }

  bool Enabled(Level level) const { return level >= level_; }

  void Reopen() {
    MutexLock lock(mutex_);
    reopen_ = true;
    wake_.NotifyOne();
    while (reopen_) written_.Wait(mutex_);
  }

  void Flush() {
    MutexLock lock(mutex_);
    const int64_t wanted = taken_;
    while (done_ < wanted) written_.Wait(mutex_);
  }

  int64_t lost() const {
    MutexLock lock(mutex_);
    return lost_ + untold_;
  }

 private:
  std::string LineOf(Level level, absl::string_view message, LogFields fields) const {
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
    json.append("}\n");
    return json;
  }

  void WriteLines() {
    mutex_.Lock();
    while (true) {
      while (waiting_.empty() && untold_ == 0 && !reopen_ && !ending_) wake_.Wait(mutex_);
      if (waiting_.empty() && untold_ == 0 && !reopen_) break;
      std::string lines = std::exchange(waiting_, "");
      const int64_t last = taken_;
      const bool reopen = reopen_;
      // Their loss stands in their place.
      const int64_t missing = std::exchange(untold_, 0);
      lost_ += missing;
      mutex_.Unlock();
      if (missing > 0) {
        lines += LineOf(Level::kError, "log lines were lost: they could not be written in time",
                        {{"lines", missing}});
      }
      const int64_t failed = file_.Write(lines);
      if (reopen) file_.Reopen();
      mutex_.Lock();
      lost_ += failed;
      done_ = last;
      if (reopen) reopen_ = false;
      written_.NotifyAll();
    }
    mutex_.Unlock();
  }

  const std::string service_;
  const Level level_;
  // Of the writing thread.
  LogFile file_;
  mutable Mutex mutex_;
  CondVar wake_;
  CondVar written_;
  std::string waiting_ ABSL_GUARDED_BY(mutex_);
  // Lines that waited since the start, and those of them that wait no more.
  int64_t taken_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t done_ ABSL_GUARDED_BY(mutex_) = 0;
  // Lines that were lost, and those of which the log doesn't tell so far.
  int64_t lost_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t untold_ ABSL_GUARDED_BY(mutex_) = 0;
  bool reopen_ ABSL_GUARDED_BY(mutex_) = false;
  bool ending_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread writer_;
};

Logger::Logger(const Options& options) : impl_(std::make_unique<Impl>(options)) {}
Logger::~Logger() = default;

void Logger::Log(Level level, absl::string_view message, LogFields fields) {
  if (impl_->Enabled(level)) impl_->Log(level, message, fields);
}

bool Logger::Enabled(Level level) const { return impl_->Enabled(level); }
void Logger::Reopen() { impl_->Reopen(); }
void Logger::Flush() { impl_->Flush(); }
int64_t Logger::lost() const { return impl_->lost(); }

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
