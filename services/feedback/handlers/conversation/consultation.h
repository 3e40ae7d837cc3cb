#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "libs/runtime/context.h"
#include "services/feedback/domain/conversation/consultation.h"
#include "shopdesk/feedback/v1/conversation.pb.h"
#include "shopdesk/work/v1/work.pb.h"

// The turns of stored conversations, and what follows from them: the figures and the guides' list.
namespace shopdesk::feedback::handlers {

// The agents of a shop, each read once in a transaction.
class Agents {
 public:
  Agents(sql::Transaction& txn, absl::string_view shop) : txn_(txn), shop_(shop) {}
  // Nullopt if there is no such agent; `id` is escaped.
  absl::StatusOr<const absl::optional<v1::Agent>*> Find(const std::string& id);

 private:
  sql::Transaction& txn_;
  const absl::string_view shop_;
  std::map<std::string, absl::optional<v1::Agent>> agents_;
};

// The turns of a conversation from an answer, or from its beginning, on; agents are escaped ids.
absl::StatusOr<std::vector<domain::Turn>> LoadTurns(sql::Transaction& txn,
                                                    const v1::Conversation& conversation,
                                                    int64_t since_ms);

// Counts a conversation anew that is not as it was from `since_ms` on, and says who waits. It and
// its buyer are locked; it is still to be saved.
absl::Status Recount(runtime::WriteContext& ctx, Agents& agents, const absl::TimeZone& zone,
                     int64_t since_ms, v1::Conversation& conversation);

// The agent who answered the buyer last in [from_ms, to_ms], an escaped id; empty: nobody did.
absl::StatusOr<std::string> FindLastAnswerer(sql::Transaction& txn, absl::string_view shop,
                                             absl::string_view buyer, int64_t from_ms,
                                             int64_t to_ms);

// A guide finished the work of an unanswered consultation: what waits in it needs no answer.
absl::Status NoteNoAnswerNeeded(runtime::WriteContext& ctx, const work::v1::WorkItem& item);

}  // namespace shopdesk::feedback::handlers
