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
std::string show_links(const Json& reply);  // pairs that wait for a person
std::string show_link(const Json& link);    // as somebody decided
std::string show_edited(const Json& plan);  // after `plan edit`
std::string show_alert(const Json& alert);  // `alerts explain`

}  // namespace closemap
