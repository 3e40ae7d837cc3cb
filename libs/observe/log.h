#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "absl/types/variant.h"
#include "google/protobuf/message.h"

namespace shopdesk::observe {

// A value in a log line.
using LogValue = absl::variant<int64_t, double, bool, std::string>;
using LogFields = std::initializer_list<std::pair<absl::string_view, LogValue>>;

enum class Level { kDebug, kInfo, kWarn, kError };

// Writes one JSON object a line: time, level, service, message, and the fields. Thread-safe; never
// throws. Nobody waits for the file: lines wait in memory, up to 4 MiB of them; those that find no
// room, or no room on the disk, are lost and counted.
class Logger {
 public:
  struct Options {
    std::string service;
    Level level = Level::kInfo;
    // Appended to, made with mode 0640. Default standard error, which is taken too where the file
    // can't be opened.
    std::string file;
  };
  explicit Logger(const Options& options);
  ~Logger();
  void Log(Level level, absl::string_view message, LogFields fields = {});
  bool Enabled(Level level) const;
  // The file was moved away: goes on in a new one of its name.
  void Reopen();
  // Waits until what was logged before is written.
  void Flush();
  // Lines since the start that were not written.
  int64_t lost() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

// A message for a log line: one-line text format without the fields marked as personal data.
std::string Redacted(const google::protobuf::Message& message);

}  // namespace shopdesk::observe
