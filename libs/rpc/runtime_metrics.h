#pragma once

#include <memory>

namespace shopdesk::rpc {

class Runtime;

// Publishes a runtime's figures at each scrape: database, followers, timers. Ends with the object.
class RuntimeMetrics {
 public:
  explicit RuntimeMetrics(Runtime& runtime);
  ~RuntimeMetrics();

 private:
  class Sampler;
  std::shared_ptr<Sampler> sampler_;
};

}  // namespace shopdesk::rpc
