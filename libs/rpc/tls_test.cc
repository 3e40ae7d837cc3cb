#include "libs/rpc/tls.h"

#include <cstdlib>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "grpc/health/v1/health.grpc.pb.h"
#include "libs/base/error.h"
#include "libs/rpc/client.h"
#include "libs/rpc/server.h"
#include "libs/rpc/testing/note_service.h"
#include "libs/runtime/testing/notes.h"
#include "libs/testing/matchers.h"
#include "libs/testing/temp_directory.h"
#include "libs/testing/test_runtime.h"
#include "shopdesk/event/v1/event.grpc.pb.h"
#include "shopdesk/rpctest/v1/note.grpc.pb.h"

namespace shopdesk::rpc {
namespace {

using rpctest::v1::GetNoteRequest;
using rpctest::v1::Note;
using rpctest::v1::NoteService;
using shopdesk::testing::HasReason;
using shopdesk::testing::IsOk;
using shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kNote[] = "shops/1/notes/b1";
constexpr char kOwner[] = "agent:7;role=owner";

constexpr char kAuthorization[] = R"pb(
  callers {
    name: "desk"
    sans: "spiffe://shopdesk.dev/desk"
    methods: "*"
    shops: "*"
    roles: OWNER
    roles: READER
    buyers: true
  }
  callers {
    name: "front"
    sans: "spiffe://shopdesk.dev/front"
    methods: "/shopdesk.rpctest.v1.NoteService/GetNote"
    methods: "/shopdesk.event.v1.*"
    shops: "1"
    roles: READER
    buyers: true
  })pb";

class TlsTest : public ::testing::Test {
 protected:
  TlsTest() {
    gate_.Open();
    MakeCertificates(directory_.path(), "notes desk front stranger");
    MakeCertificates(other_.path(), "desk");
    WriteAuthorization(kAuthorization);
    config_.mutable_listen()->set_grpc("127.0.0.1:0");
    config_.mutable_listen()->set_metrics("127.0.0.1:0");
    config_.mutable_storage()->set_data_dir(directory_.path());
    config_.mutable_log()->set_file(Path("log"));
    config::v1::Tls& tls = *config_.mutable_tls();
    tls.set_cert_file(Path("notes.crt"));
    tls.set_key_file(Path("notes.key"));
    tls.set_ca_file(Path("ca.crt"));
    tls.set_authorization_file(Path("authorization"));
  }

  void SetUp() override {
    absl::StatusOr<std::unique_ptr<Server>> server =
        Server::Start(testing::NoteDefinition(gate_), config_);
    ASSERT_THAT(server, IsOk());
    server_ = *std::move(server);
    ASSERT_OK(shopdesk::testing::RunWrite(server_->runtime(), [](runtime::WriteContext& ctx) {
      return runtime::testing::PutIfAbsent(ctx, kNote, "b1");
    }));
  }

  static void MakeCertificates(const std::string& directory, const std::string& names) {
    const std::string command =
        absl::StrCat("scripts/dev-certs '", directory, "' ", names, " 2>/dev/null");
    ASSERT_EQ(std::system(command.c_str()), 0) << command;
  }
  std::string Path(absl::string_view name) const {
    return absl::StrCat(directory_.path(), "/", name);
  }
  void WriteAuthorization(const std::string& text) {
    std::ofstream(Path("authorization.new"), std::ios::trunc) << text;
    ASSERT_EQ(std::rename(Path("authorization.new").c_str(), Path("authorization").c_str()), 0);
  }
  ClientCertificates CertificatesOf(const std::string& name) const {
    return {.ca_file = Path("ca.crt"),
            .cert_file = Path(name + ".crt"),
            .key_file = Path(name + ".key")};
  }
  std::string target() const { return absl::StrCat("127.0.0.1:", server_->grpc_port()); }
  // As a new process of this client would connect.
  std::shared_ptr<grpc::Channel> Connect(
      const std::shared_ptr<grpc::ChannelCredentials>& credentials) const {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    return grpc::CreateCustomChannel(target(), credentials, arguments);
  }
  std::shared_ptr<grpc::Channel> ConnectAs(const std::string& name) const {
    return Connect(MakeChannelCredentials(CertificatesOf(name)));
  }

  static absl::Status GetNote(const std::shared_ptr<grpc::Channel>& channel,
                              const std::string& actor = kOwner, const std::string& name = kNote,
                              const std::string& caller = "") {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(10)));
    context.AddMetadata("shopdesk-actor", actor);
    if (!caller.empty()) context.AddMetadata("shopdesk-caller", caller);
    GetNoteRequest request;
    request.set_name(name);
    Note note;
    return FromGrpc(NoteService::NewStub(channel)->GetNote(&context, request, &note));
  }
  absl::Status ReadEvents(const std::string& caller, const std::string& parent) const {
    grpc::ClientContext context;
    context.AddMetadata("shopdesk-actor", "service:bi;role=reader");
    event::v1::ReadEventsRequest request;
    request.set_parent(parent);
    event::v1::ReadEventsResponse response;
    return FromGrpc(
        event::v1::EventFeed::NewStub(ConnectAs(caller))->ReadEvents(&context, request, &response));
  }
  // In pages of one.
  std::vector<std::string> ShopsListedTo(const std::string& caller) const {
    const auto feed = event::v1::EventFeed::NewStub(ConnectAs(caller));
    event::v1::ListShopsRequest request;
    request.set_page_size(1);
    std::vector<std::string> shops;
    do {
      grpc::ClientContext context;
      context.AddMetadata("shopdesk-actor", "service:bi;role=reader");
      event::v1::ListShopsResponse response;
      EXPECT_THAT(FromGrpc(feed->ListShops(&context, request, &response)), IsOk());
      shops.insert(shops.end(), response.shops().begin(), response.shops().end());
      request.set_page_token(response.next_page_token());
    } while (!request.page_token().empty());
    return shops;
  }
  // The status of repeated calls once it is as wanted, or the last after 30 seconds.
  template <class Matcher, class Call>
  static absl::Status Until(const Matcher& matcher, Call call) {
    const absl::Time end = absl::Now() + absl::Seconds(30);
    absl::Status status = call();
    while (!::testing::Matches(matcher)(status) && absl::Now() < end) status = call();
    return status;
  }

  shopdesk::testing::TempDirectory directory_;
  shopdesk::testing::TempDirectory other_;
  testing::Gate gate_;
  config::v1::ServerConfig config_;
  std::unique_ptr<Server> server_;
};

TEST_F(TlsTest, TheCallerIsWhoItsCertificateNames) {
  EXPECT_THAT(GetNote(ConnectAs("desk")), IsOk());
  // Whatever it says of itself.
  const absl::Status front = GetNote(ConnectAs("front"), kOwner, kNote, "desk");
  EXPECT_THAT(front, HasReason("CALLER_NOT_ALLOWED"));
  EXPECT_EQ(ErrorMetadataOf(front, "caller"), "front");
  const absl::Status stranger = GetNote(ConnectAs("stranger"), kOwner, kNote, "desk");
  EXPECT_THAT(stranger, HasReason("CALLER_NOT_ALLOWED"));
  EXPECT_EQ(ErrorMetadataOf(stranger, "caller"), "(unnamed)");
}

TEST_F(TlsTest, WithoutACertificateOfTheAuthorityNobodyGetsIn) {
  grpc::SslCredentialsOptions ca_only;
  std::ifstream stream(Path("ca.crt"));
  ca_only.pem_root_certs.assign(std::istreambuf_iterator<char>(stream), {});
  EXPECT_THAT(GetNote(Connect(grpc::SslCredentials(ca_only))),
              StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(GetNote(Connect(grpc::InsecureChannelCredentials())),
              StatusIs(absl::StatusCode::kUnavailable));
  // Another authority's "desk", which trusts this one's servers.
  ClientCertificates foreign = CertificatesOf("desk");
  foreign.cert_file = absl::StrCat(other_.path(), "/desk.crt");
  foreign.key_file = absl::StrCat(other_.path(), "/desk.key");
  EXPECT_THAT(GetNote(Connect(MakeChannelCredentials(foreign))),
              StatusIs(absl::StatusCode::kUnavailable));
  // And a client doesn't take a server of another authority.
  ClientCertificates wary = CertificatesOf("desk");
  wary.ca_file = absl::StrCat(other_.path(), "/ca.crt");
  EXPECT_THAT(GetNote(Connect(MakeChannelCredentials(wary))),
              StatusIs(absl::StatusCode::kUnavailable));
}

TEST_F(TlsTest, RolesBuyersAndShopsAreTheCallers) {
  const auto front = ConnectAs("front");
  EXPECT_THAT(GetNote(front, "service:bi;role=reader"), IsOk());
  EXPECT_THAT(GetNote(front, "buyer:b1"), IsOk());
  EXPECT_THAT(GetNote(front, "buyer:b2"), HasReason("NOT_FOUND"));
  const absl::Status foreign = GetNote(front, "service:bi;role=reader", "shops/2/notes/b1");
  EXPECT_EQ(foreign.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(ErrorMetadataOf(foreign, "resource"), "shops/2");
  EXPECT_THAT(ReadEvents("front", "shops/1"), IsOk());
  EXPECT_THAT(ReadEvents("front", "shops/2"), HasReason("NOT_FOUND"));
  EXPECT_THAT(ReadEvents("front", "shops/-"), HasReason("NOT_FOUND"));
  EXPECT_THAT(ReadEvents("desk", "shops/-"), IsOk());
}

// Without naming a shop a caller learns of his own.
TEST_F(TlsTest, ACallerOfSomeShopsIsToldOfThoseAlone) {
  EXPECT_THAT(ShopsListedTo("front"), ElementsAre("shops/1"));
  EXPECT_THAT(ShopsListedTo("desk"), ElementsAre("shops/1", "shops/2"));
}

TEST_F(TlsTest, HealthIsAnsweredToWhoHasACertificate) {
  grpc::health::v1::HealthCheckRequest request;
  grpc::health::v1::HealthCheckResponse response;
  grpc::ClientContext context;
  EXPECT_THAT(FromGrpc(grpc::health::v1::Health::NewStub(ConnectAs("stranger"))
                           ->Check(&context, request, &response)),
              IsOk());
  EXPECT_EQ(response.status(), grpc::health::v1::HealthCheckResponse::SERVING);
}

TEST_F(TlsTest, TheAuthorizationFileIsReadAgain) {
  const auto desk = ConnectAs("desk");
  EXPECT_THAT(GetNote(desk), IsOk());
  WriteAuthorization("callers { name: 'x' sans: 'x' methods: '*' shops: '*' }");
  EXPECT_THAT(Until(HasReason("CALLER_NOT_ALLOWED"), [&] { return GetNote(desk); }),
              HasReason("CALLER_NOT_ALLOWED"));
  WriteAuthorization(kAuthorization);
  EXPECT_THAT(Until(IsOk(), [&] { return GetNote(desk); }), IsOk());
}

TEST_F(TlsTest, CertificatesAreReadAgain) {
  EXPECT_THAT(GetNote(ConnectAs("desk")), IsOk());
  // Everything of another authority, under the same names; new connections are made with it.
  const std::string old_ca = Path("old-ca.crt");
  ASSERT_EQ(std::system(absl::StrCat("cp '", Path("ca.crt"), "' '", old_ca, "'").c_str()), 0);
  MakeCertificates(other_.path(), "notes");
  for (const char* name : {"notes.key", "notes.crt", "ca.crt"}) {
    ASSERT_EQ(std::rename(absl::StrCat(other_.path(), "/", name).c_str(), Path(name).c_str()), 0);
  }
  ClientCertificates fresh = CertificatesOf("desk");
  fresh.cert_file = absl::StrCat(other_.path(), "/desk.crt");
  fresh.key_file = absl::StrCat(other_.path(), "/desk.key");
  const auto credentials = MakeChannelCredentials(fresh);
  EXPECT_THAT(Until(IsOk(), [&] { return GetNote(Connect(credentials)); }), IsOk());
  ClientCertificates old = CertificatesOf("desk");
  old.ca_file = old_ca;
  EXPECT_THAT(GetNote(Connect(MakeChannelCredentials(old))), Not(IsOk()));
}

// A service follows another's feed with its certificate.
TEST_F(TlsTest, ServicesCallEachOther) {
  WriteAuthorization(absl::StrCat(kAuthorization, R"pb(
    callers {
      name: "orders"
      sans: "spiffe://shopdesk.dev/notes"
      methods: "/shopdesk.event.v1.EventFeed/*"
      shops: "*"
    })pb"));
  const std::unique_ptr<event::Source> source =
      server_->FollowFeed(server_->Connect("notes", target()));
  EXPECT_THAT(Until(IsOk(), [&] { return source->Read(0, 10, absl::InfinitePast()).status(); }),
              IsOk());
}

TEST_F(TlsTest, WhatLacksIsNamedAtTheStart) {
  config::v1::ServerConfig config = config_;
  config.mutable_tls()->clear_authorization_file();
  const auto start = [&] {
    return std::string(Server::Start(testing::NoteDefinition(gate_), config).status().message());
  };
  EXPECT_THAT(start(), HasSubstr("tls.authorization_file"));
  config = config_;
  config.mutable_tls()->set_key_file(Path("none"));
  EXPECT_THAT(start(), HasSubstr("tls.key_file"));
}

}  // namespace
}  // namespace shopdesk::rpc
