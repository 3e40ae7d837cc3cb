#pragma once

// What work lists emit (docs/events.md).
namespace shopdesk::work::events {

inline constexpr char kOpened[] = "work.opened";
inline constexpr char kUpdated[] = "work.updated";
inline constexpr char kClosed[] = "work.closed";
inline constexpr char kClaimed[] = "work.claimed";
inline constexpr char kReleased[] = "work.released";
inline constexpr char kSnoozed[] = "work.snoozed";
inline constexpr char kFinished[] = "work.finished";

// All of them: each is counted from the start.
inline constexpr const char* kAll[] = {kOpened,   kUpdated, kClosed,  kClaimed,
                                       kReleased, kSnoozed, kFinished};

}  // namespace shopdesk::work::events
