#include "tools/shopdesk/replay/method_latency.h"

#include <curl/curl.h>

#include <limits>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace shopdesk::cli {
namespace {

constexpr absl::string_view kBucket = "grpc_server_handling_seconds_bucket{";

using Buckets = std::map<double, double>;  // upper bound → cumulative count

std::string LabelOf(absl::string_view labels, absl::string_view name) {
  const std::string start = absl::StrCat(name, "=\"");
  const size_t begin = labels.find(start);
  if (begin == absl::string_view::npos) return "";
  const absl::string_view rest = labels.substr(begin + start.size());
  return std::string(rest.substr(0, rest.find('"')));
}

double Quantile(const Buckets& buckets, double total, double quantile) {
  const double rank = total * quantile;
  double lower_bound = 0;
  double below = 0;
  for (const auto& [bound, count] : buckets) {
    if (count >= rank && count > below) {
      if (bound == std::numeric_limits<double>::infinity()) return lower_bound;
      return lower_bound + (bound - lower_bound) * (rank - below) / (count - below);
    }
    lower_bound = bound;
    below = count;
  }
  return lower_bound;
}

size_t Append(char* data, size_t size, size_t count, void* body) {
  static_cast<std::string*>(body)->append(data, size * count);
  return size * count;
}

}  // namespace

std::map<std::string, MethodLatency> ParseMethodLatencies(absl::string_view metrics_text) {
  std::map<std::string, Buckets> methods;
  for (absl::string_view line : absl::StrSplit(metrics_text, '\n')) {
    if (!absl::StartsWith(line, kBucket)) continue;
    const std::pair<absl::string_view, absl::string_view> parts =
        absl::StrSplit(line, absl::MaxSplits("} ", 1));
    double count = 0;
    double bound = std::numeric_limits<double>::infinity();
    const std::string le = LabelOf(parts.first, "le");
    if (!absl::SimpleAtod(parts.second, &count) || (le != "+Inf" && !absl::SimpleAtod(le, &bound)))
      continue;
    methods[absl::StrCat(LabelOf(parts.first, "grpc_service"), "/",
                         LabelOf(parts.first, "grpc_method"))][bound] += count;
  }
  std::map<std::string, MethodLatency> latencies;
  for (const auto& [method, buckets] : methods) {
    const double total = buckets.rbegin()->second;
    if (total == 0) continue;
    latencies[method] = {static_cast<int64_t>(total), Quantile(buckets, total, 0.5) * 1000,
                         Quantile(buckets, total, 0.99) * 1000};
  }
  return latencies;
}

absl::StatusOr<std::string> FetchMetrics(const std::string& address) {
  std::string body;
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(),
                                                                 curl_easy_cleanup);
  const std::string url = absl::StrCat("http://", address, "/metrics");
  curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT, 5L);
  curl_easy_setopt(curl.get(), CURLOPT_FAILONERROR, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_PROXY, "");
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, Append);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &body);
  const CURLcode code = curl_easy_perform(curl.get());
  if (code != CURLE_OK)
    return absl::UnavailableError(absl::StrCat(url, ": ", curl_easy_strerror(code)));
  return body;
}

}  // namespace shopdesk::cli
