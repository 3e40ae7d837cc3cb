#pragma once

#include "libs/base/figure.h"

// What is counted of promises and compensation, beside domain/desk/figures.cc. Stored numbers:
// never change one.
namespace shopdesk::orders::domain {

inline constexpr FigureName kPromiseFigure = 40;            // by state and agent
}  // namespace shopdesk::orders::domain
