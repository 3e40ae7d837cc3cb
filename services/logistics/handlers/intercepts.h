#pragma once

#include "absl/status/status.h"
#include "libs/rpc/context.h"
#include "services/logistics/store/rate_book.h"
#include "shopdesk/logistics/v1/intercept.pb.h"

// shopdesk.logistics.v1.InterceptService. The shipment is locked before its intercept, everywhere.
namespace shopdesk::logistics::handlers {

absl::Status RequestIntercept(rpc::WriteContext& ctx, const v1::RequestInterceptRequest& req,
                              v1::Intercept* resp, store::RateBook& rates);
absl::Status AnswerIntercept(rpc::WriteContext& ctx, const v1::AnswerInterceptRequest& req,
                             v1::Intercept* resp);
absl::Status CompleteIntercept(rpc::WriteContext& ctx, const v1::CompleteInterceptRequest& req,
                               v1::Intercept* resp);
absl::Status FailIntercept(rpc::WriteContext& ctx, const v1::FailInterceptRequest& req,
                           v1::Intercept* resp);
absl::Status GetIntercept(rpc::ReadContext& ctx, const v1::GetInterceptRequest& req,
                          v1::Intercept* resp);
absl::Status ListIntercepts(rpc::ReadContext& ctx, const v1::ListInterceptsRequest& req,
                            v1::ListInterceptsResponse* resp);

}  // namespace shopdesk::logistics::handlers
