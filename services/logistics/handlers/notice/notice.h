#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "shopdesk/logistics/v1/notice.pb.h"

// shopdesk.logistics.v1.NoticeService.
namespace shopdesk::logistics::handlers {

absl::Status SendNotice(runtime::WriteContext& ctx, const v1::SendNoticeRequest& request,
                        v1::Notice* response);
absl::Status GetNotice(runtime::ReadContext& ctx, const v1::GetNoticeRequest& request,
                       v1::Notice* response);
absl::Status ListNotices(runtime::ReadContext& ctx, const v1::ListNoticesRequest& request,
                         v1::ListNoticesResponse* response);
absl::Status RetryNotice(runtime::WriteContext& ctx, const v1::RetryNoticeRequest& request,
                         v1::Notice* response);
absl::Status CancelNotice(runtime::WriteContext& ctx, const v1::CancelNoticeRequest& request,
                          v1::Notice* response);
absl::Status RevealNotice(runtime::WriteContext& ctx, const v1::RevealNoticeRequest& request,
                          v1::RevealNoticeResponse* response);
absl::Status GetNoticePreference(runtime::ReadContext& ctx,
                                 const v1::GetNoticePreferenceRequest& request,
                                 v1::NoticePreference* response);
absl::Status SetNoticePreference(runtime::WriteContext& ctx,
                                 const v1::SetNoticePreferenceRequest& request,
                                 v1::NoticePreference* response);

}  // namespace shopdesk::logistics::handlers
