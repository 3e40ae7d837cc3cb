#include <cstdio>
#include <filesystem>
#include <memory>

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "libs/base/status_macros.h"
#include "nlohmann/json.hpp"
#include "tools/shopdesk/commands.h"
#include "tools/shopdesk/currency.h"
#include "tools/shopdesk/import.h"
#include "tools/shopdesk/text_file.h"

namespace shopdesk::cli {
namespace {

struct ImportOptions {
  // "catalog", "litemall", "sizes", "pictures", "carriers", "rates",
  // "negotiated", "branches" or "taobao-orders".
  std::string what;
  ImportFile file;
  bool json = false;
};

absl::Status Run(const Suite& suite, const ImportOptions& options, ImportSummary& summary) {
  if (options.what == "carriers") return ImportCarriers(suite, options.file, summary);
  if (options.what == "rates") return ImportRates(suite, options.file, summary);
  if (options.what == "negotiated") return ImportNegotiatedRates(suite, options.file, summary);
  if (options.what == "branches") return ImportBranches(suite, options.file, summary);
  if (options.what == "pictures") return ImportPictures(suite, options.file, summary);
  if (options.what == "sizes") return ImportSizes(suite, options.file, summary);
  if (options.what == "taobao-orders") return ImportTaobaoOrders(suite, options.file, summary);
  if (options.what == "litemall") return ImportLitemall(suite, options.file, summary);
  return ImportCatalog(suite, options.file, summary);
}

void Print(const ImportSummary& summary, bool json) {
  if (json) {
    nlohmann::ordered_json counts{{"created", summary.created},
                                  {"updated", summary.updated},
                                  {"unchanged", summary.unchanged},
                                  {"refused", summary.refused}};
    if (!summary.readings.empty()) counts["readings"] = summary.readings;
    absl::PrintF("%s\n", counts.dump());
  } else {
    absl::PrintF("created %d, updated %d, unchanged %d, refused %d\n", summary.created,
                 summary.updated, summary.unchanged, summary.refused);
    for (const auto& [what, count] : summary.readings) absl::PrintF("  %-10s %5d\n", what, count);
  }
  std::fflush(stdout);
  for (const std::string& error : summary.errors) absl::FPrintF(stderr, "  %s\n", error);
  if (summary.more_errors > 0)
    absl::FPrintF(stderr, "  … and %d more errors\n", summary.more_errors);
}

// INVALID_ARGUMENT if anything was refused.
absl::Status Import(const Suite& suite, ImportOptions options) {
  const bool folder = std::filesystem::is_directory(options.file.file);
  if (folder != (options.what == "litemall")) {
    return absl::InvalidArgumentError(absl::StrCat(
        options.file.file, folder ? " is a folder, not a file" : " is a file, not a folder"));
  }
  if (options.file.encoding.empty() && !folder) {
    ASSIGN_OR_RETURN(options.file.encoding, FindEncoding(options.file.file));
    absl::FPrintF(stderr, "%s is read as %s; --encoding says otherwise\n", options.file.file,
                  options.file.encoding);
  }
  ImportSummary summary;
  const absl::Status status = Run(suite, options, summary);
  Print(summary, options.json);
  if (!status.ok() && summary.created + summary.updated + summary.unchanged > 0) {
    absl::Status failed(status.code(),
                        absl::StrCat(status.message(),
                                     "; the import ended there, what the line above counts as "
                                     "created, updated and unchanged was taken"));
    status.ForEachPayload(
        [&](absl::string_view url, const absl::Cord& payload) { failed.SetPayload(url, payload); });
    return failed;
  }
  if (!status.ok() || summary.refused == 0) return status;
  return absl::InvalidArgumentError(
      "some was refused, the rest was taken; mend that in the file and import it again");
}

void AddImport(CLI::App& command, const Globals& globals, Action& action) {
  auto options = std::make_shared<ImportOptions>();
  command
      .add_option("what", options->what,
                  "catalog (JSON lines or Shopify CSV), litemall (a folder), sizes, pictures, "
                  "carriers, rates, negotiated rates, branches or taobao-orders (CSV)")
      ->required()
      ->check(CLI::IsMember({"catalog", "litemall", "sizes", "pictures", "carriers", "rates",
                             "negotiated", "branches", "taobao-orders"}));
  command.add_option("file", options->file.file, "the file, which may be gzipped, or the folder")
      ->required()
      ->check(CLI::ExistingPath);
  command.add_option("--shop", options->file.shop, "the shop's id")->required();
  options->file.currency = "CNY";
  command
      .add_option("--currency", options->file.currency,
                  "the currency of a file of Shopify, litemall or Taobao, ISO 4217")
      ->check([](const std::string& code) { return std::string(CheckCurrency(code).message()); })
      ->capture_default_str();
  command
      .add_option("--encoding", options->file.encoding,
                  "of the file; otherwise it is found out, and said on standard error")
      ->transform(
          CLI::IsMember(std::vector<std::string>(std::begin(kEncodings), std::end(kEncodings)),
                        CLI::ignore_case));
  command.add_option("--report", options->file.report,
                     "write here what became of each text of a litemall shop, as a CSV; -: to "
                     "standard output");
  command.callback([options, &globals, &action] {
    action = [options, &globals](Suite& suite) {
      options->json = globals.json;
      return Import(suite, *options);
    };
  });
}

}  // namespace

const Command kImportCommand = {
    "import",
    "bring in products, size charts, pictures, orders, carriers, rates or branches from files",
    "What is wrong in the file is listed by line, and refuses only the carrier, branch, rate "
    "table, size chart or product that it is in; the exit status is then 1. Importing again "
    "changes "
    "nothing that is "
    "the same.\n"
    "carriers: a row each, columns carrier_id, display_name, service_phone, complaint_phone, site, "
    "enquiry, modes (;), cod_capable, waybill_rules, kuaidi100_code, kdniao_code, aftership_slug, "
    "prohibited_goods (;).\n"
    "rates: a row for each zone of a rate table; services/logistics/data/README.md has the "
    "columns.\n"
    "negotiated: a row for each rate agreed on with a carrier, columns carrier_id, "
    "negotiated_rate_id, mode, discount_bps, floor_minor, currency_code, valid_from, valid_until, "
    "agent, contract.\n"
    "branches: a row each, columns carrier_id, branch_id, display_name, region_code, "
    "administrative_area, locality, district, postal_code, street, phone, hours, services (;), "
    "modes (;), districts (;), postal_code_prefixes (;), note.\n"
    "pictures: a row for each picture of a product, columns product_id, uri (as the product has "
    "it), file (from the folder of the CSV). Only what they look like is kept.\n"
    "sizes: a row for each measure of a size, columns product_id, or category_id and brand; "
    "option, "
    "size, option_values (;), measure, from, to, ease with their units: 92cm, 36in, 62kg.\n"
    "taobao-orders: Taobao's export of orders, whose columns are in Chinese; docs/import.md says "
    "what is taken over. A later export corrects what is there.\n"
    "litemall: the tables of a litemall shop with the rules of its words; docs/import.md has "
    "both.\n"
    "catalog: Shopify's product CSV of any year, or a line of JSON for each product:\n"
    "  {\"product_id\": \"tea\", \"publish\": true, \"product\": {\"title\": \"Tea\", \"skus\": "
    "[{\"sku_id\": \"T1\", \"price\": {\"currency_code\": \"CNY\", \"minor\": 1990}}]}}\n"
    "Examples:\n  shopdesk import carriers services/logistics/data/carriers.csv --shop demo\n"
    "  shopdesk import branches branches.csv --shop demo --encoding GB18030\n"
    "  shopdesk import catalog products.jsonl --shop demo\n"
    "  shopdesk import catalog shopify.csv --shop demo --currency USD\n"
    "  shopdesk import pictures pictures.csv --shop demo\n"
    "  shopdesk import sizes sizes.csv --shop demo\n"
    "  shopdesk import taobao-orders ExportOrderList.csv --shop demo\n"
    "  shopdesk import litemall data/yanxuan --shop demo --report report.csv",
    AddImport};

}  // namespace shopdesk::cli
