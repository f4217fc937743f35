// Judging links: whether they stay at their origin.
#include "connectors/http/link.h"

#include "connectors/http/client.h"

namespace closemap {
namespace {

Error bad_link(std::string_view why) {
  return Error{Fault::config, "unusable url: " + std::string(why)};
}

}  // namespace

Result<Url> resolve_link(const Url& base, std::string_view link) {
  const std::size_t first = link.find_first_of(":/?");
  const bool absolute = first != std::string_view::npos && link[first] == ':';
  if (!absolute) {
    if (link.substr(0, 2) == "//") return bad_link("it names another host");
    if (!plain_url_text(link))
      return bad_link("blanks, backslashes and characters beyond ASCII must be percent-encoded");
    std::string prefix = base.path.substr(0, base.path.find('?'));
    while (!prefix.empty() && prefix.back() == '/') prefix.pop_back();
    Url url = base;
    url.path = prefix + (!link.empty() && link.front() == '/' ? "" : "/") + std::string(link);
    return url;
  }
  Result<Url> url = parse_url(link);
  if (!url) return std::move(url).error();
  if (url->origin() != base.origin())
    return Error{Fault::permanent,
                 "link to " + url->origin() + " refused: it leaves " + base.origin()};
  return url;
}

Status same_origin(std::string_view base_url, std::string_view link) {
  const Result<Url> base = parse_url(base_url);
  if (!base) return Error(base.error()).within("base_url");
  Result<Url> url = resolve_link(*base, link);
  if (!url) return Error{Fault::permanent, std::move(url).error().what};
  return ok();
}

}  // namespace closemap
