#pragma once

#include <functional>
#include <memory>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "google/protobuf/message.h"
#include "grpcpp/grpcpp.h"
#include "libs/rpc/context.h"

// What Host's streams are made of: a reactor that knows the message types, and a core that does the
// work and does not. Handlers don't need this header.
namespace shopdesk::rpc {

// The actions of a stream that the core asks its reactor for.
class StreamTransport {
 public:
  virtual ~StreamTransport() = default;
  virtual void Read(google::protobuf::Message& request) = 0;
  virtual void Write(const google::protobuf::Message& response) = 0;
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
};

template <class Request, class Response>
class BidiReactor final : public grpc::ServerBidiReactor<Request, Response>,
                          public StreamTransport {
 public:
  void Attach(std::shared_ptr<StreamCore> core) { core_ = std::move(core); }

  void Read(google::protobuf::Message& request) override {
    this->StartRead(static_cast<Request*>(&request));
  }
  void Write(const google::protobuf::Message& response) override {
    this->StartWrite(static_cast<const Response*>(&response));
  }
  void Finish(grpc::Status status) override {
    grpc::ServerBidiReactor<Request, Response>::Finish(std::move(status));
  }

 private:
  void OnReadDone(bool ok) override { core_->OnReadDone(ok); }
  void OnWriteDone(bool ok) override { core_->OnWriteDone(ok); }
  void OnCancel() override { core_->OnCancel(); }
  void OnDone() override { delete this; }

  std::shared_ptr<StreamCore> core_;
};

template <class Response>
class WriteReactor final : public grpc::ServerWriteReactor<Response>, public StreamTransport {
 public:
  void Attach(std::shared_ptr<StreamCore> core) { core_ = std::move(core); }

  void Read(google::protobuf::Message&) override {}
  void Write(const google::protobuf::Message& response) override {
    this->StartWrite(static_cast<const Response*>(&response));
  }
  void Finish(grpc::Status status) override {
    grpc::ServerWriteReactor<Response>::Finish(std::move(status));
  }

 private:
  void OnWriteDone(bool ok) override { core_->OnWriteDone(ok); }
  void OnCancel() override { core_->OnCancel(); }
  void OnDone() override { delete this; }

  std::shared_ptr<StreamCore> core_;
};

}  // namespace shopdesk::rpc
