#include "services/logistics/domain/shipment/shipping_terms.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/money.h"
#include "libs/base/status_macros.h"
#include "services/logistics/domain/shipment/shipment.h"
#include "services/logistics/domain/shop/errors.h"

namespace shopdesk::logistics::domain {
namespace {

using v1::CustomsLine;
using v1::Incoterm;
using v1::SetShippingTermsRequest;
using v1::TermsPayer;

// As parcels name it (ParcelSpec.goods).
constexpr char kBattery[] = "battery";

int64_t GrossGrams(const v1::Shipment& shipment) {
  int64_t grams = 0;
  for (const v1::ParcelSpec& parcel : shipment.parcels()) grams += parcel.weight_grams();
  return grams;
}

bool NamesBattery(const v1::Shipment& shipment) {
  return std::any_of(shipment.parcels().begin(), shipment.parcels().end(),
                     [](const v1::ParcelSpec& parcel) {
                       return std::find(parcel.goods().begin(), parcel.goods().end(), kBattery) !=
                              parcel.goods().end();
                     });
}

// Where it is sent from, its street masked.
const type::v1::PostalAddress& OriginOf(const v1::Shipment& shipment, const v1::Policy& policy) {
  return shipment.has_sender() ? shipment.sender().address() : policy.origin();
}

// Whether there must be lines, or must be none.
void CheckBorder(const SetShippingTermsRequest& request, const v1::Shipment& shipment,
                 const v1::Policy& policy, Violations& violations) {
  const std::string& from = shipment.has_origin() ? shipment.origin().region_code()
                                                  : OriginOf(shipment, policy).region_code();
  const std::string& to = shipment.receiver().address().region_code();
  const bool any = !request.lines().empty();
  if (!from.empty() && from != to && !any) {
    violations.Add("lines", absl::StrCat("must be given: it goes from ", from, " to ", to));
  }
  if (from == to && any) {
    violations.Add("lines", absl::StrCat("must be empty: it stays in ", to));
  }
  const bool contents = request.contents() != v1::CustomsContents::CUSTOMS_CONTENTS_UNSPECIFIED;
  const bool incoterm = request.incoterm() != Incoterm::INCOTERM_UNSPECIFIED;
  if (contents != any) violations.Add("contents", "must be set with lines, and only then");
  if (incoterm != any) violations.Add("incoterm", "must be set with lines, and only then");
}

void CheckLines(const SetShippingTermsRequest& request, const v1::Shipment& shipment,
                const v1::Policy& policy, Violations& violations) {
  int64_t net_grams = 0;
  for (int i = 0; i < request.lines_size(); ++i) {
    const CustomsLine& line = request.lines(i);
    const std::string at = absl::StrCat("lines[", i, "]");
    net_grams += line.net_grams();
    if (line.value().currency_code() != policy.currency_code() || line.value().minor() < 0) {
      violations.Add(at + ".value", absl::StrCat("must be an amount in ", policy.currency_code()));
    }
    if (line.battery() != CustomsLine::BATTERY_UNSPECIFIED && !NamesBattery(shipment)) {
      violations.Add(at + ".battery",
                     "must be unset: no parcel of the shipment named a battery among its goods");
    }
  }
  if (net_grams > GrossGrams(shipment)) {
    violations.Add("lines", absl::StrCat("must not weigh more than the parcels: ", net_grams,
                                         " g of ", GrossGrams(shipment)));
  }
}

void CheckFreight(const SetShippingTermsRequest& request, const v1::Shipment& shipment,
                  Violations& violations) {
  const bool both = request.freight_payer() == TermsPayer::BOTH;
  if (both != request.has_receiver_freight()) {
    violations.Add("receiver_freight", "must be set for BOTH, and only then");
  } else if (both) {
    const type::v1::Money& part = request.receiver_freight();
    if (part.currency_code() != shipment.freight().currency_code() || part.minor() <= 0 ||
        part.minor() >= shipment.freight().minor()) {
      violations.Add("receiver_freight", absl::StrCat("must be between 0 and the freight, ",
                                                      FormatMoney(shipment.freight())));
    }
  }
  if (request.incoterm() == Incoterm::INCOTERM_UNSPECIFIED) return;
  const TermsPayer::Value payer = FreightPayerOf(request.incoterm());
  const bool shared = both && payer == TermsPayer::SENDER;
  if (request.freight_payer() != payer && !shared) {
    violations.Add("freight_payer", absl::StrCat("must be ", TermsPayer::Value_Name(payer), " by ",
                                                 Incoterm::Value_Name(request.incoterm())));
  }
}

}  // namespace

TermsPayer::Value DutyPayerOf(Incoterm::Value incoterm) {
  if (incoterm == Incoterm::INCOTERM_UNSPECIFIED) return TermsPayer::TERMS_PAYER_UNSPECIFIED;
  return incoterm == Incoterm::DDP ? TermsPayer::SENDER : TermsPayer::RECEIVER;
}

TermsPayer::Value FreightPayerOf(Incoterm::Value incoterm) {
  if (incoterm == Incoterm::INCOTERM_UNSPECIFIED) return TermsPayer::TERMS_PAYER_UNSPECIFIED;
  return incoterm == Incoterm::EXW || incoterm == Incoterm::FCA ? TermsPayer::RECEIVER
                                                                : TermsPayer::SENDER;
}

absl::StatusOr<v1::ShippingTerms> MakeShippingTerms(const SetShippingTermsRequest& request,
                                                    const v1::Shipment& shipment,
                                                    const v1::Policy& policy, absl::Time now) {
  if (IsReturn(shipment)) return IsReturnError(shipment);
  const v1::TrackingStatus::Value status = shipment.status();
  if (status != v1::TrackingStatus::PENDING && status != v1::TrackingStatus::INFO_RECEIVED) {
    return WrongStateError(shipment.name(), v1::TrackingStatus::Value_Name(status),
                           "SetShippingTerms", "RequestIntercept");
  }
  Violations violations;
  CheckBorder(request, shipment, policy, violations);
  CheckLines(request, shipment, policy, violations);
  CheckFreight(request, shipment, violations);
  RETURN_IF_ERROR(violations.ToStatus());
  v1::ShippingTerms terms;
  terms.set_name(request.name());
  terms.set_freight_payer(request.freight_payer());
  if (request.freight_payer() == TermsPayer::RECEIVER) {
    *terms.mutable_receiver_freight() = shipment.freight();
  } else if (request.has_receiver_freight()) {
    *terms.mutable_receiver_freight() = request.receiver_freight();
  }
  *terms.mutable_lines() = request.lines();
  terms.set_contents(request.contents());
  terms.set_incoterm(request.incoterm());
  terms.set_duty_payer(DutyPayerOf(request.incoterm()));
  terms.set_invoice(request.invoice());
  *terms.mutable_update_time() = ToProto(now);
  return terms;
}

v1::CustomsForm MakeCustomsForm(const v1::ShippingTerms& terms, const v1::Shipment& shipment,
                                const v1::Policy& policy) {
  v1::CustomsForm form;
  form.set_waybill_number(shipment.waybill_number());
  *form.mutable_sender() = OriginOf(shipment, policy);
  *form.mutable_receiver() = shipment.receiver();
  form.set_contents(terms.contents());
  *form.mutable_lines() = terms.lines();
  form.mutable_total_value()->set_currency_code(policy.currency_code());
  for (const CustomsLine& line : terms.lines()) {
    form.mutable_total_value()->set_minor(form.total_value().minor() + line.value().minor());
    form.set_net_grams(form.net_grams() + line.net_grams());
  }
  form.set_kind(form.total_value().minor() <= policy.customs_short_form_minor()
                    ? v1::CustomsForm::CN22
                    : v1::CustomsForm::CN23);
  form.set_gross_grams(GrossGrams(shipment));
  *form.mutable_postage() = shipment.freight();
  form.set_incoterm(terms.incoterm());
  form.set_duty_payer(terms.duty_payer());
  form.set_invoice(terms.invoice());
  *form.mutable_declare_time() = terms.update_time();
  return form;
}

}  // namespace shopdesk::logistics::domain
