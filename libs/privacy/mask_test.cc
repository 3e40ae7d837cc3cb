#include "libs/privacy/mask.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "shopdesk/event/v1/event.pb.h"
#include "shopdesk/type/v1/address.pb.h"
#include "shopdesk/type/v1/money.pb.h"

namespace shopdesk::privacy {
namespace {

using option::v1::Pii;

size_t MaskCodePoints(const std::string& text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

struct Case {
  Pii kind;
  std::string value;
  std::string masked;
};

class MaskTest : public ::testing::TestWithParam<Case> {};

TEST_P(MaskTest, HidesAndIsIdempotent) {
  const Case& c = GetParam();
  EXPECT_EQ(Mask(c.kind, c.value), c.masked);
  EXPECT_EQ(Mask(c.kind, c.masked), c.masked);
  EXPECT_LE(MaskCodePoints(c.masked), MaskCodePoints(c.value) + 8);
}

INSTANTIATE_TEST_SUITE_P(Name, MaskTest,
                         ::testing::Values(Case{option::v1::PII_NAME, "张三", "张**"},
                                           Case{option::v1::PII_NAME, "欧阳娜娜", "欧**"},
                                           Case{option::v1::PII_NAME, "张", "**"},
                                           Case{option::v1::PII_NAME, "A", "**"},
                                           Case{option::v1::PII_NAME, "Élodie Martin", "É**"},
                                           Case{option::v1::PII_NAME, "😀x", "😀**"},
                                           Case{option::v1::PII_NAME, "", ""},
                                           Case{option::v1::PII_NAME, "*", "*"}));

INSTANTIATE_TEST_SUITE_P(
    Phone, MaskTest,
    ::testing::Values(Case{option::v1::PII_PHONE, "13812341234", "138****1234"},
                      Case{option::v1::PII_PHONE, "138-1234 5678", "138****5678"},
                      Case{option::v1::PII_PHONE, "１３８１２３４５６７８", "138****5678"},
                      Case{option::v1::PII_PHONE, "+8613812345678", "+86138****5678"},
                      Case{option::v1::PII_PHONE, "+442079460958", "+44207****0958"},
                      Case{option::v1::PII_PHONE, "+12125550123", "+1212****0123"},
                      Case{option::v1::PII_PHONE, "+35312345678", "+353****78"},
                      Case{option::v1::PII_PHONE, "+8613812345678;ext=99", "+86138****5678"},
                      Case{option::v1::PII_PHONE, "02079460958 ext 42", "020****0958"},
                      Case{option::v1::PII_PHONE, "88886666", "****66"},
                      Case{option::v1::PII_PHONE, "1234567", "****67"},
                      Case{option::v1::PII_PHONE, "123456", "****"},
                      Case{option::v1::PII_PHONE, "1", "****"},
                      Case{option::v1::PII_PHONE, "call me", "****"},
                      Case{option::v1::PII_PHONE, "+", "+****"},
                      // Not a form that masking makes: stars don't protect what stands beside them.
                      Case{option::v1::PII_PHONE, "13812345678****", "138****5678"},
                      Case{option::v1::PII_PHONE, "1381234****5678", "138****5678"}));

INSTANTIATE_TEST_SUITE_P(
    Street, MaskTest,
    ::testing::Values(Case{option::v1::PII_STREET, "浙江省杭州市西湖区文三路1号", "浙江省杭州市**"},
                      Case{option::v1::PII_STREET, "文三路1号", "文三**"},
                      Case{option::v1::PII_STREET, "12345678", "1234**"},
                      Case{option::v1::PII_STREET, "1", "**"},
                      Case{option::v1::PII_STREET, "文三**", "文三**"},
                      Case{option::v1::PII_STREET, "221B Baker Street, London**", "221B B**"}));

INSTANTIATE_TEST_SUITE_P(
    Account, MaskTest,
    ::testing::Values(Case{option::v1::PII_ACCOUNT, "abcdef@example.com", "ab***@example.com"},
                      Case{option::v1::PII_ACCOUNT, "abc@example.com", "a***@example.com"},
                      Case{option::v1::PII_ACCOUNT, "a@example.com", "***@example.com"},
                      Case{option::v1::PII_ACCOUNT, "@example.com", "***@example.com"},
                      Case{option::v1::PII_ACCOUNT, "a@b@example.com", "a***@example.com"},
                      Case{option::v1::PII_ACCOUNT, "6222020200112233445", "62***"},
                      Case{option::v1::PII_ACCOUNT, "微信号码", "微信***"},
                      Case{option::v1::PII_ACCOUNT, "x", "***"},
                      Case{option::v1::PII_ACCOUNT, "someone@nowhere", "so***"}));

INSTANTIATE_TEST_SUITE_P(
    FreeText, MaskTest,
    ::testing::Values(
        Case{option::v1::PII_FREE_TEXT, "请打13812345678找我", "请打138****5678找我"},
        Case{option::v1::PII_FREE_TEXT, "138 1234 5678,139-1234-5678", "138****5678,139****5678"},
        Case{option::v1::PII_FREE_TEXT, "电话１３８１２３４５６７８。", "电话138****5678。"},
        Case{option::v1::PII_FREE_TEXT, "+86 138 1234 5678!", "+86138****5678!"},
        Case{option::v1::PII_FREE_TEXT, "tel (020) 7946-0958", "tel (020****0958"},
        Case{option::v1::PII_FREE_TEXT, "138.1234.5678", "138****5678"},
        Case{option::v1::PII_FREE_TEXT, "card 6222 0202 0011 2233 445", "card 622****3445"},
        Case{option::v1::PII_FREE_TEXT, "11010119900307123X", "110****7123X"},
        Case{option::v1::PII_FREE_TEXT, "mail bob.smith@example.co.uk now",
             "mail bo***@example.co.uk now"},
        Case{option::v1::PII_FREE_TEXT, "a@b.cn b@c.cn", "*@b.cn *@c.cn"},
        Case{option::v1::PII_FREE_TEXT, "13812345678@qq.com", "13***@qq.com"},
        Case{option::v1::PII_FREE_TEXT, "发2件, 12345.67元, 明天2024-01-15 10:30",
             "发2件, 12345.67元, 明天2024-01-15 10:30"},
        Case{option::v1::PII_FREE_TEXT, "2024-01-15 13812345678", "2024-01-15 138****5678"},
        Case{option::v1::PII_FREE_TEXT, "order 536365", "order 536365"},
        Case{option::v1::PII_FREE_TEXT, "no personal data @ all", "no personal data @ all"}));

// Texts made of what the masker looks at, so that unlucky neighbours come up.
TEST(MaskFuzzTest, IsIdempotentAndLeavesNoLongRun) {
  const std::string pieces[] = {"1",  "23", "456", "13812345678", " ",    "-",
                                ".",  "+",  "*",   "**",          "@",    "a",
                                "张", "(",  ")",   "x",           "b.cn", "2024-01-02"};
  std::mt19937 random(20240607);
  for (int round = 0; round < 20000; ++round) {
    std::string text;
    for (int n = random() % 12; n > 0; --n) text += pieces[random() % std::size(pieces)];
    for (int kind = option::v1::PII_NAME; kind <= option::v1::PII_FREE_TEXT; ++kind) {
      const std::string masked = Mask(static_cast<Pii>(kind), text);
      ASSERT_EQ(Mask(static_cast<Pii>(kind), masked), masked) << kind << ": \"" << text << "\"";
      ASSERT_LE(MaskCodePoints(masked), MaskCodePoints(text) + 8) << kind << ": \"" << text << "\"";
      ASSERT_EQ(masked.find("13812345678"), std::string::npos) << kind << ": \"" << text << "\"";
    }
  }
}

TEST(MaskTest, BytesThatAreNoTextAreSurvived) {
  for (int kind = option::v1::PII_NAME; kind <= option::v1::PII_FREE_TEXT; ++kind) {
    const std::string masked = Mask(static_cast<Pii>(kind), "\xff\xfe 13812345678\xe5");
    EXPECT_EQ(masked.find("13812345678"), std::string::npos);
  }
}

type::v1::Receiver MaskMakeReceiver() {
  type::v1::Receiver receiver;
  receiver.set_name("张三丰");
  receiver.set_phone("13812345678");
  receiver.mutable_address()->set_postal_code("310000");
  receiver.mutable_address()->set_region_code("CN");
  receiver.mutable_address()->set_street("浙江省杭州市西湖区文三路1号");
  return receiver;
}

TEST(MaskMessageTest, MasksMarkedFieldsHoweverDeepAndNothingElse) {
  type::v1::Receiver receiver = MaskMakeReceiver();
  MaskMessage(receiver);
  EXPECT_EQ(receiver.name(), "张**");
  EXPECT_EQ(receiver.phone(), "138****5678");
  EXPECT_EQ(receiver.address().street(), "浙江省杭州市**");
  EXPECT_EQ(receiver.address().postal_code(), "310000");
  EXPECT_EQ(receiver.address().region_code(), "CN");
}

TEST(MaskMessageTest, MasksWhatIsPackedInAnAny) {
  event::v1::Event event;
  event.mutable_resource()->PackFrom(MaskMakeReceiver());
  MaskMessage(event);
  type::v1::Receiver receiver;
  ASSERT_TRUE(event.resource().UnpackTo(&receiver));
  EXPECT_EQ(receiver.phone(), "138****5678");
}

TEST(MaskMessageTest, UnsetFieldsStayUnset) {
  type::v1::Receiver receiver;
  receiver.mutable_address()->set_postal_code("1");
  const std::string before = receiver.SerializeAsString();
  MaskMessage(receiver);
  EXPECT_EQ(receiver.SerializeAsString(), before);
}

TEST(HasPiiTest, IsKnownFromTheDescriptor) {
  EXPECT_TRUE(HasPii(*type::v1::Receiver::descriptor()));
  EXPECT_TRUE(HasPii(*type::v1::PostalAddress::descriptor()));
  EXPECT_FALSE(HasPii(*type::v1::Money::descriptor()));
  // Has itself as a field, and nothing marked.
  EXPECT_FALSE(HasPii(*google::protobuf::DescriptorProto::descriptor()));
}

}  // namespace
}  // namespace shopdesk::privacy
