#pragma once

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "libs/runtime/context.h"
#include "shopdesk/feedback/v1/follow_up.pb.h"
#include "shopdesk/logistics/v1/shipment.pb.h"

// The RPCs of FollowUpService on late parcels, and what the feed of logistics does to them.
namespace shopdesk::feedback::handlers {

absl::Status GetLateParcel(runtime::ReadContext& ctx, const v1::GetLateParcelRequest& request,
                           v1::LateParcel* response);
absl::Status ListLateParcels(runtime::ReadContext& ctx, const v1::ListLateParcelsRequest& request,
                             v1::ListLateParcelsResponse* response);
absl::Status RecordLateParcelContact(runtime::WriteContext& ctx,
                                     const v1::RecordLateParcelContactRequest& request,
                                     v1::LateParcel* response);

// A shipment was found late at `time`: its buyer is to be told, once.
absl::Status NoteLate(runtime::WriteContext& ctx, const logistics::v1::Shipment& shipment,
                      absl::Time time);
// A shipment arrived or will not any more.
absl::Status NoteEnded(runtime::WriteContext& ctx, const logistics::v1::Shipment& shipment);
// The trade of an order ended: nobody is to be told of its parcels any more, unless they hold goods
// of another whose trade goes on. `order_id` is escaped.
absl::Status NoteTradeEnd(runtime::WriteContext& ctx, absl::string_view shop,
                          absl::string_view order_id);

}  // namespace shopdesk::feedback::handlers
