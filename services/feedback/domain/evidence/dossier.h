#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "shopdesk/feedback/v1/dossier.pb.h"
#include "shopdesk/feedback/v1/policy.pb.h"
#include "shopdesk/feedback/v1/review_case.pb.h"

// The rules of dossiers. Errors are those of DossierService; texts of items are the masked forms.
namespace shopdesk::feedback::domain {

// Items of a dossier, and what is sealed of all of them: an export is one answer.
inline constexpr int kMostDossierItems = 100;
inline constexpr int64_t kMostSealedBytes = int64_t{2} << 20;
// Bytes of an item's preview.
inline constexpr size_t kPreviewBytes = 400;

// Who does something, and when.
struct DossierStep {
  type::v1::Actor actor;
  absl::Time now;
};

// Words of a text that ask for money, each once: services/feedback/data/money_terms.csv.
std::vector<std::string> FindMoneyTerms(absl::string_view text);

// What the buyer's last reviews say, the newest first.
v1::DossierSignals SignalsOf(const std::vector<v1::Review>& last, const v1::Policy& policy);

v1::Dossier MakeDossier(const v1::ReviewCase& review_case, const v1::DossierSignals& signals,
                        absl::Time deadline, const DossierStep& step);
// What the chain begins with.
v1::DossierHeader HeaderOf(const v1::Dossier& dossier);

// What is wrong with the fields of a request, by its kind.
absl::Status CheckItem(const v1::AddDossierItemRequest& request);
// The item that would be added next, without its hash and what is known once it is sealed.
v1::DossierItem NextItem(const v1::Dossier& dossier, v1::DossierItem::Kind kind,
                         const DossierStep& step);
// Adds an item of which `sealed_bytes` and `hash` are known.
absl::Status AddItem(v1::Dossier& dossier, const v1::DossierItem& item, const DossierStep& step);
// What of an item its hash was made of.
std::string MetaOf(const v1::DossierItem& item);

// The case came to its end: MALICIOUS confirms the dossier, anything else lets it lapse. False if
// it had ended before.
bool EndWithCase(v1::Dossier& dossier, const v1::ReviewCase& review_case, const DossierStep& step);
// The deadline: false if it ended before.
bool LapseDossier(v1::Dossier& dossier, absl::Time now);

}  // namespace shopdesk::feedback::domain
