#pragma once

#include "google/protobuf/message.h"

namespace shopdesk {

// Sets the optional numbers that aren't set to the `default_value` of their rules (option.v1), also
// in the messages that are set, but not in those of lists. Of generated messages.
void FillDefaults(google::protobuf::Message& message);

}  // namespace shopdesk
