#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "services/logistics/store/rate/rate_book.h"
#include "shopdesk/logistics/v1/intercept.pb.h"

// shopdesk.logistics.v1.InterceptService. The shipment is locked before its intercept, everywhere.
namespace shopdesk::logistics::handlers {

absl::Status RequestIntercept(runtime::WriteContext& ctx,
                              const v1::RequestInterceptRequest& request, v1::Intercept* response,
                              store::RateBook& rates);
absl::Status AnswerIntercept(runtime::WriteContext& ctx, const v1::AnswerInterceptRequest& request,
                             v1::Intercept* response);
absl::Status CompleteIntercept(runtime::WriteContext& ctx,
                               const v1::CompleteInterceptRequest& request,
                               v1::Intercept* response);
absl::Status FailIntercept(runtime::WriteContext& ctx, const v1::FailInterceptRequest& request,
                           v1::Intercept* response);
absl::Status GetIntercept(runtime::ReadContext& ctx, const v1::GetInterceptRequest& request,
                          v1::Intercept* response);
absl::Status ListIntercepts(runtime::ReadContext& ctx, const v1::ListInterceptsRequest& request,
                            v1::ListInterceptsResponse* response);

}  // namespace shopdesk::logistics::handlers
