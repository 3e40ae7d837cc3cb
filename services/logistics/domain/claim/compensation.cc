#include "services/logistics/domain/claim/compensation.h"

#include <algorithm>
#include <cstdint>

#include "absl/types/optional.h"
#include "libs/base/money.h"
#include "libs/base/status_macros.h"

namespace shopdesk::logistics::domain {
namespace {

using v1::Claim;

// Basis points and hundredths in the whole.
constexpr int64_t kBps = 10'000;
constexpr int64_t kPercent = 100;

// What carrying cost.
int64_t CarriageOf(const v1::Shipment& shipment) {
  return std::max<int64_t>(0, shipment.freight().minor() - shipment.insurance().premium().minor() -
                                  shipment.collection_fee().minor());
}

absl::Status SetInsured(const v1::Insurance& insurance, Claim& claim) {
  Money payable = claim.loss();
  const int64_t declared = insurance.declared_value().minor();
  const int64_t goods = insurance.goods_value().minor();
  if (insurance.cover() == v1::Insurance::UNDER && goods > 0) {
    payable.set_minor(std::min(payable.minor(), goods));
    ASSIGN_OR_RETURN(payable, MultiplyRatio(payable, declared, goods));
  }
  ASSIGN_OR_RETURN(payable, MultiplyRatio(payable, kBps - insurance.deductible_bps(), kBps));
  *claim.mutable_cap() = insurance.declared_value();
  payable.set_minor(std::min(payable.minor(), declared));
  // Nobody is paid more than the goods were worth.
  if (goods > 0) payable.set_minor(std::min(payable.minor(), goods));
  *claim.mutable_claimable() = payable;
  return absl::OkStatus();
}

// By the freight, by an amount, or the less of both; nullopt: neither is known.
absl::StatusOr<absl::optional<int64_t>> UninsuredCap(const v1::Shipment& shipment) {
  absl::optional<int64_t> minor;
  if (shipment.has_uninsured_cap_minor()) minor = shipment.uninsured_cap_minor();
  if (!shipment.has_uninsured_cap_percent()) return minor;
  ASSIGN_OR_RETURN(
      const Money by_freight,
      MultiplyRatio(MakeMoney(shipment.freight().currency_code(), CarriageOf(shipment)),
                    shipment.uninsured_cap_percent(), kPercent));
  return std::min(by_freight.minor(), minor.value_or(by_freight.minor()));
}

void SetCapped(int64_t cap_minor, Claim& claim) {
  *claim.mutable_cap() = MakeMoney(claim.loss().currency_code(), cap_minor);
  *claim.mutable_claimable() = claim.loss();
  claim.mutable_claimable()->set_minor(std::min(claim.loss().minor(), cap_minor));
}

}  // namespace

absl::Status SetCompensation(const v1::Shipment& shipment, Claim& claim) {
  if (claim.kind() == Claim::DELAY) {
    SetCapped(CarriageOf(shipment), claim);
    return absl::OkStatus();
  }
  if (shipment.has_insurance()) return SetInsured(shipment.insurance(), claim);
  ASSIGN_OR_RETURN(const absl::optional<int64_t> cap_minor, UninsuredCap(shipment));
  if (cap_minor.has_value()) {
    SetCapped(*cap_minor, claim);
    return absl::OkStatus();
  }
  claim.set_no_cap_data(true);
  *claim.mutable_claimable() = claim.loss();
  return absl::OkStatus();
}

std::vector<Claim::Document::Kind> DocumentsFor(Claim::Kind kind, int64_t claimable_minor,
                                                int64_t long_list_minor) {
  using Document = Claim::Document;
  if (kind == Claim::DELAY) return {Document::WAYBILL};
  std::vector<Document::Kind> documents = {Document::WAYBILL, Document::PROOF_OF_VALUE};
  if (kind == Claim::DAMAGE) documents.push_back(Document::PICTURES);
  if (kind == Claim::THEFT) documents.push_back(Document::POLICE_REPORT);
  if (claimable_minor <= long_list_minor) return documents;
  if (kind == Claim::DAMAGE) documents.push_back(Document::PACKAGING_PICTURES);
  documents.insert(documents.end(),
                   {Document::CARRIER_REPORT, Document::RECEIVER_STATEMENT, Document::IDENTITY});
  return documents;
}

}  // namespace shopdesk::logistics::domain
