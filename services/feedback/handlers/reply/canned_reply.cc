#include "services/feedback/handlers/reply/canned_reply.h"

#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "absl/types/optional.h"
#include "google/protobuf/util/message_differencer.h"
#include "libs/base/calendar.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/field_mask.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/feedback/clients/peer_error.h"
#include "services/feedback/domain/reply/canned_reply.h"
#include "services/feedback/domain/shop/events.h"
#include "services/feedback/domain/shop/names.h"
#include "services/feedback/handlers/reply/reply_facts.h"
#include "services/feedback/handlers/shop/page_limits.h"
#include "services/feedback/handlers/shop/policy.h"
#include "services/feedback/handlers/shop/stored_now.h"
#include "services/feedback/handlers/shop/wording.h"
#include "services/feedback/store/reply/canned_reply.h"

namespace shopdesk::feedback::handlers {
namespace {

// Agents' uses of a reply that are deleted with it, at a time.
constexpr int kUsesAtOnce = 1000;

void NoteReplyChange(runtime::WriteContext& ctx, v1::CannedReply& reply) {
  *reply.mutable_update_time() = ToProto(StoredNow(ctx));
  *reply.mutable_actor() = ctx.actor();
}

// The policy is locked: two replies can't take one shortcut at the same time.
absl::Status WriteNewReply(runtime::WriteContext& ctx, const v1::CreateCannedReplyRequest& request,
                           v1::CannedReply* response) {
  const absl::string_view shop = ShopOf(request.parent());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop, policy::Lock::kUpdate).status());
  const std::string id = request.canned_reply_id().empty() ? ctx.DerivedId("canned_reply")
                                                           : EscapeId(request.canned_reply_id());
  *response = request.canned_reply();
  response->clear_use_count();
  response->set_name(domain::CannedReplyName(shop, id));
  NoteReplyChange(ctx, *response);
  *response->mutable_create_time() = response->update_time();
  RETURN_IF_ERROR(store::InsertCannedReply(ctx.txn(), *response));
  ctx.Emit(*response, events::kCannedReplyCreated);
  return absl::OkStatus();
}

// The present reply with what the request changes.
absl::StatusOr<v1::CannedReply> Changed(const v1::UpdateCannedReplyRequest& request,
                                        const v1::CannedReply& present) {
  RETURN_IF_ERROR(CheckEtag(request.canned_reply().etag(), present));
  v1::CannedReply changed = present;
  RETURN_IF_ERROR(ApplyUpdate(request.update_mask(), request.canned_reply(), changed));
  RETURN_IF_ERROR(domain::CheckCannedReply(changed));
  return changed;
}

absl::Status WriteReplyChange(runtime::WriteContext& ctx,
                              const v1::UpdateCannedReplyRequest& request,
                              v1::CannedReply* response) {
  const std::string& name = request.canned_reply().name();
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), ShopOf(name), policy::Lock::kUpdate).status());
  ASSIGN_OR_RETURN(const v1::CannedReply present,
                   store::LoadCannedReplyForUpdate(ctx.txn(), ShopOf(name), LastSegment(name)));
  ASSIGN_OR_RETURN(*response, Changed(request, present));
  if (google::protobuf::util::MessageDifferencer::Equals(present, *response))
    return absl::OkStatus();
  NoteReplyChange(ctx, *response);
  RETURN_IF_ERROR(store::SaveCannedReply(ctx.txn(), *response));
  ctx.Emit(*response, events::kCannedReplyUpdated);
  return absl::OkStatus();
}

bool IsAskedFor(const v1::CannedReply& reply, const v1::ListCannedRepliesRequest& request) {
  const bool role_fits = request.role() == role::v1::Role::ROLE_UNSPECIFIED ||
                         reply.role() == role::v1::Role::ROLE_UNSPECIFIED ||
                         reply.role() == request.role();
  return role_fits &&
         (request.language_code().empty() || request.language_code() == reply.language_code());
}

// What a list looked at, of which the rows that are asked for are told.
template <class Key, class KeyOf>
std::vector<Scanned<Key, v1::CannedReply>> LeaveOutOthers(
    std::vector<store::CountedReply> replies, const v1::ListCannedRepliesRequest& request,
    KeyOf key_of) {
  std::vector<Scanned<Key, v1::CannedReply>> scanned;
  for (store::CountedReply& counted : replies) {
    auto& next = scanned.emplace_back();
    next.key = key_of(counted);
    if (!IsAskedFor(counted.reply, request)) continue;
    next.row = std::move(counted.reply);
    next.row->set_use_count(counted.use_count);
  }
  return scanned;
}

// The reply that is meant, and the shop's time zone.
struct ReplyMeant {
  v1::CannedReply reply;
  absl::TimeZone zone;
};

absl::StatusOr<ReplyMeant> FindMeant(runtime::WorkflowContext& ctx,
                                     const v1::RenderReplyRequest& request,
                                     absl::string_view language) {
  ReplyMeant meant;
  const absl::string_view shop = ShopOf(request.parent());
  RETURN_IF_ERROR(ctx.Read([&](runtime::ReadContext& read) -> absl::Status {
    ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(read.txn(), shop));
    ASSIGN_OR_RETURN(meant.zone, ZoneOf(policy.calendar()));
    ASSIGN_OR_RETURN(const std::vector<v1::CannedReply> replies,
                     store::ListRepliesOfShortcut(read.txn(), shop, request.shortcut()));
    if (replies.empty())
      return NotFoundError(domain::CannedReplyName(shop, EscapeId(request.shortcut())));
    meant.reply = domain::ChooseReply(replies, language);
    return absl::OkStatus();
  }));
  return meant;
}

// The buyer's language: as it is asked for, else the order's; empty: not known.
absl::StatusOr<std::string> BuyersLanguage(runtime::WorkflowContext& ctx,
                                           const v1::RenderReplyRequest& request,
                                           clients::Orders& orders) {
  if (!request.language_code().empty() || request.order().empty()) return request.language_code();
  const absl::StatusOr<orders::v1::Order> order = orders.GetOrder(ctx, request.order());
  RETURN_IF_ERROR(clients::OfPeer("orders", order.status()));
  return order->language_code();
}

absl::Status CheckSameShop(const v1::RenderReplyRequest& request) {
  Violations violations;
  const absl::string_view shop = ShopOf(request.parent());
  if (!request.order().empty() && ShopOf(request.order()) != shop)
    violations.Add("order", "must be of the parent's shop");
  if (!request.product().empty() && ShopOf(request.product()) != shop)
    violations.Add("product", "must be of the parent's shop");
  return violations.ToStatus();
}

// The reply is locked, so that its uses are counted one after the other.
absl::Status CountUse(runtime::WriteContext& ctx, const std::string& name,
                      v1::RenderReplyResponse& response) {
  const absl::string_view shop = ShopOf(name);
  const absl::string_view id = LastSegment(name);
  RETURN_IF_ERROR(store::LoadCannedReplyForUpdate(ctx.txn(), shop, id).status());
  ASSIGN_OR_RETURN(const int64_t uses, store::CountReplyUse(ctx.txn(), shop, id));
  response.set_use_count(uses);
  const std::string agent = EscapeId(ctx.actor().id());
  ASSIGN_OR_RETURN(const absl::optional<v1::CannedReplyUse> present,
                   store::FindReplyUse(ctx.txn(), shop, id, agent));
  v1::CannedReplyUse use = present.value_or(v1::CannedReplyUse());
  use.set_name(domain::ReplyUseName(name, agent));
  use.set_use_count(use.use_count() + 1);
  *use.mutable_last_use_time() = ToProto(StoredNow(ctx));
  RETURN_IF_ERROR(store::SaveReplyUse(ctx.txn(), use));
  ctx.Emit(use, events::kCannedReplyUseCounted);
  return absl::OkStatus();
}

}  // namespace

absl::Status CreateCannedReply(runtime::WorkflowContext& ctx,
                               const v1::CreateCannedReplyRequest& request,
                               v1::CannedReply* response, clients::Catalog& catalog) {
  RETURN_IF_ERROR(domain::CheckCannedReply(request.canned_reply()));
  RETURN_IF_ERROR(CheckProhibited(ctx, request.parent(), "canned_reply.text",
                                  request.canned_reply().text(), catalog));
  return ctx.Finish(*response, [&](runtime::WriteContext& write) {
    return WriteNewReply(write, request, response);
  });
}

absl::Status UpdateCannedReply(runtime::WorkflowContext& ctx,
                               const v1::UpdateCannedReplyRequest& request,
                               v1::CannedReply* response, clients::Catalog& catalog) {
  static const NamePattern& pattern = *new NamePattern("shops/{shop}/cannedReplies/{canned_reply}");
  const std::string& name = request.canned_reply().name();
  RETURN_IF_ERROR(pattern.Parse(name, "canned_reply.name").status());
  v1::CannedReply changed;
  RETURN_IF_ERROR(ctx.Read([&](runtime::ReadContext& read) -> absl::Status {
    ASSIGN_OR_RETURN(const v1::CannedReply present,
                     store::LoadCannedReply(read.txn(), ShopOf(name), LastSegment(name)));
    ASSIGN_OR_RETURN(changed, Changed(request, present));
    return absl::OkStatus();
  }));
  RETURN_IF_ERROR(CheckProhibited(ctx, std::string(ShopNameOf(name)), "canned_reply.text",
                                  changed.text(), catalog));
  return ctx.Finish(*response, [&](runtime::WriteContext& write) {
    return WriteReplyChange(write, request, response);
  });
}

absl::Status GetCannedReply(runtime::ReadContext& ctx, const v1::GetCannedReplyRequest& request,
                            v1::CannedReply* response) {
  ASSIGN_OR_RETURN(*response, store::LoadCannedReply(ctx.txn(), ShopOf(request.name()),
                                                     LastSegment(request.name())));
  return absl::OkStatus();
}

absl::Status ListCannedReplies(runtime::ReadContext& ctx,
                               const v1::ListCannedRepliesRequest& request,
                               v1::ListCannedRepliesResponse* response) {
  const absl::string_view shop = ShopOf(request.parent());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  using Id = PageKey<std::string>;
  if (request.most_used_first()) {
    const auto scan =
        [&](const store::UseKey& after,
            int limit) -> absl::StatusOr<std::vector<Scanned<store::UseKey, v1::CannedReply>>> {
      ASSIGN_OR_RETURN(std::vector<store::CountedReply> replies,
                       store::ListMostUsedReplies(ctx.txn(), shop, after, limit));
      return LeaveOutOthers<store::UseKey>(
          std::move(replies), request, [](const store::CountedReply& counted) {
            return store::UseKey(counted.use_count, LastSegment(counted.reply.name()));
          });
    };
    return ScanPage(request, kResourcePage,
                    store::UseKey(std::numeric_limits<int64_t>::max(), std::string()), scan,
                    *response, *response->mutable_canned_replies());
  }
  const auto scan = [&](const Id& after,
                        int limit) -> absl::StatusOr<std::vector<Scanned<Id, v1::CannedReply>>> {
    ASSIGN_OR_RETURN(std::vector<store::CountedReply> replies,
                     store::ListCannedReplies(ctx.txn(), shop, std::get<0>(after), limit));
    return LeaveOutOthers<Id>(std::move(replies), request, [](const store::CountedReply& counted) {
      return Id(LastSegment(counted.reply.name()));
    });
  };
  return ScanPage(request, kResourcePage, Id(), scan, *response,
                  *response->mutable_canned_replies());
}

absl::Status DeleteCannedReply(runtime::WriteContext& ctx,
                               const v1::DeleteCannedReplyRequest& request,
                               v1::DeleteCannedReplyResponse*) {
  const absl::string_view shop = ShopOf(request.name());
  const absl::string_view id = LastSegment(request.name());
  ASSIGN_OR_RETURN(const v1::CannedReply reply,
                   store::LoadCannedReplyForUpdate(ctx.txn(), shop, id));
  RETURN_IF_ERROR(CheckEtag(request.etag(), reply));
  std::string after;
  for (;;) {
    ASSIGN_OR_RETURN(const std::vector<v1::CannedReplyUse> uses,
                     store::ListReplyUses(ctx.txn(), shop, id, after, kUsesAtOnce));
    for (const v1::CannedReplyUse& use : uses) {
      ctx.EmitDeleted(use, events::kCannedReplyUseDeleted);
    }
    if (uses.size() < static_cast<size_t>(kUsesAtOnce)) break;
    after = std::string(LastSegment(uses.back().name()));
  }
  RETURN_IF_ERROR(store::DeleteCannedReply(ctx.txn(), shop, id));
  ctx.EmitDeleted(reply, events::kCannedReplyDeleted);
  return absl::OkStatus();
}

absl::Status RenderReply(runtime::WorkflowContext& ctx, const v1::RenderReplyRequest& request,
                         v1::RenderReplyResponse* response, clients::Catalog& catalog,
                         clients::Orders& orders, clients::Logistics& logistics) {
  RETURN_IF_ERROR(CheckSameShop(request));
  ASSIGN_OR_RETURN(const std::string language, BuyersLanguage(ctx, request, orders));
  ASSIGN_OR_RETURN(const ReplyMeant meant, FindMeant(ctx, request, language));
  ASSIGN_OR_RETURN(const std::vector<domain::ReplyPart> parts,
                   domain::ParseReply(meant.reply.text()));
  ASSIGN_OR_RETURN(const domain::ReplyFacts facts,
                   GatherFacts(ctx, request, parts, meant.reply.language_code(), meant.zone,
                               {catalog, orders, logistics}));
  ASSIGN_OR_RETURN(const std::string text, domain::FillReply(parts, facts));
  RETURN_IF_ERROR(CheckProhibited(ctx, request.parent(), "text", text, catalog));
  return ctx.Finish(*response, [&](runtime::WriteContext& write) {
    response->set_text(text);
    response->set_canned_reply(meant.reply.name());
    response->set_language_code(meant.reply.language_code());
    return CountUse(write, meant.reply.name(), *response);
  });
}

absl::Status ListCannedReplyUses(runtime::ReadContext& ctx,
                                 const v1::ListCannedReplyUsesRequest& request,
                                 v1::ListCannedReplyUsesResponse* response) {
  const absl::string_view shop = ShopOf(request.parent());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  return ListPage(
      request, kShortRowPage, PageKey<std::string>(),
      [&](const PageKey<std::string>& after, int limit) {
        return store::ListReplyUses(ctx.txn(), shop, LastSegment(request.parent()),
                                    std::get<0>(after), limit);
      },
      [](const v1::CannedReplyUse& use) { return PageKey<std::string>(LastSegment(use.name())); },
      *response, *response->mutable_uses());
}

}  // namespace shopdesk::feedback::handlers
