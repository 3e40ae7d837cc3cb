#pragma once

#include <vector>

#include "shopdesk/logistics/v1/carrier.pb.h"

// services/logistics/data as messages, read as its README says. For tests only: the client reads
// the files for people.
namespace shopdesk::logistics::testing {

struct DefaultData {
  std::vector<v1::ImportCarrier> carriers;
  std::vector<v1::ImportRateTable> rate_tables;
};

// Ends the test program with a message if a file or a cell can't be read.
DefaultData LoadDefaultData();

}  // namespace shopdesk::logistics::testing
