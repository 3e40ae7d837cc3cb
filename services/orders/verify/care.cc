#include "services/orders/verify/care.h"

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/verify/timer.h"
#include "libs/verify/work.h"
#include "services/orders/handlers/care/promise.h"
#include "services/orders/handlers/desk/order_error.h"
#include "services/orders/handlers/trade/work_kinds.h"
#include "services/orders/store/payment/ledger.h"
#include "shopdesk/orders/v1/payment.pb.h"

namespace shopdesk::orders::verify {

using shopdesk::verify::ExpectWork;
using shopdesk::verify::Page;
using shopdesk::verify::RequireTimer;

namespace {

}  // namespace

absl::Status LookAtPromise(Page& page, const v1::Promise& promise) {
  const bool open = promise.state() == v1::Promise::OPEN;
  RETURN_IF_ERROR(ExpectWork(page, handlers::kPromiseWork, promise.name(), open));
  if (!open) return absl::OkStatus();
  return RequireTimer(page, handlers::kPromiseDue, promise.name(), FromProto(promise.due_time()));
}

absl::Status LookAtOrderError(Page& page, const v1::OrderError& error) {
  const bool draft = error.state() == v1::OrderError::DRAFTED;
  RETURN_IF_ERROR(ExpectWork(page, handlers::kDraftedError, error.name(), draft));
  if (draft != error.has_deadline_time()) page.Find(error.name(), "drafts alone have a deadline");
  if (!draft) return absl::OkStatus();
  return RequireTimer(page, handlers::kOrderErrorDraft, error.name(),
                      FromProto(error.deadline_time()));
}

}  // namespace shopdesk::orders::verify
