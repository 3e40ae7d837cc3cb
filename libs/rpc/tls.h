#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "grpcpp/grpcpp.h"
#include "shopdesk/config/v1/server.pb.h"

// Mutual TLS with certificates from files that are read again when they change.
namespace shopdesk::rpc {

// The files of a client: its own certificate and key, and the authorities whose certificates
// servers may have.
struct ClientCertificates {
  std::string ca_file;
  std::string cert_file;
  std::string key_file;
};

// INVALID_ARGUMENT naming the field that lacks, or the file that can't be read or isn't what it is
// to be.
absl::Status CheckTls(const config::v1::Tls& tls);
ClientCertificates ClientCertificatesOf(const config::v1::Tls& tls);

std::shared_ptr<grpc::ServerCredentials> MakeServerCredentials(const config::v1::Tls& tls);
std::shared_ptr<grpc::ChannelCredentials> MakeChannelCredentials(const ClientCertificates& files);

// For calls of a service to itself, by whatever address it listens on: which names its certificate
// has isn't asked.
std::shared_ptr<grpc::ChannelCredentials> MakeSelfCredentials(const config::v1::Tls& tls);

// When the certificate of a file in PEM, the first in it, ends. INVALID_ARGUMENT if there is none.
absl::StatusOr<absl::Time> CertificateEnd(const std::string& file);

// The URIs and DNS names of the certificate with which the other side of a call has proved who it
// is; none without TLS.
std::vector<std::string> PeerNames(const grpc::AuthContext& context);

}  // namespace shopdesk::rpc
