#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "shopdesk/feedback/v1/complaint.pb.h"
#include "shopdesk/orders/v1/order.pb.h"

// The rules of complaints. Errors are those of ComplaintService; texts are the masked forms.
namespace shopdesk::feedback::domain {

// Statements of a party to a complaint: who has read so many can decide, and no party leaves no
// room to another.
inline constexpr int kMostStatements = 25;

// What is wrong with a request, the order aside.
absl::Status CheckComplaint(const v1::OpenComplaintRequest& request);
// The order's buyer, and a line of it if one is named.
absl::Status CheckComplaintOrder(const v1::OpenComplaintRequest& request,
                                 const orders::v1::Order& order);
// Whether two complaints are one: of the same complainant about the same order, of one kind.
bool IsSame(const v1::Complaint& complaint, const v1::OpenComplaintRequest& request);
// Whether a parcel of the order went with a carrier.
bool WentWith(const orders::v1::Order& order, absl::string_view carrier_id);
v1::Complaint MakeComplaint(const v1::OpenComplaintRequest& request, absl::string_view name,
                            absl::string_view text, absl::Time answer_deadline,
                            const type::v1::Actor& actor, absl::Time now);

absl::Status AddComplaintContact(v1::Complaint& complaint, const type::v1::ContactReport& report,
                                 const type::v1::ContactRule& rule, const type::v1::Actor& actor,
                                 absl::Time now);
absl::Status Answer(v1::Complaint& complaint, absl::string_view text, absl::Time decision_deadline,
                    const type::v1::Actor& actor, absl::Time now);
// The answer's deadline: false if it was kept or is noted already. The decision's begins to run.
bool MissAnswer(v1::Complaint& complaint, absl::Time decision_deadline, absl::Time now);

// What is wrong with a request, the complaint aside.
absl::Status CheckStatement(const v1::AddComplaintStatementRequest& request,
                            const type::v1::Actor& actor);
absl::Status CheckMediator(const v1::AssignComplaintMediatorRequest& request);
absl::Status CheckClosing(const v1::CloseComplaintRequest& request);

absl::Status AddStatement(v1::Complaint& complaint, const v1::ComplaintStatement& statement,
                          absl::Time now);
absl::Status AssignMediator(v1::Complaint& complaint, absl::string_view agent, absl::Time now);
// `decision` is the masked form.
absl::Status CloseComplaint(v1::Complaint& complaint, const v1::CloseComplaintRequest& request,
                            absl::string_view decision, const type::v1::Actor& actor,
                            absl::Time now);
// The decision's deadline: false if it was closed before.
bool ExpireComplaint(v1::Complaint& complaint, const type::v1::Actor& actor, absl::Time now);
// What came of the remedy: the resource that it made, or why it was refused. False if that is
// known.
bool SettleRemedy(v1::Complaint& complaint, absl::string_view result, absl::string_view refusal,
                  absl::Time now);
// Whether somebody has to see to a closed complaint.
bool NeedsHands(const v1::Complaint& complaint);

}  // namespace shopdesk::feedback::domain
