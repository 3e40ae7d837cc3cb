#include "libs/figures/service.h"

#include "libs/figures/figures.h"

namespace shopdesk::figures {

void Serve(rpc::Host& host) {
  rpc::Routes figures = host.Service("shopdesk.figures.v1.FigureService");
  figures.Read("GetFigureState", GetFigureState);
  figures.Write("RebuildFigures", RebuildFigures);
}

}  // namespace shopdesk::figures
