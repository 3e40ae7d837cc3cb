#include "services/catalog/domain/product/product.h"

#include <algorithm>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/util/message_differencer.h"
#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "services/catalog/domain/product/barcode.h"
#include "services/catalog/domain/shop/errors.h"
#include "services/catalog/domain/shop/names.h"

namespace shopdesk::catalog::domain {
namespace {

using v1::AttributeDefinition;

void ClearServerFields(v1::Product& product) {
  product.clear_name();
  product.clear_etag();
  product.clear_state();
  product.clear_create_time();
  product.clear_update_time();
  product.clear_publish_time();
  product.clear_delist_time();
  product.clear_held_for_briefing();
  product.clear_held_for_wording();
  product.clear_wording_hits();
}

bool IsInteger(absl::string_view text) {
  int64_t value;
  return absl::SimpleAtoi(text, &value) && text[0] != '+' && !absl::ascii_isspace(text[0]);
}

// Plain decimal notation: an optional minus, digits, optionally a point and digits.
bool IsDecimal(absl::string_view text) {
  if (!text.empty() && text[0] == '-') text.remove_prefix(1);
  const size_t point = text.find('.');
  const absl::string_view whole = text.substr(0, point);
  const absl::string_view part =
      point == absl::string_view::npos ? absl::string_view("0") : text.substr(point + 1);
  const auto digits = [](absl::string_view s) {
    return !s.empty() && std::all_of(s.begin(), s.end(), absl::ascii_isdigit);
  };
  return digits(whole) && digits(part);
}

// What is wrong with a value; empty if nothing.
std::string ValueFault(const AttributeDefinition& definition, const std::string& value) {
  switch (definition.value_type()) {
    case AttributeDefinition::INTEGER:
      return IsInteger(value) ? "" : "must be a whole number";
    case AttributeDefinition::MEASURE:
      return IsDecimal(value) ? "" : "must be a number in plain decimal notation";
    case AttributeDefinition::BOOLEAN:
      return value == "true" || value == "false" ? "" : "must be \"true\" or \"false\"";
    case AttributeDefinition::CHOICE: {
      const auto& allowed = definition.allowed_values();
      if (std::find(allowed.begin(), allowed.end(), value) != allowed.end()) return "";
      return absl::StrCat("must be one of: ", absl::StrJoin(allowed, ", "));
    }
    default:
      return value.empty() ? "must not be empty" : "";
  }
}

void CheckAttribute(const v1::AttributeValue& attribute, const std::string& field,
                    const Definitions& definitions, Violations& violations) {
  const auto found = definitions.find(attribute.key());
  if (found == definitions.end()) return;
  const AttributeDefinition& definition = found->second;
  for (int i = 0; i < attribute.values_size(); ++i) {
    const std::string fault = ValueFault(definition, attribute.values(i));
    if (!fault.empty()) violations.Add(absl::StrCat(field, ".values[", i, "]"), fault);
  }
  if (attribute.unit().empty() || attribute.unit() == definition.unit()) return;
  violations.Add(field + ".unit", definition.unit().empty()
                                      ? "must be empty: the attribute has none"
                                      : absl::StrCat("must be \"", definition.unit(), "\""));
}

void CheckSku(const v1::Sku& sku, const std::string& field, const v1::Policy& policy,
              Violations& violations) {
  if (sku.price().currency_code() != policy.currency_code()) {
    violations.Add(field + ".price.currency_code",
                   absl::StrCat("must be the shop's: ", policy.currency_code()));
  }
  if (sku.price().minor() < 0) violations.Add(field + ".price.minor", "must not be negative");
  if (!IsValidBarcode(sku.barcode())) {
    violations.Add(field + ".barcode", "is no GTIN: its check digit is wrong");
  }
  std::set<std::string> options;
  for (int i = 0; i < sku.option_values_size(); ++i) {
    if (options.insert(sku.option_values(i).option()).second) continue;
    violations.Add(absl::StrCat(field, ".option_values[", i, "].option"), "is given twice");
  }
}

}  // namespace

v1::Product NewProduct(const v1::Product& given) {
  v1::Product product = given;
  ClearServerFields(product);
  product.set_state(v1::Product::DRAFT);
  return product;
}

absl::Status CheckProduct(const v1::Product& product, const v1::Policy& policy,
                          const Definitions& definitions) {
  Violations violations;
  std::set<std::string> sku_ids;
  for (int i = 0; i < product.skus_size(); ++i) {
    const std::string field = absl::StrCat("product.skus[", i, "]");
    const v1::Sku& sku = product.skus(i);
    if (!sku_ids.insert(sku.sku_id()).second) violations.Add(field + ".sku_id", "is given twice");
    CheckSku(sku, field, policy, violations);
  }
  std::set<std::string> goods;
  for (int i = 0; i < product.shipping_goods_size(); ++i) {
    if (goods.insert(product.shipping_goods(i)).second) continue;
    violations.Add(absl::StrCat("product.shipping_goods[", i, "]"), "is given twice");
  }
  std::set<std::string> keys;
  for (int i = 0; i < product.attributes_size(); ++i) {
    const std::string field = absl::StrCat("product.attributes[", i, "]");
    const v1::AttributeValue& attribute = product.attributes(i);
    if (!keys.insert(attribute.key()).second) violations.Add(field + ".key", "is given twice");
    CheckAttribute(attribute, field, definitions, violations);
  }
  return violations.ToStatus();
}

std::vector<std::string> MissingFacts(const v1::Product& product, const Definitions& definitions) {
  std::set<std::string> missing;
  for (const auto& [key, definition] : definitions) {
    if (definition.required()) missing.insert(key);
  }
  for (const v1::AttributeValue& attribute : product.attributes()) {
    if (!attribute.values().empty()) missing.erase(attribute.key());
  }
  return {missing.begin(), missing.end()};
}

absl::Status CheckFacts(const v1::Product& product, const Definitions& definitions) {
  const std::vector<std::string> missing = MissingFacts(product, definitions);
  if (missing.empty()) return absl::OkStatus();
  return FactsMissingError(product.name(), missing);
}

bool SameContent(const v1::Product& a, const v1::Product& b) {
  v1::Product left = a;
  v1::Product right = b;
  ClearServerFields(left);
  ClearServerFields(right);
  return google::protobuf::util::MessageDifferencer::Equals(left, right);
}

std::vector<std::string> SkusWithout(const v1::Product& a, const v1::Product& b) {
  std::set<std::string> skus;
  for (const v1::Sku& sku : a.skus()) skus.insert(EscapeId(sku.sku_id()));
  for (const v1::Sku& sku : b.skus()) skus.erase(EscapeId(sku.sku_id()));
  return {skus.begin(), skus.end()};
}

v1::SkuSnapshot MakeSkuSnapshot(const v1::Product& product, const v1::Sku& sku) {
  v1::SkuSnapshot snapshot;
  snapshot.set_product(product.name());
  snapshot.set_snapshot(SnapshotName(product.name(), product.etag()));
  snapshot.set_sku_id(sku.sku_id());
  snapshot.set_title(product.title());
  *snapshot.mutable_option_values() = sku.option_values();
  *snapshot.mutable_price() = sku.price();
  snapshot.set_weight_grams(sku.weight_grams());
  if (sku.has_dimensions()) *snapshot.mutable_dimensions() = sku.dimensions();
  snapshot.set_category(product.category());
  *snapshot.mutable_shipping_goods() = product.shipping_goods();
  return snapshot;
}

int64_t MinPriceMinor(const v1::Product& product) {
  if (product.skus().empty()) return 0;
  int64_t least = product.skus(0).price().minor();
  for (const v1::Sku& sku : product.skus()) least = std::min(least, sku.price().minor());
  return least;
}

}  // namespace shopdesk::catalog::domain
