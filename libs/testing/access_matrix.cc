#include "libs/testing/access_matrix.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "grpcpp/generic/generic_stub.h"
#include "gtest/gtest.h"
#include "libs/base/error.h"
#include "libs/base/role.h"
#include "libs/rpc/client.h"
#include "libs/sql/testing/test_postgres.h"
#include "shopdesk/config/v1/server.pb.h"
#include "shopdesk/option/v1/option.pb.h"

namespace shopdesk::testing {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using type::v1::Actor;

constexpr char kBuyer[] = "buyer-1";
constexpr char kOtherBuyer[] = "buyer-2";
const char* const kServices[] = {"catalog", "orders", "logistics", "feedback"};

struct Caller {
  std::string caller;
  Actor actor;
};

Caller CallerOf(const std::string& caller, Actor::Kind kind, const std::string& id,
                Role::Value role) {
  Caller made;
  made.caller = caller;
  made.actor.set_kind(kind);
  made.actor.set_id(id);
  made.actor.set_role(role);
  return made;
}

std::vector<Caller> AllCallers() {
  std::vector<Caller> callers;
  for (int role = 0; role <= Role::Value_MAX; ++role) {
    const auto value = static_cast<Role::Value>(role);
    callers.push_back(CallerOf("desk", Actor::AGENT, "7", value));
    callers.push_back(CallerOf("desk", Actor::SERVICE, "bi", value));
  }
  callers.push_back(CallerOf("desk", Actor::BUYER, kBuyer, Role::ROLE_UNSPECIFIED));
  callers.push_back(CallerOf("desk", Actor::BUYER, kBuyer, Role::OWNER));
  callers.push_back(CallerOf("desk", Actor::SYSTEM, "timer", Role::OWNER));
  callers.push_back(CallerOf("desk", Actor::KIND_UNSPECIFIED, "", Role::ROLE_UNSPECIFIED));
  for (const char* service : kServices) {
    callers.push_back(CallerOf(service, Actor::BUYER, kBuyer, Role::ROLE_UNSPECIFIED));
    callers.push_back(CallerOf(service, Actor::SYSTEM, "outbox", Role::ROLE_UNSPECIFIED));
  }
  return callers;
}

bool Holds(const google::protobuf::RepeatedField<int>& roles, Role::Value role) {
  return std::find(roles.begin(), roles.end(), role) != roles.end();
}

// What the protos say, in other words than the adapter's.
bool IsLetIn(const option::v1::Access& access, const Caller& caller) {
  for (const std::string& service : access.services()) {
    if (service == caller.caller) return true;
  }
  const Role::Value role = caller.actor.role();
  switch (caller.actor.kind()) {
    case Actor::BUYER:
      return access.buyer();
    case Actor::AGENT:
      return Holds(access.roles(), role) || (access.staff() && IsStaff(role));
    case Actor::SERVICE:
      return Holds(access.roles(), role) && !IsStaff(role);
    default:
      return false;
  }
}

grpc::ByteBuffer Bytes(const Message& message) {
  const grpc::Slice slice(message.SerializeAsString());
  return grpc::ByteBuffer(&slice, 1);
}

// The outcome of a call with one message.
absl::Status Call(const std::shared_ptr<grpc::Channel>& channel, const MethodDescriptor& method,
                  const Caller& caller, const Message& request) {
  grpc::GenericStub stub(channel);
  grpc::ClientContext context;
  // A stream that was let in is not waited for.
  context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(20)));
  rpc::SetCallMetadata(context, caller.caller, caller.actor, "");
  // Even nobody is said to be somebody by the channel otherwise.
  if (caller.actor.id().empty()) context.AddMetadata("shopdesk-actor", "nobody");
  grpc::CompletionQueue queue;
  const auto wait = [&queue] {
    void* tag = nullptr;
    bool ok = false;
    queue.Next(&tag, &ok);
    return ok;
  };
  const auto stream = stub.PrepareCall(
      &context, absl::StrCat("/", method.service()->full_name(), "/", method.name()), &queue);
  stream->StartCall(nullptr);
  if (wait()) {
    stream->WriteLast(Bytes(request), grpc::WriteOptions(), nullptr);
    wait();
    grpc::ByteBuffer answer;
    stream->Read(&answer, nullptr);
    if (wait()) context.TryCancel();
  }
  grpc::Status status;
  stream->Finish(&status, nullptr);
  wait();
  const bool answered = status.error_code() == grpc::StatusCode::CANCELLED;
  return answered ? absl::OkStatus() : rpc::FromGrpc(status);
}

std::unique_ptr<Message> NewRequest(const MethodDescriptor& method) {
  return std::unique_ptr<Message>(google::protobuf::MessageFactory::generated_factory()
                                      ->GetPrototype(method.input_type())
                                      ->New());
}

std::string TextFor(const FieldDescriptor& field, const std::string& buyer) {
  const option::v1::Rules& rules = field.options().GetExtension(option::v1::field);
  if (field.name() == "buyer") return buyer;
  if (field.name() == "currency_code") return "GBP";
  if (field.name() == "region_code") return "GB";
  if (field.name() == "waybill_number") return "SF1234567890123";
  if (rules.pattern() == "[0-9]{4}") return "1234";
  std::string pattern = rules.resource();
  if (rules.pattern() == "shops/[^/]+/orders/[^/]+") pattern = "shops/{shop}/orders/{order}";
  if (field.name() == "names") pattern = "shops/{shop}/orders/{order}";
  if (pattern.empty()) {
    return std::string(std::max<uint32_t>(rules.min_len(), 2), 'x');
  }
  std::vector<std::string> parts = absl::StrSplit(pattern, '/');
  for (std::string& part : parts) {
    if (part == "{buyer}") part = buyer;
    if (part[0] == '{') part = "none";
  }
  return absl::StrJoin(parts, "/");
}

// Fills what the rules want, so that the request is well-formed.
void Fill(Message& message, const std::string& buyer);

void FillField(Message& message, const FieldDescriptor& field, const std::string& buyer) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  const option::v1::Rules& rules = field.options().GetExtension(option::v1::field);
  const bool many = field.is_repeated();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return Fill(many ? *reflection.AddMessage(&message, &field)
                       : *reflection.MutableMessage(&message, &field),
                  buyer);
    case FieldDescriptor::CPPTYPE_STRING:
      return many ? reflection.AddString(&message, &field, TextFor(field, buyer))
                  : reflection.SetString(&message, &field, TextFor(field, buyer));
    case FieldDescriptor::CPPTYPE_ENUM:
      return many ? reflection.AddEnumValue(&message, &field, 1)
                  : reflection.SetEnumValue(&message, &field, 1);
    case FieldDescriptor::CPPTYPE_INT32:
      return reflection.SetInt32(&message, &field, std::max<int>(1, rules.min()));
    case FieldDescriptor::CPPTYPE_INT64:
      return reflection.SetInt64(&message, &field, std::max<int64_t>(1, rules.min()));
    default:
      FAIL() << "a " << field.cpp_type_name() << " that is required: " << field.full_name();
  }
}

void Fill(Message& message, const std::string& buyer) {
  const google::protobuf::Descriptor& type = *message.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    const option::v1::Rules& rules = field.options().GetExtension(option::v1::field);
    const bool names = field.name() == "name" && !rules.resource().empty();
    if (rules.required() || rules.min_items() > 0 || field.name() == "buyer" ||
        field.name() == "request_id" || names ||
        field.full_name() == "google.protobuf.Timestamp.seconds") {
      FillField(message, field, buyer);
    }
  }
}

void ExpectRoles(const std::shared_ptr<grpc::Channel>& channel, const MethodDescriptor& method) {
  const option::v1::Access& access = method.options().GetExtension(option::v1::method);
  const std::unique_ptr<Message> empty = NewRequest(method);
  for (const Caller& caller : AllCallers()) {
    SCOPED_TRACE(absl::StrCat(method.full_name(), " as ", caller.caller, " ",
                              caller.actor.ShortDebugString()));
    const absl::Status status = Call(channel, method, caller, *empty);
    if (IsLetIn(access, caller)) {
      EXPECT_FALSE(absl::IsPermissionDenied(status) || absl::IsUnauthenticated(status)) << status;
    } else if (caller.actor.id().empty()) {
      EXPECT_EQ(ReasonOf(status), "ACTOR_REQUIRED") << status;
      EXPECT_TRUE(absl::IsUnauthenticated(status)) << status;
    } else {
      EXPECT_EQ(ReasonOf(status), "ROLE_NOT_ALLOWED") << status;
      EXPECT_TRUE(absl::IsPermissionDenied(status)) << status;
    }
  }
}

void ExpectNothingForeign(const std::shared_ptr<grpc::Channel>& channel,
                          const MethodDescriptor& method) {
  SCOPED_TRACE(method.full_name());
  const Caller buyer = CallerOf("desk", Actor::BUYER, kBuyer, Role::ROLE_UNSPECIFIED);
  const std::unique_ptr<Message> request = NewRequest(method);
  Fill(*request, kOtherBuyer);
  const absl::Status status = Call(channel, method, buyer, *request);
  EXPECT_TRUE(absl::IsNotFound(status)) << status << request->ShortDebugString();
}

// A configuration of the definition's type with nothing but the database.
std::unique_ptr<Message> ConfigOf(const rpc::ServiceDefinition& definition, sql::Dialect dialect) {
  std::unique_ptr<Message> config(definition.config->New());
  config::v1::ServerConfig server;
  if (dialect == sql::Dialect::kPostgres) {
    config::v1::Postgres& postgres = *server.mutable_storage()->mutable_postgres();
    postgres.set_dsn(sql::testing::TestPostgres::Shared().dsn());
  }
  config->GetReflection()
      ->MutableMessage(config.get(), config->GetDescriptor()->FindFieldByName("server"))
      ->MergeFrom(server);
  return config;
}

}  // namespace

void ExpectAccessAsDeclared(const rpc::ServiceDefinition& definition, sql::Dialect dialect) {
  TestServer server(definition, *ConfigOf(definition, dialect));
  ExpectAccessAsDeclared(server);
}

void ExpectAccessAsDeclared(TestServer& server) {
  const std::shared_ptr<grpc::Channel> channel = server.channel();
  int methods = 0;
  for (const std::string& name : server->host().ServiceNames()) {
    const auto* service =
        google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(name);
    ASSERT_NE(service, nullptr) << name;
    for (int i = 0; i < service->method_count(); ++i) {
      const MethodDescriptor& method = *service->method(i);
      ++methods;
      ExpectRoles(channel, method);
      if (method.options().GetExtension(option::v1::method).buyer()) {
        ExpectNothingForeign(channel, method);
      }
    }
  }
  EXPECT_GT(methods, 15);
}

}  // namespace shopdesk::testing
