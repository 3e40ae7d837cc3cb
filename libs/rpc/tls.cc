#include "libs/rpc/tls.h"

#include <openssl/pem.h>
#include <openssl/x509.h>

#include <ctime>
#include <utility>

#include "absl/strings/str_cat.h"
#include "grpcpp/security/tls_certificate_provider.h"
#include "grpcpp/security/tls_certificate_verifier.h"
#include "grpcpp/security/tls_credentials_options.h"
#include "libs/base/status_macros.h"
#include "libs/rpc/authorization.h"
#include "libs/rpc/text_config.h"

namespace shopdesk::rpc {
namespace {

using grpc::experimental::FileWatcherCertificateProvider;

// How soon a changed certificate is used, at the latest.
constexpr unsigned int kRefreshSeconds = 1;

const std::string& ClientCaFile(const config::v1::Tls& tls) {
  return tls.client_ca_file().empty() ? tls.ca_file() : tls.client_ca_file();
}

using X509Pointer = std::unique_ptr<X509, decltype(&X509_free)>;
using BioPointer = std::unique_ptr<BIO, decltype(&BIO_free)>;
using KeyPointer = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

absl::StatusOr<X509Pointer> ReadCertificate(const std::string& file) {
  ASSIGN_OR_RETURN(const std::string pem, ReadTextFile(file));
  const BioPointer bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free);
  X509Pointer certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr), &X509_free);
  if (certificate == nullptr) {
    return absl::InvalidArgumentError(absl::StrCat(file, " holds no certificate in PEM"));
  }
  return certificate;
}

absl::Status CheckKey(const std::string& file, const X509& certificate) {
  ASSIGN_OR_RETURN(const std::string pem, ReadTextFile(file));
  const BioPointer bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free);
  const KeyPointer key(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr),
                       &EVP_PKEY_free);
  if (key == nullptr) {
    return absl::InvalidArgumentError(absl::StrCat(file, " holds no private key in PEM"));
  }
  if (X509_check_private_key(&certificate, key.get()) != 1) {
    return absl::InvalidArgumentError(absl::StrCat(file, " is not the certificate's key"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<absl::Time> CertificateEnd(const std::string& file) {
  ASSIGN_OR_RETURN(const X509Pointer certificate, ReadCertificate(file));
  std::tm end{};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &end) != 1) {
    return absl::InvalidArgumentError(absl::StrCat(file, " holds a certificate without an end"));
  }
  return absl::FromTM(end, absl::UTCTimeZone());
}

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
  const auto of_field = [](const char* field, const absl::Status& status) {
    return status.ok() ? status
                       : absl::InvalidArgumentError(absl::StrCat(field, ": ", status.message()));
  };
  for (const auto& [field, file] : {files[2], files[3]}) {
    RETURN_IF_ERROR(of_field(field, ReadCertificate(*file).status()));
  }
  absl::StatusOr<X509Pointer> certificate = ReadCertificate(tls.cert_file());
  RETURN_IF_ERROR(of_field("tls.cert_file", certificate.status()));
  RETURN_IF_ERROR(of_field("tls.key_file", CheckKey(tls.key_file(), **certificate)));
  ASSIGN_OR_RETURN(const std::string text, ReadTextFile(tls.authorization_file()));
  return of_field("tls.authorization_file", Authorization::Parse(text).status());
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

std::shared_ptr<grpc::ChannelCredentials> MakeSelfCredentials(const config::v1::Tls& tls) {
  grpc::experimental::TlsChannelCredentialsOptions options;
  options.set_certificate_provider(std::make_shared<FileWatcherCertificateProvider>(
      tls.key_file(), tls.cert_file(), ClientCaFile(tls), kRefreshSeconds));
  options.watch_root_certs();
  options.watch_identity_key_cert_pairs();
  options.set_verify_server_certs(false);
  options.set_check_call_host(false);
  options.set_certificate_verifier(std::make_shared<grpc::experimental::NoOpCertificateVerifier>());
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
