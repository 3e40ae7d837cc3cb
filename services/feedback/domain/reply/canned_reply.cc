#include "services/feedback/domain/reply/canned_reply.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/language.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/feedback/domain/shop/errors.h"

namespace shopdesk::feedback::domain {
namespace {

using catalog::v1::CareEntry;
using catalog::v1::Product;
using catalog::v1::ProductCare;
using catalog::v1::Sku;
using orders::v1::Order;

constexpr char kMaterialKey[] = "material";

// A list in a sentence.
std::string ListIn(const ReplyFacts& facts, const std::vector<std::string>& items) {
  return absl::StrJoin(items, facts.language == "zh" ? "、" : ", ");
}

const Sku* SkuIn(const ReplyFacts& facts) {
  if (!facts.product.has_value()) return nullptr;
  for (const Sku& sku : facts.product->skus()) {
    if (sku.sku_id() == facts.sku_id) return &sku;
  }
  return nullptr;
}

const Order* OrderIn(const ReplyFacts& facts) {
  return facts.order.has_value() ? &facts.order->order() : nullptr;
}

std::string ProductTitle(const ReplyFacts& facts) { return facts.product->title(); }
std::string ProductBrand(const ReplyFacts& facts) { return facts.product->brand(); }

std::string ProductMaterial(const ReplyFacts& facts) {
  for (const catalog::v1::AttributeValue& attribute : facts.product->attributes()) {
    if (attribute.key() == kMaterialKey) {
      return ListIn(facts, {attribute.values().begin(), attribute.values().end()});
    }
  }
  return "";
}

std::string ProductPrice(const ReplyFacts& facts) {
  const auto& skus = facts.product->skus();
  const auto cheapest = std::min_element(skus.begin(), skus.end(), [](const Sku& a, const Sku& b) {
    return a.price().minor() < b.price().minor();
  });
  return cheapest == skus.end() ? "" : MoneyIn(facts.language, cheapest->price());
}

std::string SkuOptions(const ReplyFacts& facts) {
  std::vector<std::string> options;
  for (const catalog::v1::OptionValue& option : SkuIn(facts)->option_values()) {
    options.push_back(option.value());
  }
  return ListIn(facts, options);
}

std::string SkuPrice(const ReplyFacts& facts) {
  return MoneyIn(facts.language, SkuIn(facts)->price());
}

std::string SkuStock(const ReplyFacts& facts) {
  return facts.stock.has_value() ? absl::StrCat(*facts.stock) : "";
}

std::string CareSentence(const ReplyFacts& facts) { return facts.care->sentence(); }

template <CareEntry::Topic topic>
std::string CareOf(const ReplyFacts& facts) {
  std::vector<std::string> told;
  for (const ProductCare::Process& process : facts.care->processes()) {
    if (topic == CareEntry::WASHING) told.push_back(process.text());
  }
  for (const ProductCare::Entry& entry : facts.care->entries()) {
    if (entry.topic() == topic) told.push_back(entry.text());
  }
  return absl::StrJoin(told, facts.language == "zh" ? "，" : "; ");
}

std::string OrderId(const ReplyFacts& facts) {
  return UnescapeId(LastSegment(OrderIn(facts)->name())).value_or("");
}
std::string OrderTotal(const ReplyFacts& facts) {
  return OrderIn(facts)->has_total() ? MoneyIn(facts.language, OrderIn(facts)->total()) : "";
}
std::string OrderSentence(const ReplyFacts& facts) { return facts.order->sentence(); }
std::string OrderDeadline(const ReplyFacts& facts) {
  if (!OrderIn(facts)->has_deadline_time()) return "";
  return TimeIn(facts.language, FromProto(OrderIn(facts)->deadline_time()), facts.zone);
}
std::string OrderShipBy(const ReplyFacts& facts) {
  if (!OrderIn(facts)->has_ship_by_time()) return "";
  return TimeIn(facts.language, FromProto(OrderIn(facts)->ship_by_time()), facts.zone);
}

std::string CourierName(const ReplyFacts& facts) {
  return facts.carrier.has_value() ? facts.carrier->display_name() : "";
}
// The last parcel that went to the buyer, and isn't on its way back; null: none.
const orders::v1::Parcel* LastParcel(const Order& order) {
  using orders::v1::Parcel;
  for (auto parcel = order.parcels().rbegin(); parcel != order.parcels().rend(); ++parcel) {
    const bool elsewhere = parcel->state() == Parcel::INTENDED ||
                           parcel->state() == Parcel::REFUSED ||
                           parcel->state() == Parcel::RETURNED || parcel->state() == Parcel::FAILED;
    if (!elsewhere && !parcel->coming_back()) return &*parcel;
  }
  return nullptr;
}
std::string LastWaybill(const ReplyFacts& facts) {
  const orders::v1::Parcel* const parcel = LastParcel(*OrderIn(facts));
  return parcel == nullptr ? "" : parcel->waybill_number();
}

struct ReplyVariable {
  absl::string_view name;
  FactSource source;
  // Called only where what it is a fact of is there; empty: it isn't known.
  std::string (*value)(const ReplyFacts&);
  // It promises something: known of what is on sale only.
  bool promise = false;
};

// As canned_reply.proto tells them.
constexpr ReplyVariable kVariables[] = {
    {"product.title", FactSource::kProduct, ProductTitle},
    {"product.brand", FactSource::kProduct, ProductBrand},
    {"product.material", FactSource::kProduct, ProductMaterial},
    {"product.price", FactSource::kProduct, ProductPrice, /*promise=*/true},
    {"sku.options", FactSource::kSku, SkuOptions},
    {"sku.price", FactSource::kSku, SkuPrice, /*promise=*/true},
    {"sku.stock", FactSource::kStock, SkuStock, /*promise=*/true},
    {"care", FactSource::kCare, CareSentence},
    {"care.use", FactSource::kCare, CareOf<CareEntry::USE>},
    {"care.washing", FactSource::kCare, CareOf<CareEntry::WASHING>},
    {"care.storage", FactSource::kCare, CareOf<CareEntry::STORAGE>},
    {"care.repair", FactSource::kCare, CareOf<CareEntry::REPAIR>},
    {"care.warranty", FactSource::kCare, CareOf<CareEntry::WARRANTY>},
    {"order.id", FactSource::kOrder, OrderId},
    {"order.total", FactSource::kOrder, OrderTotal},
    {"order.state", FactSource::kOrder, OrderSentence},
    {"order.deadline", FactSource::kOrder, OrderDeadline},
    {"order.ship_by", FactSource::kOrder, OrderShipBy},
    {"courier", FactSource::kCourier, CourierName},
    {"waybill", FactSource::kOrder, LastWaybill},
};

const ReplyVariable* FindVariable(absl::string_view name) {
  for (const ReplyVariable& variable : kVariables) {
    if (variable.name == name) return &variable;
  }
  return nullptr;
}

absl::Status UnknownVariable(absl::string_view name) {
  std::vector<std::string> names;
  for (const ReplyVariable& variable : kVariables) {
    names.push_back(absl::StrCat("{", variable.name, "}"));
  }
  return InvalidFieldError("canned_reply.text",
                           absl::StrCat("has no variable {", name, "}; there are ",
                                        absl::StrJoin(names, " "), ", and {{ for a brace"));
}

// What has to be named for a fact of a source, where it isn't; empty: it is.
absl::string_view NotNamed(FactSource source, const ReplyFacts& facts) {
  switch (source) {
    case FactSource::kProduct:
      return facts.product.has_value() ? "" : "name a product";
    case FactSource::kSku:
    case FactSource::kStock:
      return SkuIn(facts) != nullptr ? "" : "name a SKU";
    case FactSource::kCare:
      return facts.care.has_value() ? "" : "name a product";
    case FactSource::kOrder:
    case FactSource::kCourier:
      return facts.order.has_value() ? "" : "name an order";
  }
  return "";
}

// Why what is named has no such fact; empty: it may have.
std::string NotTold(const ReplyVariable& variable, const std::string& value,
                    const std::string& subject, const ReplyFacts& facts) {
  if (variable.promise && facts.product->state() != Product::ON_SALE)
    return absl::StrCat(subject, " isn't on sale");
  return value.empty() ? absl::StrCat("nothing is known of it for ", subject) : "";
}

std::string SubjectOfFact(FactSource source, const ReplyFacts& facts) {
  const bool of_order = source == FactSource::kOrder || source == FactSource::kCourier;
  return of_order ? OrderIn(facts)->name() : facts.product->name();
}

}  // namespace

absl::StatusOr<std::vector<ReplyPart>> ParseReply(absl::string_view text) {
  std::vector<ReplyPart> parts;
  std::string literal;
  while (!text.empty()) {
    if (absl::ConsumePrefix(&text, "{{")) {
      literal.push_back('{');
      continue;
    }
    if (text[0] != '{') {
      literal.push_back(text[0]);
      text.remove_prefix(1);
      continue;
    }
    const size_t end = text.find('}');
    const absl::string_view name = text.substr(1, end == absl::string_view::npos ? end : end - 1);
    if (end == absl::string_view::npos || FindVariable(name) == nullptr) {
      return UnknownVariable(name.substr(0, 40));
    }
    if (!literal.empty()) parts.push_back({std::exchange(literal, ""), false});
    parts.push_back({std::string(name), true});
    text.remove_prefix(end + 1);
  }
  if (!literal.empty()) parts.push_back({std::move(literal), false});
  return parts;
}

absl::Status CheckCannedReply(const v1::CannedReply& reply) {
  if (std::find(std::begin(kReplyLanguages), std::end(kReplyLanguages), reply.language_code()) ==
      std::end(kReplyLanguages)) {
    return InvalidFieldError("canned_reply.language_code",
                             absl::StrCat("must be one of ", absl::StrJoin(kReplyLanguages, ", ")));
  }
  return ParseReply(reply.text()).status();
}

bool Needs(absl::Span<const ReplyPart> parts, FactSource source) {
  return std::any_of(parts.begin(), parts.end(), [&](const ReplyPart& part) {
    return part.variable && FindVariable(part.text)->source == source;
  });
}

const v1::CannedReply& ChooseReply(absl::Span<const v1::CannedReply> replies,
                                   absl::string_view language) {
  std::vector<absl::string_view> languages;
  for (const v1::CannedReply& reply : replies) languages.push_back(reply.language_code());
  for (const absl::string_view asked : {language, absl::string_view("en")}) {
    const absl::string_view best = asked.empty() ? "" : MatchLanguage(asked, languages);
    for (const v1::CannedReply& reply : replies) {
      if (!best.empty() && best == absl::string_view(reply.language_code())) return reply;
    }
  }
  return replies[0];
}

std::string ProductOf(const Order& order) {
  std::set<std::string> products;
  for (const orders::v1::OrderLine& line : order.lines()) {
    products.insert(line.snapshot().product());
  }
  return products.size() == 1 ? *products.begin() : "";
}

std::string SkuOf(const Product& product, const Order* order) {
  if (product.skus_size() == 1) return product.skus(0).sku_id();
  if (order == nullptr) return "";
  std::set<std::string> skus;
  for (const orders::v1::OrderLine& line : order->lines()) {
    if (line.snapshot().product() == product.name()) skus.insert(line.snapshot().sku_id());
  }
  return skus.size() == 1 ? *skus.begin() : "";
}

std::string CarrierOf(const Order& order) {
  const orders::v1::Parcel* const parcel = LastParcel(order);
  return parcel == nullptr ? order.delivery().carrier_id() : parcel->carrier_id();
}

absl::StatusOr<std::string> FillReply(absl::Span<const ReplyPart> parts, const ReplyFacts& facts) {
  std::string text;
  for (const ReplyPart& part : parts) {
    if (!part.variable) {
      text.append(part.text);
      continue;
    }
    const ReplyVariable& variable = *FindVariable(part.text);
    const absl::string_view not_named = NotNamed(variable.source, facts);
    if (!not_named.empty()) return FactMissingError(part.text, "", not_named);
    const std::string value = variable.value(facts);
    const std::string subject = SubjectOfFact(variable.source, facts);
    const std::string not_told = NotTold(variable, value, subject, facts);
    if (!not_told.empty()) return FactMissingError(part.text, subject, not_told);
    text.append(value);
  }
  return text;
}

}  // namespace shopdesk::feedback::domain
