#pragma once

#include "absl/status/status.h"
#include "libs/rpc/context.h"
#include "shopdesk/logistics/v1/notice.pb.h"

// shopdesk.logistics.v1.NoticeService.
namespace shopdesk::logistics::handlers {

absl::Status SendNotice(rpc::WriteContext& ctx, const v1::SendNoticeRequest& req, v1::Notice* resp);
absl::Status GetNotice(rpc::ReadContext& ctx, const v1::GetNoticeRequest& req, v1::Notice* resp);
absl::Status ListNotices(rpc::ReadContext& ctx, const v1::ListNoticesRequest& req,
                         v1::ListNoticesResponse* resp);
absl::Status RetryNotice(rpc::WriteContext& ctx, const v1::RetryNoticeRequest& req,
                         v1::Notice* resp);
absl::Status CancelNotice(rpc::WriteContext& ctx, const v1::CancelNoticeRequest& req,
                          v1::Notice* resp);
absl::Status RevealNotice(rpc::WriteContext& ctx, const v1::RevealNoticeRequest& req,
                          v1::RevealNoticeResponse* resp);
absl::Status GetNoticePreference(rpc::ReadContext& ctx, const v1::GetNoticePreferenceRequest& req,
                                 v1::NoticePreference* resp);
absl::Status SetNoticePreference(rpc::WriteContext& ctx, const v1::SetNoticePreferenceRequest& req,
                                 v1::NoticePreference* resp);

}  // namespace shopdesk::logistics::handlers
