#include <utility>

#include "absl/strings/str_split.h"
#include "libs/base/status_macros.h"
#include "shopdesk/logistics/v1/carrier.grpc.pb.h"
#include "tools/shopdesk/import.h"
#include "tools/shopdesk/import_page.h"
#include "tools/shopdesk/import_rows.h"

namespace shopdesk::cli {
namespace {

using logistics::v1::Carrier;
using logistics::v1::CarrierService;

constexpr int kCarriersPerPage = 200;

Carrier ReadCarrier(CsvTable& table) {
  Carrier carrier;
  carrier.set_display_name(table.Text("display_name"));
  carrier.set_service_phone(table.Text("service_phone"));
  carrier.set_complaint_phone(table.Text("complaint_phone"));
  carrier.set_site(table.Text("site"));
  carrier.set_enquiry(table.Text("enquiry"));
  for (const std::string& mode : table.List("modes"))
    carrier.add_modes(ReadMode(mode, "modes", table));
  carrier.set_cod_capable(table.Boolean("cod_capable"));
  for (absl::string_view rule :
       absl::StrSplit(table.Text("waybill_rules"), ' ', absl::SkipEmpty())) {
    const std::pair<absl::string_view, absl::string_view> parts =
        absl::StrSplit(rule, absl::MaxSplits(':', 1));
    if (parts.second.empty()) table.Fail("waybill_rules", "must be check:pattern");
    carrier.add_waybill_rules()->set_check(std::string(parts.first));
    carrier.mutable_waybill_rules()->rbegin()->set_pattern(std::string(parts.second));
  }
  carrier.set_kuaidi100_code(table.Text("kuaidi100_code"));
  carrier.set_kdniao_code(table.Text("kdniao_code"));
  carrier.set_aftership_slug(table.Text("aftership_slug"));
  return carrier;
}

}  // namespace

logistics::v1::Mode ReadMode(const std::string& text, absl::string_view column, CsvTable& table) {
  logistics::v1::Mode mode = logistics::v1::MODE_UNSPECIFIED;
  if (!logistics::v1::Mode_Parse(text, &mode))
    table.Fail(column, "must be the name of a mode, e.g. COURIER_ROAD");
  return mode;
}

absl::StatusOr<CsvTable> OpenCarriers(const std::string& file) {
  return CsvTable::Open(file, {"carrier_id", "display_name", "service_phone", "complaint_phone",
                               "site", "enquiry", "modes", "cod_capable", "waybill_rules",
                               "kuaidi100_code", "kdniao_code", "aftership_slug"});
}

logistics::v1::ImportCarrier ReadCarrierRow(CsvTable& table) {
  logistics::v1::ImportCarrier row;
  row.set_carrier_id(table.Text("carrier_id"));
  *row.mutable_carrier() = ReadCarrier(table);
  return row;
}

absl::StatusOr<ImportSummary> ImportCarriers(Suite& suite, const std::string& shop,
                                             const std::string& file) {
  ASSIGN_OR_RETURN(CsvTable table, OpenCarriers(file));
  const auto stub = CarrierService::NewStub(suite.logistics);
  logistics::v1::ImportCarriersRequest page;
  ImportSummary summary;
  while (true) {
    ASSIGN_OR_RETURN(bool more, table.Next());
    if (more) {
      *page.add_carriers() = ReadCarrierRow(table);
      RETURN_IF_ERROR(table.RowStatus());
    }
    if (page.carriers_size() >= kCarriersPerPage || (!more && !page.carriers().empty())) {
      RETURN_IF_ERROR(SendPage(suite.settings, shop, *stub, &CarrierService::Stub::ImportCarriers,
                               page, summary));
    }
    if (!more) return summary;
  }
}

}  // namespace shopdesk::cli
