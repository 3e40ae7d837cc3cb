#pragma once

#include <memory>

#include "libs/sql/database.h"

namespace shopdesk::sql::testing {

// Keeps the writes of a database that told what they read from being made, so that those that are
// handed in meanwhile are made together, in their order.
class HeldWrites {
 public:
  // `reads`: what the writes that hold the others up tell that they read; of a table that there is.
  HeldWrites(Database& database, const Reads& reads);
  ~HeldWrites() { Release(); }
  void Release();
  // How many hold the others up.
  int count() const { return count_; }

 private:
  class Gate;
  // The writes may outlive this.
  const std::shared_ptr<Gate> gate_;
  int count_ = 0;
};

}  // namespace shopdesk::sql::testing
