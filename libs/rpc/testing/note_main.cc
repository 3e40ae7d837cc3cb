#include "libs/rpc/testing/note_service.h"

// The test service as a program, for the tests of Main.
int main(int argc, char** argv) {
  shopdesk::testing::Gate gate;
  gate.Open();
  return shopdesk::rpc::Main(argc, argv, shopdesk::rpc::testing::NoteDefinition(gate));
}
