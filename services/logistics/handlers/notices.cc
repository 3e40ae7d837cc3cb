#include "services/logistics/handlers/notices.h"

#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "libs/base/calendar.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/logistics/domain/names.h"
#include "services/logistics/domain/notices.h"
#include "services/logistics/domain/policy.h"
#include "services/logistics/handlers/notice_steps.h"
#include "services/logistics/handlers/policy.h"
#include "services/logistics/handlers/work_kinds.h"
#include "services/logistics/store/notices.h"

namespace shopdesk::logistics::handlers {
namespace {

constexpr int kDefaultNotices = 50;
constexpr int kMaxNotices = 1000;
constexpr size_t kMaxVariable = 500;

absl::Status CheckSend(const v1::SendNoticeRequest& req, absl::string_view shop) {
  Violations violations;
  if (!req.order().empty() && ShopOf(req.order()) != shop) {
    violations.Add("order", "must be an order of the same shop");
  }
  for (const auto& [name, value] : req.variables()) {
    if (value.size() > kMaxVariable) {
      violations.Add(absl::StrCat("variables.", name), "must have at most 500 bytes");
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

absl::Status SendNotice(rpc::WriteContext& ctx, const v1::SendNoticeRequest& req,
                        v1::Notice* resp) {
  const std::string shop(ShopOf(req.parent()));
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), shop));
  RETURN_IF_ERROR(CheckSend(req, shop));
  NoticeDraft draft;
  draft.shop = shop;
  draft.kind = req.kind();
  draft.buyer = req.buyer();
  draft.order = req.order();
  draft.language_code = req.language_code();
  draft.phone = req.phone();
  draft.mail = req.mail();
  draft.variables = notify::Variables(req.variables().begin(), req.variables().end());
  draft.unasked = req.unasked();
  draft.cause = req.cause().empty() ? ctx.DerivedId("notice") : req.cause();
  ASSIGN_OR_RETURN(*resp, QueueNotice(ctx, policy, std::move(draft)));
  return absl::OkStatus();
}

absl::Status GetNotice(rpc::ReadContext& ctx, const v1::GetNoticeRequest& req, v1::Notice* resp) {
  ASSIGN_OR_RETURN(*resp, store::LoadNotice(ctx.txn(), req.name()));
  return absl::OkStatus();
}

absl::Status ListNotices(rpc::ReadContext& ctx, const v1::ListNoticesRequest& req,
                         v1::ListNoticesResponse* resp) {
  const bool by_state = req.state() != v1::Notice::STATE_UNSPECIFIED;
  if (by_state + !req.buyer().empty() + !req.order().empty() > 1) {
    return InvalidFieldError("state", "give only one of state, buyer and order");
  }
  ASSIGN_OR_RETURN(const int size, PageSize(req.page_size(), kDefaultNotices, kMaxNotices));
  ASSIGN_OR_RETURN(const std::vector<std::string> key, ParsePageToken(req));
  store::NoticeKey after = {std::numeric_limits<int64_t>::max(), ""};
  if (key.size() == 2) {
    if (!absl::SimpleAtoi(key[0], &after.create_ms)) {
      return InvalidFieldError("page_token", "must be a next_page_token");
    }
    after.notice = key[1];
  }
  const absl::string_view shop = ShopOf(req.parent());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  const store::NoticeFilter filter = {req.state(), req.buyer(),
                                      std::string(LastSegment(req.order()))};
  ASSIGN_OR_RETURN(std::vector<v1::Notice> notices,
                   store::ListNotices(ctx.txn(), shop, filter, after, size + 1));
  if (static_cast<int>(notices.size()) > size) {
    notices.resize(size);
    const v1::Notice& last = notices.back();
    resp->set_next_page_token(
        MakePageToken(req, {absl::StrCat(ToMillis(FromProto(last.create_time()))),
                            std::string(LastSegment(last.name()))}));
  }
  for (v1::Notice& notice : notices) *resp->add_notices() = std::move(notice);
  return absl::OkStatus();
}

absl::Status RetryNotice(rpc::WriteContext& ctx, const v1::RetryNoticeRequest& req,
                         v1::Notice* resp) {
  ASSIGN_OR_RETURN(store::NoticeRow row, store::LoadNoticeForUpdate(ctx.txn(), req.name()));
  v1::Notice& notice = row.notice;
  RETURN_IF_ERROR(CheckEtag(req.etag(), notice));
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(req.name())));
  ASSIGN_OR_RETURN(const Calendar calendar, Calendar::Make(policy.calendar()));
  const absl::Time due = calendar.AfterQuiet(ctx.now());
  RETURN_IF_ERROR(domain::RetryNotice(notice, due, ctx.now()));
  const Day day = calendar.DayOf(due);
  if (notice.unasked() && policy.notice_daily_limit() > 0 && day != row.budget_day) {
    ASSIGN_OR_RETURN(const bool counted,
                     store::CountUnasked(ctx.txn(), ShopOf(req.name()), notice.buyer(), day,
                                         policy.notice_daily_limit()));
    if (!counted) {
      return Error(absl::StatusCode::kFailedPrecondition, "DAILY_LIMIT",
                   "the buyer had as many unasked notices today as the policy allows: retry "
                   "another day",
                   {{"resource", notice.name()}});
    }
    row.budget_day = day;
  }
  row.retry_time = absl::UnixEpoch();
  RETURN_IF_ERROR(store::SaveNotice(ctx.txn(), row));
  RETURN_IF_ERROR(work::Close(ctx.txn(), kUndeliveredNotice, notice.name()));
  ctx.Emit(notice, "notice.retried");
  *resp = std::move(notice);
  return absl::OkStatus();
}

absl::Status CancelNotice(rpc::WriteContext& ctx, const v1::CancelNoticeRequest& req,
                          v1::Notice* resp) {
  ASSIGN_OR_RETURN(store::NoticeRow row, store::LoadNoticeForUpdate(ctx.txn(), req.name()));
  v1::Notice& notice = row.notice;
  RETURN_IF_ERROR(CheckEtag(req.etag(), notice));
  const bool unsent = notice.state() == v1::Notice::QUEUED && notice.attempts() == 0;
  RETURN_IF_ERROR(domain::CancelNotice(notice, ctx.now()));
  if (unsent && row.budget_day != 0) {
    RETURN_IF_ERROR(store::UncountUnasked(ctx.txn(), ShopOf(req.name()), notice.buyer(),
                                          std::exchange(row.budget_day, 0)));
  }
  RETURN_IF_ERROR(SaveNoticeStep(ctx, row));
  *resp = std::move(notice);
  return absl::OkStatus();
}

absl::Status RevealNotice(rpc::WriteContext& ctx, const v1::RevealNoticeRequest& req,
                          v1::RevealNoticeResponse* resp) {
  RETURN_IF_ERROR(store::LoadNotice(ctx.txn(), req.name()).status());
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(req.name())));
  if (!domain::MayReveal(policy, ctx.actor().role(), req.purpose())) {
    return Error(absl::StatusCode::kPermissionDenied, "REVEAL_NOT_ALLOWED",
                 "the shop's policy doesn't let this role read notices for this purpose",
                 {{"role", ctx.actor().role()}, {"purpose", req.purpose()}});
  }
  RETURN_IF_ERROR(ctx.vault().Audit(ctx.txn(), ctx.now(), ctx.actor(), ctx.call().caller,
                                    req.name(), kNoticeSlot, req.purpose()));
  return ctx.vault().Open(ctx.txn(), req.name(), kNoticeSlot, *resp);
}

absl::Status GetNoticePreference(rpc::ReadContext& ctx, const v1::GetNoticePreferenceRequest& req,
                                 v1::NoticePreference* resp) {
  ASSIGN_OR_RETURN(*resp, PreferenceOf(ctx.txn(), req.name()));
  return absl::OkStatus();
}

absl::Status SetNoticePreference(rpc::WriteContext& ctx, const v1::SetNoticePreferenceRequest& req,
                                 v1::NoticePreference* resp) {
  const std::string& name = req.preference().name();
  ASSIGN_OR_RETURN(const v1::NoticePreference before, PreferenceOf(ctx.txn(), name));
  RETURN_IF_ERROR(CheckEtag(req.preference().etag(), before));
  *resp = req.preference();
  resp->set_etag(before.etag());
  *resp->mutable_update_time() = ToProto(ctx.now());
  ASSIGN_OR_RETURN(const std::string buyer, UnescapeId(LastSegment(name)));
  RETURN_IF_ERROR(store::SavePreference(ctx.txn(), ShopOf(name), buyer, *resp));
  ctx.Emit(*resp, "notice_preference.updated");
  return absl::OkStatus();
}

}  // namespace shopdesk::logistics::handlers
