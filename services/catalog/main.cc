#include "libs/rpc/server.h"
#include "services/catalog/definition.h"

int main(int argc, char** argv) {
  return shopdesk::rpc::Main(argc, argv, shopdesk::catalog::Definition());
}
