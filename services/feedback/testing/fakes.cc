#include "services/feedback/testing/fakes.h"

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/money.h"
#include "libs/base/resource_name.h"
#include "libs/wording/checker.h"

namespace shopdesk::feedback::testing {
namespace {

// The shop that catalog knows.
constexpr char kShop[] = "shops/1";

template <class Request, class Response>
std::vector<Request> RequestsOf(const Asked<Request, Response>& asked) {
  std::vector<Request> requests;
  for (const auto& [id, done] : asked) requests.push_back(done.first);
  return requests;
}

// What a request asks of a line: all that is left where it names none.
int64_t AskedOf(const orders::v1::OpenRefundRequest& request, int32_t line, int64_t left) {
  if (request.lines().empty()) return left;
  for (const orders::v1::RefundLine& asked : request.lines()) {
    if (asked.line() == line) return asked.amount_minor();
  }
  return 0;
}

}  // namespace

absl::StatusOr<orders::v1::Order> FakeOrders::GetOrder(const runtime::Context&,
                                                       const std::string& name) {
  MutexLock lock(mutex_);
  ++calls_;
  if (!failure_.ok()) return failure_;
  const auto found = orders_.find(name);
  if (found == orders_.end()) return NotFoundError(name);
  return found->second;
}

absl::StatusOr<orders::v1::DescribeOrderResponse> FakeOrders::DescribeOrder(
    const runtime::Context& ctx, const std::string& name, const std::string& language) {
  absl::StatusOr<orders::v1::Order> order = GetOrder(ctx, name);
  if (!order.ok()) return std::move(order).status();
  orders::v1::DescribeOrderResponse response;
  *response.mutable_order() = *std::move(order);
  response.set_sentence(absl::StrCat("sentence in ", language));
  return response;
}

absl::StatusOr<orders::v1::Refund> FakeOrders::GetRefund(const runtime::Context&,
                                                         const std::string& name) {
  MutexLock lock(mutex_);
  if (!failure_.ok()) return failure_;
  const auto found = refunds_.find(name);
  if (found == refunds_.end()) return NotFoundError(name);
  return found->second;
}

absl::StatusOr<orders::v1::Refund> FakeOrders::OpenRefund(
    const runtime::Context&, const orders::v1::OpenRefundRequest& request) {
  MutexLock lock(mutex_);
  if (!refund_failure_.ok()) return refund_failure_;
  const auto known = opened_.find(request.request_id());
  if (known != opened_.end()) return known->second.second;
  const auto order = orders_.find(request.parent());
  if (order == orders_.end()) return NotFoundError(request.parent());
  orders::v1::Refund refund;
  refund.set_name(absl::StrCat(request.parent(), "/refunds/r", opened_.size() + 1));
  refund.set_buyer(order->second.buyer());
  int64_t total_minor = 0;
  for (orders::v1::OrderLine& line : *order->second.mutable_lines()) {
    const int64_t left = line.total().minor() - line.refunded_minor();
    const int64_t asked = AskedOf(request, line.line(), left);
    if (asked > left) {
      return Error(absl::StatusCode::kFailedPrecondition, "AMOUNT_EXCEEDED",
                   absl::StrCat("at most ", left), {{"most", absl::StrCat(left)}});
    }
    total_minor += asked;
    if (request.seller_initiated()) line.set_refunded_minor(line.refunded_minor() + asked);
  }
  *refund.mutable_total() = MakeMoney(order->second.total().currency_code(), total_minor);
  if (request.seller_initiated()) *refund.mutable_refunded() = refund.total();
  refund.set_state(request.seller_initiated() ? orders::v1::RefundState::SUCCESS
                                              : orders::v1::RefundState::WAIT_SELLER_AGREE);
  refunds_[refund.name()] = refund;
  opened_[request.request_id()] = {request, refund};
  return refund;
}

absl::StatusOr<orders::v1::Refund> FakeOrders::DecideRefund(
    const runtime::Context&, const orders::v1::DecideRefundRequest& request) {
  MutexLock lock(mutex_);
  if (!refund_failure_.ok()) return refund_failure_;
  const auto known = decided_.find(request.request_id());
  if (known != decided_.end()) return known->second.second;
  const auto found = refunds_.find(request.name());
  if (found == refunds_.end()) return NotFoundError(request.name());
  orders::v1::Refund& refund = found->second;
  const int64_t granted = request.granted().minor();
  const int64_t most = refund.total().minor();
  if (request.granted().currency_code() != refund.total().currency_code()) {
    return InvalidFieldError("granted.currency_code", "must be the refund's");
  }
  if (refund.state() != orders::v1::RefundState::PLATFORM_REVIEW) {
    return WrongStateError(refund.name(), orders::v1::RefundState::Value_Name(refund.state()),
                           "DecideRefund", "");
  }
  if (granted > most) {
    return Error(absl::StatusCode::kFailedPrecondition, "AMOUNT_EXCEEDED",
                 absl::StrCat("at most ", most), {{"most", absl::StrCat(most)}});
  }
  if (granted == 0) {
    refund.set_state(orders::v1::RefundState::CLOSED);
  } else {
    refund.set_state(granted < most ? orders::v1::RefundState::PARTIAL
                                    : orders::v1::RefundState::SUCCESS);
    *refund.mutable_refunded() = request.granted();
  }
  decided_[request.request_id()] = {request, refund};
  return refund;
}

std::vector<orders::v1::OpenRefundRequest> FakeOrders::opened() {
  MutexLock lock(mutex_);
  return RequestsOf(opened_);
}

std::vector<orders::v1::DecideRefundRequest> FakeOrders::decided() {
  MutexLock lock(mutex_);
  return RequestsOf(decided_);
}

void FakeOrders::FailRefunds(absl::Status failure) {
  MutexLock lock(mutex_);
  refund_failure_ = std::move(failure);
}

void FakeOrders::Put(const orders::v1::Order& order) {
  MutexLock lock(mutex_);
  orders_[order.name()] = order;
}

void FakeOrders::Put(const orders::v1::Refund& refund) {
  MutexLock lock(mutex_);
  refunds_[refund.name()] = refund;
}

void FakeOrders::Fail(absl::Status failure) {
  MutexLock lock(mutex_);
  failure_ = std::move(failure);
}

int FakeOrders::calls() {
  MutexLock lock(mutex_);
  return calls_;
}

absl::StatusOr<catalog::v1::CheckTextResponse> FakeCatalog::CheckText(
    const runtime::Context&, const catalog::v1::CheckTextRequest& request) {
  MutexLock lock(mutex_);
  ++calls_;
  if (!failure_.ok()) return failure_;
  if (request.parent() != kShop) return UnknownShopError(ShopOf(request.parent()));
  catalog::v1::CheckTextResponse response;
  const wording::TextCheck check({&wording::Checker::Base()}, allowed_);
  for (const catalog::v1::CheckedText& text : request.texts()) {
    for (type::v1::WordingHit& hit : check.Check(text.text(), text.html()).hits) {
      hit.set_field(text.field());
      *response.add_hits() = hit;
    }
  }
  return response;
}

absl::StatusOr<catalog::v1::Product> FakeCatalog::GetProduct(const runtime::Context&,
                                                             const std::string& name) {
  MutexLock lock(mutex_);
  if (!failure_.ok()) return failure_;
  const auto found = products_.find(name);
  if (found == products_.end()) return NotFoundError(name);
  return found->second;
}

absl::StatusOr<catalog::v1::Article> FakeCatalog::GetArticle(const runtime::Context&,
                                                             const std::string& name) {
  MutexLock lock(mutex_);
  if (!failure_.ok()) return failure_;
  const auto found = articles_.find(name);
  if (found == articles_.end()) return NotFoundError(name);
  return found->second;
}

absl::StatusOr<std::vector<catalog::v1::Article>> FakeCatalog::ListArticlesOf(
    const runtime::Context&, const std::string& linked_to) {
  MutexLock lock(mutex_);
  if (!failure_.ok()) return failure_;
  std::vector<catalog::v1::Article> linked;
  for (const auto& [name, article] : articles_) {
    const bool is_linked = absl::c_linear_search(article.products(), linked_to) ||
                           absl::c_linear_search(article.categories(), linked_to);
    if (is_linked) linked.push_back(article);
  }
  return linked;
}

absl::StatusOr<catalog::v1::Product> FakeCatalog::GetProductBySku(const runtime::Context&,
                                                                  const std::string& shop_name,
                                                                  const std::string& sku_id) {
  MutexLock lock(mutex_);
  if (!failure_.ok()) return failure_;
  for (const auto& [name, product] : products_) {
    if (ShopNameOf(name) != shop_name) continue;
    for (const catalog::v1::Sku& sku : product.skus()) {
      if (sku.sku_id() == sku_id) return product;
    }
  }
  return NotFoundError(absl::StrCat(shop_name, "/skus/", sku_id));
}

absl::StatusOr<int64_t> FakeCatalog::GetAvailable(const runtime::Context&, const std::string&,
                                                  const std::string& sku_id) {
  MutexLock lock(mutex_);
  if (!failure_.ok()) return failure_;
  return stock_[sku_id];
}

absl::StatusOr<catalog::v1::ProductCare> FakeCatalog::GetProductCare(const runtime::Context&,
                                                                     const std::string& product,
                                                                     const std::string& language) {
  MutexLock lock(mutex_);
  if (!failure_.ok()) return failure_;
  catalog::v1::ProductCare care;
  care.set_product(product);
  care.set_sentence(absl::StrCat("care in ", language));
  return care;
}

void FakeCatalog::Put(const catalog::v1::Article& article) {
  MutexLock lock(mutex_);
  articles_[article.name()] = article;
}

void FakeCatalog::Put(const catalog::v1::Product& product) {
  MutexLock lock(mutex_);
  products_[product.name()] = product;
}

void FakeCatalog::Stock(const std::string& sku_id, int64_t available) {
  MutexLock lock(mutex_);
  stock_[sku_id] = available;
}

absl::StatusOr<logistics::v1::Carrier> FakeLogistics::GetCarrier(const runtime::Context&,
                                                                 const std::string& name) {
  MutexLock lock(mutex_);
  if (!failure_.ok()) return failure_;
  const auto found = carriers_.find(name);
  if (found == carriers_.end()) return NotFoundError(name);
  logistics::v1::Carrier carrier;
  carrier.set_name(name);
  carrier.set_display_name(found->second);
  return carrier;
}

absl::StatusOr<logistics::v1::Shipment> FakeLogistics::GetShipment(const runtime::Context&,
                                                                   const std::string& name) {
  MutexLock lock(mutex_);
  if (!failure_.ok()) return failure_;
  const auto found = shipments_.find(name);
  if (found == shipments_.end()) return NotFoundError(name);
  return found->second;
}

absl::StatusOr<logistics::v1::Intercept> FakeLogistics::RequestIntercept(
    const runtime::Context&, const logistics::v1::RequestInterceptRequest& request) {
  MutexLock lock(mutex_);
  if (!failure_.ok()) return failure_;
  const auto known = intercepts_.find(request.request_id());
  if (known != intercepts_.end()) return known->second.second;
  const auto found = shipments_.find(request.parent());
  if (found == shipments_.end()) return NotFoundError(request.parent());
  logistics::v1::Shipment& shipment = found->second;
  if (!shipment.open_intercept().empty()) {
    return Error(absl::StatusCode::kFailedPrecondition, "INTERCEPT_OPEN",
                 absl::StrCat(shipment.open_intercept(), " is open"),
                 {{"intercept", shipment.open_intercept()}});
  }
  logistics::v1::Intercept intercept;
  intercept.set_name(absl::StrCat(request.parent(), "/intercepts/", intercepts_.size() + 1));
  intercept.set_kind(request.kind());
  intercept.set_state(logistics::v1::Intercept::ASKED);
  shipment.set_open_intercept(intercept.name());
  intercepts_[request.request_id()] = {request, intercept};
  return intercept;
}

absl::StatusOr<logistics::v1::Claim> FakeLogistics::CreateClaim(
    const runtime::Context&, const logistics::v1::CreateClaimRequest& request) {
  MutexLock lock(mutex_);
  if (!failure_.ok()) return failure_;
  const auto known = claims_.find(request.request_id());
  if (known != claims_.end()) return known->second.second;
  const auto found = shipments_.find(request.shipment());
  if (found == shipments_.end()) return NotFoundError(request.shipment());
  logistics::v1::Shipment& shipment = found->second;
  if (request.loss().currency_code() != "CNY") {
    return InvalidFieldError("loss", "must be in the shop's currency, CNY");
  }
  if (!shipment.claim().empty()) {
    return Error(absl::StatusCode::kFailedPrecondition, "CLAIM_OPEN",
                 absl::StrCat(shipment.claim(), " is open"), {{"claim", shipment.claim()}});
  }
  logistics::v1::Claim claim;
  claim.set_name(absl::StrCat(request.parent(), "/claims/", claims_.size() + 1));
  claim.set_shipment(shipment.name());
  claim.set_order(shipment.order());
  claim.set_kind(request.kind());
  claim.set_state(logistics::v1::Claim::DRAFT);
  *claim.mutable_loss() = request.loss();
  shipment.set_claim(claim.name());
  claims_[request.request_id()] = {request, claim};
  return claim;
}

std::vector<logistics::v1::CreateClaimRequest> FakeLogistics::claims() {
  MutexLock lock(mutex_);
  return RequestsOf(claims_);
}

void FakeLogistics::Put(const logistics::v1::Shipment& shipment) {
  MutexLock lock(mutex_);
  shipments_[shipment.name()] = shipment;
}

std::vector<logistics::v1::RequestInterceptRequest> FakeLogistics::intercepts() {
  MutexLock lock(mutex_);
  return RequestsOf(intercepts_);
}

void FakeLogistics::Put(const std::string& name, const std::string& display_name) {
  MutexLock lock(mutex_);
  carriers_[name] = display_name;
}

void FakeLogistics::Fail(absl::Status failure) {
  MutexLock lock(mutex_);
  failure_ = std::move(failure);
}

void FakeCatalog::Allow(const std::string& term) {
  MutexLock lock(mutex_);
  allowed_.push_back(term);
}

void FakeCatalog::Fail(absl::Status failure) {
  MutexLock lock(mutex_);
  failure_ = std::move(failure);
}

int FakeCatalog::calls() {
  MutexLock lock(mutex_);
  return calls_;
}

orders::v1::Order PlacedOrder(const std::string& id, const std::string& buyer, absl::Time placed) {
  orders::v1::Order order;
  order.set_name(absl::StrCat("shops/1/orders/", id));
  order.set_buyer(buyer);
  order.set_state(orders::v1::OrderState::WAIT_BUYER_PAY);
  *order.mutable_total() = MakeMoney("CNY", 3000);
  *order.mutable_create_time() = ToProto(placed);
  orders::v1::StateChange* change = order.add_history();
  change->set_state(order.state());
  *change->mutable_time() = ToProto(placed);
  for (int line = 1; line <= 2; ++line) {
    orders::v1::OrderLine* added = order.add_lines();
    added->set_line(line);
    added->set_quantity(3);
    added->set_delivered(3);
    *added->mutable_total() = MakeMoney("CNY", 1500);
    added->mutable_snapshot()->set_product(absl::StrCat("shops/1/products/p", line));
  }
  return order;
}

orders::v1::Order FinishedOrder(const std::string& id, const std::string& buyer,
                                absl::Time finished) {
  orders::v1::Order order = PlacedOrder(id, buyer, finished - absl::Hours(24 * 4));
  order.set_state(orders::v1::OrderState::TRADE_FINISHED);
  orders::v1::StateChange* change = order.add_history();
  change->set_state(order.state());
  *change->mutable_time() = ToProto(finished);
  return order;
}

v1::ConversationRecord MessageAt(absl::Time time, v1::Message::Sender sender,
                                 const std::string& conversation, const std::string& agent,
                                 const std::string& buyer) {
  v1::ConversationRecord record;
  v1::ConversationRecord::MessageRecord* message = record.mutable_message();
  message->set_conversation_id(conversation);
  message->set_buyer(buyer);
  message->set_agent(agent);
  message->mutable_message()->set_message_id(
      absl::StrCat(conversation, "-", sender, "-", ToMillis(time)));
  message->mutable_message()->set_sender(sender);
  message->mutable_message()->set_channel(v1::Message::IM);
  message->mutable_message()->set_text("hello");
  *message->mutable_message()->mutable_send_time() = ToProto(time);
  return record;
}

v1::ConversationRecord TransferAt(absl::Time time, const std::string& to,
                                  const std::string& conversation) {
  v1::ConversationRecord record;
  record.mutable_transfer()->set_conversation_id(conversation);
  record.mutable_transfer()->set_to_agent(to);
  *record.mutable_transfer()->mutable_time() = ToProto(time);
  return record;
}

v1::ConversationRecord OnlineAt(absl::Time start, absl::Duration length, const std::string& agent) {
  v1::ConversationRecord record;
  record.mutable_online()->set_agent(agent);
  record.mutable_online()->set_session_id(absl::StrCat("s", ToMillis(start)));
  *record.mutable_online()->mutable_start_time() = ToProto(start);
  *record.mutable_online()->mutable_end_time() = ToProto(start + length);
  return record;
}

}  // namespace shopdesk::feedback::testing
