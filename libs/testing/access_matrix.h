#pragma once

#include "libs/sql/database.h"
#include "libs/testing/test_server.h"

namespace shopdesk::testing {

// Calls every method of a server in every role there is and in none, as a buyer, as a service and
// as the services of the suite, and expects that each is let in or refused as the method's own
// (shopdesk.option.v1.method) says; and that a buyer, who asks for another buyer's or for what
// isn't there, finds nothing.
void ExpectAccessAsDeclared(TestServer& server);
// The same of a server made for it on that database.
void ExpectAccessAsDeclared(const rpc::ServiceDefinition& definition, sql::Dialect dialect);

}  // namespace shopdesk::testing
