#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "shopdesk/catalog/v1/picture.grpc.pb.h"
#include "tools/shopdesk/import.h"
#include "tools/shopdesk/import_page.h"
#include "tools/shopdesk/import_rows.h"

namespace shopdesk::cli {
namespace {

using catalog::v1::PictureService;

constexpr size_t kPicturesPerPage = 20;

}  // namespace

absl::StatusOr<std::string> ReadPictureFile(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return absl::NotFoundError(absl::StrCat("can't read ", file));
  return std::string(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
}

absl::StatusOr<CsvTable> OpenPictures(const ImportFile& file) {
  return CsvTable::Open(file.file, {"product_id", "uri", "file"}, {.encoding = file.encoding});
}

catalog::v1::ImportPicture ReadPictureRow(CsvTable& table, const std::string& folder) {
  catalog::v1::ImportPicture row;
  row.set_product_id(table.Text("product_id"));
  row.set_uri(table.Text("uri"));
  absl::StatusOr<std::string> content =
      ReadPictureFile(std::filesystem::path(folder) / table.Text("file"));
  if (content.ok()) {
    row.set_content(*std::move(content));
  } else {
    table.Fail("file", "a file that can be read, from the folder of this one");
  }
  return row;
}

absl::Status ImportPictures(const Suite& suite, const ImportFile& file, ImportSummary& summary) {
  ASSIGN_OR_RETURN(CsvTable table, OpenPictures(file));
  const std::string folder = std::filesystem::path(file.file).parent_path();
  using Page = catalog::v1::ImportPicturesRequest;
  const auto stub = PictureService::NewStub(suite.catalog);
  const auto send = [&](const Page& page) {
    return StreamOne(suite.settings, *stub, &PictureService::Stub::ImportPictures, page);
  };
  PageSender sender(file, send, &Page::mutable_pictures, kPicturesPerPage, summary);
  while (true) {
    ASSIGN_OR_RETURN(const bool more, table.Next());
    if (!more) return sender.Flush();
    catalog::v1::ImportPicture row = ReadPictureRow(table, folder);
    if (table.RowStatus().ok()) {
      RETURN_IF_ERROR(sender.Add(std::move(row), table.line()));
    } else {
      summary.Refuse({std::string(table.RowStatus().message())});
    }
  }
}

}  // namespace shopdesk::cli
