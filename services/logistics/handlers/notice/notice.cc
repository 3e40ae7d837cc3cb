#include "services/logistics/handlers/notice/notice.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/calendar.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/page.h"
#include "libs/base/phone.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/runtime/personal_data.h"
#include "services/logistics/domain/notice/notice.h"
#include "services/logistics/domain/shop/errors.h"
#include "services/logistics/domain/shop/events.h"
#include "services/logistics/handlers/notice/notice_queue.h"
#include "services/logistics/handlers/shop/policy.h"
#include "services/logistics/handlers/shop/work_kinds.h"
#include "services/logistics/store/notice/notice.h"
#include "services/logistics/store/notice/notice_preference.h"

namespace shopdesk::logistics::handlers {
namespace {

// Notices: usual, at most; each has its text.
constexpr PageLimits kNoticePage{50, 1000};
// Bytes of a variable's value: it is a name, an amount or a time, not a text of its own.
constexpr size_t kMaxVariableBytes = 500;
// Where phones are that have no country code.
constexpr char kHomeRegion[] = "CN";

absl::Status CheckSend(const v1::SendNoticeRequest& request, absl::string_view shop) {
  Violations violations;
  if (request.kind() == v1::Notice::ANNOUNCEMENT) {
    violations.Add("kind", "must be another: announcements have a method of their own");
  }
  if (!request.order().empty() && ShopOf(request.order()) != shop) {
    violations.Add("order", "must be an order of the same shop");
  }
  for (const auto& [name, value] : request.variables()) {
    if (value.size() > kMaxVariableBytes) {
      violations.Add(absl::StrCat("variables.", name),
                     absl::StrCat("must have at most ", kMaxVariableBytes, " bytes"));
    }
  }
  return violations.ToStatus();
}

// What the buyer said, or the defaults under his name.
absl::StatusOr<v1::NoticePreference> PreferenceOf(sql::Transaction& txn, const std::string& name) {
  const absl::string_view shop = ShopOf(name);
  RETURN_IF_ERROR(LoadPolicy(txn, shop).status());
  ASSIGN_OR_RETURN(const std::string buyer, UnescapeId(LastSegment(name)));
  ASSIGN_OR_RETURN(absl::optional<v1::NoticePreference> said,
                   store::FindPreference(txn, shop, buyer));
  if (said.has_value()) return *std::move(said);
  v1::NoticePreference preference;
  preference.set_name(name);
  return preference;
}

}  // namespace

absl::Status SendNotice(runtime::WriteContext& ctx, const v1::SendNoticeRequest& request,
                        v1::Notice* response) {
  const std::string shop(ShopOf(request.parent()));
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), shop));
  RETURN_IF_ERROR(CheckSend(request, shop));
  NoticeDraft draft;
  draft.shop = shop;
  draft.kind = request.kind();
  draft.buyer = request.buyer();
  draft.order = request.order();
  draft.language_code = request.language_code();
  if (!request.phone().empty()) {
    ASSIGN_OR_RETURN(draft.phone, NormalizePhone(request.phone(), kHomeRegion, "phone"));
  }
  draft.mail = request.mail();
  draft.variables = notify::Variables(request.variables().begin(), request.variables().end());
  draft.unasked = request.unasked();
  draft.cause = request.cause().empty() ? ctx.DerivedId("notice") : request.cause();
  ASSIGN_OR_RETURN(*response, QueueNotice(ctx, policy, std::move(draft)));
  return absl::OkStatus();
}

absl::Status GetNotice(runtime::ReadContext& ctx, const v1::GetNoticeRequest& request,
                       v1::Notice* response) {
  ASSIGN_OR_RETURN(*response, store::LoadNotice(ctx.txn(), request.name()));
  return absl::OkStatus();
}

absl::Status ListNotices(runtime::ReadContext& ctx, const v1::ListNoticesRequest& request,
                         v1::ListNoticesResponse* response) {
  const bool by_state = request.state() != v1::Notice::STATE_UNSPECIFIED;
  if (by_state + !request.buyer().empty() + !request.order().empty() > 1) {
    return InvalidFieldError("state", "give only one of state, buyer and order");
  }
  const absl::string_view shop = ShopOf(request.parent());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  const store::NoticeFilter filter = {request.state(), request.buyer(),
                                      std::string(LastSegment(request.order()))};
  return ListPage(
      request, kNoticePage, store::kNewest,
      [&](const store::CreationKey& before, int limit) {
        return store::ListNotices(ctx.txn(), shop, filter, before, limit);
      },
      store::CreationKeyOf<v1::Notice>, *response, *response->mutable_notices());
}

absl::Status RetryNotice(runtime::WriteContext& ctx, const v1::RetryNoticeRequest& request,
                         v1::Notice* response) {
  ASSIGN_OR_RETURN(store::NoticeRow row, store::LoadNoticeForUpdate(ctx.txn(), request.name()));
  v1::Notice& notice = row.notice;
  RETURN_IF_ERROR(CheckEtag(request.etag(), notice));
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(request.name())));
  ASSIGN_OR_RETURN(const Calendar calendar, Calendar::Make(policy.calendar()));
  const absl::Time due = calendar.AfterQuiet(ctx.now());
  RETURN_IF_ERROR(domain::RetryNotice(notice, due, ctx.now()));
  const Day day = calendar.DayOf(due);
  if (notice.unasked() && day != row.budget_day) {
    ASSIGN_OR_RETURN(const bool counted, CountUnasked(ctx, policy, day, row));
    if (!counted) return domain::DailyLimitError(notice.name());
  }
  row.retry_time = absl::UnixEpoch();
  RETURN_IF_ERROR(store::SaveNotice(ctx.txn(), row));
  RETURN_IF_ERROR(work::Close(ctx, kUndeliveredNotice, notice.name()));
  ctx.Emit(notice, events::kNoticeRetried);
  *response = std::move(notice);
  return absl::OkStatus();
}

absl::Status CancelNotice(runtime::WriteContext& ctx, const v1::CancelNoticeRequest& request,
                          v1::Notice* response) {
  ASSIGN_OR_RETURN(store::NoticeRow row, store::LoadNoticeForUpdate(ctx.txn(), request.name()));
  v1::Notice& notice = row.notice;
  RETURN_IF_ERROR(CheckEtag(request.etag(), notice));
  if (notice.state() == v1::Notice::SENDING) {
    // What is under way can't be called back; whoever would attempt it again finds it overtaken.
    row.expire_time = ctx.now();
    RETURN_IF_ERROR(store::SaveNotice(ctx.txn(), row));
    *response = std::move(notice);
    return absl::OkStatus();
  }
  RETURN_IF_ERROR(TakeBackNotice(ctx, row));
  *response = std::move(notice);
  return absl::OkStatus();
}

absl::Status RevealNotice(runtime::WriteContext& ctx, const v1::RevealNoticeRequest& request,
                          v1::RevealNoticeResponse* response) {
  RETURN_IF_ERROR(store::LoadNotice(ctx.txn(), request.name()).status());
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(request.name())));
  return runtime::Reveal(ctx, policy.reveal_rules(), request.name(), kNoticeSlot, request.purpose(),
                         *response);
}

absl::Status GetNoticePreference(runtime::ReadContext& ctx,
                                 const v1::GetNoticePreferenceRequest& request,
                                 v1::NoticePreference* response) {
  ASSIGN_OR_RETURN(*response, PreferenceOf(ctx.txn(), request.name()));
  return absl::OkStatus();
}

absl::Status SetNoticePreference(runtime::WriteContext& ctx,
                                 const v1::SetNoticePreferenceRequest& request,
                                 v1::NoticePreference* response) {
  const std::string& name = request.preference().name();
  ASSIGN_OR_RETURN(const v1::NoticePreference before, PreferenceOf(ctx.txn(), name));
  RETURN_IF_ERROR(CheckEtag(request.preference().etag(), before));
  *response = request.preference();
  response->set_etag(before.etag());
  *response->mutable_update_time() = ToProto(ctx.now());
  ASSIGN_OR_RETURN(const std::string buyer, UnescapeId(LastSegment(name)));
  RETURN_IF_ERROR(store::SavePreference(ctx.txn(), ShopOf(name), buyer, *response));
  ctx.Emit(*response, events::kNoticePreferenceUpdated);
  return absl::OkStatus();
}

}  // namespace shopdesk::logistics::handlers
