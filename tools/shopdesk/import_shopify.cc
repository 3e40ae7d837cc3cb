#include <array>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "libs/base/money.h"
#include "libs/base/status_macros.h"
#include "tools/shopdesk/currency.h"
#include "tools/shopdesk/import_group.h"
#include "tools/shopdesk/import_rows.h"

namespace shopdesk::cli {
namespace {

using catalog::v1::ImportProduct;

constexpr size_t kOptions = 3;

// Those that are read; the names behind "|" are those of exports since 2025. Whatever else a year's
// export has ("Cost per item", "Price / International") is left alone.
const std::vector<std::string>& Columns() {
  static const std::vector<std::string>& kColumns =
      *new std::vector<std::string>{"Handle|URL handle",
                                    "Title",
                                    "Body (HTML)|Description",
                                    "Vendor",
                                    "Type",
                                    "Tags",
                                    "Published|Published on online store",
                                    "Status",
                                    "Option1 Name",
                                    "Option1 Value",
                                    "Option2 Name",
                                    "Option2 Value",
                                    "Option3 Name",
                                    "Option3 Value",
                                    "Variant SKU|SKU",
                                    "Variant Grams|Weight value (grams)",
                                    "Variant Price|Price",
                                    "Variant Barcode|Variant Barcodes|Barcode",
                                    "Image Src|Product image URL",
                                    "Image Alt Text"};
  return kColumns;
}

// A product while its rows are read.
struct ShopifyProduct {
  ImportProduct row;
  std::string published;
  std::string status;
  std::array<std::string, kOptions> option_names;
};

std::string TextOr(const std::string& text, absl::string_view fallback) {
  return text.empty() ? std::string(fallback) : text;
}

void KeepFirst(const std::string& text, std::string& kept) {
  if (kept.empty()) kept = text;
}

// Rounded up, so that freight is not too low. Empty: not known.
int64_t ReadGrams(CsvTable& table) {
  const std::string& text = table.Text("Variant Grams");
  if (text.empty()) return 0;
  const absl::StatusOr<int64_t> milligrams = ParseMinor(text, 3);
  if (!milligrams.ok() || *milligrams < 0) {
    table.Fail("Variant Grams", "must be a number that is not negative");
    return 0;
  }
  return *milligrams / 1000 + (*milligrams % 1000 > 0 ? 1 : 0);
}

// Rows that follow a product's first can have a picture only.
bool HasVariant(const CsvTable& table, const ShopifyProduct& product) {
  if (product.row.product().skus().empty() || table.Text("Image Src").empty()) return true;
  for (const char* column : {"Variant Price", "Variant SKU", "Variant Grams", "Variant Barcode",
                             "Option1 Value", "Option2 Value", "Option3 Value"}) {
    if (!table.Text(column).empty()) return true;
  }
  return false;
}

void AddVariant(CsvTable& table, const std::string& currency, ShopifyProduct& product) {
  catalog::v1::Sku& sku = *product.row.mutable_product()->add_skus();
  const absl::StatusOr<int64_t> price = ParseMajor(table.Text("Variant Price"), currency);
  if (!price.ok()) table.Fail("Variant Price", price.status().message());
  *sku.mutable_price() = MakeMoney(currency, price.value_or(0));
  std::string made_up = product.row.product_id();
  for (size_t i = 0; i < kOptions; ++i) {
    const std::string& value = table.Text(absl::StrCat("Option", i + 1, " Value"));
    if (value.empty() || value == "Default Title") continue;
    catalog::v1::OptionValue& option = *sku.add_option_values();
    // Until all rows are read.
    option.set_option(absl::StrCat(i));
    option.set_value(value);
    absl::StrAppend(&made_up, "-", absl::AsciiStrToLower(value));
  }
  sku.set_sku_id(TextOr(table.Text("Variant SKU"), made_up));
  sku.set_barcode(table.Text("Variant Barcode"));
  sku.set_weight_grams(ReadGrams(table));
}

void AddPicture(const CsvTable& table, ImportProduct& product) {
  if (table.Text("Image Src").empty()) return;
  catalog::v1::Picture& picture = *product.mutable_product()->add_pictures();
  picture.set_uri(table.Text("Image Src"));
  picture.set_alt_text(table.Text("Image Alt Text"));
}

void AddAttribute(const char* key, const std::vector<std::string>& values,
                  catalog::v1::Product& product) {
  if (values.empty()) return;
  catalog::v1::AttributeValue& attribute = *product.add_attributes();
  attribute.set_key(key);
  for (const std::string& value : values) attribute.add_values(value);
}

// What a product's first row says of it; one further down does too if the file was sorted anew.
void ReadCard(CsvTable& table, ShopifyProduct& product) {
  product.row.set_product_id(table.Text("Handle"));
  KeepFirst(table.Text("Published"), product.published);
  KeepFirst(absl::AsciiStrToLower(table.Text("Status")), product.status);
  for (size_t i = 0; i < kOptions; ++i)
    KeepFirst(table.Text(absl::StrCat("Option", i + 1, " Name")), product.option_names[i]);
  catalog::v1::Product& card = *product.row.mutable_product();
  KeepFirst(table.Text("Title"), *card.mutable_title());
  KeepFirst(table.Text("Body (HTML)"), *card.mutable_description());
  KeepFirst(table.Text("Vendor"), *card.mutable_brand());
  if (!card.attributes().empty()) return;
  if (!table.Text("Type").empty()) AddAttribute("type", {table.Text("Type")}, card);
  std::vector<std::string> tags;
  for (absl::string_view tag : absl::StrSplit(table.Text("Tags"), ',', absl::SkipWhitespace()))
    tags.emplace_back(absl::StripAsciiWhitespace(tag));
  AddAttribute("tags", tags, card);
}

void CheckCard(CsvTable& table) {
  if (table.Text("Handle").empty()) table.Fail("Handle", "must name the product");
  table.Boolean("Published");
  const std::string status = absl::AsciiStrToLower(table.Text("Status"));
  for (const char* known : {"", "active", "draft", "archived", "unlisted"}) {
    if (status == known) return;
  }
  table.Fail("Status", "must be active, draft, archived or unlisted");
}

ImportProduct Finish(ShopifyProduct product) {
  catalog::v1::Product& card = *product.row.mutable_product();
  if (card.title().empty()) card.set_title(product.row.product_id());
  for (catalog::v1::Sku& sku : *card.mutable_skus()) {
    for (catalog::v1::OptionValue& option : *sku.mutable_option_values()) {
      const size_t index = option.option()[0] - '0';
      option.set_option(TextOr(product.option_names[index], absl::StrCat("option", index + 1)));
    }
  }
  // A file that says nothing of it leaves it as it is.
  if (!product.published.empty() || !product.status.empty()) {
    bool published = false;
    product.row.set_publish(absl::SimpleAtob(product.published, &published) && published &&
                            (product.status.empty() || product.status == "active"));
  }
  return std::move(product.row);
}

}  // namespace

absl::Status ReadShopify(const ImportFile& file, OnProduct on_product, ImportSummary& summary) {
  const auto open = [&]() -> absl::StatusOr<CsvTable> {
    ASSIGN_OR_RETURN(
        CsvTable table,
        CsvTable::Open(file.file, Columns(), {.encoding = file.encoding, .ignore_unknown = true}));
    for (const char* column : {"Handle", "Variant Price"}) {
      if (!table.Has(column)) {
        return absl::InvalidArgumentError(absl::StrCat(
            file.file, " has no column \"", column, "\"; export it from Shopify with all columns"));
      }
    }
    return table;
  };
  const auto key = [](const CsvTable& table) { return table.Text("Handle"); };
  const auto add = [&](CsvTable& table, ShopifyProduct& product) {
    CheckCard(table);
    ReadCard(table, product);
    if (HasVariant(table, product)) AddVariant(table, file.currency, product);
    AddPicture(table, product.row);
  };
  const auto done = [&](ShopifyProduct product, int64_t line) {
    return on_product(Finish(std::move(product)), line);
  };
  return ReadGroups<ShopifyProduct>(open, key, add, done, summary);
}

}  // namespace shopdesk::cli
