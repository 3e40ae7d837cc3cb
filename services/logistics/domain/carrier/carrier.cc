#include "services/logistics/domain/carrier/carrier.h"

#include "libs/base/error.h"
#include "libs/base/phone.h"
#include "services/logistics/domain/carrier/mode.h"
#include "services/logistics/domain/carrier/waybill.h"

namespace shopdesk::logistics::domain {

absl::Status CheckCarrier(const v1::Carrier& carrier) {
  Violations violations;
  CheckBusinessPhone(carrier.service_phone(), "service_phone", violations);
  CheckBusinessPhone(carrier.complaint_phone(), "complaint_phone", violations);
  if (HasMode(carrier, v1::Mode::MODE_UNSPECIFIED)) violations.Add("modes", "0 is no mode");
  if (const auto rules = WaybillRules::Compile(carrier); !rules.ok()) {
    violations.Add("waybill_rules", rules.status().message());
  }
  return violations.ToStatus();
}

}  // namespace shopdesk::logistics::domain
