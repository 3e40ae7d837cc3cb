#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "grpcpp/grpcpp.h"
#include "libs/base/mutex.h"
#include "libs/event/log.h"
#include "shopdesk/event/v1/event.grpc.pb.h"

namespace shopdesk::rpc {

// Says in a call's metadata that the service follows: it acts by itself.
void SayWhoFollows(grpc::ClientContext& context, const std::string& follower);

// How a call of a feed ended. What its server ends calls with when it stops, and refuses them with
// when it has too many, is UNAVAILABLE: it passes by itself.
absl::Status FeedStatus(const grpc::Status& status);

// What another service holds, all shops, one after the other. Thread-safe; one reads at a time.
class RemoteSnapshot {
 public:
  // Both must outlive it.
  RemoteSnapshot(event::v1::EventFeed::Stub& stub, const std::string& follower);
  ~RemoteSnapshot();

  // As event::Source::ReadSnapshot.
  absl::StatusOr<event::SnapshotPage> Read(const std::string& position);
  // Ends Read, now and later.
  void Cancel();

 private:
  struct Place;
  struct Call;

  absl::Status ListShops(std::vector<std::string>& shops);
  absl::Status Open(const Place& place);
  void Close();
  bool SetCall(grpc::ClientContext* context);

  event::v1::EventFeed::Stub& stub_;
  const std::string& follower_;
  // Open at the place where the next Read is expected to go on; of the reader.
  std::unique_ptr<Call> call_;
  std::string call_position_;
  Mutex mutex_;
  bool cancelled_ ABSL_GUARDED_BY(mutex_) = false;
  grpc::ClientContext* running_ ABSL_GUARDED_BY(mutex_) = nullptr;
};

}  // namespace shopdesk::rpc
