// Replies of the control socket as a person reads them.
#pragma once

#include <string>

#include "mapping/core/json.h"

namespace closemap {

// `command` as in Invocation; `reply` as resources.h describes it.
std::string show(const std::string& command, const Json& reply);
std::string show_plan(const Json& plan);
std::string show_plan_list(const Json& plans);
std::string show_explain(const Json& explained);
std::string show_agendas(const Json& reply);
std::string show_report(const Json& reply);

}  // namespace closemap
