#include "services/feedback/domain/evidence/dossier.h"

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/base/text.h"
#include "libs/wording/checker.h"
#include "services/feedback/domain/shop/errors.h"
#include "services/feedback/domain/shop/names.h"
#include "services/feedback/domain/shop/states.h"

namespace shopdesk::feedback::domain {

// The embedded list.
extern const char kMoneyTerms[];

namespace {

using v1::Dossier;
using v1::DossierItem;

const wording::Checker& MoneyTerms() {
  static const wording::Checker& terms = *new wording::Checker(*wording::ReadTerms(kMoneyTerms));
  return terms;
}

template <class Terms>
void AddMoneyTerms(const Terms& terms, google::protobuf::RepeatedPtrField<std::string>& to) {
  for (const std::string& term : terms) {
    if (!absl::c_linear_search(to, term)) *to.Add() = term;
  }
}

absl::Status TakeDossier(Dossier& dossier, const char* event, absl::Time now) {
  ASSIGN_OR_RETURN(const Dossier::State next,
                   kDossierStates.Next(dossier.name(), dossier.state(), event));
  dossier.set_state(next);
  *dossier.mutable_update_time() = ToProto(now);
  return absl::OkStatus();
}

bool EndDossier(Dossier& dossier, const char* event, absl::Time now) {
  if (!TakeDossier(dossier, event, now).ok()) return false;
  *dossier.mutable_end_time() = ToProto(now);
  return true;
}

int64_t SealedBytesOf(const Dossier& dossier) {
  int64_t bytes = 0;
  for (const DossierItem& item : dossier.items()) bytes += item.sealed_bytes();
  return bytes;
}

}  // namespace

std::vector<std::string> FindMoneyTerms(absl::string_view text) {
  const wording::TextCheck check({&MoneyTerms()}, {});
  std::vector<std::string> terms;
  for (const type::v1::WordingHit& hit : check.Check(text, /*html=*/false).hits) {
    if (!absl::c_linear_search(terms, hit.term())) terms.push_back(hit.term());
  }
  return terms;
}

v1::DossierSignals SignalsOf(const std::vector<v1::Review>& last, const v1::Policy& policy) {
  v1::DossierSignals signals;
  signals.set_last_reviews(static_cast<int32_t>(last.size()));
  signals.set_bad_reviews(static_cast<int32_t>(absl::c_count_if(last, [](const v1::Review& review) {
    // One that was bought off was bad all the same.
    return review.grade() == v1::Grade::BAD || review.first_grade() == v1::Grade::BAD;
  })));
  signals.set_mostly_bad(signals.bad_reviews() >= policy.malicious_bad_reviews());
  return signals;
}

Dossier MakeDossier(const v1::ReviewCase& review_case, const v1::DossierSignals& signals,
                    absl::Time deadline, const DossierStep& step) {
  Dossier dossier;
  dossier.set_name(DossierName(ShopOf(review_case.name()), LastSegment(review_case.name())));
  dossier.set_review(review_case.review());
  dossier.set_order(review_case.order());
  dossier.set_buyer(review_case.buyer());
  dossier.set_state(Dossier::COLLECTING);
  *dossier.mutable_signals() = signals;
  *dossier.mutable_opened_by() = step.actor;
  *dossier.mutable_create_time() = ToProto(step.now);
  *dossier.mutable_update_time() = ToProto(step.now);
  *dossier.mutable_deadline_time() = ToProto(deadline);
  return dossier;
}

v1::DossierHeader HeaderOf(const Dossier& dossier) {
  v1::DossierHeader header;
  header.set_name(dossier.name());
  header.set_review(dossier.review());
  header.set_order(dossier.order());
  header.set_buyer(dossier.buyer());
  *header.mutable_opened_by() = dossier.opened_by();
  *header.mutable_create_time() = dossier.create_time();
  *header.mutable_signals() = dossier.signals();
  header.mutable_signals()->clear_money_terms();
  return header;
}

absl::Status CheckItem(const v1::AddDossierItemRequest& request) {
  Violations violations;
  const auto needs = [&](const char* field, bool set, bool wanted) {
    if (wanted && !set) violations.Add(field, "is required for this kind");
    if (!wanted && set) violations.Add(field, "isn't taken for this kind");
  };
  const bool message = request.kind() == DossierItem::MESSAGE;
  const bool note = request.kind() == DossierItem::NOTE;
  if (request.kind() == DossierItem::REVIEW) {
    violations.Add("kind", "must be MESSAGE, PICTURE, CALL, DOCUMENT or NOTE");
  }
  needs("conversation", !request.conversation().empty(), message);
  needs("message_id", !request.message_id().empty(), message);
  needs("uri", !request.uri().empty(), !message && !note);
  needs("sha256", !request.sha256().empty(), !message && !note);
  if (message || note) needs("text", !IsBlank(request.text()), note);
  if (message && ShopOf(request.conversation()) != ShopOf(request.name())) {
    violations.Add("conversation", "must be of the dossier's shop");
  }
  return violations.ToStatus();
}

DossierItem NextItem(const Dossier& dossier, DossierItem::Kind kind, const DossierStep& step) {
  DossierItem item;
  item.set_number(dossier.items_size() + 1);
  item.set_kind(kind);
  *item.mutable_added_by() = step.actor;
  *item.mutable_add_time() = ToProto(step.now);
  return item;
}

absl::Status AddItem(Dossier& dossier, const DossierItem& item, const DossierStep& step) {
  RETURN_IF_ERROR(TakeDossier(dossier, "add", step.now));
  if (dossier.items_size() >= kMostDossierItems ||
      SealedBytesOf(dossier) + item.sealed_bytes() > kMostSealedBytes) {
    return DossierFullError(dossier.name(), kMostDossierItems, kMostSealedBytes);
  }
  *dossier.add_items() = item;
  dossier.set_head(item.hash());
  AddMoneyTerms(item.money_terms(), *dossier.mutable_signals()->mutable_money_terms());
  return absl::OkStatus();
}

std::string MetaOf(const DossierItem& item) {
  DossierItem meta = item;
  meta.clear_preview();
  meta.clear_hash();
  return meta.SerializeAsString();
}

bool EndWithCase(Dossier& dossier, const v1::ReviewCase& review_case, const DossierStep& step) {
  if (review_case.state() != v1::ReviewCase::MALICIOUS)
    return EndDossier(dossier, "lapse", step.now);
  if (!EndDossier(dossier, "confirm", step.now)) return false;
  *dossier.add_confirmed_by() = review_case.malicious_by();
  *dossier.add_confirmed_by() = step.actor;
  return true;
}

bool LapseDossier(Dossier& dossier, absl::Time now) { return EndDossier(dossier, "lapse", now); }

}  // namespace shopdesk::feedback::domain
