#pragma once

#include "absl/types/span.h"
#include "shopdesk/catalog/v1/care_symbol.pb.h"

// The symbols of care labels as a table: whose process each is, what it says, and which of two asks
// for more care.
namespace shopdesk::catalog::domain {

struct CareSymbolInfo {
  v1::CareSymbol::Value symbol;
  v1::CareProcess::Value process;
  // How gently the goods are treated, in up to three respects that don't depend on each other (of
  // washing: heat and movement): more is gentler.
  int gentleness[3];
  // In the order of kTextLanguages.
  const char* texts[4];
};

// All symbols: by process, and within it the least gentle first.
absl::Span<const CareSymbolInfo> CareSymbols();

// Null for what is no symbol.
const CareSymbolInfo* FindCareSymbol(v1::CareSymbol::Value symbol);

// The least gentle symbol that is as gentle as each of two of one process in every respect: what
// does for goods of both.
v1::CareSymbol::Value GentlestOf(v1::CareSymbol::Value a, v1::CareSymbol::Value b);

}  // namespace shopdesk::catalog::domain
