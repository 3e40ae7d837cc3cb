#pragma once

#include <initializer_list>
#include <set>
#include <string>

#include "gmock/gmock.h"
#include "google/protobuf/descriptor.h"
#include "gtest/gtest.h"
#include "libs/base/state_machine.h"

// What errors name as possible, held against the protos.
namespace shopdesk::testing {

// The RPCs of the services in `files`.
inline std::set<std::string> RpcsOf(
    std::initializer_list<const google::protobuf::FileDescriptor*> files) {
  std::set<std::string> rpcs;
  for (const google::protobuf::FileDescriptor* file : files) {
    for (int i = 0; i < file->service_count(); ++i) {
      for (int k = 0; k < file->service(i)->method_count(); ++k) {
        rpcs.insert(file->service(i)->method(k)->name());
      }
    }
  }
  return rpcs;
}

// That `machine` names one of `rpcs` for each event that has a call, that every such event is in
// its table, and that every other event is one of `own`: the service's own steps.
template <class State>
void ExpectCallsAre(const std::set<std::string>& rpcs, const StateMachine<State>& machine,
                    const std::set<std::string>& own) {
  std::set<std::string> silent;
  for (const Transition<State>& row : machine.table()) silent.insert(row.event);
  const std::set<std::string> events = silent;
  for (const EventCall& raised : machine.calls()) {
    EXPECT_THAT(rpcs, ::testing::Contains(raised.call)) << raised.event;
    EXPECT_THAT(events, ::testing::Contains(raised.event)) << raised.call;
    silent.erase(raised.event);
  }
  EXPECT_EQ(silent, own);
}

}  // namespace shopdesk::testing
