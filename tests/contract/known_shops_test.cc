// Every method whose requests name something in a shop has it checked; the others are listed here.
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/protobuf/descriptor_database.h"
#include "gtest/gtest.h"
#include "libs/rpc/core.h"

namespace shopdesk {
namespace {

using google::protobuf::DescriptorPool;

std::vector<const google::protobuf::MethodDescriptor*> AllMethods() {
  std::vector<std::string> files;
  DescriptorPool::internal_generated_database()->FindAllFileNames(&files);
  std::vector<const google::protobuf::MethodDescriptor*> methods;
  for (const std::string& name : files) {
    const auto* file = DescriptorPool::generated_pool()->FindFileByName(name);
    if (!absl::StartsWith(file->package(), "shopdesk.")) continue;
    for (int s = 0; s < file->service_count(); ++s) {
      for (int m = 0; m < file->service(s)->method_count(); ++m) {
        methods.push_back(file->service(s)->method(m));
      }
    }
  }
  return methods;
}

TEST(KnownShopsTest, EveryMethodNamesItsShopOrIsListedHere) {
  std::vector<std::string> without;
  const auto methods = AllMethods();
  ASSERT_GT(methods.size(), 200u);
  for (const auto* method : methods) {
    if (!rpc::NamedBy(*method->input_type()).empty()) continue;
    // The policy makes the shop known.
    if (method->service()->name() == "PolicyService") continue;
    without.push_back(absl::StrCat(method->service()->name(), ".", method->name()));
  }
  EXPECT_THAT(without,
              ::testing::UnorderedElementsAre(
                  "CarrierService.ListModes", "ClockControl.GetClock", "ClockControl.AdvanceTo",
                  "EventFeed.ListShops", "Operations.ListFollowers", "Operations.ListParkedEvents",
                  "Operations.ReleaseParkedEvents", "Operations.ListParkedTimers",
                  "Operations.ReleaseParkedTimer", "VerifyService.Verify"));
}

}  // namespace
}  // namespace shopdesk
