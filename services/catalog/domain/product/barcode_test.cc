#include "services/catalog/domain/product/barcode.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace shopdesk::catalog::domain {
namespace {

TEST(BarcodeTest, CheckDigits) {
  for (const char* right : {"96385074", "036000291452", "4006381333931", "10614141000415", "", "X1",
                            "123", "12345678901"}) {
    EXPECT_TRUE(IsValidBarcode(right)) << right;
  }
  for (const char* wrong :
       {"96385075", "036000291453", "4006381333932", "10614141000416", "40063813339AB"}) {
    EXPECT_FALSE(IsValidBarcode(wrong)) << wrong;
  }
}

}  // namespace
}  // namespace shopdesk::catalog::domain
