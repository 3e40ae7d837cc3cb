#include "libs/verify/work.h"

#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/work/store.h"

namespace shopdesk::verify {

absl::Status ExpectWork(Page& page, const work::Kind& kind, absl::string_view resource_name,
                        bool wanted) {
  if (wanted && kind.by_hand) return absl::OkStatus();
  const absl::Status item =
      work::internal::Load(page.txn(), work::internal::NameOf(kind.name, resource_name),
                           /*for_update=*/false)
          .status();
  if (!item.ok() && !absl::IsNotFound(item)) return item;
  if (wanted && !item.ok())
    page.Find(resource_name, absl::StrCat("its work ", kind.name, " is missing"));
  if (!wanted && item.ok()) {
    page.Find(resource_name,
              absl::StrCat("its work ", kind.name, " is on the list without a cause"));
  }
  return absl::OkStatus();
}

}  // namespace shopdesk::verify
