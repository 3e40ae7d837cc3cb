#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
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

// INVALID_ARGUMENT naming the field that lacks or the file that can't be read.
absl::Status CheckTls(const config::v1::Tls& tls);
ClientCertificates ClientCertificatesOf(const config::v1::Tls& tls);

std::shared_ptr<grpc::ServerCredentials> MakeServerCredentials(const config::v1::Tls& tls);
std::shared_ptr<grpc::ChannelCredentials> MakeChannelCredentials(const ClientCertificates& files);

// The URIs and DNS names of the certificate with which the other side of a call has proved who it
// is; none without TLS.
std::vector<std::string> PeerNames(const grpc::AuthContext& context);

}  // namespace shopdesk::rpc
