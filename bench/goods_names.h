#pragma once

#include <cstdint>
#include <string>

#include "shopdesk/catalog/v1/product.pb.h"

namespace shopdesk::bench {

// Title, description, colour and material of the product of a number: a third of the goods each in
// Chinese, Spanish and English, of a few dozen kinds that come in all materials and colours.
void DescribeProduct(int64_t number, catalog::v1::Product& product);

// What somebody looks for, another for each number: a kind of goods, or one of a colour, or of a
// colour and material; one word in ten in another form or with a slip, where the language has them.
std::string SearchedFor(uint64_t number);

}  // namespace shopdesk::bench
