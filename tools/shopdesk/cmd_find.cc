#include <memory>

#include <CLI/CLI.hpp>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "nlohmann/json.hpp"
#include "tools/shopdesk/commands.h"
#include "tools/shopdesk/dynamic_call.h"
#include "tools/shopdesk/import_rows.h"
#include "tools/shopdesk/table.h"

namespace shopdesk::cli {
namespace {

using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using Json = nlohmann::ordered_json;

struct FindOptions {
  // "picture".
  std::string by;
  std::string file;
  std::string shop;
  bool json = false;
};

void PrintMatch(const Json& match) {
  absl::PrintF("%s  %s\n  %s, %s bits differ, %s\n", Cell(match, "product"), Cell(match, "title"),
               Cell(match, "confidence"),
               match.contains("distance") ? Cell(match, "distance") : "0", Cell(match, "state"));
  if (match.contains("category")) {
    absl::PrintF("  %s (%s)\n", Cell(match, "category_path"), Cell(match, "category"));
  }
  std::vector<Json> offers;
  for (Json offer : match.value("offers", Json::array())) {
    if (!offer.contains("available")) offer["available"] = "0";
    offers.push_back(std::move(offer));
  }
  static constexpr ColumnList kColumns = {{"sku_id", "option_values.value", "price", "available"}};
  PrintTable(kColumns, offers, 2);
}

// NOT_FOUND if the picture shows nothing that the shop has.
absl::Status Find(const Suite& suite, const FindOptions& options) {
  ASSIGN_OR_RETURN(const std::string content, ReadPictureFile(options.file));
  ASSIGN_OR_RETURN(const MethodDescriptor* method,
                   KnownMethod("shopdesk.catalog.v1.PictureService.FindProductsByPicture"));
  const Json request = {{"parent", absl::StrCat("shops/", EscapeId(options.shop))},
                        {"content", absl::Base64Escape(content)}};
  Json matches = Json::array();
  RETURN_IF_ERROR(CallMethod(suite.settings, suite.catalog, *method, {request.dump()},
                             [&](const Message& message) {
                               const Json answer = Json::parse(ToJson(message, /*compact=*/true));
                               matches = answer.value("matches", Json::array());
                               return absl::OkStatus();
                             }));
  for (const Json& match : matches) {
    if (options.json) {
      absl::PrintF("%s\n", match.dump());
    } else {
      PrintMatch(match);
    }
  }
  if (!matches.empty()) return absl::OkStatus();
  return absl::NotFoundError("the picture shows nothing that the shop has sent a picture of");
}

void AddFind(CLI::App& command, const Globals& globals, Action& action) {
  auto options = std::make_shared<FindOptions>();
  command.add_option("by", options->by, "picture")->required()->check(CLI::IsMember({"picture"}));
  command.add_option("file", options->file, "a JPEG, PNG or WebP picture, of at most 10 MiB")
      ->required()
      ->check(CLI::ExistingFile);
  command.add_option("--shop", options->shop, "the shop's id")->required();
  command.callback([options, &globals, &action] {
    action = [options, &globals](Suite& suite) {
      options->json = globals.json;
      return Find(suite, *options);
    };
  });
}

}  // namespace

const Command kFindCommand = {
    "find", "the product that a buyer's picture shows, with category, price and stock",
    "It is found if it is a picture that the shop has sent (shopdesk import pictures), however it "
    "was saved and scaled since, and cropped by up to a tenth.\n"
    "Example:\n  shopdesk find picture photo.jpg --shop demo",
    AddFind};

}  // namespace shopdesk::cli
