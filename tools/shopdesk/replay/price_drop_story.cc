// What a buyer bought becomes cheaper soon after, and he gets the difference back. The file has no
// such money: the report takes it off (report_stories.h).

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "libs/base/role.h"
#include "libs/base/status_macros.h"
#include "tools/shopdesk/replay/side_story.h"

namespace shopdesk::cli {
namespace {

using catalog::v1::Product;
using Products = catalog::v1::ProductService::Stub;

// After delivery.
constexpr absl::Duration kDropAfter = absl::Hours(3);

class PriceDropStory final : public SideStory {
 public:
  // `line`: of a SKU that no other order has, so that nobody else is owed anything, nor pays less.
  PriceDropStory(Desk& desk, const Invoice& invoice, const SaleLine& line, const OrderTimes& times)
      : SideStory(desk, invoice, "price drop"), line_(line) {
    Then(times.delivered + kDropAfter, [this](absl::Time) { return Drop(); });
  }

 private:
  absl::Status Drop() {
    RETURN_IF_ERROR(Reduce());
    auto request = desk_.ForShop<orders::v1::SettlePriceDropRequest>();
    request.set_sku_id(line_.SkuId());
    request.set_request_id(RequestId("settle"));
    return Invoke(desk_.As(Role::LEAD, kLead), *desk_.price_protection,
                  &orders::v1::PriceProtectionService::Stub::SettlePriceDrop, request)
        .status();
  }

  // Repeated until nobody changed the product meanwhile; what was reduced before stays so.
  absl::Status Reduce() {
    absl::Status reduced;
    do {
      catalog::v1::GetProductRequest get;
      get.set_name(desk_.Name(absl::StrCat("products/", EscapeId(line_.code))));
      ASSIGN_OR_RETURN(const Product product,
                       Invoke(desk_.settings, *desk_.products, &Products::GetProduct, get));
      reduced = ReduceIn(product);
    } while (ReasonOf(reduced) == kEtagMismatchReason);
    return reduced;
  }

  // By a tenth, at least by one minor unit.
  absl::Status ReduceIn(const Product& product) {
    const int64_t lower = line_.price_minor * 9 / 10;
    catalog::v1::UpdateProductRequest request;
    request.mutable_product()->set_name(product.name());
    request.mutable_product()->set_etag(product.etag());
    *request.mutable_product()->mutable_skus() = product.skus();
    for (catalog::v1::Sku& sku : *request.mutable_product()->mutable_skus()) {
      if (sku.sku_id() != line_.SkuId()) continue;
      if (sku.price().minor() == lower) return absl::OkStatus();
      sku.mutable_price()->set_minor(lower);
    }
    request.mutable_update_mask()->add_paths("skus");
    request.set_request_id(RequestId(absl::StrCat("reduce ", product.etag())));
    return Invoke(desk_.As(Role::PROMOTION, kLead), *desk_.products, &Products::UpdateProduct,
                  request)
        .status();
  }

  const SaleLine line_;
};

}  // namespace

std::shared_ptr<SideStory> MakePriceDropStory(Desk& desk, const Invoice& invoice,
                                              const OrderTimes& times) {
  for (const SaleLine& line : invoice.sale_lines) {
    if (line.only_here) return std::make_shared<PriceDropStory>(desk, invoice, line, times);
  }
  return nullptr;
}

}  // namespace shopdesk::cli
