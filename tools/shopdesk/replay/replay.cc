#include "tools/shopdesk/replay/replay.h"

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "tools/shopdesk/import.h"
#include "tools/shopdesk/progress.h"
#include "tools/shopdesk/replay/desk.h"
#include "tools/shopdesk/replay/report.h"
#include "tools/shopdesk/replay/retail_file.h"
#include "tools/shopdesk/replay/shop_setup.h"
#include "tools/shopdesk/replay/timeline.h"
#include "tools/shopdesk/replay/tmall_file.h"

namespace shopdesk::cli {
namespace {

// The desk opens before the first order comes in.
constexpr absl::Duration kBeforeTheStart = absl::Hours(24);

absl::StatusOr<std::unique_ptr<ShopFile>> StageFile(const ReplayOptions& options) {
  Progress progress("reading the file", 0);
  const auto show = [&](int64_t rows) { progress.Update(rows, "rows"); };
  if (options.format == "tmall") return TmallFile::Stage(options.input, options.orders, show);
  return RetailFile::Stage(options.input, options.orders, show);
}

using ImportFn = absl::Status (*)(const Suite&, const ImportFile&, ImportSummary&);

// All of a file, if there is one.
absl::Status Import(const Suite& suite, const std::string& shop, const std::string& file,
                    ImportFn import) {
  if (file.empty()) return absl::OkStatus();
  ImportSummary summary;
  RETURN_IF_ERROR(import(suite, {.shop = shop, .file = file}, summary));
  if (summary.refused == 0) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(file, ": ", summary.errors.front()));
}

absl::Status Play(Suite& suite, Desk& desk, const ReplayOptions& options, ShopFile& file) {
  const FileTotals& totals = file.totals();
  RETURN_IF_ERROR(desk.AdvanceTo(totals.first_time - kBeforeTheStart));
  RETURN_IF_ERROR(OpenShop(desk, file.rules()));
  RETURN_IF_ERROR(Import(suite, desk.shop, options.carriers_csv, ImportCarriers));
  RETURN_IF_ERROR(Import(suite, desk.shop, options.rates_csv, ImportRates));
  RETURN_IF_ERROR(StockShop(desk, file));
  Timeline timeline(desk, file);
  RETURN_IF_ERROR(
      file.ForEachInvoice([&](const Invoice& invoice) { return timeline.Add(invoice); }));
  return timeline.Finish();
}

absl::Status WriteReport(const std::string& file, const nlohmann::ordered_json& report) {
  const std::filesystem::path path(file);
  std::error_code ignored;
  if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path(), ignored);
  std::ofstream out(file);
  out << report.dump(2) << "\n";
  out.close();
  if (!out) return absl::UnavailableError(absl::StrCat("can't write the report to ", file));
  return absl::OkStatus();
}

// Whoever it is said to be; else the owner, who does what all do in his shop.
type::v1::Actor ActorOf(const CallSettings& settings) {
  type::v1::Actor actor = settings.actor;
  if (!actor.id().empty()) return actor;
  actor.set_kind(type::v1::Actor::AGENT);
  actor.set_id("replay");
  actor.set_role(role::v1::Role::OWNER);
  return actor;
}

}  // namespace

absl::Status Replay(Suite& suite, const ReplayOptions& options) {
  suite.settings.actor = ActorOf(suite.settings);
  ASSIGN_OR_RETURN(std::unique_ptr<ShopFile> file, StageFile(options));
  Desk desk(suite, options.shop, file->totals().fingerprint, options.threads);
  ASSIGN_OR_RETURN(const absl::Time clock, desk.Clock());
  if (clock >= file->totals().last_time + kAfterTheEnd) {
    // What was played to its end is only checked to be the same file, and reported.
    RETURN_IF_ERROR(OpenShop(desk, file->rules()));
  } else {
    RETURN_IF_ERROR(Play(suite, desk, options, *file));
  }
  ASSIGN_OR_RETURN(const nlohmann::ordered_json report, MakeReport(desk, *file, options.metrics));
  if (!options.report_file.empty()) RETURN_IF_ERROR(WriteReport(options.report_file, report));
  std::fputs(
      options.json ? absl::StrCat(report.dump(2), "\n").c_str() : FormatReport(report).c_str(),
      stdout);
  return CheckAtRest(report);
}

}  // namespace shopdesk::cli
