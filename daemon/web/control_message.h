// What travels over the control socket: one question, one answer (design.md §9 "Control socket").
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace closemap {

struct ControlRequest {
  std::string method = "GET";
  std::string path;  // starts with "/"; ids in it as path_part() writes them
  std::map<std::string, std::string> query;  // decoded; of a repeated key the last one
  std::string body;                          // JSON or empty
};

struct ControlReply {
  int status = 200;
  std::string body;
  std::string content_type = "application/json";
};

// An id as one part of a path, whatever stands in it: all but letters, digits, '_' and '-' as %XX.
inline std::string path_part(std::string_view id) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : id) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '_' || c == '-';
    if (plain)
      out += c;
    else
      out.append({'%', kHex[byte >> 4U], kHex[byte & 0xFU]});
  }
  return out;
}
// Its inverse; what is no %XX stays as it is.
inline std::string id_of_path_part(std::string_view part) {
  const auto digit = [&](std::size_t at) {
    if (at >= part.size()) return std::string_view::npos;
    constexpr std::string_view kDigits = "0123456789ABCDEFabcdef";
    const std::size_t found = kDigits.find(part[at]);
    return found == std::string_view::npos || found < 16 ? found : found - 6;
  };
  std::string out;
  for (std::size_t i = 0; i < part.size(); ++i) {
    const std::size_t high = digit(i + 1);
    const std::size_t low = digit(i + 2);
    if (part[i] != '%' || high == std::string_view::npos || low == std::string_view::npos) {
      out += part[i];
      continue;
    }
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return out;
}

}  // namespace closemap
