// Built-in and loaded connectors, registered the same way.
#include "connectors/host/registry.h"

#include <algorithm>
#include <cassert>
#include <string_view>

#include "connectors/host/builtin_table.h"

namespace closemap {

Registry Registry::with_builtins() {
  Registry registry;
  for (const Description* description : builtin_connectors()) {
    const Status added = registry.add(*description);
    assert(added && "a built-in connector has a wrong tag or a name twice");
    static_cast<void>(added);
  }
  return registry;
}

Status Registry::add(const Description& description) {
  if (description.abi == nullptr || std::string_view(description.abi) != kConnectorAbi)
    return Error{Fault::config,
                 "connector was built for \"" +
                     std::string(description.abi == nullptr ? "" : description.abi) +
                     "\", this closemap is \"" + kConnectorAbi +
                     "\"; build it against this version",
                 0};
  if (find(description.name) != nullptr)
    return Error{Fault::config,
                 "there is a connector named " + std::string(description.name) +
                     " already; rename or remove one",
                 0};
  descriptions_.push_back(&description);
  std::sort(descriptions_.begin(), descriptions_.end(),
            [](const Description* a, const Description* b) { return a->name < b->name; });
  return ok();
}

const Description* Registry::find(std::string_view name) const {
  for (const Description* description : descriptions_)
    if (description->name == name) return description;
  return nullptr;
}

const std::vector<const Description*>& Registry::all() const { return descriptions_; }

std::vector<ConnectorShape> Registry::shapes() const {
  std::vector<ConnectorShape> shapes;
  for (const Description* description : descriptions_)
    shapes.push_back({description->name, description->summary, description->open_source != nullptr,
                      description->open_notifier != nullptr, description->open_writer != nullptr,
                      description->options, description->streams, description->default_map});
  return shapes;
}

}  // namespace closemap
