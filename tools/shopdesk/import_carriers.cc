#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "libs/base/status_macros.h"
#include "shopdesk/logistics/v1/carrier.grpc.pb.h"
#include "tools/shopdesk/import.h"
#include "tools/shopdesk/import_page.h"
#include "tools/shopdesk/import_rows.h"
#include "tools/shopdesk/json_check.h"

namespace shopdesk::cli {
namespace {

using logistics::v1::Carrier;
using logistics::v1::CarrierService;

constexpr size_t kCarriersPerPage = 200;

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
  for (const std::string& goods : table.List("prohibited_goods"))
    carrier.add_prohibited_goods(goods);
  return carrier;
}

}  // namespace

int ReadEnum(const google::protobuf::EnumDescriptor& type, const std::string& text,
             absl::string_view column, CsvTable& table) {
  const auto* value = type.FindValueByName(text);
  if (value != nullptr && value->number() != 0) return value->number();
  table.Fail(column, absl::StrCat("must be one of ", EnumValues(type)));
  return 0;
}

logistics::v1::Mode::Value ReadMode(const std::string& text, absl::string_view column,
                                    CsvTable& table) {
  return static_cast<logistics::v1::Mode::Value>(
      ReadEnum(*logistics::v1::Mode::Value_descriptor(), text, column, table));
}

absl::StatusOr<CsvTable> OpenCarriers(const ImportFile& file) {
  return CsvTable::Open(file.file,
                        {"carrier_id", "display_name", "service_phone", "complaint_phone", "site",
                         "enquiry", "modes", "cod_capable", "waybill_rules", "kuaidi100_code",
                         "kdniao_code", "aftership_slug", "prohibited_goods"},
                        {.encoding = file.encoding});
}

logistics::v1::ImportCarrier ReadCarrierRow(CsvTable& table) {
  logistics::v1::ImportCarrier row;
  row.set_carrier_id(table.Text("carrier_id"));
  *row.mutable_carrier() = ReadCarrier(table);
  return row;
}

absl::Status ImportCarriers(const Suite& suite, const ImportFile& file, ImportSummary& summary) {
  ASSIGN_OR_RETURN(CsvTable table, OpenCarriers(file));
  using Page = logistics::v1::ImportCarriersRequest;
  const auto stub = CarrierService::NewStub(suite.logistics);
  const auto send = [&](const Page& page) {
    return StreamOne(suite.settings, *stub, &CarrierService::Stub::ImportCarriers, page);
  };
  PageSender sender(file, send, &Page::mutable_carriers, kCarriersPerPage, summary);
  while (true) {
    ASSIGN_OR_RETURN(const bool more, table.Next());
    if (!more) return sender.Flush();
    logistics::v1::ImportCarrier row = ReadCarrierRow(table);
    if (table.RowStatus().ok()) {
      RETURN_IF_ERROR(sender.Add(std::move(row), table.line()));
    } else {
      summary.Refuse({std::string(table.RowStatus().message())});
    }
  }
}

}  // namespace shopdesk::cli
