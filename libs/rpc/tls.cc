#include "libs/rpc/tls.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "grpcpp/security/tls_certificate_provider.h"
#include "grpcpp/security/tls_credentials_options.h"
#include "libs/base/status_macros.h"
#include "libs/rpc/text_config.h"

namespace shopdesk::rpc {
namespace {

using grpc::experimental::FileWatcherCertificateProvider;

// How soon a changed certificate is used, at the latest.
constexpr unsigned int kRefreshSeconds = 1;

const std::string& ClientCaFile(const config::v1::Tls& tls) {
  return tls.client_ca_file().empty() ? tls.ca_file() : tls.client_ca_file();
}

}  // namespace

absl::Status CheckTls(const config::v1::Tls& tls) {
  const std::pair<const char*, const std::string*> files[] = {
      {"tls.cert_file", &tls.cert_file()},
      {"tls.key_file", &tls.key_file()},
      {"tls.ca_file", &tls.ca_file()},
      {"tls.client_ca_file", &ClientCaFile(tls)},
      {"tls.authorization_file", &tls.authorization_file()}};
  for (const auto& [field, file] : files) {
    if (file->empty()) return absl::InvalidArgumentError(absl::StrCat(field, ": is required"));
    const absl::Status read = ReadTextFile(*file).status();
    if (!read.ok()) return absl::InvalidArgumentError(absl::StrCat(field, ": ", read.message()));
  }
  return absl::OkStatus();
}

ClientCertificates ClientCertificatesOf(const config::v1::Tls& tls) {
  return {.ca_file = tls.ca_file(), .cert_file = tls.cert_file(), .key_file = tls.key_file()};
}

std::shared_ptr<grpc::ServerCredentials> MakeServerCredentials(const config::v1::Tls& tls) {
  grpc::experimental::TlsServerCredentialsOptions options(
      std::make_shared<FileWatcherCertificateProvider>(tls.key_file(), tls.cert_file(),
                                                       ClientCaFile(tls), kRefreshSeconds));
  options.watch_root_certs();
  options.watch_identity_key_cert_pairs();
  options.set_cert_request_type(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  return grpc::experimental::TlsServerCredentials(options);
}

std::shared_ptr<grpc::ChannelCredentials> MakeChannelCredentials(const ClientCertificates& files) {
  grpc::experimental::TlsChannelCredentialsOptions options;
  options.set_certificate_provider(std::make_shared<FileWatcherCertificateProvider>(
      files.key_file, files.cert_file, files.ca_file, kRefreshSeconds));
  options.watch_root_certs();
  options.watch_identity_key_cert_pairs();
  return grpc::experimental::TlsCredentials(options);
}

std::vector<std::string> PeerNames(const grpc::AuthContext& context) {
  std::vector<std::string> names;
  for (const char* kind : {GRPC_PEER_URI_PROPERTY_NAME, GRPC_PEER_DNS_PROPERTY_NAME}) {
    for (const grpc::string_ref& name : context.FindPropertyValues(kind)) {
      names.emplace_back(name.data(), name.size());
    }
  }
  return names;
}

}  // namespace shopdesk::rpc
