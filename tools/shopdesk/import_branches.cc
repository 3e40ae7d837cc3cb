#include "libs/base/status_macros.h"
#include "shopdesk/logistics/v1/branch.grpc.pb.h"
#include "tools/shopdesk/import.h"
#include "tools/shopdesk/import_page.h"
#include "tools/shopdesk/import_rows.h"

namespace shopdesk::cli {
namespace {

using logistics::v1::Branch;
using logistics::v1::BranchService;

constexpr int kBranchesPerPage = 500;

Branch ReadBranch(CsvTable& table) {
  Branch branch;
  branch.set_display_name(table.Text("display_name"));
  branch.set_region_code(table.Text("region_code"));
  branch.set_administrative_area(table.Text("administrative_area"));
  branch.set_locality(table.Text("locality"));
  branch.set_district(table.Text("district"));
  branch.set_postal_code(table.Text("postal_code"));
  branch.set_street(table.Text("street"));
  branch.set_phone(table.Text("phone"));
  branch.set_hours(table.Text("hours"));
  for (const std::string& text : table.List("services")) {
    Branch::Service service = Branch::SERVICE_UNSPECIFIED;
    if (!Branch::Service_Parse(text, &service))
      table.Fail("services", "must be names of services, e.g. DELIVERY;PICKUP_POINT");
    branch.add_services(service);
  }
  for (const std::string& text : table.List("modes")) {
    logistics::v1::Mode mode = logistics::v1::MODE_UNSPECIFIED;
    if (!logistics::v1::Mode_Parse(text, &mode))
      table.Fail("modes", "must be names of modes, e.g. COURIER_ROAD");
    branch.add_modes(mode);
  }
  for (const std::string& text : table.List("districts")) branch.add_districts(text);
  for (const std::string& text : table.List("postal_code_prefixes"))
    branch.add_postal_code_prefixes(text);
  branch.set_note(table.Text("note"));
  return branch;
}

}  // namespace

absl::StatusOr<CsvTable> OpenBranches(const std::string& file) {
  return CsvTable::Open(
      file, {"carrier_id", "branch_id", "display_name", "region_code", "administrative_area",
             "locality", "district", "postal_code", "street", "phone", "hours", "services", "modes",
             "districts", "postal_code_prefixes", "note"});
}

logistics::v1::ImportBranch ReadBranchRow(CsvTable& table) {
  logistics::v1::ImportBranch row;
  row.set_carrier_id(table.Text("carrier_id"));
  row.set_branch_id(table.Text("branch_id"));
  *row.mutable_branch() = ReadBranch(table);
  return row;
}

absl::StatusOr<ImportSummary> ImportBranches(Suite& suite, const std::string& shop,
                                             const std::string& file) {
  ASSIGN_OR_RETURN(CsvTable table, OpenBranches(file));
  const auto stub = BranchService::NewStub(suite.logistics);
  logistics::v1::ImportBranchesRequest page;
  ImportSummary summary;
  while (true) {
    ASSIGN_OR_RETURN(bool more, table.Next());
    if (more) {
      *page.add_branches() = ReadBranchRow(table);
      RETURN_IF_ERROR(table.RowStatus());
    }
    if (page.branches_size() >= kBranchesPerPage || (!more && !page.branches().empty())) {
      RETURN_IF_ERROR(SendPage(suite.settings, shop, *stub, &BranchService::Stub::ImportBranches,
                               page, summary));
    }
    if (!more) return summary;
  }
}

}  // namespace shopdesk::cli
