#pragma once

#include "absl/time/time.h"

namespace shopdesk::rpc {

class AuthorizationFile;
class Connections;

struct HostOptions {
  // What programs may call, which prove who they are; must outlive the host. Null: callers are
  // believed.
  const AuthorizationFile* authorization = nullptr;
  // Where the connections of calls are counted; must outlive the host. Null: nowhere.
  Connections* connections = nullptr;
  // Writes queued or running at once.
  int max_writes = 4096;
  // Queries and workflows queued at once, each.
  int max_queued = 1024;
  int query_threads = 4;
  int workflow_threads = 32;
  // Open streams; each read stream has a thread.
  int max_streams = 64;
  // One in so many successful calls is logged; 0 none.
  int log_sample = 1000;
  // Calls slower than this are logged; streams never are.
  absl::Duration slow = absl::Milliseconds(500);
  // A stream whose client neither sends nor takes anything for so long is ended.
  absl::Duration stream_idle = absl::Minutes(1);
};

}  // namespace shopdesk::rpc
