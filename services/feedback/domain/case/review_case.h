#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "shopdesk/feedback/v1/review_case.pb.h"

// The rules of cases. Errors are those of ReviewCaseService; texts are the masked forms.
namespace shopdesk::feedback::domain {

// Solutions of a case: who was offered so many will not take another.
inline constexpr int kMostSolutions = 20;

// Who takes a step, when, and when the next one is due if this is not the last.
struct CaseStep {
  type::v1::Actor actor;
  absl::Time now;
  absl::Time next_due;
};

// Whether a review opens a case: it is neutral or bad, or a score that was given is 2 or less.
bool OpensCase(const v1::Review& review);
v1::ReviewCase MakeCase(const v1::Review& review, absl::Time contact_deadline,
                        const type::v1::Actor& actor, absl::Time now);
bool IsOpen(const v1::ReviewCase& review_case);

// How the clock of first contact ended. Numbers are stored: never change them.
enum class FirstContactTiming : int64_t { kRunning = 0, kInTime = 1, kLate = 2 };
FirstContactTiming TimingOf(const v1::ReviewCase& review_case);

absl::Status AddCaseContact(v1::ReviewCase& review_case, const type::v1::ContactReport& report,
                            const type::v1::ContactRule& rule, const CaseStep& step);
// The deadline of first contact: false if it was kept, is noted already, or counts no longer.
bool MissFirstContact(v1::ReviewCase& review_case, absl::Time now);
absl::Status FindCause(v1::ReviewCase& review_case, v1::CaseCause::Value cause,
                       absl::string_view note, const CaseStep& step);
absl::Status OfferSolution(v1::ReviewCase& review_case, absl::string_view text,
                           const CaseStep& step);
absl::Status CloseCase(v1::ReviewCase& review_case, v1::CloseReviewCaseRequest::Outcome outcome,
                       absl::string_view note, const CaseStep& step);
// The first person's word is kept, the second's ends the case.
absl::Status MarkMalicious(v1::ReviewCase& review_case, absl::string_view note,
                           const CaseStep& step);
// The buyer changed his review: whatever the case's state, which stays.
void NoteReviewChange(v1::ReviewCase& review_case, const v1::Review& review, absl::Time now);

}  // namespace shopdesk::feedback::domain
