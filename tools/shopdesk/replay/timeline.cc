#include "tools/shopdesk/replay/timeline.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/resource_name.h"
#include "libs/base/role.h"
#include "libs/base/status_macros.h"
#include "tools/shopdesk/replay/asked_return.h"

namespace shopdesk::cli {
namespace {

// Business time moves on by this between two orders of one buyer in one minute, so that the later
// is the newer.
constexpr absl::Duration kTick = absl::Milliseconds(1);

}  // namespace

Timeline::Timeline(Desk& desk, const ShopFile& file)
    : desk_(desk), file_(file), progress_("replaying orders", file.totals().orders) {}

absl::Status Timeline::Add(const Invoice& invoice) {
  if (invoice.time > absl::FromUnixSeconds(absl::ToUnixSeconds(now_))) {
    RETURN_IF_ERROR(RunUntil(invoice.time));
    RETURN_IF_ERROR(MoveTo(invoice.time));
    const auto [first, last] = due_.equal_range(invoice.time);
    std::vector<Entry> entries;
    for (auto it = first; it != last; ++it) entries.push_back(it->second);
    due_.erase(first, last);
    RETURN_IF_ERROR(TakeSteps(invoice.time, std::move(entries)));
  }
  if (!invoice.return_lines.empty()) {
    RETURN_IF_ERROR(PlaceCollected());
    return TakeBack(invoice);
  }
  if (collected_buyers_.contains(invoice.buyer)) {
    RETURN_IF_ERROR(PlaceCollected());
    RETURN_IF_ERROR(MoveTo(now_ + kTick));
  }
  collected_buyers_[invoice.buyer] = true;
  collected_.push_back(std::make_shared<OrderLife>(desk_, invoice, file_.rules()));
  if (file_.rules().special_cases) CollectBeside(invoice, collected_.back());
  return absl::OkStatus();
}

void Timeline::CollectBeside(const Invoice& invoice, const std::shared_ptr<OrderLife>& order) {
  if (SpecialCaseOf(invoice.number) == SpecialCase::kTwice) {
    collected_duplicates_[invoice.number] = std::make_shared<DuplicateOrder>(desk_, invoice);
  }
  std::shared_ptr<SideStory> story =
      MakeSideStory(desk_, invoice, {order->pay_time(), order->ship_time(), order->deliver_time()});
  if (story != nullptr) collected_stories_.push_back(std::move(story));
  const auto first = undelivered_.find(merges_.Match(invoice));
  if (first != undelivered_.end()) first->second->ShipWith(order);
}

absl::Status Timeline::Finish() {
  const absl::Time end = file_.totals().last_time + kAfterTheEnd;
  RETURN_IF_ERROR(RunUntil(end));
  RETURN_IF_ERROR(MoveTo(end));
  RETURN_IF_ERROR(PayOut());
  RETURN_IF_ERROR(desk_.Settle(end));
  progress_.Finish();
  return absl::OkStatus();
}

absl::Status Timeline::PayOut() {
  using Payouts = orders::v1::PayoutService::Stub;
  // Somebody else than who asked approves.
  const CallSettings finance = desk_.As(Role::FINANCE, kFinance);
  orders::v1::ListPayoutsRequest list;
  list.set_parent(absl::StrCat("shops/", EscapeId(desk_.shop)));
  list.set_state(orders::v1::Payout::ASKED);
  while (true) {
    ASSIGN_OR_RETURN(const orders::v1::ListPayoutsResponse asked,
                     Invoke(desk_.settings, *desk_.payouts, &Payouts::ListPayouts, list));
    if (asked.payouts().empty()) return absl::OkStatus();
    for (const orders::v1::Payout& payout : asked.payouts()) {
      const auto step = [&](const CallSettings& settings, auto method, auto request) {
        request.set_name(payout.name());
        request.set_request_id(desk_.RequestId(payout.name(), request.GetTypeName()));
        return Invoke(settings, *desk_.payouts, method, request).status();
      };
      RETURN_IF_ERROR(step(finance, &Payouts::AskPayout, orders::v1::AskPayoutRequest()));
      RETURN_IF_ERROR(
          step(desk_.settings, &Payouts::ApprovePayout, orders::v1::ApprovePayoutRequest()));
      RETURN_IF_ERROR(step(finance, &Payouts::SendPayout, orders::v1::SendPayoutRequest()));
      RETURN_IF_ERROR(step(finance, &Payouts::ConfirmPayout, orders::v1::ConfirmPayoutRequest()));
    }
  }
}

absl::Status Timeline::RunUntil(absl::Time time) {
  RETURN_IF_ERROR(PlaceCollected());
  while (!due_.empty() && due_.begin()->first < time) {
    const absl::Time now = due_.begin()->first;
    RETURN_IF_ERROR(MoveTo(now));
    std::vector<Entry> entries;
    while (!due_.empty() && due_.begin()->first == now) {
      entries.push_back(due_.begin()->second);
      due_.erase(due_.begin());
    }
    RETURN_IF_ERROR(TakeSteps(now, std::move(entries)));
  }
  return absl::OkStatus();
}

absl::Status Timeline::MoveTo(absl::Time time) {
  now_ = time;
  progress_.Update(placed_, absl::FormatTime("%Y-%m-%d %H:%M", time, absl::UTCTimeZone()));
  return desk_.AdvanceTo(time);
}

absl::Status Timeline::PlaceCollected() {
  std::vector<Task> tasks;
  for (const std::shared_ptr<OrderLife>& order : collected_) {
    tasks.push_back([&order] { return order->Place(); });
  }
  RETURN_IF_ERROR(desk_.workers.RunAll(absl::MakeSpan(tasks)));
  for (const std::shared_ptr<OrderLife>& order : collected_) {
    undelivered_[std::string(order->number())] = order;
    ScheduleNext(order);
  }
  for (const auto& [number, duplicate] : collected_duplicates_) {
    duplicates_[number] = duplicate;
    ScheduleNext(duplicate);
  }
  for (const std::shared_ptr<SideStory>& story : collected_stories_) ScheduleNext(story);
  collected_stories_.clear();
  placed_ += static_cast<int64_t>(collected_.size());
  collected_.clear();
  collected_duplicates_.clear();
  collected_buyers_.clear();
  return absl::OkStatus();
}

absl::Status Timeline::TakeSteps(absl::Time now, std::vector<Entry> entries) {
  // What a return hurried through is done already.
  std::erase_if(entries, [](const Entry& entry) { return entry.taken != entry.life->taken(); });
  std::vector<Task> tasks;
  for (const Entry& entry : entries) {
    tasks.push_back([&entry, now] { return entry.life->TakeStep(now); });
  }
  RETURN_IF_ERROR(desk_.workers.RunAll(absl::MakeSpan(tasks)));
  for (const Entry& entry : entries) {
    const auto order = undelivered_.find(std::string(entry.life->number()));
    if (order != undelivered_.end() && order->second->delivered()) {
      duplicates_.erase(order->first);
      undelivered_.erase(order);
    }
    ScheduleNext(entry.life);
  }
  return absl::OkStatus();
}

void Timeline::ScheduleNext(const std::shared_ptr<Life>& life) {
  const absl::Time due = life->due();
  if (due == absl::InfiniteFuture()) return;
  due_.emplace(std::max(due, now_), Entry{life->taken(), life});
}

absl::Status Timeline::TakeBack(const Invoice& invoice) {
  for (const ReturnLine& line : invoice.return_lines) RETURN_IF_ERROR(TakeBackLine(invoice, line));
  return absl::OkStatus();
}

absl::Status Timeline::TakeBackLine(const Invoice& invoice, const ReturnLine& line) {
  const std::string id = absl::StrCat(invoice.number, "-", line.row);
  orders::v1::AcceptReturnRequest request;
  request.set_parent(absl::StrCat("shops/", EscapeId(desk_.shop)));
  request.set_return_id(id);
  request.set_buyer(line.customer);
  // A line without a stock code matches no product.
  request.set_product(
      desk_.Name(absl::StrCat("products/", line.code.empty() ? "none" : EscapeId(line.code))));
  request.set_quantity(line.quantity);
  request.set_inspection(orders::v1::Inspection::RESTOCK);
  request.set_validate_only(true);
  request.set_request_id(desk_.RequestId(id, "match"));
  const auto accept = &orders::v1::RefundService::Stub::AcceptReturn;
  ASSIGN_OR_RETURN(orders::v1::Return matched,
                   Invoke(desk_.settings, *desk_.refunds, accept, request));
  AskedReturn how = AskedReturn::kUnasked;
  if (file_.rules().special_cases) {
    ASSIGN_OR_RETURN(how, HowAsked(desk_, invoice.number, request, matched));
  }
  bool hurried = false;
  for (const orders::v1::Return::Match& match : matched.matches()) {
    if (match.delivered()) continue;
    RETURN_IF_ERROR(HurryToDelivery(match.order(), now_));
    hurried = true;
  }
  // Orders learns of the delivery from logistics' feed.
  if (hurried) RETURN_IF_ERROR(MoveTo(now_));
  if (how != AskedReturn::kUnasked) return TakeBackAsked(desk_, id, matched, how);
  request.set_validate_only(false);
  request.set_request_id(desk_.RequestId(id, "accept"));
  return Invoke(desk_.settings, *desk_.refunds, accept, request).status();
}

absl::Status Timeline::HurryToDelivery(const std::string& order_name, absl::Time now) {
  ASSIGN_OR_RETURN(const std::string number, UnescapeId(LastSegment(order_name)));
  const auto found = undelivered_.find(number);
  if (found == undelivered_.end()) return absl::OkStatus();
  const std::shared_ptr<OrderLife> order = found->second;
  if (const auto duplicate = duplicates_.find(number); duplicate != duplicates_.end()) {
    RETURN_IF_ERROR(duplicate->second->Hurry());
    ScheduleNext(duplicate->second);
  }
  order->Hurry();
  while (!order->delivered()) {
    RETURN_IF_ERROR(order->TakeStep(now));
    if (!order->delivered()) RETURN_IF_ERROR(MoveTo(now));
  }
  undelivered_.erase(found);
  ScheduleNext(order);
  return absl::OkStatus();
}

}  // namespace shopdesk::cli
