#include "tools/shopdesk/text_file.h"

#include <unicode/ucnv.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>
#include <zlib.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "libs/base/status_macros.h"
#include "libs/base/utf8.h"

namespace shopdesk::cli {
namespace {

constexpr size_t kBufferBytes = size_t{1} << 16;
// What a service takes in one message.
constexpr size_t kMaxLine = size_t{4} << 20;
constexpr absl::string_view kUtf8Mark = "\xef\xbb\xbf";

// The bytes of a file, line by line. An LF is the same byte, and no part of another character, in
// all of kEncodings.
class RawLines {
 public:
  static absl::StatusOr<RawLines> Open(const std::string& file) {
    std::error_code error;
    if (std::filesystem::exists(file, error) && !std::filesystem::is_regular_file(file, error)) {
      return absl::InvalidArgumentError(absl::StrCat(
          file, " is read more than once, so it must be a regular file; write it to one first"));
    }
    const gzFile opened = gzopen(file.c_str(), "rb");
    if (opened == nullptr) return absl::NotFoundError(absl::StrCat("can't open ", file));
    return RawLines(opened);
  }

  absl::StatusOr<bool> Next(std::string& line) {
    line.clear();
    ++number_;
    while (line.empty() || line.back() != '\n') {
      if (begin_ == end_) RETURN_IF_ERROR(Fill());
      if (begin_ == end_) return !line.empty();
      const char* const from = buffer_.data() + begin_;
      const auto* found = static_cast<const char*>(std::memchr(from, '\n', end_ - begin_));
      const size_t size = found == nullptr ? end_ - begin_ : found - from + 1;
      line.append(from, size);
      begin_ += size;
      if (line.size() > kMaxLine) {
        return absl::InvalidArgumentError(absl::StrCat("line ", number_, " is longer than 4 MiB"));
      }
    }
    return true;
  }

  int64_t number() const { return number_; }

 private:
  explicit RawLines(gzFile file) : file_(file, gzclose), buffer_(kBufferBytes) {}

  absl::Status Fill() {
    const int read = gzread(file_.get(), buffer_.data(), kBufferBytes);
    int code = Z_OK;
    const char* message = gzerror(file_.get(), &code);
    if (read < 0 || (code != Z_OK && code != Z_STREAM_END)) {
      return absl::DataLossError(absl::StrCat("the file can't be read on: ", message));
    }
    begin_ = 0;
    end_ = read;
    return absl::OkStatus();
  }

  std::unique_ptr<gzFile_s, int (*)(gzFile)> file_;
  std::vector<char> buffer_;
  size_t begin_ = 0;
  size_t end_ = 0;
  int64_t number_ = 0;
};

bool IsAscii(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isascii(static_cast<unsigned char>(c)) && c != '\0';
  });
}

// From one of kEncodings to UTF-8.
class Decoder {
 public:
  static absl::StatusOr<Decoder> Make(const std::string& encoding) {
    UErrorCode error = U_ZERO_ERROR;
    UConverter* converter = ucnv_open(encoding.c_str(), &error);
    if (U_FAILURE(error) != 0) {
      return absl::InternalError(absl::StrCat("no converter from ", encoding));
    }
    return Decoder(converter);
  }

  // Whether all of `text` fits; U+FFFD then stands for what does not. The controls beyond ASCII
  // are what Windows-1252 makes of bytes that it doesn't have; no text has them, nor NUL.
  bool Decode(std::string& text) const {
    if (IsAscii(text)) return true;
    UErrorCode error = U_ZERO_ERROR;
    icu::UnicodeString decoded(text.data(), static_cast<int32_t>(text.size()), converter_.get(),
                               error);
    if (U_FAILURE(error) != 0) return false;
    bool fits = true;
    for (int32_t i = 0; i < decoded.length(); ++i) {
      const char16_t unit = decoded[i];
      if (unit != 0 && unit != 0xfffd && (unit < 0x80 || unit > 0x9f)) continue;
      decoded.setCharAt(i, 0xfffd);
      fits = false;
    }
    text.clear();
    decoded.toUTF8String(text);
    return fits;
  }

 private:
  explicit Decoder(UConverter* converter) : converter_(converter, ucnv_close) {}
  std::unique_ptr<UConverter, void (*)(UConverter*)> converter_;
};

// What speaks for which encoding in the lines of a file that have more than ASCII.
class Evidence {
 public:
  static absl::StatusOr<Evidence> Read(RawLines& lines) {
    ASSIGN_OR_RETURN(Decoder gb18030, Decoder::Make("GB18030"));
    ASSIGN_OR_RETURN(Decoder windows, Decoder::Make("Windows-1252"));
    Evidence evidence;
    std::string line;
    while (true) {
      ASSIGN_OR_RETURN(const bool more, lines.Next(line));
      if (!more) return evidence;
      if (IsAscii(line)) continue;
      if (IsUtf8(line)) {
        evidence.CountUtf8(line);
        continue;
      }
      ++evidence.other_;
      evidence.CountRuns(line);
      std::string copy = line;
      if (!gb18030.Decode(copy)) ++evidence.not_gb18030_;
      if (!windows.Decode(line)) ++evidence.not_windows_;
    }
  }

  // Empty: it fits none.
  std::string Encoding() const {
    if (utf8_ + other_ == 0) return scripts_.size() > 1 ? "GB18030" : "UTF-8";
    if (utf8_ >= other_) return "UTF-8";
    if (chinese_ > western_ || (chinese_ == western_ && not_gb18030_ == 0)) return "GB18030";
    return not_windows_ == 0 ? "Windows-1252" : "";
  }

 private:
  // Characters of three bytes make sure of UTF-8, and so does nothing but Latin. Well-formed
  // characters of two bytes may be Chinese too (the GB18030 of 圆通 is), but then of a motley of
  // scripts.
  void CountUtf8(absl::string_view line) {
    std::set<UScriptCode> scripts;
    const auto size = static_cast<int32_t>(line.size());
    for (int32_t i = 0; i < size;) {
      UChar32 c = 0;
      U8_NEXT_UNSAFE(line.data(), i, c);
      UErrorCode error = U_ZERO_ERROR;
      const UScriptCode script = uscript_getScript(c, &error);
      if (c > 0x7ff) {
        ++utf8_;
        return;
      }
      if (script != USCRIPT_COMMON && script != USCRIPT_LATIN) scripts.insert(script);
    }
    utf8_ += scripts.empty() ? 1 : 0;
    scripts_.insert(scripts.begin(), scripts.end());
  }

  // Chinese writes most words with two characters or more, of two bytes beyond ASCII each; an
  // accented letter stands alone, or in a pair ("ção") between other letters.
  void CountRuns(absl::string_view line) {
    const auto is_high = [&](size_t i) {
      return i < line.size() && !absl::ascii_isascii(static_cast<unsigned char>(line[i]));
    };
    const auto is_letter = [&](size_t i) {
      return i < line.size() && absl::ascii_isalpha(static_cast<unsigned char>(line[i]));
    };
    for (size_t begin = 0; begin < line.size(); ++begin) {
      if (!is_high(begin)) continue;
      size_t end = begin;
      while (is_high(end)) ++end;
      const auto size = static_cast<int64_t>(end - begin);
      const bool in_word = begin > 0 && is_letter(begin - 1) && is_letter(end);
      if (size >= 4) {
        chinese_ += size;
      } else if (size % 2 == 1 || in_word) {
        western_ += size;
      }
      begin = end;
    }
  }

  // Lines that surely are UTF-8, and those that surely are not.
  int64_t utf8_ = 0;
  int64_t other_ = 0;
  // Of the lines that may be either.
  std::set<UScriptCode> scripts_;
  int64_t not_gb18030_ = 0;
  int64_t not_windows_ = 0;
  // Bytes.
  int64_t chinese_ = 0;
  int64_t western_ = 0;
};

}  // namespace

absl::StatusOr<std::string> FindEncoding(const std::string& file) {
  ASSIGN_OR_RETURN(RawLines first, RawLines::Open(file));
  std::string line;
  RETURN_IF_ERROR(first.Next(line).status());
  if (absl::StartsWith(line, kUtf8Mark)) return "UTF-8";
  if (absl::StartsWith(line, "\xff\xfe") || absl::StartsWith(line, "\xfe\xff")) {
    return absl::InvalidArgumentError(
        absl::StrCat(file, " is UTF-16; save it as UTF-8 (in Excel: \"CSV UTF-8\")"));
  }
  ASSIGN_OR_RETURN(RawLines lines, RawLines::Open(file));
  ASSIGN_OR_RETURN(const Evidence evidence, Evidence::Read(lines));
  std::string encoding = evidence.Encoding();
  if (!encoding.empty()) return encoding;
  return absl::InvalidArgumentError(
      absl::StrCat(file,
                   " is in no encoding that is known here; save it as UTF-8, or say which with "
                   "--encoding"));
}

class TextFile::Impl {
 public:
  Impl(RawLines lines, Decoder decoder, std::string encoding)
      : lines_(std::move(lines)), decoder_(std::move(decoder)), encoding_(std::move(encoding)) {}

  absl::StatusOr<bool> Next(std::string& line) {
    ASSIGN_OR_RETURN(const bool more, lines_.Next(line));
    fits_ = decoder_.Decode(line);
    if (lines_.number() == 1) line = std::string(absl::StripPrefix(line, kUtf8Mark));
    return more;
  }

  absl::Status LineStatus() const {
    if (fits_) return absl::OkStatus();
    return absl::InvalidArgumentError(
        absl::StrCat("line ", lines_.number(), ": is not ", encoding_,
                     "; mend its characters, or say with --encoding what the file is"));
  }

  int64_t line() const { return lines_.number(); }
  const std::string& encoding() const { return encoding_; }

 private:
  RawLines lines_;
  Decoder decoder_;
  std::string encoding_;
  bool fits_ = true;
};

absl::StatusOr<TextFile> TextFile::Open(const std::string& file, absl::string_view encoding) {
  std::string found(encoding);
  if (found.empty()) {
    ASSIGN_OR_RETURN(found, FindEncoding(file));
  }
  ASSIGN_OR_RETURN(RawLines lines, RawLines::Open(file));
  ASSIGN_OR_RETURN(Decoder decoder, Decoder::Make(found));
  return TextFile(std::make_unique<Impl>(std::move(lines), std::move(decoder), std::move(found)));
}

TextFile::TextFile(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
TextFile::TextFile(TextFile&&) noexcept = default;
TextFile::~TextFile() = default;

absl::StatusOr<bool> TextFile::Next(std::string& line) { return impl_->Next(line); }
absl::Status TextFile::LineStatus() const { return impl_->LineStatus(); }
int64_t TextFile::line() const { return impl_->line(); }
const std::string& TextFile::encoding() const { return impl_->encoding(); }

}  // namespace shopdesk::cli
