#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/calendar.h"
#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "shopdesk/logistics/v1/negotiated_rate.grpc.pb.h"
#include "shopdesk/logistics/v1/policy.grpc.pb.h"
#include "tools/shopdesk/import.h"
#include "tools/shopdesk/import_page.h"
#include "tools/shopdesk/import_rows.h"

namespace shopdesk::cli {
namespace {

using logistics::v1::NegotiatedRate;
using logistics::v1::NegotiatedRateService;

constexpr size_t kNegotiatedRatesPerPage = 200;

}  // namespace

absl::StatusOr<CsvTable> OpenNegotiatedRates(const ImportFile& file) {
  return CsvTable::Open(file.file,
                        {"carrier_id", "negotiated_rate_id", "mode", "discount_bps", "floor_minor",
                         "currency_code", "valid_from", "valid_until", "agent", "contract"},
                        {.encoding = file.encoding});
}

logistics::v1::ImportNegotiatedRate ReadNegotiatedRateRow(const absl::TimeZone& zone,
                                                          CsvTable& table) {
  logistics::v1::ImportNegotiatedRate row;
  row.set_carrier_id(table.Text("carrier_id"));
  row.set_negotiated_rate_id(table.Text("negotiated_rate_id"));
  NegotiatedRate& rate = *row.mutable_negotiated_rate();
  if (!table.Text("mode").empty()) rate.set_mode(ReadMode(table.Text("mode"), "mode", table));
  rate.set_discount_bps(table.Integer("discount_bps"));
  if (!table.Text("floor_minor").empty()) rate.set_floor_minor(table.Integer("floor_minor"));
  rate.set_currency_code(table.Text("currency_code"));
  if (const absl::optional<absl::Time> from = ReadMoment("valid_from", zone, table)) {
    *rate.mutable_valid_time()->mutable_start_time() = ToProto(*from);
  }
  if (const absl::optional<absl::Time> until = ReadMoment("valid_until", zone, table)) {
    *rate.mutable_valid_time()->mutable_end_time() = ToProto(*until);
  }
  rate.set_agent(table.Text("agent"));
  rate.set_contract(table.Text("contract"));
  return row;
}

absl::Status ImportNegotiatedRates(const Suite& suite, const ImportFile& file,
                                   ImportSummary& summary) {
  using Page = logistics::v1::ImportNegotiatedRatesRequest;
  ASSIGN_OR_RETURN(const absl::TimeZone zone, ZoneOfShop(suite, file.shop));
  ASSIGN_OR_RETURN(CsvTable table, OpenNegotiatedRates(file));
  const auto stub = NegotiatedRateService::NewStub(suite.logistics);
  const auto send = [&](const Page& page) {
    return StreamOne(suite.settings, *stub, &NegotiatedRateService::Stub::ImportNegotiatedRates,
                     page);
  };
  PageSender sender(file, send, &Page::mutable_negotiated_rates, kNegotiatedRatesPerPage, summary);
  while (true) {
    ASSIGN_OR_RETURN(const bool more, table.Next());
    if (!more) return sender.Flush();
    logistics::v1::ImportNegotiatedRate row = ReadNegotiatedRateRow(zone, table);
    if (table.RowStatus().ok()) {
      RETURN_IF_ERROR(sender.Add(std::move(row), table.line()));
    } else {
      summary.Refuse({std::string(table.RowStatus().message())});
    }
  }
}

}  // namespace shopdesk::cli
