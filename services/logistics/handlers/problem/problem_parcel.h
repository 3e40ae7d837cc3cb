#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "libs/timer/timers.h"
#include "services/logistics/store/rate/rate_book.h"
#include "shopdesk/logistics/v1/problem_parcel.pb.h"

// shopdesk.logistics.v1.ProblemParcelService.
namespace shopdesk::logistics::handlers {

absl::Status OpenProblemParcel(runtime::WriteContext& ctx,
                               const v1::OpenProblemParcelRequest& request,
                               v1::ProblemParcel* response);
absl::Status GetProblemParcel(runtime::ReadContext& ctx, const v1::GetProblemParcelRequest& request,
                              v1::ProblemParcel* response);
absl::Status ListProblemParcels(runtime::ReadContext& ctx,
                                const v1::ListProblemParcelsRequest& request,
                                v1::ListProblemParcelsResponse* response);
absl::Status AssignProblemParcel(runtime::WriteContext& ctx,
                                 const v1::AssignProblemParcelRequest& request,
                                 v1::ProblemParcel* response);
absl::Status RecordProblemContact(runtime::WriteContext& ctx,
                                  const v1::RecordProblemContactRequest& request,
                                  v1::ProblemParcel* response);
absl::Status DecideProblemParcel(runtime::WriteContext& ctx,
                                 const v1::DecideProblemParcelRequest& request,
                                 v1::ProblemParcel* response, store::RateBook& rates);
absl::Status CloseProblemParcel(runtime::WriteContext& ctx,
                                const v1::CloseProblemParcelRequest& request,
                                v1::ProblemParcel* response);

// Ends the state of one whose deadline has come; one that went on has another deadline.
absl::Status OnProblemDeadline(runtime::WriteContext& ctx, const timer::Due& due);
// A parcel that waits to be fetched for too long is a problem.
absl::Status OnUnclaimed(runtime::WriteContext& ctx, const timer::Due& due);

}  // namespace shopdesk::logistics::handlers
