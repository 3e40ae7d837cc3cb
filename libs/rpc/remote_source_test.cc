#include "libs/rpc/remote_source.h"

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "grpcpp/grpcpp.h"
#include "libs/rpc/client.h"
#include "libs/testing/matchers.h"
#include "shopdesk/event/v1/event.grpc.pb.h"

namespace shopdesk::rpc {
namespace {

using shopdesk::testing::StatusIs;

// A feed that ends its calls with a status: at once, or its streams after a page without events.
class EndingFeed final : public event::v1::EventFeed::Service {
 public:
  EndingFeed(grpc::StatusCode code, bool only_streams) : code_(code), only_streams_(only_streams) {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
    builder.RegisterService(this);
    server_ = builder.BuildAndStart();
  }
  ~EndingFeed() override { server_->Shutdown(); }

  std::unique_ptr<event::Source> Follow() const {
    return MakeRemoteSource(MakeChannel(absl::StrCat("127.0.0.1:", port_)), "test.feed");
  }

 private:
  grpc::Status ListShops(grpc::ServerContext*, const event::v1::ListShopsRequest*,
                         event::v1::ListShopsResponse* response) override {
    response->add_shops("shops/1");
    return only_streams_ ? grpc::Status::OK : End();
  }
  grpc::Status ReadEvents(grpc::ServerContext*, const event::v1::ReadEventsRequest*,
                          event::v1::ReadEventsResponse*) override {
    return only_streams_ ? grpc::Status::OK : End();
  }
  grpc::Status WatchEvents(grpc::ServerContext*, const event::v1::WatchEventsRequest*,
                           grpc::ServerWriter<event::v1::WatchEventsResponse>*) override {
    return End();
  }
  grpc::Status End() const { return grpc::Status(code_, "no room"); }

  const grpc::StatusCode code_;
  const bool only_streams_;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

// A source that is cut off, or has no room, is one that is away: whoever follows it waits, and
// parks nothing.
TEST(RemoteSourceTest, ACallThatIsCutOrHasNoRoomPasses) {
  for (const grpc::StatusCode code :
       {grpc::StatusCode::CANCELLED, grpc::StatusCode::RESOURCE_EXHAUSTED}) {
    for (const bool only_streams : {false, true}) {
      const EndingFeed feed(code, only_streams);
      const auto source = feed.Follow();
      EXPECT_THAT(source->Read(0, 10, absl::Now() + absl::Minutes(1)),
                  StatusIs(absl::StatusCode::kUnavailable));
      EXPECT_THAT(source->ReadSnapshot(""), StatusIs(absl::StatusCode::kUnavailable));
    }
  }
}

// What the source itself says stays: a follower stops at it.
TEST(RemoteSourceTest, WhatTheSourceSaysStays) {
  const EndingFeed feed(grpc::StatusCode::OUT_OF_RANGE, /*only_streams=*/false);
  const auto source = feed.Follow();
  EXPECT_THAT(source->Read(0, 10, absl::Now() + absl::Minutes(1)),
              StatusIs(absl::StatusCode::kOutOfRange));
}

}  // namespace
}  // namespace shopdesk::rpc
