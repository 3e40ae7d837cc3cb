#pragma once

#include "libs/rpc/host.h"

namespace shopdesk::figures {

// Serves FigureService over the figures that Follow keeps.
void Serve(rpc::Host& host);

}  // namespace shopdesk::figures
