#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "google/protobuf/util/json_util.h"
#include "libs/base/status_macros.h"
#include "nlohmann/json.hpp"
#include "shopdesk/catalog/v1/product.grpc.pb.h"
#include "tools/shopdesk/currency.h"
#include "tools/shopdesk/import.h"
#include "tools/shopdesk/import_page.h"
#include "tools/shopdesk/import_rows.h"
#include "tools/shopdesk/json_check.h"
#include "tools/shopdesk/text_file.h"

namespace shopdesk::cli {
namespace {

using catalog::v1::ImportProduct;
using catalog::v1::ProductService;

constexpr size_t kProductsPerPage = 200;

absl::StatusOr<ImportProduct> ParseProduct(const std::string& line) {
  const auto json = nlohmann::ordered_json::parse(line, nullptr, /*allow_exceptions=*/false);
  if (json.is_discarded()) return absl::InvalidArgumentError("is no JSON");
  const std::vector<std::string> problems = CheckJson(*ImportProduct::descriptor(), json);
  if (!problems.empty()) return absl::InvalidArgumentError(absl::StrJoin(problems, "; "));
  ImportProduct product;
  const auto status = google::protobuf::util::JsonStringToMessage(line, &product);
  if (status.ok()) return product;
  return absl::InvalidArgumentError(
      absl::StrCat("is no shopdesk.catalog.v1.ImportProduct: ", std::string(status.message())));
}

// Lines of JSON begin with a brace; the first row of a CSV names its columns.
absl::StatusOr<bool> LooksLikeShopify(const ImportFile& file) {
  ASSIGN_OR_RETURN(TextFile text, TextFile::Open(file.file, file.encoding));
  std::string line;
  do {
    ASSIGN_OR_RETURN(const bool more, text.Next(line));
    if (!more) return absl::InvalidArgumentError(absl::StrCat(file.file, " is empty"));
  } while (absl::StripAsciiWhitespace(line).empty());
  return !absl::StartsWith(absl::StripLeadingAsciiWhitespace(line), "{");
}

}  // namespace

absl::Status ReadJsonLines(const ImportFile& file, OnProduct on_product, ImportSummary& summary) {
  ASSIGN_OR_RETURN(TextFile text, TextFile::Open(file.file, file.encoding));
  std::string line;
  while (true) {
    ASSIGN_OR_RETURN(const bool more, text.Next(line));
    if (!more) return absl::OkStatus();
    if (absl::StripAsciiWhitespace(line).empty()) continue;
    if (const absl::Status status = text.LineStatus(); !status.ok()) {
      summary.Refuse({std::string(status.message())});
      continue;
    }
    absl::StatusOr<ImportProduct> product = ParseProduct(line);
    if (product.ok()) {
      RETURN_IF_ERROR(on_product(*std::move(product), text.line()));
    } else {
      summary.Refuse({absl::StrCat("line ", text.line(), ": ", product.status().message())});
    }
  }
}

absl::Status ImportCatalog(const Suite& suite, const ImportFile& file, ImportSummary& summary) {
  RETURN_IF_ERROR(CheckCurrency(file.currency));
  using Page = catalog::v1::ImportProductsRequest;
  const auto stub = ProductService::NewStub(suite.catalog);
  const auto send = [&](const Page& page) {
    return StreamOne(suite.settings, *stub, &ProductService::Stub::ImportProducts, page);
  };
  PageSender sender(file, send, &Page::mutable_products, kProductsPerPage, summary);
  const auto add = [&](ImportProduct product, int64_t line) {
    return sender.Add(std::move(product), line);
  };
  ASSIGN_OR_RETURN(const bool shopify, LooksLikeShopify(file));
  RETURN_IF_ERROR(shopify ? ReadShopify(file, add, summary) : ReadJsonLines(file, add, summary));
  return sender.Flush();
}

}  // namespace shopdesk::cli
