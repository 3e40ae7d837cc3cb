#include "libs/observe/trace.h"

#include <cstdint>
#include <random>

#include "absl/strings/str_cat.h"

namespace shopdesk::observe {
namespace {

constexpr size_t kTraceIdAt = 3;
constexpr size_t kSpanIdAt = 36;
constexpr size_t kFlagsAt = 53;
constexpr size_t kSize = 55;
constexpr size_t kMaxSize = 256;

bool IsLowerHex(absl::string_view text) {
  for (char c : text) {
    if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return false;
  }
  return true;
}

bool IsZero(absl::string_view hex) { return hex.find_first_not_of('0') == absl::string_view::npos; }

// 16 hex digits, not all 0. Ids must differ, not be secret: no system call.
std::string RandomHex() {
  thread_local std::mt19937_64 generator{[] {
    std::random_device device;
    std::seed_seq seed{device(), device(), device(), device(), device(), device()};
    return std::mt19937_64(seed);
  }()};
  uint64_t value = 0;
  while (value == 0) value = generator();
  return absl::StrCat(absl::Hex(value, absl::kZeroPad16));
}

}  // namespace

bool IsTraceparent(absl::string_view traceparent) {
  if (traceparent.size() < kSize) return false;
  const absl::string_view version = traceparent.substr(0, 2);
  if (!IsLowerHex(version) || version == "ff") return false;
  // A later version may go on after another dash, but not for ever.
  if (traceparent.size() > kMaxSize) return false;
  if (traceparent.size() > kSize && (version == "00" || traceparent[kSize] != '-')) return false;
  const absl::string_view trace_id = traceparent.substr(kTraceIdAt, 32);
  const absl::string_view span_id = traceparent.substr(kSpanIdAt, 16);
  return traceparent[2] == '-' && traceparent[kSpanIdAt - 1] == '-' &&
         traceparent[kFlagsAt - 1] == '-' && IsLowerHex(trace_id) && IsLowerHex(span_id) &&
         IsLowerHex(traceparent.substr(kFlagsAt, 2)) && !IsZero(trace_id) && !IsZero(span_id);
}

std::string TraceContext::ToTraceparent() const {
  return absl::StrCat("00-", trace_id, "-", span_id, sampled ? "-01" : "-00");
}

TraceContext ContinueTrace(absl::string_view traceparent) {
  TraceContext context;
  context.span_id = RandomHex();
  if (!IsTraceparent(traceparent)) {
    context.trace_id = absl::StrCat(RandomHex(), RandomHex());
    return context;
  }
  context.trace_id = std::string(traceparent.substr(kTraceIdAt, 32));
  // The lowest bit of the flags' second digit.
  const char digit = traceparent[kFlagsAt + 1];
  context.sampled = ((digit <= '9' ? digit - '0' : digit - 'a' + 10) & 1) != 0;
  return context;
}

}  // namespace shopdesk::observe
