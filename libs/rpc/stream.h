#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <utility>

#include "grpcpp/grpcpp.h"

// What streams are made of: a reactor that gRPC calls, and a core that does the work; internal to
// libs/rpc.
namespace shopdesk::rpc {

// Calls that gRPC hasn't done with: the last word to their clients may not be sent yet. Outlives
// the host.
using OpenCalls = std::shared_ptr<std::atomic<int64_t>>;

// Counts one call for as long as gRPC has its reactor.
class Counted {
 public:
  explicit Counted(OpenCalls open) : open_(std::move(open)) { ++*open_; }
  ~Counted() { --*open_; }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;

 private:
  const OpenCalls open_;
};

// The actions of a stream that the core asks its reactor for.
class StreamTransport {
 public:
  virtual ~StreamTransport() = default;
  virtual void Read(grpc::ByteBuffer& request) = 0;
  virtual void Write(const grpc::ByteBuffer& response) = 0;
  virtual void Finish(grpc::Status status) = 0;
};

// The reactions of a stream. Thread-safe. It calls the transport under its own lock and nothing
// after Finish, so that the reactor may go away then; gRPC never reacts from within such a call.
class StreamCore {
 public:
  virtual ~StreamCore() = default;
  // Once, when the reactor is attached.
  virtual void Start() = 0;
  virtual void OnReadDone(bool ok) = 0;
  virtual void OnWriteDone(bool ok) = 0;
  virtual void OnCancel() = 0;
  // The server is about to stop: end soon, with UNAVAILABLE.
  virtual void OnDrain() = 0;
  // The time for that is over: end now.
  virtual void OnCut() = 0;
  // Its place is another caller's: end soon, with OVERLOADED.
  virtual void OnYield() = 0;
  // About once a second: end if the client has been idle for too long.
  virtual void OnTick() = 0;
};

// Both directions.
class StreamReactor final : public grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>,
                            public StreamTransport {
 public:
  explicit StreamReactor(OpenCalls open) : counted_(std::move(open)) {}
  void Attach(std::shared_ptr<StreamCore> core) { core_ = std::move(core); }

  void Read(grpc::ByteBuffer& request) override { StartRead(&request); }
  void Write(const grpc::ByteBuffer& response) override { StartWrite(&response); }
  void Finish(grpc::Status status) override { ServerBidiReactor::Finish(std::move(status)); }

 private:
  void OnReadDone(bool ok) override { core_->OnReadDone(ok); }
  void OnWriteDone(bool ok) override { core_->OnWriteDone(ok); }
  void OnCancel() override { core_->OnCancel(); }
  void OnDone() override { delete this; }

  const Counted counted_;
  std::shared_ptr<StreamCore> core_;
};

// One request, many answers.
class AnswerReactor final : public grpc::ServerWriteReactor<grpc::ByteBuffer>,
                            public StreamTransport {
 public:
  explicit AnswerReactor(OpenCalls open) : counted_(std::move(open)) {}
  void Attach(std::shared_ptr<StreamCore> core) { core_ = std::move(core); }

  void Read(grpc::ByteBuffer&) override {}
  void Write(const grpc::ByteBuffer& response) override { StartWrite(&response); }
  void Finish(grpc::Status status) override { ServerWriteReactor::Finish(std::move(status)); }

 private:
  void OnWriteDone(bool ok) override { core_->OnWriteDone(ok); }
  void OnCancel() override { core_->OnCancel(); }
  void OnDone() override { delete this; }

  const Counted counted_;
  std::shared_ptr<StreamCore> core_;
};

}  // namespace shopdesk::rpc
