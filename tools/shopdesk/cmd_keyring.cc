#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>

#include "libs/base/status_macros.h"
#include "libs/privacy/key_ring_file.h"
#include "libs/privacy/key_ring_rotation.h"
#include "tools/shopdesk/commands.h"

namespace shopdesk::cli {
namespace {

struct KeyringOptions {
  std::string file;
  bool ahead = false;
};

absl::Status MakeNew(const KeyringOptions& options) {
  RETURN_IF_ERROR(privacy::MakeKeyRing(options.file, privacy::ExistingRing::kRefuse));
  std::cout << options.file << "\n";
  return absl::OkStatus();
}

absl::Status Rotate(const KeyringOptions& options) {
  ASSIGN_OR_RETURN(const std::string key,
                   privacy::RotateKeyRing(options.file, options.ahead ? privacy::Rotation::kAhead
                                                                      : privacy::Rotation::kNow));
  std::cout << key << (options.ahead ? " opens" : " seals") << "\n";
  return absl::OkStatus();
}

void AddKeyring(CLI::App& command, const Globals&, Action& action) {
  command.require_subcommand(1);
  auto options = std::make_shared<KeyringOptions>();
  CLI::App* make = command.add_subcommand("new", "make a key ring with new keys");
  make->add_option("file", options->file, "where; there must be none")->required();
  make->callback([options, &action] { action = [options](Suite&) { return MakeNew(*options); }; });
  CLI::App* rotate = command.add_subcommand(
      "rotate", "let a new key seal what is written from now on; the old ones go on opening");
  rotate->add_option("file", options->file, "the key ring")->required();
  rotate->add_flag("--ahead", options->ahead,
                   "only add the key; once all replicas have it, rotate again without this");
  rotate->callback([options, &action] { action = [options](Suite&) { return Rotate(*options); }; });
}

}  // namespace

const Command kKeyringCommand = {
    "keyring", "make the keys of personal data, and new ones",
    "Services read it when they start. Without it personal data can't be read: keep a copy apart "
    "from the data.\n\n"
    "Example:\n  shopdesk keyring new /etc/shopdesk/keyring",
    AddKeyring};

}  // namespace shopdesk::cli
