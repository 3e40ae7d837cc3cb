#include "services/feedback/handlers/evidence/dossier.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/base/utf8.h"
#include "libs/evidence/evidence.h"
#include "libs/privacy/mask.h"
#include "libs/runtime/personal_data.h"
#include "services/feedback/domain/evidence/dossier.h"
#include "services/feedback/domain/shop/events.h"
#include "services/feedback/domain/shop/states.h"
#include "services/feedback/handlers/conversation/conversation.h"
#include "services/feedback/handlers/shop/page_limits.h"
#include "services/feedback/handlers/shop/policy.h"
#include "services/feedback/handlers/shop/stored_now.h"
#include "services/feedback/store/case/review_case.h"
#include "services/feedback/store/conversation/conversation.h"
#include "services/feedback/store/evidence/dossier.h"
#include "services/feedback/store/review/review.h"

namespace shopdesk::feedback::handlers {
namespace {

using v1::Dossier;
using v1::DossierItem;

// The texts of a review that are sealed under its name.
constexpr const char* kReviewTexts[] = {"text", "first_text", "appended_text"};

// All that it says, and said before it was edited.
std::string AllTexts(const v1::DossierContent& content) {
  std::string texts = absl::StrCat(content.text(), "\n", content.message().text());
  for (const v1::FormerText& former : content.message().former_texts()) {
    absl::StrAppend(&texts, "\n", former.text());
  }
  return texts;
}

std::string KeySlot(int number) { return absl::StrCat("item/", number); }

// Seals the content with a key of its own, binds it to what was there, and keeps the key where
// originals are.
absl::Status AppendItem(runtime::WriteContext& ctx, Dossier& dossier, DossierItem item,
                        const v1::DossierContent& content, const domain::DossierStep& step) {
  const std::string& text = content.has_message() ? content.message().text() : content.text();
  for (std::string& term : domain::FindMoneyTerms(AllTexts(content))) {
    *item.add_money_terms() = std::move(term);
  }
  const std::string plain = content.SerializeAsString();
  item.set_sealed_bytes(static_cast<int64_t>(plain.size()));
  const std::string meta = domain::MetaOf(item);
  const evidence::Sealed sealed = evidence::Seal(plain, meta);
  const std::string hash = evidence::Link(absl::HexStringToBytes(dossier.head()), meta, sealed.box);
  item.set_preview(
      CleanText(privacy::Mask(option::v1::PII_FREE_TEXT, text), domain::kPreviewBytes));
  item.set_hash(absl::BytesToHexString(hash));
  RETURN_IF_ERROR(domain::AddItem(dossier, item, step));
  RETURN_IF_ERROR(runtime::SealText(ctx, dossier.name(), KeySlot(item.number()),
                                    absl::BytesToHexString(sealed.key))
                      .status());
  return store::InsertDossierLink(ctx.txn(), ShopOf(dossier.name()), LastSegment(dossier.name()),
                                  item.number(), {meta, sealed.box, hash});
}

// The header, and the review as it was written.
absl::Status BeginChain(runtime::WriteContext& ctx, Dossier& dossier,
                        const domain::DossierStep& step) {
  const std::string header = domain::HeaderOf(dossier).SerializeAsString();
  const std::string hash = evidence::Begin(header);
  dossier.set_head(absl::BytesToHexString(hash));
  RETURN_IF_ERROR(store::InsertDossierLink(ctx.txn(), ShopOf(dossier.name()),
                                           LastSegment(dossier.name()), 0, {header, "", hash}));
  for (const char* part : kReviewTexts) {
    v1::DossierContent content;
    ASSIGN_OR_RETURN(*content.mutable_text(),
                     ctx.vault().OpenText(ctx.txn(), dossier.review(), part));
    if (content.text().empty()) continue;
    DossierItem item = domain::NextItem(dossier, DossierItem::REVIEW, step);
    item.set_source(dossier.review());
    item.set_part(part);
    RETURN_IF_ERROR(AppendItem(ctx, dossier, std::move(item), content, step));
  }
  return absl::OkStatus();
}

// The original of a message of the dossier's buyer.
absl::StatusOr<v1::Message> ReadEvidence(runtime::WriteContext& ctx, const Dossier& dossier,
                                         const v1::AddDossierItemRequest& request) {
  const absl::string_view shop = ShopOf(request.conversation());
  const absl::string_view id = LastSegment(request.conversation());
  ASSIGN_OR_RETURN(const v1::Conversation conversation,
                   store::LoadConversation(ctx.txn(), shop, id));
  if (conversation.buyer() != dossier.buyer()) {
    return InvalidFieldError("conversation", "must be of who wrote the review");
  }
  std::vector<v1::Message> messages;
  ASSIGN_OR_RETURN(messages.emplace_back(),
                   store::LoadMessage(ctx.txn(), shop, id, request.message_id()));
  RETURN_IF_ERROR(OpenMessages(ctx, request.conversation(), messages));
  return messages[0];
}

absl::Status SaveDossierEnd(runtime::WriteContext& ctx, Dossier& dossier) {
  RETURN_IF_ERROR(store::SaveDossier(ctx.txn(), dossier));
  ctx.Cancel(kDossierTimer, dossier.name());
  ctx.Emit(dossier, dossier.state() == Dossier::CONFIRMED ? events::kDossierConfirmed
                                                          : events::kDossierLapsed);
  return absl::OkStatus();
}

}  // namespace

absl::Status OpenDossier(runtime::WriteContext& ctx, const v1::OpenDossierRequest& request,
                         Dossier* response) {
  const absl::string_view shop = ShopOf(request.review_case());
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), shop));
  ASSIGN_OR_RETURN(const v1::ReviewCase review_case,
                   store::LoadCaseForUpdate(ctx.txn(), shop, LastSegment(request.review_case())));
  RETURN_IF_ERROR(
      domain::kCaseStates.Next(review_case.name(), review_case.state(), "confirm_malicious")
          .status());
  // The case, which is locked, has one dossier.
  ASSIGN_OR_RETURN(const absl::optional<Dossier> present,
                   store::FindDossierForUpdate(ctx.txn(), shop, LastSegment(review_case.name())));
  if (present.has_value()) return AlreadyExistsError(present->name());
  ASSIGN_OR_RETURN(
      const std::vector<v1::Review> last,
      store::ListReviews(ctx.txn(), shop, {.buyer = review_case.buyer()}, store::NewestFirst(),
                         static_cast<int>(policy.malicious_last_reviews())));
  const domain::DossierStep step = {.actor = ctx.actor(), .now = StoredNow(ctx)};
  const absl::Time deadline = step.now + absl::Seconds(policy.dossier_seconds());
  *response = domain::MakeDossier(review_case, domain::SignalsOf(last, policy), deadline, step);
  RETURN_IF_ERROR(BeginChain(ctx, *response, step));
  RETURN_IF_ERROR(store::InsertDossier(ctx.txn(), *response));
  ctx.Schedule(kDossierTimer, response->name(), deadline);
  ctx.Emit(*response, events::kDossierOpened);
  return absl::OkStatus();
}

absl::Status AddDossierItem(runtime::WriteContext& ctx, const v1::AddDossierItemRequest& request,
                            Dossier* response) {
  RETURN_IF_ERROR(domain::CheckItem(request));
  ASSIGN_OR_RETURN(*response, store::LoadDossierForUpdate(ctx.txn(), ShopOf(request.name()),
                                                          LastSegment(request.name())));
  RETURN_IF_ERROR(CheckEtag(request.etag(), *response));
  const domain::DossierStep step = {.actor = ctx.actor(), .now = StoredNow(ctx)};
  DossierItem item = domain::NextItem(*response, request.kind(), step);
  v1::DossierContent content;
  if (request.kind() == DossierItem::MESSAGE) {
    item.set_source(request.conversation());
    item.set_part(request.message_id());
    ASSIGN_OR_RETURN(*content.mutable_message(), ReadEvidence(ctx, *response, request));
  } else {
    content.set_text(request.text());
    content.set_uri(request.uri());
    content.set_sha256(request.sha256());
  }
  RETURN_IF_ERROR(AppendItem(ctx, *response, std::move(item), content, step));
  RETURN_IF_ERROR(store::SaveDossier(ctx.txn(), *response));
  ctx.Emit(*response, events::kDossierItemAdded);
  return absl::OkStatus();
}

absl::Status GetDossier(runtime::ReadContext& ctx, const v1::GetDossierRequest& request,
                        Dossier* response) {
  ASSIGN_OR_RETURN(*response, store::LoadDossier(ctx.txn(), ShopOf(request.name()),
                                                 LastSegment(request.name())));
  return absl::OkStatus();
}

absl::Status ListDossiers(runtime::ReadContext& ctx, const v1::ListDossiersRequest& request,
                          v1::ListDossiersResponse* response) {
  if (request.state() != 0 && !request.buyer().empty()) {
    return InvalidFieldError("buyer", "only one of state and buyer may be given");
  }
  const absl::string_view shop = ShopOf(request.parent());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  const store::DossierFilter filter = {.state = request.state(), .buyer = request.buyer()};
  return ListPage(
      request, kResourcePage, store::NewestFirst(),
      [&](const store::CreationKey& after, int limit) {
        return store::ListDossiers(ctx.txn(), shop, filter, after, limit);
      },
      store::CreationKeyOf<Dossier>, *response, *response->mutable_dossiers());
}

absl::Status ExportDossier(runtime::WriteContext& ctx, const v1::ExportDossierRequest& request,
                           v1::ExportDossierResponse* response) {
  RETURN_IF_ERROR(LoadRevealRules(ctx, request.name(), request.purpose()).status());
  const absl::string_view shop = ShopOf(request.name());
  const absl::string_view id = LastSegment(request.name());
  RETURN_IF_ERROR(store::LoadDossier(ctx.txn(), shop, id).status());
  RETURN_IF_ERROR(runtime::Audit(ctx, request.name(), "items", request.purpose()));
  ASSIGN_OR_RETURN(std::vector<store::DossierLink> links,
                   store::ListDossierLinks(ctx.txn(), shop, id));
  type::v1::EvidenceBundle& bundle = *response->mutable_bundle();
  bundle.set_format(evidence::kFormat);
  for (size_t i = 0; i < links.size(); ++i) {
    bundle.set_head(links[i].hash);
    if (i == 0) {
      bundle.set_header(std::move(links[i].meta));
      continue;
    }
    type::v1::EvidenceEntry& entry = *bundle.add_entries();
    ASSIGN_OR_RETURN(const std::string key,
                     ctx.vault().OpenText(ctx.txn(), request.name(), KeySlot(static_cast<int>(i))));
    entry.set_key(absl::HexStringToBytes(key));
    entry.set_meta(std::move(links[i].meta));
    entry.set_sealed(std::move(links[i].box));
    entry.set_hash(std::move(links[i].hash));
  }
  return absl::OkStatus();
}

absl::Status RevealDossierItem(runtime::WriteContext& ctx,
                               const v1::RevealDossierItemRequest& request,
                               v1::RevealDossierItemResponse* response) {
  RETURN_IF_ERROR(LoadRevealRules(ctx, request.name(), request.purpose()).status());
  const absl::string_view shop = ShopOf(request.name());
  const absl::string_view id = LastSegment(request.name());
  RETURN_IF_ERROR(store::LoadDossier(ctx.txn(), shop, id).status());
  const std::string slot = KeySlot(request.number());
  const std::string item = absl::StrCat(request.name(), "/", slot);
  ASSIGN_OR_RETURN(const std::vector<store::DossierLink> links,
                   store::ListDossierLinks(ctx.txn(), shop, id));
  ASSIGN_OR_RETURN(const std::string key, ctx.vault().OpenText(ctx.txn(), request.name(), slot));
  // It never was, or was erased.
  if (static_cast<size_t>(request.number()) >= links.size() || key.empty()) {
    return NotFoundError(item);
  }
  RETURN_IF_ERROR(runtime::Audit(ctx, request.name(), slot, request.purpose()));
  const store::DossierLink& link = links[request.number()];
  ASSIGN_OR_RETURN(const std::string plain,
                   evidence::Open(absl::HexStringToBytes(key), link.box, link.meta));
  if (response->mutable_content()->ParseFromString(plain)) return absl::OkStatus();
  return InternalError(absl::StrCat(item, ": its content can't be read"));
}

absl::Status EndDossierOf(runtime::WriteContext& ctx, const v1::ReviewCase& review_case) {
  // The dossier has the case's id.
  ASSIGN_OR_RETURN(absl::optional<Dossier> dossier,
                   store::FindDossierForUpdate(ctx.txn(), ShopOf(review_case.name()),
                                               LastSegment(review_case.name())));
  const domain::DossierStep step = {.actor = ctx.actor(), .now = StoredNow(ctx)};
  const bool ends = dossier.has_value() && domain::EndWithCase(*dossier, review_case, step);
  return ends ? SaveDossierEnd(ctx, *dossier) : absl::OkStatus();
}

absl::Status LapseDossier(runtime::WriteContext& ctx, const timer::Due& due) {
  ASSIGN_OR_RETURN(Dossier dossier,
                   store::LoadDossierForUpdate(ctx.txn(), ShopOf(due.resource_name),
                                               LastSegment(due.resource_name)));
  return domain::LapseDossier(dossier, StoredNow(ctx)) ? SaveDossierEnd(ctx, dossier)
                                                       : absl::OkStatus();
}

}  // namespace shopdesk::feedback::handlers
