#include "tools/shopdesk/litemall/shop.h"

#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "libs/base/money.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "nlohmann/json.hpp"
#include "tools/shopdesk/currency.h"
#include "tools/shopdesk/litemall/attribute_rules.h"
#include "tools/shopdesk/litemall/care_rules.h"
#include "tools/shopdesk/litemall/fit_rules.h"
#include "tools/shopdesk/litemall/material_words.h"
#include "tools/shopdesk/litemall/suggestion_rules.h"
#include "tools/shopdesk/litemall/tables.h"

namespace shopdesk::cli {
namespace {

using catalog::v1::AttributeDefinition;
using catalog::v1::AttributeValue;
using catalog::v1::Category;
using catalog::v1::Product;
using Row = LitemallTable::Row;
using RowsByKey = std::map<std::string, std::vector<const Row*>>;

// The attribute that care by material goes by.
constexpr char kMaterialKey[] = "material";
// A column of the table of goods that has a rule as attributes have.
constexpr absl::string_view kGoodsColumn = "goods.";

// What each table gives; all other columns are left out.
const std::map<std::string, std::set<std::string>>& TakenColumns() {
  static const auto& kTaken = *new std::map<std::string, std::set<std::string>>{
      {"litemall_category", {"id", "name", "pid", "deleted"}},
      {"litemall_brand", {"id", "name", "deleted"}},
      {"litemall_goods",
       {"id", "goods_sn", "name", "category_id", "brand_id", "gallery", "keywords", "brief",
        "is_on_sale", "pic_url", "is_new", "is_hot", "unit", "counter_price", "retail_price",
        "detail", "deleted"}},
      {"litemall_goods_attribute", {"id", "goods_id", "attribute", "value", "deleted"}},
      {"litemall_goods_product",
       {"id", "goods_id", "specifications", "price", "number", "url", "deleted"}},
      {"litemall_goods_specification", {"id", "goods_id", "specification", "value", "deleted"}}};
  return kTaken;
}

// A list of texts in JSON; none for what is no such list.
std::vector<std::string> ListOf(const std::string& json) {
  std::vector<std::string> texts;
  const auto list = nlohmann::json::parse(json, nullptr, /*allow_exceptions=*/false);
  if (!list.is_array()) return texts;
  for (const auto& each : list) {
    if (each.is_string()) texts.push_back(each.get<std::string>());
  }
  return texts;
}

AttributeValue& AttributeOf(Product& product, const std::string& key) {
  for (AttributeValue& attribute : *product.mutable_attributes()) {
    if (attribute.key() == key) return attribute;
  }
  AttributeValue& attribute = *product.add_attributes();
  attribute.set_key(key);
  return attribute;
}

void AddValue(AttributeValue& attribute, const std::string& value) {
  const auto& values = attribute.values();
  if (std::find(values.begin(), values.end(), value) == values.end()) attribute.add_values(value);
}

// What the shop's words mean.
struct Rules {
  AttributeRules attributes;
  MaterialWords materials;
  std::vector<CareRule> care;
  std::vector<FitRule> fit;
  std::vector<SizeRule> sizes;
  std::vector<SuggestionRule> suggestions;
};

absl::StatusOr<Rules> ReadRulesIn(const std::string& folder) {
  ASSIGN_OR_RETURN(AttributeRules attributes,
                   ReadAttributeRules(absl::StrCat(folder, "/attributes.csv")));
  ASSIGN_OR_RETURN(MaterialWords materials,
                   MaterialWords::Read(absl::StrCat(folder, "/materials.csv")));
  Rules rules{std::move(attributes), std::move(materials), {}, {}, {}, {}};
  ASSIGN_OR_RETURN(rules.care, ReadCareRules(absl::StrCat(folder, "/care_rules.csv")));
  ASSIGN_OR_RETURN(rules.fit, ReadFitRules(absl::StrCat(folder, "/suitability_rules.csv")));
  ASSIGN_OR_RETURN(rules.sizes, ReadSizeRules(absl::StrCat(folder, "/size_rules.csv")));
  ASSIGN_OR_RETURN(rules.suggestions,
                   ReadSuggestionRules(absl::StrCat(folder, "/suggestion_rules.csv")));
  return rules;
}

class LitemallReader {
 public:
  LitemallReader(const ImportFile& file, Rules rules, ImportSummary& summary)
      : file_(file), rules_(std::move(rules)), summary_(summary) {}

  absl::StatusOr<LitemallShop> Read() {
    ASSIGN_OR_RETURN(const LitemallTable categories, Open("litemall_category"));
    ASSIGN_OR_RETURN(const LitemallTable brands, Open("litemall_brand"));
    ASSIGN_OR_RETURN(const LitemallTable goods, Open("litemall_goods"));
    ASSIGN_OR_RETURN(const LitemallTable attributes, Open("litemall_goods_attribute"));
    ASSIGN_OR_RETURN(const LitemallTable skus, Open("litemall_goods_product"));
    ASSIGN_OR_RETURN(const LitemallTable options, Open("litemall_goods_specification"));
    for (const Row& brand : brands.rows) brands_[brand["id"]] = brand["name"];
    ReadCategories(categories);
    attributes_ = RowsBy(attributes, "goods_id");
    skus_ = RowsBy(skus, "goods_id");
    options_ = RowsBy(options, "goods_id");
    for (const Row& row : goods.rows) {
      if (IsDeleted(row, row["id"], "goods", row["name"])) continue;
      LitemallProduct product = ReadProduct(row);
      if (problem_.empty()) {
        ReadCare(product.row);
        ReadFit(product.row);
        shop_.products.push_back(std::move(product));
      } else {
        summary_.Refuse({absl::StrCat("litemall_goods, line ", row.line, ", ", row["id"], ": ",
                                      std::exchange(problem_, ""))});
      }
    }
    DefineAttributes();
    ReadSuggestions();
    return std::move(shop_);
  }

 private:
  absl::StatusOr<LitemallTable> Open(const std::string& name) {
    const std::set<std::string>& taken = TakenColumns().at(name);
    ASSIGN_OR_RETURN(LitemallTable table,
                     ReadTable(file_.file, name, {taken.begin(), taken.end()}));
    for (const auto& [column, rows] : table.filled) {
      if (taken.contains(column)) continue;
      Note("column", "", absl::StrCat(name, ".", column), absl::StrCat(rows, " rows"), "");
    }
    return table;
  }

  void Note(absl::string_view what, const std::string& product, const std::string& field,
            const std::string& words, const std::string& became) {
    shop_.readings.push_back({what, product, field, words, became});
  }

  // Notes a row that is.
  bool IsDeleted(const Row& row, const std::string& product, const std::string& field,
                 const std::string& words) {
    if (row["deleted"] != "1") return false;
    Note("deleted", product, field, words, "");
    return true;
  }

  std::string CategoryNameOf(const std::string& id) const {
    return absl::StrCat("shops/", EscapeId(file_.shop), "/categories/", EscapeId(id));
  }

  void ReadCategories(const LitemallTable& table) {
    std::vector<const Row*> left;
    for (const Row& row : table.rows) {
      if (!IsDeleted(row, "", "category", row["name"])) left.push_back(&row);
    }
    // Those whose parent is there already, until no more are.
    for (bool more = true; more;) {
      more = false;
      std::vector<const Row*> later;
      for (const Row* row : left) {
        const std::string& parent = (*row)["pid"];
        if (parent != "0" && !parent.empty() && !categories_.contains(parent)) {
          later.push_back(row);
          continue;
        }
        Category category;
        category.set_name(CategoryNameOf((*row)["id"]));
        category.set_display_name((*row)["name"]);
        if (categories_.contains(parent)) category.set_parent_category(CategoryNameOf(parent));
        categories_.emplace((*row)["id"], shop_.categories.size());
        shop_.categories.push_back(std::move(category));
        more = true;
      }
      left = std::move(later);
    }
    for (const Row* row : left) Note("reference", "", "category", (*row)["name"], "");
  }

  LitemallProduct ReadProduct(const Row& row) {
    LitemallProduct read;
    read.line = row.line;
    read.row.set_product_id(row["id"]);
    read.row.set_publish(row["is_on_sale"] == "1");
    Product& product = *read.row.mutable_product();
    product.set_title(row["name"]);
    product.set_description(row["detail"]);
    if (!row["brief"].empty()) product.add_selling_points(row["brief"]);
    if (categories_.contains(row["category_id"])) {
      product.set_category(CategoryNameOf(row["category_id"]));
    } else {
      Note("reference", row["id"], "category_id", row["category_id"], "");
    }
    if (const auto brand = brands_.find(row["brand_id"]); brand != brands_.end()) {
      product.set_brand(brand->second);
    } else if (row["brand_id"] != "0") {
      Note("reference", row["id"], "brand_id", row["brand_id"], "");
    }
    AddPicture(row["id"], row["pic_url"], "", product);
    for (const std::string& uri : ListOf(row["gallery"])) AddPicture(row["id"], uri, "", product);
    ReadAttributes(row, product);
    for (const Row* sku : skus_[row["id"]]) ReadSku(row, *sku, read);
    CheckPrice(row, product);
    return read;
  }

  void AddPicture(const std::string& product_id, const std::string& uri, const std::string& shows,
                  Product& product) {
    if (uri.empty()) return;
    if (!absl::StartsWith(uri, "http://") && !absl::StartsWith(uri, "https://")) {
      Note("picture", product_id, "url", uri, "");
      return;
    }
    for (const catalog::v1::Picture& picture : product.pictures()) {
      if (picture.uri() == uri) return;
    }
    catalog::v1::Picture& picture = *product.add_pictures();
    picture.set_uri(uri);
    picture.set_alt_text(shows);
  }

  void ReadAttributes(const Row& row, Product& product) {
    for (const auto& [name, rule] : rules_.attributes) {
      if (!absl::StartsWith(name, kGoodsColumn)) continue;
      const std::string& words = row[name.substr(kGoodsColumn.size())];
      if (!words.empty()) ReadAttribute(row["id"], name, words, product);
    }
    for (const Row* attribute : attributes_[row["id"]]) {
      const std::string& name = (*attribute)["attribute"];
      if (IsDeleted(*attribute, row["id"], name, (*attribute)["value"])) continue;
      ReadAttribute(row["id"], name, (*attribute)["value"], product);
    }
  }

  void ReadAttribute(const std::string& product_id, const std::string& name,
                     const std::string& words, Product& product) {
    const auto found = rules_.attributes.find(name);
    if (found == rules_.attributes.end()) {
      Note("unknown", product_id, name, words, "");
      AddValue(AttributeOf(product, kOtherKey), absl::StrCat(name, ": ", words));
      return;
    }
    const AttributeRule& rule = found->second;
    const std::string& key = rule.definition.key();
    const std::vector<std::string> values = ReadValues(rule, words);
    if (values.empty()) {
      AttributeDefinition text;
      text.set_key(absl::StrCat(key, "_text"));
      text.set_display_name(absl::StrCat(rule.definition.display_name(), "（原文）"));
      text.set_value_type(AttributeDefinition::TEXT);
      Define(product, text);
      AddValue(AttributeOf(product, text.key()), words);
      Note("text", product_id, name, words, absl::StrCat(text.key(), "=", words));
    } else {
      Define(product, rule.definition);
      for (const std::string& value : values) AddValue(AttributeOf(product, key), value);
      Note("attribute", product_id, name, words,
           absl::StrCat(key, "=", absl::StrJoin(values, "|")));
    }
    if (rule.materials) ReadMaterials(product_id, name, words, product);
  }

  void ReadMaterials(const std::string& product_id, const std::string& name,
                     const std::string& words, Product& product) {
    const MaterialWords::Found found = rules_.materials.FindIn(words);
    if (!found.materials.empty()) {
      AttributeDefinition definition;
      definition.set_key(kMaterialKey);
      definition.set_display_name("材料");
      definition.set_value_type(AttributeDefinition::CHOICE);
      for (const std::string& material : rules_.materials.All())
        definition.add_allowed_values(material);
      Define(product, definition);
      for (const std::string& material : found.materials) {
        AddValue(AttributeOf(product, kMaterialKey), material);
      }
      Note("material", product_id, name, words, absl::StrJoin(found.materials, "|"));
    }
    if (!found.rest.empty()) Note("words", product_id, name, words, found.rest);
  }

  // The product's category will have the definition.
  void Define(const Product& product, const AttributeDefinition& definition) {
    definitions_[product.category()].emplace(definition.key(), definition);
  }

  void DefineAttributes() {
    for (Category& category : shop_.categories) {
      for (auto& [key, definition] : definitions_[category.name()]) {
        *category.add_attribute_definitions() = std::move(definition);
      }
    }
  }

  void ReadSku(const Row& row, const Row& from, LitemallProduct& read) {
    const std::vector<std::string> values = ListOf(from["specifications"]);
    if (IsDeleted(from, row["id"], "SKU", absl::StrJoin(values, " "))) return;
    catalog::v1::Sku& sku = *read.row.mutable_product()->add_skus();
    sku.set_sku_id(absl::StrCat(row["goods_sn"], "-", from["id"]));
    std::vector<std::string> names;
    for (const Row* option : options_[row["id"]]) {
      const std::string& name = (*option)["specification"];
      if ((*option)["deleted"] == "1" || std::count(names.begin(), names.end(), name)) continue;
      names.push_back(name);
    }
    for (size_t i = 0; i < values.size(); ++i) {
      catalog::v1::OptionValue& option = *sku.add_option_values();
      option.set_option(i < names.size() ? names[i] : absl::StrCat("规格", i + 1));
      option.set_value(values[i]);
    }
    AddPicture(row["id"], from["url"], absl::StrJoin(values, " "), *read.row.mutable_product());
    const absl::StatusOr<int64_t> price = ParseMajor(from["price"], file_.currency);
    if (!price.ok()) problem_ = absl::StrCat("the price ", price.status().message());
    *sku.mutable_price() = MakeMoney(file_.currency, price.value_or(0));
    int64_t pieces = 0;
    if (!absl::SimpleAtoi(from["number"], &pieces) || pieces < 0) {
      problem_ = absl::StrCat("the number of SKU ", from["id"], " must be a whole number");
    }
    read.stock.emplace_back(sku.sku_id(), pieces);
  }

  void ReadCare(const catalog::v1::ImportProduct& row) {
    catalog::v1::CareGuide guide =
        DeriveCare(rules_.care, row.product_id(), row.product(), shop_.readings);
    if (guide.instructions().empty() && guide.entries().empty()) return;
    guide.set_name(absl::StrCat("shops/", EscapeId(file_.shop), "/products/",
                                EscapeId(row.product_id()), "/careGuide"));
    shop_.guides.push_back(std::move(guide));
  }

  void ReadFit(const catalog::v1::ImportProduct& row) {
    const std::string name =
        absl::StrCat("shops/", EscapeId(file_.shop), "/products/", EscapeId(row.product_id()));
    catalog::v1::SuitabilityGuide guide =
        DeriveSuitability(rules_.fit, row.product_id(), row.product(), shop_.readings);
    if (!guide.rules().empty()) {
      guide.set_name(absl::StrCat(name, "/suitabilityGuide"));
      shop_.suitability_guides.push_back(std::move(guide));
    }
    catalog::v1::SizeChart chart =
        DeriveSizes(rules_.sizes, row.product_id(), row.product(), shop_.readings);
    if (chart.sizes().empty()) return;
    chart.set_name(absl::StrCat(name, "/sizeChart"));
    shop_.size_charts.push_back(std::move(chart));
  }

  void ReadSuggestions() {
    std::map<std::string, std::string> names;
    for (const Category& category : shop_.categories) {
      names[category.name()] = category.display_name();
    }
    std::vector<KnownProduct> all;
    for (const LitemallProduct& product : shop_.products) {
      all.push_back({&product.row, names[product.row.product().category()]});
    }
    for (const KnownProduct& product : all) {
      catalog::v1::SuggestionGuide guide =
          DeriveSuggestions(rules_.suggestions, all, product, file_.shop, shop_.readings);
      if (guide.links().empty()) continue;
      guide.set_name(absl::StrCat("shops/", EscapeId(file_.shop), "/products/",
                                  EscapeId(product.row->product_id()), "/suggestionGuide"));
      shop_.suggestion_guides.push_back(std::move(guide));
    }
  }

  // The price that the table of goods shows must be that of a SKU; the SKUs' count.
  void CheckPrice(const Row& row, const Product& product) {
    const absl::StatusOr<int64_t> shown = ParseMajor(row["retail_price"], file_.currency);
    for (const catalog::v1::Sku& sku : product.skus()) {
      if (shown.ok() && sku.price().minor() == *shown) return;
    }
    Note("price", row["id"], "retail_price", row["retail_price"], "");
  }

  // Of attributes that no rule knows, with their names.
  static constexpr char kOtherKey[] = "other";

  const ImportFile& file_;
  const Rules rules_;
  ImportSummary& summary_;
  LitemallShop shop_;
  // By id; of categories the place in the shop's.
  std::map<std::string, std::string> brands_;
  std::map<std::string, size_t> categories_;
  // By goods.
  RowsByKey attributes_;
  RowsByKey skus_;
  RowsByKey options_;
  // By the category's name, then by key.
  std::map<std::string, std::map<std::string, AttributeDefinition>> definitions_;
  // Why the present product can't be taken.
  std::string problem_;
};

}  // namespace

absl::StatusOr<LitemallShop> ReadLitemall(const ImportFile& file, ImportSummary& summary) {
  ASSIGN_OR_RETURN(Rules rules, ReadRulesIn(file.file));
  ASSIGN_OR_RETURN(std::vector<catalog::v1::CareGuide> guides,
                   ReadMaterialCare(absl::StrCat(file.file, "/care_guides.csv"), file.shop));
  ASSIGN_OR_RETURN(LitemallShop shop, LitemallReader(file, std::move(rules), summary).Read());
  shop.guides.insert(shop.guides.begin(), std::make_move_iterator(guides.begin()),
                     std::make_move_iterator(guides.end()));
  return shop;
}

}  // namespace shopdesk::cli
