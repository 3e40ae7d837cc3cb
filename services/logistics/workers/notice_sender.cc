#include "services/logistics/workers/notice_sender.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "libs/base/calendar.h"
#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/notify/sender.h"
#include "services/logistics/domain/notice/notice.h"
#include "services/logistics/domain/shop/errors.h"
#include "services/logistics/domain/shop/events.h"
#include "services/logistics/handlers/notice/notice_queue.h"
#include "services/logistics/handlers/shop/policy.h"
#include "services/logistics/store/notice/notice.h"
#include "services/logistics/store/notice/notice_preference.h"
#include "services/logistics/store/shipment/shipment.h"

namespace shopdesk::logistics::workers {
namespace {

using v1::Notice;

constexpr char kName[] = "notice_sender";
// Notices in a transaction, for channels that take no time: enough to share its cost, few enough to
// keep it short.
constexpr int kBatch = 256;

// A shop's rules, as a batch needs them.
struct Rules {
  v1::Policy policy;
  Calendar calendar;
};

class NoticeOutbox final : public notify::Outbox {
 public:
  NoticeOutbox(runtime::Runtime& runtime, Notice::Channel channel, absl::Duration lease)
      : runtime_(runtime), channel_(channel), lease_(lease) {
    call_.method = absl::StrCat("sender/", kName);
    call_.caller = runtime.service();
    call_.actor.set_kind(type::v1::Actor::SYSTEM);
    call_.actor.set_id(kName);
    const std::string word = absl::AsciiStrToLower(Notice::Channel_Name(channel));
    static constexpr std::pair<notify::Outcome, const char*> kOutcomes[] = {
        {notify::Outcome::kSent, "sent"},
        {notify::Outcome::kRefused, "refused"},
        {notify::Outcome::kFailed, "failed"},
        {notify::Outcome::kUnknown, "unknown"}};
    for (const auto& [outcome, name] : kOutcomes) {
      attempts_[outcome] = &runtime.metrics().Counter(
          "shopdesk_notice_attempts_total", "Attempts to send a notice, by what came of them.",
          {{"channel", word}, {"outcome", name}});
    }
  }

  absl::StatusOr<notify::Lease> Take(int limit) override;
  absl::Status Record(absl::Span<const notify::Done> done) override;

 private:
  using RulesOfShops = std::map<std::string, Rules>;

  absl::StatusOr<const Rules*> RulesOf(runtime::WriteContext& ctx, absl::string_view name,
                                       RulesOfShops& shops) const;
  // Leases one notice; without a job if it is not to be sent, or not now.
  absl::Status Lease(runtime::WriteContext& ctx, const Rules& rules, store::NoticeRow& row,
                     notify::Lease& lease) const;
  // Why it is not to be sent any more; empty: it is.
  absl::StatusOr<std::string> Objection(runtime::WriteContext& ctx, const Rules& rules,
                                        store::NoticeRow& row) const;
  absl::StatusOr<notify::Job> MakeJob(runtime::WriteContext& ctx, const Notice& notice) const;
  absl::Status RecordOne(runtime::WriteContext& ctx, const notify::Done& done) const;

  runtime::Runtime& runtime_;
  const Notice::Channel channel_;
  const absl::Duration lease_;
  runtime::CallInfo call_;
  std::map<notify::Outcome, prometheus::Counter*> attempts_;
};

absl::StatusOr<notify::Lease> NoticeOutbox::Take(int limit) {
  bool due = false;
  RETURN_IF_ERROR(runtime_.Read(call_, [&](runtime::ReadContext& ctx) -> absl::Status {
    ASSIGN_OR_RETURN(due, store::HasDueNotices(ctx.txn(), channel_, ctx.now(), ctx.machine_now()));
    return absl::OkStatus();
  }));
  notify::Lease lease;
  if (!due) return lease;
  RETURN_IF_ERROR(runtime_.WriteAndWait(
      call_, nullptr, nullptr, [&](runtime::WriteContext& ctx) -> absl::Status {
        lease = {};
        ASSIGN_OR_RETURN(
            std::vector<store::NoticeRow> rows,
            store::LockDueNotices(ctx.txn(), channel_, ctx.now(), ctx.machine_now(), limit));
        RulesOfShops shops;
        for (store::NoticeRow& row : rows) {
          ASSIGN_OR_RETURN(const Rules* rules, RulesOf(ctx, row.notice.name(), shops));
          RETURN_IF_ERROR(Lease(ctx, *rules, row, lease));
        }
        return absl::OkStatus();
      }));
  return lease;
}

absl::StatusOr<const Rules*> NoticeOutbox::RulesOf(runtime::WriteContext& ctx,
                                                   absl::string_view name,
                                                   RulesOfShops& shops) const {
  const std::string shop(ShopOf(name));
  auto found = shops.find(shop);
  if (found == shops.end()) {
    ASSIGN_OR_RETURN(v1::Policy policy, handlers::LoadPolicy(ctx.txn(), shop));
    ASSIGN_OR_RETURN(Calendar calendar, Calendar::Make(policy.calendar()));
    found = shops.emplace(shop, Rules{std::move(policy), std::move(calendar)}).first;
  }
  return &found->second;
}

absl::Status NoticeOutbox::Lease(runtime::WriteContext& ctx, const Rules& rules,
                                 store::NoticeRow& row, notify::Lease& lease) const {
  Notice& notice = row.notice;
  if (notice.state() == Notice::SENDING) {
    // Who attempted it has died: nobody knows how far it came.
    RETURN_IF_ERROR(domain::MarkLost(notice, rules.policy, "the sender stopped", ctx.now()));
  }
  if (notice.state() == Notice::QUEUED) {
    if (const absl::Time due = rules.calendar.AfterQuiet(ctx.now()); due > ctx.now()) {
      *notice.mutable_due_time() = ToProto(due);
    } else {
      ASSIGN_OR_RETURN(const std::string objection, Objection(ctx, rules, row));
      if (objection.empty()) {
        RETURN_IF_ERROR(domain::BeginAttempt(notice, ctx.now()));
        row.retry_time = ctx.machine_now() + lease_;
        ASSIGN_OR_RETURN(lease.jobs.emplace_back(), MakeJob(ctx, notice));
        RETURN_IF_ERROR(store::SaveNotice(ctx.txn(), row));
        ctx.Emit(notice, events::kNoticeUpdated);
        return absl::OkStatus();
      }
      RETURN_IF_ERROR(domain::Suppress(notice, objection, ctx.now()));
    }
  }
  ++lease.settled;
  return handlers::SaveNoticeStep(ctx, row);
}

absl::StatusOr<std::string> NoticeOutbox::Objection(runtime::WriteContext& ctx, const Rules& rules,
                                                    store::NoticeRow& row) const {
  const Notice& notice = row.notice;
  ASSIGN_OR_RETURN(const absl::optional<v1::NoticePreference> preference,
                   store::FindPreference(ctx.txn(), ShopOf(notice.name()), notice.buyer()));
  if (preference.has_value() && domain::IsOptedOut(*preference, notice.unasked())) {
    return std::string(domain::kOptedOut);
  }
  if (ctx.now() >= row.expire_time) return std::string(domain::kOvertaken);
  if (!notice.shipment().empty()) {
    ASSIGN_OR_RETURN(const v1::Shipment shipment,
                     store::LoadShipment(ctx.txn(), notice.shipment()));
    if (domain::IsOvertaken(notice.kind(), shipment.status()))
      return std::string(domain::kOvertaken);
  }
  // It comes later than it was meant to: the day counts on which it arrives.
  const Day day = rules.calendar.DayOf(ctx.now());
  if (row.budget_day != 0 && row.budget_day < day) {
    ASSIGN_OR_RETURN(const bool counted, handlers::CountUnasked(ctx, rules.policy, day, row));
    if (!counted) return std::string(domain::kDailyLimit);
  }
  return std::string();
}

absl::StatusOr<notify::Job> NoticeOutbox::MakeJob(runtime::WriteContext& ctx,
                                                  const Notice& notice) const {
  v1::RevealNoticeResponse content;
  content.set_subject(notice.subject());
  content.set_text(notice.text());
  // The log has no right to more than what is stored, and the chat tool takes it itself.
  if (channel_ != Notice::LOG && channel_ != Notice::IM) {
    const absl::Status opened =
        ctx.vault().Open(ctx.txn(), notice.name(), handlers::kNoticeSlot, content);
    // Erased meanwhile: there is no address any more.
    if (!absl::IsNotFound(opened)) RETURN_IF_ERROR(opened);
  }
  notify::Job job;
  job.id = notice.name();
  job.attempt = notice.attempts();
  job.message.key = std::string(LastSegment(notice.name()));
  job.message.to = channel_ == Notice::MAIL ? content.mail() : content.phone();
  job.message.subject = content.subject();
  job.message.text = content.text();
  job.message.details = {{"notice", notice.name()},
                         {"kind", Notice::Kind_Name(notice.kind())},
                         {"buyer", notice.buyer()},
                         {"order", notice.order()},
                         {"language_code", notice.language_code()}};
  job.message.time = ctx.now();
  return job;
}

absl::Status NoticeOutbox::Record(absl::Span<const notify::Done> done) {
  for (const notify::Done& one : done) attempts_.at(one.result.outcome)->Increment();
  return runtime_.WriteAndWait(call_, nullptr, nullptr,
                               [&](runtime::WriteContext& ctx) -> absl::Status {
                                 for (const notify::Done& one : done) {
                                   RETURN_IF_ERROR(RecordOne(ctx, one));
                                 }
                                 return absl::OkStatus();
                               });
}

absl::Status NoticeOutbox::RecordOne(runtime::WriteContext& ctx, const notify::Done& done) const {
  ASSIGN_OR_RETURN(store::NoticeRow row, store::LoadNoticeForUpdate(ctx.txn(), done.id));
  Notice& notice = row.notice;
  // Its lease ran out, and others went on with it.
  if (notice.state() != Notice::SENDING || notice.attempts() != done.attempt) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const v1::Policy policy, handlers::LoadPolicy(ctx.txn(), ShopOf(done.id)));
  switch (done.result.outcome) {
    case notify::Outcome::kSent:
      RETURN_IF_ERROR(domain::MarkSent(notice, ctx.now()));
      break;
    case notify::Outcome::kRefused:
      RETURN_IF_ERROR(domain::MarkRefused(notice, done.result.detail, ctx.now()));
      break;
    case notify::Outcome::kFailed:
      RETURN_IF_ERROR(domain::MarkFailed(notice, policy, done.result.detail, ctx.now()));
      break;
    case notify::Outcome::kUnknown:
      RETURN_IF_ERROR(domain::MarkLost(notice, policy, done.result.detail, ctx.now()));
      break;
  }
  row.retry_time =
      notice.state() == Notice::QUEUED
          ? ctx.machine_now() + domain::NoticeBackoff(notice.attempts(), done.result.retry_after)
          : absl::UnixEpoch();
  return handlers::SaveNoticeStep(ctx, row);
}

// The channel of notices that are handed over by the event of their state.
class Feed final : public notify::Channel {
 public:
  notify::Result Send(const notify::Message&) override { return {}; }
};

class NotConfigured final : public notify::Channel {
 public:
  notify::Result Send(const notify::Message&) override {
    return {notify::Outcome::kRefused, "the service's configuration doesn't have this channel"};
  }
};

// A channel with what sends by it; in this order, since the last uses the others.
struct Line {
  Line(runtime::Runtime& runtime, Notice::Channel channel, NoticeRoute used, absl::Duration poll)
      : route(std::move(used)),
        outbox(runtime, channel, route.lease),
        sender({.threads = route.connections, .batch = route.batch, .poll = poll}, *route.channel,
               outbox) {}

  const NoticeRoute route;
  NoticeOutbox outbox;
  notify::Sender sender;
};

}  // namespace

void AddNoticeSenders(runtime::Runtime& runtime, NoticeRoutes routes, absl::Duration poll) {
  routes.try_emplace(Notice::LOG, NoticeRoute{notify::MakeLog(runtime.logger()), 1, kBatch});
  routes.try_emplace(Notice::IM, NoticeRoute{std::make_shared<Feed>(), 1, kBatch});
  for (const Notice::Channel channel : {Notice::MAIL, Notice::SMS, Notice::WEBHOOK}) {
    routes.try_emplace(channel, NoticeRoute{std::make_shared<NotConfigured>(), 1, kBatch});
  }
  for (auto& [channel, route] : routes) {
    const auto line = std::make_shared<Line>(runtime, channel, std::move(route), poll);
    runtime.AddWorker({[line] { line->sender.Start(); }, [line] { line->sender.Stop(); },
                       [line](absl::Time deadline) { return line->sender.CatchUp(deadline); }});
  }
}

}  // namespace shopdesk::logistics::workers
