#pragma once

#include <atomic>
#include <string>
#include <thread>
#include <vector>

// For tests: a network that breaks at the worst moment.
namespace shopdesk::sql {

// Stands between a client and a PostgreSQL server of this machine.
class CuttingProxy {
 public:
  enum class Cut {
    kNever,
    // The next COMMIT doesn't reach the server.
    kBeforeCommit,
    // The next COMMIT is carried out, and its answer is lost.
    kAfterCommit
  };

  explicit CuttingProxy(int server_port);
  ~CuttingProxy();
  CuttingProxy(const CuttingProxy&) = delete;
  CuttingProxy& operator=(const CuttingProxy&) = delete;

  int port() const { return port_; }
  // Once; both sides of the connection are closed.
  void CutNext(Cut cut) { cut_ = cut; }
  int cuts() const { return cuts_; }
  // Who connects from now on gets no answer, until `Refuse`.
  void Hold() { door_ = Door::kHeld; }
  // Who waits, and who connects from now on, is closed.
  void Refuse() { door_ = Door::kShut; }

 private:
  enum class Door { kOpen, kHeld, kShut };

  void Accept();
  void Carry(int client);
  // Passes on what `from` has; false at its end.
  bool Forward(int from, int to, std::string& data);

  const int server_port_;
  int port_ = 0;
  int listener_ = -1;
  std::atomic<Cut> cut_{Cut::kNever};
  std::atomic<int> cuts_{0};
  std::atomic<Door> door_{Door::kOpen};
  std::atomic<bool> stopping_{false};
  // Of the accepting thread until it ended.
  std::vector<std::thread> carriers_;
  std::thread acceptor_;
};

}  // namespace shopdesk::sql
