#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "shopdesk/catalog/v1/care.pb.h"
#include "shopdesk/catalog/v1/product.pb.h"
#include "shopdesk/feedback/v1/canned_reply.pb.h"
#include "shopdesk/logistics/v1/carrier.pb.h"
#include "shopdesk/orders/v1/order.pb.h"

// Replies written beforehand, and how they are filled with facts.
namespace shopdesk::feedback::domain {

// The languages that replies are in, as the texts of orders and of care.
inline constexpr absl::string_view kReplyLanguages[] = {"zh", "en", "es", "pt"};

// What a variable is a fact of: what has to be asked.
enum class FactSource { kProduct, kSku, kStock, kCare, kOrder, kCourier };

// A piece of a text: as it stands, or a variable's name.
struct ReplyPart {
  std::string text;
  bool variable = false;
};

// INVALID_ARGUMENT (canned_reply.text) for a brace that is none of a variable, and for a variable
// that there isn't.
absl::StatusOr<std::vector<ReplyPart>> ParseReply(absl::string_view text);

// INVALID_ARGUMENT with what is wrong with a reply.
absl::Status CheckCannedReply(const v1::CannedReply& reply);

// Whether a text needs facts of a source.
bool Needs(absl::Span<const ReplyPart> parts, FactSource source);

// The one of several of a shortcut, each in another language, that who reads `language` (BCP 47;
// empty: not known) understands best: else English, else the first. `replies` isn't empty.
const v1::CannedReply& ChooseReply(absl::Span<const v1::CannedReply> replies,
                                   absl::string_view language);

// What is known; the texts of orders and care in the reply's language.
struct ReplyFacts {
  std::string language;
  absl::TimeZone zone;
  absl::optional<catalog::v1::Product> product;
  // One of the product's SKUs; empty: which one isn't known.
  std::string sku_id;
  absl::optional<int64_t> stock;
  absl::optional<catalog::v1::ProductCare> care;
  absl::optional<orders::v1::DescribeOrderResponse> order;
  absl::optional<logistics::v1::Carrier> carrier;
};

// The product that an order is about; empty if its lines are of several.
std::string ProductOf(const orders::v1::Order& order);
// The SKU that is meant: the product's only one, else the order's, if its lines of the product are
// of one; empty if there are several.
std::string SkuOf(const catalog::v1::Product& product, const orders::v1::Order* order);
// The id of the carrier of an order's last parcel, else as the buyer chose; empty: none is known.
std::string CarrierOf(const orders::v1::Order& order);

// FAILED_PRECONDITION (FACT_MISSING) for the first variable that isn't known.
absl::StatusOr<std::string> FillReply(absl::Span<const ReplyPart> parts, const ReplyFacts& facts);

}  // namespace shopdesk::feedback::domain
