#include <utility>

#include "libs/base/status_macros.h"
#include "shopdesk/logistics/v1/branch.grpc.pb.h"
#include "tools/shopdesk/import.h"
#include "tools/shopdesk/import_page.h"
#include "tools/shopdesk/import_rows.h"

namespace shopdesk::cli {
namespace {

using logistics::v1::Branch;
using logistics::v1::BranchService;

constexpr size_t kBranchesPerPage = 500;

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
  for (const std::string& service : table.List("services")) {
    branch.add_services(static_cast<Branch::Service>(
        ReadEnum(*Branch::Service_descriptor(), service, "services", table)));
  }
  for (const std::string& mode : table.List("modes"))
    branch.add_modes(ReadMode(mode, "modes", table));
  for (const std::string& text : table.List("districts")) branch.add_districts(text);
  for (const std::string& text : table.List("postal_code_prefixes"))
    branch.add_postal_code_prefixes(text);
  branch.set_note(table.Text("note"));
  return branch;
}

}  // namespace

absl::StatusOr<CsvTable> OpenBranches(const ImportFile& file) {
  return CsvTable::Open(
      file.file,
      {"carrier_id", "branch_id", "display_name", "region_code", "administrative_area", "locality",
       "district", "postal_code", "street", "phone", "hours", "services", "modes", "districts",
       "postal_code_prefixes", "note"},
      {.encoding = file.encoding});
}

logistics::v1::ImportBranch ReadBranchRow(CsvTable& table) {
  logistics::v1::ImportBranch row;
  row.set_carrier_id(table.Text("carrier_id"));
  row.set_branch_id(table.Text("branch_id"));
  *row.mutable_branch() = ReadBranch(table);
  return row;
}

absl::Status ImportBranches(const Suite& suite, const ImportFile& file, ImportSummary& summary) {
  ASSIGN_OR_RETURN(CsvTable table, OpenBranches(file));
  using Page = logistics::v1::ImportBranchesRequest;
  const auto stub = BranchService::NewStub(suite.logistics);
  const auto send = [&](const Page& page) {
    return StreamOne(suite.settings, *stub, &BranchService::Stub::ImportBranches, page);
  };
  PageSender sender(file, send, &Page::mutable_branches, kBranchesPerPage, summary);
  while (true) {
    ASSIGN_OR_RETURN(const bool more, table.Next());
    if (!more) return sender.Flush();
    logistics::v1::ImportBranch row = ReadBranchRow(table);
    if (table.RowStatus().ok()) {
      RETURN_IF_ERROR(sender.Add(std::move(row), table.line()));
    } else {
      summary.Refuse({std::string(table.RowStatus().message())});
    }
  }
}

}  // namespace shopdesk::cli
