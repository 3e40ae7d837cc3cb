#include "services/logistics/domain/carrier/mode.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_split.h"

namespace shopdesk::logistics::domain {
namespace {

struct Row {
  v1::Mode::Value mode;
  const char* zh;
  const char* en;
  const char* description;
  // Separated by blanks.
  const char* needs;
  bool international;
  bool door_delivery;
  bool tracked;
};

constexpr Row kModeRows[] = {
    {v1::Mode::SURFACE_MAIL, "平邮", "Surface mail",
     "Parcel post by road and rail; the post office leaves a notice and the receiver fetches the "
     "parcel with it and an identity document. The cheapest and slowest way within the country.",
     "postal_code identity_document", false, false, true},
    {v1::Mode::EXPRESS_MAIL, "快邮", "Express mail",
     "Parcel post with priority by air and road; fetched at the post office or brought to the "
     "door where the office does so.",
     "postal_code phone", false, false, true},
    {v1::Mode::EMS, "EMS", "Express mail service",
     "The express service of the postal administrations, to the door, in nearly every country and "
     "village; signed for.",
     "postal_code phone", false, true, true},
    {v1::Mode::INTERNATIONAL_AIR, "国际航空", "International air mail",
     "Postal parcel by air between and within the countries; delivered by the post of the "
     "destination.",
     "postal_code phone customs_declaration", true, true, true},
    {v1::Mode::SAL, "空运水陆路", "Surface air lifted",
     "By air between the countries with low priority, by surface within them; dearer than surface, "
     "cheaper than air.",
     "postal_code phone customs_declaration", true, true, true},
    {v1::Mode::INTERNATIONAL_SURFACE, "国际水陆路", "International surface mail",
     "Postal parcel by ship, rail and road; takes one to three months.",
     "postal_code phone customs_declaration", true, true, true},
    {v1::Mode::COURIER_AIR, "航空快递", "Courier by air",
     "A courier fetches the parcel, flies it and brings it to the door; liquids, batteries and "
     "magnets are refused or need papers.",
     "phone security_check", false, true, true},
    {v1::Mode::COURIER_ROAD, "陆运快递", "Courier by road",
     "A courier fetches the parcel and brings it to the door by road, or leaves it at an agreed "
     "branch or locker.",
     "phone", false, true, true},
    {v1::Mode::ROAD_FREIGHT, "公路货运", "Road freight",
     "Heavy or bulky goods by lorry from branch to branch; collection and delivery to the door are "
     "extra. Priced by weight or volume, whichever is more.",
     "phone branch packing_for_freight", false, false, true},
    {v1::Mode::RAIL_FREIGHT, "铁路货运", "Rail freight",
     "Heavy or bulky goods by train from station to station; the receiver fetches them at the "
     "station with the consignment note.",
     "phone station_pick_up identity_document", false, false, false},
};

}  // namespace

std::vector<v1::ModeInfo> AllModes() {
  std::vector<v1::ModeInfo> modes;
  for (const Row& row : kModeRows) {
    v1::ModeInfo& info = modes.emplace_back();
    info.set_mode(row.mode);
    info.set_display_name_zh(row.zh);
    info.set_display_name_en(row.en);
    info.set_description(row.description);
    for (absl::string_view need : absl::StrSplit(row.needs, ' ')) {
      info.add_needs(std::string(need));
    }
    info.set_international(row.international);
    info.set_door_delivery(row.door_delivery);
    info.set_tracked(row.tracked);
  }
  return modes;
}

bool HasMode(const v1::Carrier& carrier, v1::Mode::Value mode) {
  return std::find(carrier.modes().begin(), carrier.modes().end(), mode) != carrier.modes().end();
}

}  // namespace shopdesk::logistics::domain
