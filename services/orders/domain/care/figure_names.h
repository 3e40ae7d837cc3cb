#pragma once

#include "libs/base/figure.h"

// What is counted of promises and compensation, beside domain/desk/figures.cc. Stored numbers:
// never change one.
namespace shopdesk::orders::domain {

inline constexpr FigureName kPromiseFigure = 40;            // by state and agent
inline constexpr FigureName kCompensationFigure = 41;       // by cause and means
inline constexpr FigureName kCompensationMinorFigure = 42;  // the same
inline constexpr FigureName kCompensationOfAgentFigure = 43;
inline constexpr FigureName kCompensationMinorOfAgentFigure = 44;
// Wide: by month alone, for days later by cause are many.
inline constexpr FigureName kBuyersOfMonthFigure = kFirstWideFigure;   // by cause, 0: none
inline constexpr FigureName kBuyersBackFigure = kFirstWideFigure + 1;  // by cause and days later

}  // namespace shopdesk::orders::domain
