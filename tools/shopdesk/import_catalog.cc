#include <fstream>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/util/json_util.h"
#include "libs/base/money.h"
#include "libs/base/status_macros.h"
#include "shopdesk/catalog/v1/product.grpc.pb.h"
#include "tools/shopdesk/import.h"
#include "tools/shopdesk/import_page.h"
#include "tools/shopdesk/import_rows.h"

namespace shopdesk::cli {
namespace {

using catalog::v1::ImportProduct;
using catalog::v1::ImportProductsRequest;
using catalog::v1::ProductService;

constexpr int kProductsPerPage = 200;

// Sends products in pages as they are read.
class ProductSender {
 public:
  ProductSender(Suite& suite, const std::string& shop)
      : settings_(suite.settings), shop_(shop), stub_(ProductService::NewStub(suite.catalog)) {}

  absl::Status Add(ImportProduct product) {
    *page_.add_products() = std::move(product);
    return page_.products_size() >= kProductsPerPage ? Flush() : absl::OkStatus();
  }
  absl::Status Flush() {
    if (page_.products().empty()) return absl::OkStatus();
    return SendPage(settings_, shop_, *stub_, &ProductService::Stub::ImportProducts, page_,
                    summary_);
  }
  ImportSummary& summary() { return summary_; }

 private:
  const CallSettings& settings_;
  const std::string shop_;
  const std::unique_ptr<ProductService::Stub> stub_;
  ImportProductsRequest page_;
  ImportSummary summary_;
};

std::string TextOr(const std::string& text, absl::string_view fallback) {
  return text.empty() ? std::string(fallback) : text;
}

// The variant in the present row, if it has one: rows with a picture only have no price.
void AddVariant(CsvTable& table, const std::string& currency,
                const std::vector<std::string>& option_names, ImportProduct& product) {
  if (table.Text("Variant Price").empty()) return;
  catalog::v1::Sku& sku = *product.mutable_product()->add_skus();
  const absl::StatusOr<int64_t> price = ParseMinor(table.Text("Variant Price"));
  if (!price.ok()) table.Fail("Variant Price", "must be a decimal number");
  *sku.mutable_price() = MakeMoney(currency, price.value_or(0));
  std::string made_up = product.product_id();
  for (int i = 0; i < 3; ++i) {
    const std::string& value = table.Text(absl::StrCat("Option", i + 1, " Value"));
    if (value.empty() || value == "Default Title") continue;
    catalog::v1::OptionValue& option = *sku.add_option_values();
    option.set_option(TextOr(option_names[i], absl::StrCat("option", i + 1)));
    option.set_value(value);
    absl::StrAppend(&made_up, "-", absl::AsciiStrToLower(value));
  }
  sku.set_sku_id(TextOr(table.Text("Variant SKU"), made_up));
  sku.set_barcode(table.Text("Variant Barcode"));
  sku.set_weight_grams(table.Integer("Variant Grams"));
}

void AddPicture(const CsvTable& table, ImportProduct& product) {
  if (table.Text("Image Src").empty()) return;
  catalog::v1::Picture& picture = *product.mutable_product()->add_pictures();
  picture.set_uri(table.Text("Image Src"));
  picture.set_alt_text(table.Text("Image Alt Text"));
}

void StartProduct(CsvTable& table, ImportProduct& row, std::vector<std::string>& option_names) {
  row.Clear();
  row.set_product_id(table.Text("Handle"));
  row.set_publish(table.Boolean("Published"));
  catalog::v1::Product& product = *row.mutable_product();
  product.set_title(TextOr(table.Text("Title"), table.Text("Handle")));
  product.set_description(table.Text("Body (HTML)"));
  product.set_brand(table.Text("Vendor"));
  const auto add_attribute = [&](const char* key, std::vector<std::string> values) {
    if (values.empty()) return;
    catalog::v1::AttributeValue& attribute = *product.add_attributes();
    attribute.set_key(key);
    for (std::string& value : values) attribute.add_values(std::move(value));
  };
  if (!table.Text("Type").empty()) add_attribute("type", {table.Text("Type")});
  std::vector<std::string> tags;
  for (absl::string_view tag : absl::StrSplit(table.Text("Tags"), ',', absl::SkipWhitespace())) {
    tags.emplace_back(absl::StripAsciiWhitespace(tag));
  }
  add_attribute("tags", std::move(tags));
  option_names = {table.Text("Option1 Name"), table.Text("Option2 Name"),
                  table.Text("Option3 Name")};
}

bool LooksLikeShopify(const std::string& file) {
  std::ifstream in(file);
  std::string line;
  std::getline(in, line);
  return absl::StrContains(line, "Handle,");
}

}  // namespace

absl::Status ReadJsonLines(const std::string& file, OnProduct on_product) {
  std::ifstream in(file);
  if (!in) return absl::NotFoundError(absl::StrCat("can't open ", file));
  std::string line;
  for (int64_t number = 1; std::getline(in, line); ++number) {
    if (absl::StripAsciiWhitespace(line).empty()) continue;
    ImportProduct product;
    const auto status = google::protobuf::util::JsonStringToMessage(line, &product);
    if (!status.ok()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "line ", number,
          " is no shopdesk.catalog.v1.ImportProduct: ", std::string(status.message())));
    }
    RETURN_IF_ERROR(on_product(std::move(product)));
  }
  return absl::OkStatus();
}

// A product's rows follow each other: the first has its title, each its variant and a picture.
absl::Status ReadShopify(const std::string& file, const std::string& currency,
                         OnProduct on_product) {
  ASSIGN_OR_RETURN(CsvTable table, CsvTable::Open(file, {}, /*ignore_unknown=*/true));
  ImportProduct product;
  std::vector<std::string> option_names;
  while (true) {
    ASSIGN_OR_RETURN(bool more, table.Next());
    if (!product.product_id().empty() && (!more || table.Text("Handle") != product.product_id())) {
      RETURN_IF_ERROR(on_product(std::move(product)));
      product.Clear();
    }
    if (!more) return absl::OkStatus();
    if (table.Text("Handle").empty()) table.Fail("Handle", "must name the product");
    if (product.product_id().empty()) StartProduct(table, product, option_names);
    AddVariant(table, currency, option_names, product);
    AddPicture(table, product);
    RETURN_IF_ERROR(table.RowStatus());
  }
}

absl::StatusOr<ImportSummary> ImportCatalog(Suite& suite, const std::string& shop,
                                            const std::string& file, const std::string& currency) {
  ProductSender sender(suite, shop);
  const auto add = [&](ImportProduct product) { return sender.Add(std::move(product)); };
  RETURN_IF_ERROR(LooksLikeShopify(file) ? ReadShopify(file, currency, add)
                                         : ReadJsonLines(file, add));
  RETURN_IF_ERROR(sender.Flush());
  return std::move(sender.summary());
}

}  // namespace shopdesk::cli
