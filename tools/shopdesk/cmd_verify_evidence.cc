#include <fstream>
#include <iterator>
#include <memory>

#include <CLI/CLI.hpp>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "libs/base/status_macros.h"
#include "libs/evidence/evidence.h"
#include "nlohmann/json.hpp"
#include "shopdesk/feedback/v1/dossier.pb.h"
#include "tools/shopdesk/commands.h"
#include "tools/shopdesk/dynamic_call.h"

namespace shopdesk::cli {
namespace {

using Json = nlohmann::ordered_json;

struct VerifyEvidenceOptions {
  std::string file;
  // What the shop said that the chain ends with; empty: nothing is known.
  std::string head;
  bool contents = false;
};

absl::StatusOr<std::string> ReadEvidence(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
  if (stream.bad() || !stream) return absl::NotFoundError(absl::StrCat("can't read ", file));
  return bytes;
}

// A line for each item, with what was said where it was asked for.
void PrintItems(const evidence::Report& report, bool contents) {
  for (int i = 0; i < report.bundle.entries_size(); ++i) {
    feedback::v1::DossierItem item;
    item.ParseFromString(report.bundle.entries(i).meta());
    Json line = Json::parse(ToJson(item, /*compact=*/true));
    feedback::v1::DossierContent content;
    if (!report.contents[i].has_value()) {
      line["erased"] = true;
    } else if (contents && content.ParseFromString(*report.contents[i])) {
      line["content"] = Json::parse(ToJson(content, /*compact=*/true));
    }
    absl::PrintF("%s\n", line.dump());
  }
}

absl::Status VerifyEvidence(const VerifyEvidenceOptions& options) {
  ASSIGN_OR_RETURN(const std::string file, ReadEvidence(options.file));
  evidence::Report report = evidence::Verify(file);
  const std::string head = absl::BytesToHexString(report.bundle.head());
  if (report.problems.empty() && !options.head.empty() && options.head != head) {
    report.problems.push_back(absl::StrCat("its head is ", head, ", not the one that was told"));
  }
  if (!report.problems.empty()) {
    return absl::DataLossError(
        absl::StrCat(options.file, ": ", absl::StrJoin(report.problems, "; ")));
  }
  feedback::v1::DossierHeader header;
  header.ParseFromString(report.bundle.header());
  absl::PrintF("%s\n", ToJson(header, /*compact=*/true));
  PrintItems(report, options.contents);
  absl::PrintF("intact: %d items, head %s\n", report.bundle.entries_size(), head);
  return absl::OkStatus();
}

void AddVerifyEvidence(CLI::App& command, const Globals&, Action& action) {
  auto options = std::make_shared<VerifyEvidenceOptions>();
  command.add_option("file", options->file, "what export-evidence wrote")->required();
  command.add_option("--head", options->head,
                     "the head that the shop told: nothing was made anew since");
  command.add_flag("--contents", options->contents, "also what was said");
  command.callback(
      [options, &action] { action = [options](Suite&) { return VerifyEvidence(*options); }; });
}

}  // namespace

const Command kVerifyEvidenceCommand = {
    "verify-evidence", "check a file of evidence with nothing else",
    "Asks no service. What was changed in any byte is told with the item that is broken, and the "
    "exit code isn't 0.\nExample:\n  shopdesk verify-evidence case.evidence",
    AddVerifyEvidence};

}  // namespace shopdesk::cli
