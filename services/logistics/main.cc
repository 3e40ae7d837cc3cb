#include "services/logistics/definition.h"

int main(int argc, char** argv) {
  return shopdesk::rpc::Main(argc, argv, shopdesk::logistics::Definition());
}
