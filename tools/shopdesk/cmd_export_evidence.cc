#include <fstream>
#include <memory>

#include <CLI/CLI.hpp>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "nlohmann/json.hpp"
#include "shopdesk/feedback/v1/dossier.pb.h"
#include "tools/shopdesk/commands.h"
#include "tools/shopdesk/dynamic_call.h"
#include "tools/shopdesk/shops.h"

namespace shopdesk::cli {
namespace {

using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using Json = nlohmann::ordered_json;

struct ExportEvidenceOptions {
  // The id of the review, or the dossier's full name.
  std::string dossier;
  std::string file;
  std::string shop;
  std::string purpose = "case";
};

absl::Status WriteBundle(const type::v1::EvidenceBundle& bundle, const std::string& file) {
  std::ofstream stream(file, std::ios::binary | std::ios::trunc);
  stream << bundle.SerializeAsString();
  stream.close();
  if (stream) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat("can't write ", file));
}

absl::Status ExportEvidence(const Suite& suite, const ExportEvidenceOptions& options) {
  const bool whole = absl::StartsWith(options.dossier, "shops/");
  if (!whole && options.shop.empty()) return MissingShop();
  const std::string name = whole ? options.dossier
                                 : absl::StrCat("shops/", EscapeId(options.shop), "/dossiers/",
                                                EscapeId(options.dossier));
  ASSIGN_OR_RETURN(const MethodDescriptor* method,
                   KnownMethod("shopdesk.feedback.v1.DossierService.ExportDossier"));
  const Json request = {{"name", name}, {"purpose", options.purpose}};
  return CallMethod(suite.settings, suite.feedback, *method, {request.dump()},
                    [&](const Message& message) -> absl::Status {
                      feedback::v1::ExportDossierResponse response;
                      if (!response.ParseFromString(message.SerializeAsString())) {
                        return absl::InternalError("the answer can't be read");
                      }
                      const type::v1::EvidenceBundle& bundle = response.bundle();
                      RETURN_IF_ERROR(WriteBundle(bundle, options.file));
                      absl::PrintF("%s: %d items, head %s\n", options.file, bundle.entries_size(),
                                   absl::BytesToHexString(bundle.head()));
                      return absl::OkStatus();
                    });
}

void AddExportEvidence(CLI::App& command, const Globals&, Action& action) {
  auto options = std::make_shared<ExportEvidenceOptions>();
  command.add_option("dossier", options->dossier, "the review's id, or the dossier's full name")
      ->required();
  command.add_option("file", options->file, "where the bundle is written")->required();
  command.add_option("--shop", options->shop, "the shop's id");
  command.add_option("--purpose", options->purpose, "what for; reveal_rules say who may")
      ->capture_default_str();
  command.callback([options, &action] {
    action = [options](Suite& suite) { return ExportEvidence(suite, *options); };
  });
}

}  // namespace

const Command kExportEvidenceCommand = {
    "export-evidence", "a dossier against a malicious reviewer as one file",
    "The file holds all items with what opens them: it is read like any original, which is "
    "written down.\nExample:\n  shopdesk export-evidence 536365.1 case.evidence --role complaint "
    "--shop retail",
    AddExportEvidence};

}  // namespace shopdesk::cli
