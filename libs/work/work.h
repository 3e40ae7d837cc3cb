#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/base/role.h"
#include "libs/runtime/context.h"
#include "libs/sql/database.h"
#include "shopdesk/work/v1/work.pb.h"

// The work lists: rows that handlers, timers and followers open and close in the transaction of
// their cause.
namespace shopdesk::work {

// The feed's snapshot of the items (runtime::SnapshotTable).
extern const sql::Statement kSnapshot;

// A kind of work: one constant each, listed in docs/work.md.
struct Kind {
  // "verify_receiver"
  const char* name;
  // Role::AGENT
  Role::Value role;
  // For people, in English, without personal data: "Ask the buyer whether the receiver is right".
  const char* summary;
  // Somebody says when it is done; otherwise it is open until Close.
  bool by_hand = false;
};

struct Subject {
  // The name of what it is about.
  std::string resource;
  std::string buyer;
  // The order's name.
  std::string order;
  // Who is in charge.
  std::string agent;
  // When something happens by itself, or a promise is broken.
  absl::Time due = absl::InfiniteFuture();
  // What is to be done where the kind doesn't say it all, in English, without personal data; empty:
  // as the kind says.
  std::string summary = "";
};

// Opens an item, or brings an open one up to date: who claimed it and until when it is hidden
// stays. Nothing happens if it is so already.
absl::Status Open(runtime::WriteContext& ctx, const Kind& kind, const Subject& subject);
// Takes it off; nothing happens if it isn't there.
absl::Status Close(runtime::WriteContext& ctx, const Kind& kind, absl::string_view resource);

}  // namespace shopdesk::work
