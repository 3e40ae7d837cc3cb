#include "libs/rpc/server.h"
#include "services/feedback/definition.h"

int main(int argc, char** argv) {
  return shopdesk::rpc::Main(argc, argv, shopdesk::feedback::Definition());
}
