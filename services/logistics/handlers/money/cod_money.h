#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "libs/timer/timers.h"
#include "shopdesk/logistics/v1/cod_money.pb.h"

// shopdesk.logistics.v1.CodMoneyService.
namespace shopdesk::logistics::handlers {

absl::Status GetCodCollection(runtime::ReadContext& ctx, const v1::GetCodCollectionRequest& request,
                              v1::CodCollection* response);
absl::Status ListCodCollections(runtime::ReadContext& ctx,
                                const v1::ListCodCollectionsRequest& request,
                                v1::ListCodCollectionsResponse* response);
absl::Status ImportCodLines(runtime::WriteContext& ctx, const v1::ImportCodLinesRequest& request,
                            v1::ImportCodLinesResponse* response);
absl::Status RecordCodLines(runtime::WriteContext& ctx, const v1::RecordCodLinesRequest& request,
                            v1::RecordCodLinesResponse* response);
absl::Status GetCodLine(runtime::ReadContext& ctx, const v1::GetCodLineRequest& request,
                        v1::CodLine* response);
absl::Status ListCodLines(runtime::ReadContext& ctx, const v1::ListCodLinesRequest& request,
                          v1::ListCodLinesResponse* response);
absl::Status SettleCodCollection(runtime::WriteContext& ctx,
                                 const v1::SettleCodCollectionRequest& request,
                                 v1::CodCollection* response);

// Money that hasn't come by then is overdue.
absl::Status OnCodDue(runtime::WriteContext& ctx, const timer::Due& due);

}  // namespace shopdesk::logistics::handlers
