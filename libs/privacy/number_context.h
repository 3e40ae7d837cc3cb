#pragma once

#include <cstddef>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "libs/privacy/folded_text.h"

// What the words beside digits say about them.
namespace shopdesk::privacy {

// Whether the characters [begin, end) are an amount or a measure: a currency's sign before them, or
// a unit after them.
bool IsAmount(absl::Span<const FoldedChar> chars, size_t begin, size_t end);

// Whether the word before `begin` says that a phone number follows.
bool IsCalledPhone(absl::string_view text, absl::Span<const FoldedChar> chars, size_t begin);

// Whether they are the id of a resource, after the name of its collection: "orders/536365".
bool IsResourceId(absl::Span<const FoldedChar> chars, size_t begin);

// The size of the id of our own making (libs/base/id.h) that starts at `at`; 0 if none does.
size_t OwnIdSize(absl::Span<const FoldedChar> chars, size_t at);

}  // namespace shopdesk::privacy
