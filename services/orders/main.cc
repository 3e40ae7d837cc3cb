#include "libs/rpc/server.h"
#include "services/orders/definition.h"

int main(int argc, char** argv) {
  return shopdesk::rpc::Main(argc, argv, shopdesk::orders::Definition());
}
