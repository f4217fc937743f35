// Strict URLs.
#include "mapping/core/url.h"

#include <algorithm>
#include <charconv>

#include "mapping/core/text.h"

namespace closemap {
namespace {

constexpr std::size_t kUrlMax = 16 * 1024;
constexpr std::size_t kHostMax = 253;
constexpr std::size_t kShownPathMax = 200;

Error bad_url(std::string_view why) {
  return Error{Fault::config, "unusable url: " + std::string(why)};
}

bool host_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}
bool literal_char(char c) {
  return (c >= 'a' && c <= 'f') || (c >= '0' && c <= '9') || c == ':' || c == '.';
}
bool path_char(char c) {
  return c > 0x20 && c < 0x7f && std::string_view("\\#\"<>").find(c) == std::string_view::npos;
}

int scheme_port(std::string_view scheme) {
  if (scheme == "https") return 443;
  if (scheme == "http") return 80;
  if (scheme == "smtp") return 587;
  if (scheme == "smtps") return 465;
  return 0;
}

bool valid_host(std::string_view host) {
  if (host.empty() || host.size() > kHostMax) return false;
  if (host.front() == '[')
    return host.size() > 3 && host.back() == ']' &&
           std::all_of(host.begin() + 1, host.end() - 1, literal_char);
  return host.front() != '.' && host.back() != '.' && host.find("..") == std::string_view::npos &&
         std::all_of(host.begin(), host.end(), host_char);
}

// Canonical decimal only: "0443" and "+443" are read differently by different parsers.
int parse_port(std::string_view text) {
  int port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  return whole && port > 0 && port < 65536 && std::to_string(port) == text ? port : 0;
}

}  // namespace

std::string Url::origin() const { return scheme + "://" + host + ":" + std::to_string(port); }

std::string Url::text() const {
  const std::string authority =
      port == scheme_port(scheme) ? host : host + ":" + std::to_string(port);
  return scheme + "://" + authority + (path.empty() ? "/" : path);
}

std::string Url::shown() const {
  const std::string_view whole(path);
  return host + shorten(printable(whole.substr(0, whole.find('?'))), kShownPathMax);
}

Result<Url> parse_url(std::string_view text) {
  if (text.size() > kUrlMax) return bad_url("it is longer than 16 KiB");
  if (!plain_url_text(text))
    return bad_url(
        "blanks, backslashes, fragments and characters beyond ASCII are not allowed; "
        "write an international host name in its xn-- form");
  const std::size_t colon = text.find("://");
  if (colon == std::string_view::npos) return bad_url("it must start with https://");
  Url url;
  url.scheme = to_lower_ascii(text.substr(0, colon));
  if (scheme_port(url.scheme) == 0) return bad_url("its scheme is not allowed");
  text.remove_prefix(colon + 3);
  const std::size_t end = text.find_first_of("/?");
  std::string_view authority = text.substr(0, end);
  if (end != std::string_view::npos) url.path = text.substr(end);
  if (!url.path.empty() && url.path.front() == '?')
    return bad_url("the path is missing before '?'");
  if (authority.find('@') != std::string_view::npos)
    return bad_url("it holds a user name or password; use the options for them");
  url.port = scheme_port(url.scheme);
  const std::size_t bracket = authority.find(']');
  const std::size_t port_at = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
  if (port_at != std::string_view::npos) {
    url.port = parse_port(authority.substr(port_at + 1));
    if (url.port == 0) return bad_url("the port must be a number from 1 to 65535");
    authority = authority.substr(0, port_at);
  }
  url.host = to_lower_ascii(authority);
  if (!valid_host(url.host)) return bad_url("the host name is not valid");
  return url;
}

bool plain_url_text(std::string_view text) {
  return std::all_of(text.begin(), text.end(), path_char);
}

}  // namespace closemap
