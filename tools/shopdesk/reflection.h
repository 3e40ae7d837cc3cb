#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/descriptor_database.h"
#include "tools/shopdesk/suite.h"

namespace shopdesk::cli {

// What a server says of itself by gRPC reflection (grpc.reflection.v1alpha). Keep it for as long as
// its descriptors are used.
class Reflection {
 public:
  // Of the services that may have the method of that name, which is one for FindMethods, or empty
  // for all: a server sends the file of each with all that it imports. Of all, too, where these
  // have an Any, which may hold a message of any of them. UNIMPLEMENTED if the server has
  // reflection switched off.
  static absl::StatusOr<std::unique_ptr<Reflection>> Read(
      const CallSettings& settings, const std::shared_ptr<grpc::Channel>& channel,
      absl::string_view method);

  // Full names, as the server lists them.
  const std::vector<std::string>& services() const { return services_; }
  // Null if the server has none of that name, or it wasn't read.
  const google::protobuf::ServiceDescriptor* FindService(const std::string& full_name) const;
  // The methods that `name` means: "Method", or the end of "package.Service/Method" from a dot on.
  std::vector<const google::protobuf::MethodDescriptor*> FindMethods(const std::string& name) const;

 private:
  Reflection() : pool_(&files_) {}

  std::vector<std::string> services_;
  google::protobuf::SimpleDescriptorDatabase files_;
  google::protobuf::DescriptorPool pool_;
};

}  // namespace shopdesk::cli
