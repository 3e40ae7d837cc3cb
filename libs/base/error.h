#pragma once

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

// Errors as the API answers them: an absl::Status whose payloads are the standard google.rpc
// details. Every error that leaves a service has an ErrorInfo whose reason is one of
// docs/errors.md.
namespace shopdesk {

// The reasons of the errors below, for who compares.
inline constexpr char kNotFoundReason[] = "NOT_FOUND";
inline constexpr char kAlreadyExistsReason[] = "ALREADY_EXISTS";
inline constexpr char kWrongStateReason[] = "WRONG_STATE";
inline constexpr char kEtagMismatchReason[] = "ETAG_MISMATCH";
inline constexpr char kUnavailableReason[] = "UNAVAILABLE";
inline constexpr char kInternalReason[] = "INTERNAL";
inline constexpr char kOverloadedReason[] = "OVERLOADED";
inline constexpr char kInvalidArgumentReason[] = "INVALID_ARGUMENT";
inline constexpr char kUnknownShopReason[] = "UNKNOWN_SHOP";
inline constexpr char kCursorExpiredReason[] = "CURSOR_EXPIRED";
inline constexpr char kCursorAheadReason[] = "CURSOR_AHEAD";
inline constexpr char kLogReplacedReason[] = "LOG_REPLACED";

using ErrorMetadata = std::initializer_list<std::pair<absl::string_view, std::string>>;

// A status with an ErrorInfo. `message` is for people: what is wrong and what to do next.
absl::Status Error(absl::StatusCode code, absl::string_view reason, absl::string_view message,
                   ErrorMetadata metadata = {});

// NOT_FOUND, reason NOT_FOUND, metadata resource.
absl::Status NotFoundError(absl::string_view resource_name);
// NOT_FOUND, reason UNKNOWN_SHOP, metadata resource. `shop`: escaped, as in names.
absl::Status UnknownShopError(absl::string_view shop);
// ALREADY_EXISTS, reason ALREADY_EXISTS, metadata resource.
absl::Status AlreadyExistsError(absl::string_view resource_name);
// FAILED_PRECONDITION, reason WRONG_STATE: metadata resource, state, allowed. `wanted`: the call
// that isn't possible. `allowed`: the calls of the service that are, comma-separated; empty: none
// before the service itself goes on.
absl::Status WrongStateError(absl::string_view resource_name, absl::string_view state,
                             absl::string_view wanted, absl::string_view allowed);
// ABORTED, reason ETAG_MISMATCH.
absl::Status EtagMismatchError(absl::string_view resource_name);
// UNAVAILABLE, reason UNAVAILABLE: nothing was changed or it is unknown; the same call with its
// request_id may be repeated.
absl::Status UnavailableError(absl::string_view message);
// INTERNAL, reason INTERNAL.
absl::Status InternalError(absl::string_view message);
// RESOURCE_EXHAUSTED, reason OVERLOADED, with RetryInfo.
absl::Status OverloadedError(absl::string_view message, absl::Duration retry_after);
// INVALID_ARGUMENT, reason INVALID_ARGUMENT, with one BadRequest violation.
absl::Status InvalidFieldError(absl::string_view field, absl::string_view description);

// All that is wrong with a request, in one INVALID_ARGUMENT.
class Violations {
 public:
  void Add(absl::string_view field, absl::string_view description);
  bool empty() const { return violations_.empty(); }
  // OK if nothing was added.
  absl::Status ToStatus() const;

 private:
  std::vector<std::pair<std::string, std::string>> violations_;
};

// The reason in the status' ErrorInfo; empty if it has none.
std::string ReasonOf(const absl::Status& status);
// A metadata value of the status' ErrorInfo; empty if absent.
std::string ErrorMetadataOf(const absl::Status& status, absl::string_view key);

// Whether the same call may be repeated without knowing more: UNAVAILABLE, DEADLINE_EXCEEDED,
// ABORTED by a conflict, OVERLOADED.
bool IsTransient(const absl::Status& status);

// The payload type URLs under which a status carries the details.
inline constexpr char kErrorInfoUrl[] = "type.googleapis.com/google.rpc.ErrorInfo";
inline constexpr char kBadRequestUrl[] = "type.googleapis.com/google.rpc.BadRequest";
inline constexpr char kRetryInfoUrl[] = "type.googleapis.com/google.rpc.RetryInfo";

}  // namespace shopdesk
