// What travels over the control socket: one question, one answer (design.md §9 "Control socket").
#pragma once

#include <map>
#include <string>

namespace closemap {

struct ControlRequest {
  std::string method = "GET";
  std::string path;                          // decoded, starts with "/"
  std::map<std::string, std::string> query;  // decoded; of a repeated key the last one
  std::string body;                          // JSON or empty
};

struct ControlReply {
  int status = 200;
  std::string body;
  std::string content_type = "application/json";
};

}  // namespace closemap
