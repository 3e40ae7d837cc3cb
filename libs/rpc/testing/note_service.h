#pragma once

#include "libs/rpc/server.h"
#include "libs/testing/gate.h"

namespace shopdesk::rpc::testing {

using shopdesk::testing::Gate;

// shopdesk.rpctest.v1.NoteService as a service's definition. `gate` must outlive the server.
// A note with the text "boom" fails with an unknown error after it was written, "refused" with
// FAILED_PRECONDITION (WRONG_STATE).
ServiceDefinition NoteDefinition(Gate& gate);

}  // namespace shopdesk::rpc::testing
