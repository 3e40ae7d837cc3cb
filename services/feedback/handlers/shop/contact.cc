#include "services/feedback/handlers/shop/contact.h"

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"
#include "libs/runtime/personal_data.h"

namespace shopdesk::feedback::handlers {

absl::StatusOr<type::v1::ContactReport> TakeReport(runtime::WriteContext& ctx,
                                                   absl::string_view resource_name, int attempts,
                                                   type::v1::ContactPurpose::Value purpose,
                                                   type::v1::ContactReport report) {
  if (report.purpose() != purpose) {
    return InvalidFieldError(
        "contact.purpose", absl::StrCat("must be ", type::v1::ContactPurpose::Value_Name(purpose)));
  }
  ASSIGN_OR_RETURN(
      *report.mutable_promise(),
      runtime::SealText(ctx, resource_name, absl::StrCat("contact/", attempts), report.promise()));
  return report;
}

}  // namespace shopdesk::feedback::handlers
