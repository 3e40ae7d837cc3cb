#include "tools/shopdesk/replay/buyers.h"

#include <phonenumbers/phonenumberutil.h>

#include <cstdint>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "libs/base/id.h"
#include "tools/shopdesk/replay/desk.h"

namespace shopdesk::cli {
namespace {

struct Country {
  const char* name;
  const char* region_code;
};

// The file's names of countries; what is no country stands for the shop's own.
constexpr Country kCountries[] = {
    {"Australia", "AU"},       {"Austria", "AT"},     {"Bahrain", "BH"},
    {"Belgium", "BE"},         {"Brazil", "BR"},      {"Canada", "CA"},
    {"Channel Islands", "JE"}, {"Cyprus", "CY"},      {"Czech Republic", "CZ"},
    {"Denmark", "DK"},         {"EIRE", "IE"},        {"European Community", "BE"},
    {"Finland", "FI"},         {"France", "FR"},      {"Germany", "DE"},
    {"Greece", "GR"},          {"Hong Kong", "HK"},   {"Iceland", "IS"},
    {"Israel", "IL"},          {"Italy", "IT"},       {"Japan", "JP"},
    {"Lebanon", "LB"},         {"Lithuania", "LT"},   {"Malta", "MT"},
    {"Netherlands", "NL"},     {"Norway", "NO"},      {"Poland", "PL"},
    {"Portugal", "PT"},        {"RSA", "ZA"},         {"Saudi Arabia", "SA"},
    {"Singapore", "SG"},       {"Spain", "ES"},       {"Sweden", "SE"},
    {"Switzerland", "CH"},     {"USA", "US"},         {"United Arab Emirates", "AE"},
    {"United Kingdom", "GB"},  {"Unspecified", "GB"},
};

constexpr const char* kFamilyNames[] = {"Ashworth", "Bennett", "Cooper", "Doyle",  "Ellis",
                                        "Fletcher", "Grant",   "Hughes", "Irving", "Jarvis"};
constexpr const char* kChineseNames[] = {"王芳", "李伟", "张敏", "刘洋", "陈静"};
constexpr const char* kStreets[] = {"High Street", "Station Road", "Church Lane", "Mill Lane",
                                    "Park Avenue"};

std::string RegionOf(absl::string_view country) {
  for (const Country& entry : kCountries) {
    if (country == entry.name) return entry.region_code;
  }
  return "GB";
}

// The same number for the same text.
uint32_t Number(absl::string_view text) {
  uint32_t number = 0;
  const std::string id = DerivedId({text});
  return absl::SimpleHexAtoi(id.substr(0, 8), &number) ? number : 0;
}

std::string PhoneOf(const std::string& region) {
  using i18n::phonenumbers::PhoneNumberUtil;
  i18n::phonenumbers::PhoneNumber number;
  std::string formatted;
  PhoneNumberUtil::GetInstance()->GetExampleNumberForType(region, PhoneNumberUtil::MOBILE, &number);
  PhoneNumberUtil::GetInstance()->Format(number, PhoneNumberUtil::INTERNATIONAL, &formatted);
  return formatted;
}

}  // namespace

type::v1::Receiver MakeReceiver(const Invoice& invoice) {
  const uint32_t number = Number(invoice.buyer);
  type::v1::Receiver receiver;
  if (!invoice.administrative_area.empty()) {
    receiver.set_name(kChineseNames[number % std::size(kChineseNames)]);
    receiver.mutable_address()->set_region_code("CN");
    receiver.mutable_address()->set_administrative_area(invoice.administrative_area);
    receiver.mutable_address()->set_street(absl::StrCat("人民路 ", 1 + number % 200, " 号"));
    receiver.set_phone(PhoneOf("CN"));
    return receiver;
  }
  receiver.set_name(absl::StrCat(std::string(1, static_cast<char>('A' + number % 26)), ". ",
                                 kFamilyNames[number % std::size(kFamilyNames)]));
  type::v1::PostalAddress& address = *receiver.mutable_address();
  address.set_region_code(RegionOf(invoice.country));
  address.set_locality(invoice.country);
  address.set_street(absl::StrCat(1 + number % 200, " ", kStreets[number % std::size(kStreets)]));
  receiver.set_phone(PhoneOf(address.region_code()));
  return receiver;
}

std::string AgentOf(absl::string_view buyer) { return kAgents[Number(buyer) % std::size(kAgents)]; }

}  // namespace shopdesk::cli
