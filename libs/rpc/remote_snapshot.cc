#include "libs/rpc/remote_snapshot.h"

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/message.h"
#include "libs/base/error.h"
#include "libs/base/page.h"
#include "libs/base/status_macros.h"
#include "libs/rpc/client.h"
#include "libs/rpc/status.h"

namespace shopdesk::rpc {
namespace {

using event::Cursor;
using event::Event;
using event::SnapshotPage;
using event::v1::WatchEventsRequest;
using event::v1::WatchEventsResponse;

constexpr absl::Duration kListTimeout = absl::Seconds(10);
// A page that takes longer doesn't come any more; the stream is opened anew where it broke off.
constexpr absl::Duration kSnapshotTimeout = absl::Minutes(10);
constexpr int kShopsAtOnce = 1000;

// The resource with its name; false for a kind that this program doesn't know, or without a name:
// nobody here has asked for it.
bool ToEvent(const google::protobuf::Any& resource, Event& event) {
  const absl::string_view url = resource.type_url();
  const auto* type = google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(
      std::string(url.substr(url.rfind('/') + 1)));
  if (type == nullptr) return false;
  const auto* name = type->FindFieldByName("name");
  if (name == nullptr) return false;
  std::unique_ptr<google::protobuf::Message> message(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
  if (!message->ParseFromString(resource.value())) return false;
  event.set_resource_name(message->GetReflection()->GetString(*message, name));
  *event.mutable_resource() = resource;
  return true;
}

}  // namespace

// Where a snapshot stands: in which shop, where in its stream, and the cursor of the first.
struct RemoteSnapshot::Place {
  Cursor next;
  std::string shop;
  std::string token;

  std::string ToText() const {
    return JoinKey({absl::StrCat(next.sequence), next.id, shop, token});
  }
  static absl::StatusOr<Place> FromText(const std::string& text) {
    Place place;
    if (text.empty()) return place;
    const absl::optional<std::vector<std::string>> parts = SplitKey(text);
    if (!parts.has_value() || parts->size() != 4 ||
        !absl::SimpleAtoi((*parts)[0], &place.next.sequence)) {
      return InternalError("a snapshot can't go on: its place is damaged");
    }
    place.next.id = (*parts)[1];
    place.shop = (*parts)[2];
    place.token = (*parts)[3];
    return place;
  }
};

struct RemoteSnapshot::Call {
  grpc::ClientContext context;
  std::unique_ptr<grpc::ClientReader<WatchEventsResponse>> reader;
};

RemoteSnapshot::RemoteSnapshot(event::v1::EventFeed::Stub& stub, const std::string& follower)
    : stub_(stub), follower_(follower) {}

RemoteSnapshot::~RemoteSnapshot() { Close(); }

void SayWhoFollows(grpc::ClientContext& context, const std::string& follower) {
  type::v1::Actor actor;
  actor.set_kind(type::v1::Actor::SYSTEM);
  actor.set_id(follower);
  SetCallMetadata(context, follower, actor, "");
}

absl::Status FeedStatus(const grpc::Status& status) {
  absl::Status ended = FromGrpc(status);
  if (!absl::IsCancelled(ended) && !absl::IsResourceExhausted(ended)) return ended;
  return shopdesk::UnavailableError(ended.message());
}

void RemoteSnapshot::Cancel() {
  MutexLock lock(mutex_);
  cancelled_ = true;
  if (running_ != nullptr) running_->TryCancel();
}

// False once cancelled.
bool RemoteSnapshot::SetCall(grpc::ClientContext* context) {
  MutexLock lock(mutex_);
  running_ = context;
  return !cancelled_;
}

absl::Status RemoteSnapshot::ListShops(std::vector<std::string>& shops) {
  event::v1::ListShopsRequest request;
  request.set_page_size(kShopsAtOnce);
  do {
    event::v1::ListShopsResponse response;
    grpc::ClientContext context;
    SayWhoFollows(context, follower_);
    context.set_deadline(absl::ToChronoTime(absl::Now() + kListTimeout));
    if (!SetCall(&context)) return absl::CancelledError("stopped");
    const absl::Status status = FeedStatus(stub_.ListShops(&context, request, &response));
    SetCall(nullptr);
    RETURN_IF_ERROR(status);
    shops.insert(shops.end(), response.shops().begin(), response.shops().end());
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  return absl::OkStatus();
}

absl::Status RemoteSnapshot::Open(const Place& place) {
  Close();
  call_ = std::make_unique<Call>();
  SayWhoFollows(call_->context, follower_);
  call_->context.set_deadline(absl::ToChronoTime(absl::Now() + kSnapshotTimeout));
  if (!SetCall(&call_->context)) return absl::CancelledError("stopped");
  WatchEventsRequest request;
  request.set_parent(place.shop);
  request.set_snapshot(true);
  request.set_page_token(place.token);
  call_->reader = stub_.WatchEvents(&call_->context, request);
  return absl::OkStatus();
}

void RemoteSnapshot::Close() {
  SetCall(nullptr);
  if (call_ == nullptr) return;
  if (call_->reader != nullptr) {
    call_->context.TryCancel();
    call_->reader->Finish();
  }
  call_.reset();
}

absl::StatusOr<SnapshotPage> RemoteSnapshot::Read(const std::string& position) {
  ASSIGN_OR_RETURN(Place place, Place::FromText(position));
  const auto go_to_next_shop = [&]() -> absl::StatusOr<bool> {
    std::vector<std::string> shops;
    RETURN_IF_ERROR(ListShops(shops));
    const auto next = std::upper_bound(shops.begin(), shops.end(), place.shop);
    if (next == shops.end()) return false;
    place.shop = *next;
    place.token.clear();
    return true;
  };
  SnapshotPage page;
  if (place.shop.empty()) {
    ASSIGN_OR_RETURN(const bool found, go_to_next_shop());
    // Without shops there is nothing: all events, from the first on.
    if (!found) return page;
  }
  if (call_ == nullptr || call_position_ != position) RETURN_IF_ERROR(Open(place));
  WatchEventsResponse response;
  if (!call_->reader->Read(&response)) {
    const absl::Status ended = FeedStatus(call_->reader->Finish());
    call_->reader.reset();
    Close();
    return ended.ok() ? UnavailableError("the snapshot broke off") : ended;
  }
  for (const google::protobuf::Any& resource : response.resources()) {
    if (!ToEvent(resource, page.events.emplace_back())) page.events.pop_back();
  }
  place.token = response.next_page_token();
  if (place.token.empty()) {
    // The shop is complete, and its events begin.
    Close();
    if (place.next.sequence == 0) place.next = Cursor(response.cursor(), response.cursor_id());
    ASSIGN_OR_RETURN(const bool found, go_to_next_shop());
    if (!found) {
      page.next = place.next;
      return page;
    }
  }
  page.position = place.ToText();
  call_position_ = page.position;
  return page;
}

}  // namespace shopdesk::rpc
