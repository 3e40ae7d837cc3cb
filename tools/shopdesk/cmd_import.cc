#include <cstdio>
#include <memory>

#include <CLI/CLI.hpp>

#include "tools/shopdesk/commands.h"
#include "tools/shopdesk/import.h"

namespace shopdesk::cli {
namespace {

struct Options {
  // "catalog", "carriers", "rates" or "branches".
  std::string what;
  std::string file;
  std::string shop;
  // Of a Shopify file.
  std::string currency = "CNY";
};

absl::StatusOr<ImportSummary> Import(Suite& suite, const Options& options) {
  if (options.what == "carriers") return ImportCarriers(suite, options.shop, options.file);
  if (options.what == "rates") return ImportRates(suite, options.shop, options.file);
  if (options.what == "branches") return ImportBranches(suite, options.shop, options.file);
  return ImportCatalog(suite, options.shop, options.file, options.currency);
}

absl::Status PrintSummary(const absl::StatusOr<ImportSummary>& summary) {
  if (!summary.ok()) return summary.status();
  std::printf("created %lld, updated %lld, unchanged %lld, refused %zu\n",
              static_cast<long long>(summary->created), static_cast<long long>(summary->updated),
              static_cast<long long>(summary->unchanged), summary->errors.size());
  for (const std::string& error : summary->errors) std::fprintf(stderr, "  %s\n", error.c_str());
  return summary->errors.empty()
             ? absl::OkStatus()
             : absl::InvalidArgumentError("some rows were refused; the rest was taken");
}

void Add(CLI::App& command, const Globals&, Action& action) {
  auto options = std::make_shared<Options>();
  command
      .add_option("what", options->what,
                  "catalog (JSON lines or Shopify CSV), carriers, rates or branches (CSV)")
      ->required()
      ->check(CLI::IsMember({"catalog", "carriers", "rates", "branches"}));
  command.add_option("file", options->file, "the file")->required()->check(CLI::ExistingFile);
  command.add_option("--shop", options->shop, "the shop's id")->required();
  command.add_option("--currency", options->currency, "the currency of a Shopify file")
      ->capture_default_str();
  command.callback([options, &action] {
    action = [options](Suite& suite) { return PrintSummary(Import(suite, *options)); };
  });
}

}  // namespace

const Command kImportCommand = {
    "import", "bring in products, carriers, rates or branches from a file",
    "Examples:\n  shopdesk import carriers services/logistics/data/carriers.csv --shop demo\n"
    "  shopdesk import branches branches.csv --shop demo\n"
    "  shopdesk import catalog products.jsonl --shop demo\n"
    "  shopdesk import catalog shopify.csv --shop demo --currency USD",
    Add};

}  // namespace shopdesk::cli
