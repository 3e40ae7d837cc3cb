#include "libs/base/phone.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <set>
#include <string>
#include <vector>

#include "phonenumbers/phonenumberutil.h"

namespace shopdesk {
namespace {

using ::testing::HasSubstr;

struct Case {
  const char* written;
  const char* region;
  const char* number;
};

class PhoneTest : public ::testing::TestWithParam<Case> {};

// Reads it, and reads what it made again to the same.
Phone Parsed(const Case& c) {
  const absl::StatusOr<Phone> phone = ParsePhone(c.written, c.region, "phone");
  EXPECT_TRUE(phone.ok()) << c.written << ": " << phone.status();
  if (!phone.ok()) return {"", false};
  const absl::StatusOr<Phone> again = ParsePhone(phone->number, c.region, "phone");
  EXPECT_TRUE(again.ok() && again->number == phone->number && again->verified == phone->verified)
      << phone->number;
  return *phone;
}

using VerifiedTest = PhoneTest;
TEST_P(VerifiedTest, IsTaken) {
  const Phone phone = Parsed(GetParam());
  EXPECT_EQ(phone.number, GetParam().number);
  EXPECT_TRUE(phone.verified);
}

INSTANTIATE_TEST_SUITE_P(Notations, VerifiedTest,
                         ::testing::Values(Case{"138 1234 5678", "CN", "+8613812345678"},
                                           Case{"138 - 1234 - 5678", "CN", "+8613812345678"},
                                           Case{"１３８１２３４５６７８", "CN", "+8613812345678"},
                                           Case{"0086 138 1234 5678", "CN", "+8613812345678"},
                                           Case{"+44 20 7946 0018", "CN", "+442079460018"},
                                           Case{"020 7946 0018 x5", "GB", "+442079460018;ext=5"},
                                           Case{"010-6234-5678", "CN", "+861062345678"},
                                           Case{"0571-8815-7838", "CN", "+8657188157838"}));

INSTANTIATE_TEST_SUITE_P(
    Extensions, VerifiedTest,
    ::testing::Values(Case{"010-62345678-801", "CN", "+861062345678;ext=801"},
                      Case{"0571-88157838-8801", "CN", "+8657188157838;ext=8801"},
                      Case{"(010)62345678-801", "CN", "+861062345678;ext=801"},
                      Case{"+86-10-62345678-801", "CN", "+861062345678;ext=801"},
                      Case{"13812345678-1234", "CN", "+8613812345678;ext=1234"},
                      Case{"13812345678转1234", "CN", "+8613812345678;ext=1234"},
                      Case{"010-62345678分机801", "CN", "+861062345678;ext=801"}));

// What was assigned after libphonenumber's table of Debian 12 was made, or may be one day.
using UnverifiedTest = PhoneTest;
TEST_P(UnverifiedTest, IsTakenAndMarked) {
  const Phone phone = Parsed(GetParam());
  EXPECT_EQ(phone.number, GetParam().number);
  EXPECT_FALSE(phone.verified);
}

INSTANTIATE_TEST_SUITE_P(NewNumbers, UnverifiedTest,
                         ::testing::Values(Case{"(235) 555-0123", "US", "+12355550123"},
                                           Case{"+1 235 555 0123 ext 7", "CN",
                                                "+12355550123;ext=7"},
                                           Case{"4545 1234", "HK", "+85245451234"},
                                           Case{"+852 4545 1234", "CN", "+85245451234"},
                                           Case{"12012345678", "CN", "+8612012345678"}));

class NoPhoneTest : public ::testing::TestWithParam<Case> {};
TEST_P(NoPhoneTest, IsRefusedWithItsField) {
  const absl::Status status =
      ParsePhone(GetParam().written, GetParam().region, "receiver.phone").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << GetParam().written;
  EXPECT_THAT(std::string(status.message()), HasSubstr("receiver.phone"));
}

INSTANTIATE_TEST_SUITE_P(Texts, NoPhoneTest,
                         ::testing::Values(Case{"not a phone", "CN"}, Case{"", "CN"},
                                           Case{"12", "CN"}, Case{"转801", "CN"},
                                           Case{"13812345678转", "CN"}, Case{"-801", "CN"},
                                           Case{"13812345678", "GB"}, Case{"13812345678", "XX"}));

// A digit too few or too many, and numbers without the area code that they need.
INSTANTIATE_TEST_SUITE_P(Typos, NoPhoneTest,
                         ::testing::Values(Case{"1381234567", "CN"}, Case{"138123456", "CN"},
                                           Case{"138123456789", "CN"}, Case{"+861381234567", "CN"},
                                           Case{"62345678", "CN"}, Case{"555-0123", "US"}));

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

// What libphonenumber says of a text: E.164, or empty if its numbering has no such number.
std::string KnownToLibrary(const std::string& written, const std::string& region) {
  const PhoneNumberUtil& util = *PhoneNumberUtil::GetInstance();
  PhoneNumber number;
  if (util.Parse(written, region, &number) != PhoneNumberUtil::NO_PARSING_ERROR ||
      !util.IsValidNumber(number)) {
    return "";
  }
  std::string text;
  util.Format(number, PhoneNumberUtil::E164, &text);
  return text;
}

void ExpectAsLibrary(const std::string& written, const std::string& region) {
  const std::string known = KnownToLibrary(written, region);
  const absl::StatusOr<Phone> phone = ParsePhone(written, region, "phone");
  const bool verified = phone.ok() && phone->verified;
  ASSERT_EQ(verified, !known.empty()) << written << " in " << region;
  if (verified) ASSERT_EQ(phone->number, known) << written << " in " << region;
}

std::string Digits(std::mt19937& random, int count) {
  std::string digits;
  for (int i = 0; i < count; ++i) digits.push_back(static_cast<char>('0' + random() % 10));
  return digits;
}

TEST(PhonesOfTheLibraryTest, ChineseMobilesAreReadAsTheLibraryDoes) {
  std::mt19937 random(1);
  for (int prefix = 100; prefix < 200; ++prefix) {
    for (int i = 0; i < 20; ++i) {
      const std::string national = std::to_string(prefix) + Digits(random, 8);
      ExpectAsLibrary(national, "CN");
      ExpectAsLibrary("+86" + national, i % 2 == 0 ? "US" : "CN");
    }
  }
}

TEST(PhonesOfTheLibraryTest, RandomNumbersAreReadAsTheLibraryDoes) {
  std::mt19937 random(2);
  for (int i = 0; i < 4000; ++i) {
    const std::string digits = Digits(random, 7 + static_cast<int>(random() % 7));
    ExpectAsLibrary(digits, i % 3 == 0 ? "US" : "CN");
    ExpectAsLibrary("+86" + digits, "CN");
    ExpectAsLibrary("+8613" + digits, "GB");
    ExpectAsLibrary("13" + digits, i % 2 == 0 ? "CN" : "GB");
  }
}

TEST(PhonesOfTheLibraryTest, ItsExamplesAreVerified) {
  const PhoneNumberUtil& util = *PhoneNumberUtil::GetInstance();
  std::set<std::string> regions;
  util.GetSupportedRegions(&regions);
  int examples = 0;
  for (const std::string& region : regions) {
    for (const auto type : {PhoneNumberUtil::MOBILE, PhoneNumberUtil::FIXED_LINE}) {
      PhoneNumber number;
      if (!util.GetExampleNumberForType(region, type, &number)) continue;
      ++examples;
      for (const auto format : {PhoneNumberUtil::E164, PhoneNumberUtil::NATIONAL}) {
        std::string written;
        util.Format(number, format, &written);
        ExpectAsLibrary(written, region);
      }
    }
  }
  EXPECT_GT(examples, 400);
}

TEST(PhoneIndexTest, LeavesTheExtensionOut) {
  EXPECT_EQ(PhoneIndexValue("+442079460018;ext=5"), "+442079460018");
  EXPECT_EQ(PhoneIndexValue("+442079460018"), "+442079460018");
}

TEST(ReceiverPhoneTest, IsReadForTheCountryOfTheAddress) {
  type::v1::Receiver receiver;
  receiver.mutable_address()->set_region_code("HK");
  Violations violations;
  receiver.set_phone("4545 1234");
  NormalizeReceiverPhone(receiver, "receiver.phone", violations);
  EXPECT_EQ(receiver.phone(), "+85245451234");
  EXPECT_TRUE(receiver.phone_unverified());
  receiver.set_phone("9123 4567");
  NormalizeReceiverPhone(receiver, "receiver.phone", violations);
  EXPECT_EQ(receiver.phone(), "+85291234567");
  EXPECT_FALSE(receiver.phone_unverified());
  EXPECT_TRUE(violations.empty());
  receiver.set_phone("not a phone");
  NormalizeReceiverPhone(receiver, "receiver.phone", violations);
  EXPECT_THAT(std::string(violations.ToStatus().message()), HasSubstr("receiver.phone"));
}

TEST(BusinessPhoneTest, ShortNumbersAreTakenAndTextsAreNot) {
  for (const char* phone :
       {"", "95338", "11183", "0571-11185", "400-889-5543", "(021) 62345678", "+44 345 774 0740",
        "0345 774 0740", "021-62345678/62345679", "010-62345678转801"}) {
    Violations violations;
    CheckBusinessPhone(phone, "service_phone", violations);
    EXPECT_TRUE(violations.empty()) << phone;
  }
  for (const char* phone : {"not a phone", "call 95338", "12", "-", "95338转", "95338转x",
                            "1234567890123456789012345"}) {
    Violations violations;
    CheckBusinessPhone(phone, "service_phone", violations);
    EXPECT_THAT(std::string(violations.ToStatus().message()), HasSubstr("service_phone")) << phone;
  }
}

}  // namespace
}  // namespace shopdesk
