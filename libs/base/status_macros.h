#pragma once

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

// Returns the status of `expr` from the enclosing function unless it is OK.
#define RETURN_IF_ERROR(expr)                                                                    \
  do {                                                                                           \
    if (absl::Status shopdesk_status_ = (expr); !shopdesk_status_.ok()) return shopdesk_status_; \
  } while (false)

// ASSIGN_OR_RETURN(Type name, expr): declares or assigns from a StatusOr, or returns its status. A
// type with a comma needs an alias or `auto`.
#define ASSIGN_OR_RETURN(lhs, expr) \
  SHOPDESK_ASSIGN_OR_RETURN_(SHOPDESK_CONCAT_(shopdesk_or_, __LINE__), lhs, expr)

#define SHOPDESK_ASSIGN_OR_RETURN_(name, lhs, expr) \
  auto name = (expr);                               \
  if (!name.ok()) return std::move(name).status();  \
  lhs = *std::move(name)

#define SHOPDESK_CONCAT_(a, b) SHOPDESK_CONCAT_INNER_(a, b)
#define SHOPDESK_CONCAT_INNER_(a, b) a##b
